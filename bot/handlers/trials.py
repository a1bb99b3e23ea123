"""Groups in chat: /groups for administrators, and 收到 under a test message."""

import re
from dataclasses import replace

from bot.actions import binding
from bot.actions.owing import ADMIN
from bot.cards import Card
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import groups

TYPED = re.compile(r"(测试群|确认群|try group|confirm group)\s+(\w+@\w+)", re.IGNORECASE)


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


def typed(visit: Visit, text: str) -> Answer | None:
    said = TYPED.fullmatch(text.strip())
    if said is None:
        return None
    trying = said[1].lower() in ("测试群", "try group")
    verb, act = (Verb.TRY_GROUP, again) if trying else (Verb.SEEN_GROUP, seen)
    answer = act(visit, Tap(verb, arg=said[2].lower()))
    return Answer(cards=(Card(title=answer.toast),))
