"""Groups in chat: /groups for administrators, and 收到 under a test message."""

import re
from dataclasses import replace

from bot.actions import binding
from bot.actions.owing import ADMIN
from bot.cards import Card
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import groups

TYPED = re.compile(
    r"(测试群|确认群|解绑群|确认解绑群"
    r"|try group|confirm group|unbind group for good|unbind group)\s+(\w+@\w+)",
    re.IGNORECASE,
)


def listing(visit: Visit) -> Answer:
    if not visit.person.holds(ADMIN):
        raise binding.NotAnAdministrator
    return Answer(cards=(groups.listing(visit.scene),))


def again(visit: Visit, tap: Tap) -> Answer:
    binding.try_group(visit.work, visit.office, visit.person, tap.arg)
    return Answer(toast=visit.voice.say("group.trial_sent"))


def seen(visit: Visit, tap: Tap) -> Answer:
    """From the group itself by anybody of the school, from elsewhere by an administrator."""
    if visit.inbound.private:
        binding.must_be_bound(visit.office, visit.person, tap.arg)
    binding.confirm_group(visit.work, visit.office, visit.person, tap.arg)
    toast = visit.voice.say("group.confirmed_toast")
    if visit.inbound.private:
        return Answer(toast=toast)
    office = type(visit.office).open(visit.work, visit.office.rules)
    card = groups.trial(replace(visit.read_here, office=office), (tap.arg,))
    return Answer(cards=(card,) if card else (), toast=toast)


def unbind(visit: Visit, tap: Tap) -> Answer:
    """The first tap asks, the second does it."""
    group, _, yes = tap.arg.partition(".")
    binding.must_be_bound(visit.office, visit.person, group)
    if not yes:
        return Answer(cards=(groups.sure(group, visit.voice),))
    binding.unbind_group(visit.work, visit.office, visit.person, group)
    said = visit.voice.say("group.unbound")
    return Answer(cards=(Card(title=said),), toast=said)


def typed(visit: Visit, text: str) -> Answer | None:
    said = TYPED.fullmatch(text.strip())
    if said is None:
        return None
    verb, act, more = BY_WORD[said[1].lower()]
    answer = act(visit, Tap(verb, arg=said[2].lower() + more))
    return answer if answer.cards else Answer(cards=(Card(title=answer.toast),))


BY_WORD = {
    "测试群": (Verb.TRY_GROUP, again, ""),
    "try group": (Verb.TRY_GROUP, again, ""),
    "确认群": (Verb.SEEN_GROUP, seen, ""),
    "confirm group": (Verb.SEEN_GROUP, seen, ""),
    "解绑群": (Verb.UNGROUP, unbind, ""),
    "unbind group": (Verb.UNGROUP, unbind, ""),
    "确认解绑群": (Verb.UNGROUP, unbind, ".yes"),
    "unbind group for good": (Verb.UNGROUP, unbind, ".yes"),
}
