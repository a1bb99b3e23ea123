"""管理: what an administrator does, behind one card. Only for whoever holds the role `admin`."""

import re
from collections.abc import Callable, Mapping

from bot.actions.owing import ADMIN
from bot.actions.switching import must_administer
from bot.approvals.refusals import StaleCard
from bot.handlers import deputies, trials
from bot.handlers.administering import channels, dry_runs, people, stuck
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import administering as menu

WORDS = ("管理", "admin")
PAGED = re.compile(r"(.+?)\s*第\s*(\d+)\s*页|(.+?)\s+page\s+(\d+)", re.IGNORECASE)
Room = Callable[[Visit, int], Answer]


def stand_ins(visit: Visit, _page: int) -> Answer:
    return deputies.listing(visit)


def chats(visit: Visit, _page: int) -> Answer:
    return trials.listing(visit)


ROOMS: Mapping[str, Room] = {
    "people": people.room,
    "invite": people.uninvited,
    "groups": chats,
    "deputies": stand_ins,
    "trial": dry_runs.room,
    "stuck": stuck.room,
    "channels": channels.room,
}


def asked(visit: Visit) -> Answer:
    must_administer(visit.person)
    return Answer(cards=(menu.card(visit.voice, ROOMS),))


def entered(visit: Visit, tap: Tap) -> Answer:
    must_administer(visit.person)
    if not tap.arg:
        return asked(visit)
    room, _, rest = tap.arg.partition(".")
    if room == "person":
        return people.opened(visit, rest)
    if room == "trial" and rest:
        return dry_runs.begun(rest)
    if room not in ROOMS:
        raise StaleCard
    return ROOMS[room](visit, tap.about)


def typed(visit: Visit, text: str) -> Answer | None:
    """Nobody else's words are taken for these."""
    if not visit.person.holds(ADMIN):
        return None
    said = text.strip()
    if said.lower() in WORDS:
        return asked(visit)
    return (
        walked(visit, said)
        or people.typed(visit, said)
        or stuck.typed(visit, said)
        or dry_runs.typed(visit, said)
        or channels.typed(visit, said)
    )


def walked(visit: Visit, said: str) -> Answer | None:
    """A room by its name, perhaps with a page of it."""
    page = PAGED.fullmatch(said)
    name, number = (page[1] or page[3], int(page[2] or page[4])) if page else (said, 1)
    for room, show in ROOMS.items():
        if name.lower() == menu.word(room, visit.voice).lower():
            return show(visit, max(number - 1, 0))
    return None


ACTS = {
    Verb.ADMIN: entered,
    Verb.SWITCH: channels.switched,
    Verb.INVITE: people.invite,
    Verb.UNINVITE: people.take_back,
    Verb.UNBIND: people.unbind,
    Verb.MEND: stuck.mend,
}
