"""管理: what an administrator does, behind one card. Only for whoever holds the role `admin`."""

from collections.abc import Callable, Mapping

from bot.actions.owing import ADMIN
from bot.actions.switching import must_administer
from bot.approvals.refusals import StaleCard
from bot.handlers.administering import channels
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import administering as menu

WORDS = ("管理", "admin")
Room = Callable[[Visit, int], Answer]
ROOMS: Mapping[str, Room] = {
    "channels": channels.room,
}


def asked(visit: Visit) -> Answer:
    must_administer(visit.person)
    return Answer(cards=(menu.card(visit.voice, ROOMS),))


def entered(visit: Visit, tap: Tap) -> Answer:
    must_administer(visit.person)
    if not tap.arg:
        return asked(visit)
    if tap.arg not in ROOMS:
        raise StaleCard
    return ROOMS[tap.arg](visit, tap.about)


def typed(visit: Visit, text: str) -> Answer | None:
    """Nobody else's words are taken for these."""
    if not visit.person.holds(ADMIN):
        return None
    said = text.strip()
    if said.lower() in WORDS:
        return asked(visit)
    for name, room in ROOMS.items():
        if said == menu.word(name, visit.voice):
            return room(visit, 0)
    return channels.typed(visit, said)


ACTS = {
    Verb.ADMIN: entered,
    Verb.SWITCH: channels.switched,
}
