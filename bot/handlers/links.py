"""Links into our private chat: t.me/BOT?start=PAYLOAD, from a group's card or from anywhere.

A payload selects what is shown or asked. Whoever arrives is who he is, and arriving decides
nothing: a link that was passed on or stolen gives its finder what he would have seen anyway.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.actions import carrying_out, finding
from bot.approvals.request import Request
from bot.cards import Card
from bot.handlers import commands, forms, outages, taps
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import case, tasks
from storage import drafts

START = re.compile(r"/start(?:@\w+)?\s+(\S+)\s*", re.IGNORECASE)


def followed(visit: Visit, text: str) -> Answer | None:
    arrived = START.fullmatch(text.strip())
    tap = Tap.of_link(arrived[1]) if arrived else None
    opened = OPENS.get(tap.verb) if tap else None
    return spoken(opened(visit, tap)) if tap and opened else None


def spoken(answer: Answer) -> Answer:
    """Nothing was tapped here: what would have been said beside a button is said as a message."""
    if answer.cards or not answer.toast:
        return replace(answer, toast="")
    return Answer(cards=(Card(title=answer.toast),))


FEW = 4  # lines about the case
JUST_NOW = timedelta(minutes=1)


def outcome(visit: Visit, tap: Tap) -> Answer:
    """The form of a task, or its card where one tap on it is the whole report: once, when it has
    just been taken and stands there already."""
    task = finding.task(visit.work, visit.office, tap.about)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_do(visit.office, request, task, visit.person)
    if begun := drafts.find(visit.work, visit.office.id, visit.person.id, f"outcome:{task.id}"):
        return about(visit, request, forms.resumed(visit, begun))
    if not tasks.quick(kind.form) or kind.begins:
        return about(visit, request, taps.outcome(visit, tap))
    if task.taken_at and visit.office.now - task.taken_at < JUST_NOW:
        return Answer()
    card = tasks.card(visit.scene, (str(task.id),))
    return Answer(cards=(card,) if card else ())


def step(visit: Visit, tap: Tap) -> Answer:
    task = finding.task(visit.work, visit.office, tap.about)
    request = finding.request_seen(visit.work, visit.office, task.request)
    return about(visit, request, outages.step(visit, tap))


def about(visit: Visit, request: Request, answer: Answer) -> Answer:
    """Whoever comes from a group sees at the first question which case it is about."""
    if not answer.cards or answer.cards[-1].facts:
        return answer
    *before, asked = answer.cards
    told = case.facts(visit.office, request, visit.voice)[:FEW]
    title = visit.voice.say("form.about", title=asked.title, number=request.number)
    return replace(answer, cards=(*before, replace(asked, title=title, facts=told)))


def menu(visit: Visit, _tap: Tap) -> Answer:
    return commands.menu(visit)


# Only what shows or asks. Nothing that signs, takes, sends or ends may ever stand here.
OPENS: dict[Verb, Callable[[Visit, Tap], Answer]] = {
    Verb.BEGIN: taps.begin,
    Verb.WAITING: taps.todo,
    Verb.KINDS: taps.kinds,
    Verb.OUTAGE: outages.alone,
    Verb.LIST: outages.every,
    Verb.HUSH: outages.hush,
    Verb.STEP: step,
    Verb.OUTCOME: outcome,
    Verb.NOTHING: menu,
}
