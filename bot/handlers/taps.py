"""A tap is a hint: parsed here, judged by the core, and always answered."""

from dataclasses import replace

from bot.actions import carrying_out, deciding, finding, seconding, tasking
from bot.actions.owing import owe
from bot.approvals.refusals import NotYours, StaleCard
from bot.approvals.request import Request, State
from bot.cards import Card
from bot.handlers import commands, deputies, errands, forms, pins
from bot.handlers.visit import Answer, Visit
from bot.notices import About, Reason, ToPerson, subject
from bot.taps import Tap, UnreadableTap, Verb
from bot.writing import behalf as behalf_card
from bot.writing import ladder, tasks
from bot.writing import seconding as seconding_card
from bot.writing.scene import Reader

FORM = {
    Verb.ANSWER,
    Verb.BACK,
    Verb.CANCEL,
    Verb.SKIP,
    Verb.DONE,
    Verb.PAGE,
    Verb.CHANGE,
    Verb.SUBMIT,
}


def tapped(visit: Visit, payload: str) -> Answer:
    try:
        return act(visit, Tap.read(payload))
    except UnreadableTap:
        return Answer(toast=visit.voice.say("tap.unreadable"))


def act(visit: Visit, tap: Tap) -> Answer:
    if tap.verb in FORM:
        return forms.tapped(visit, tap)
    return ACTS[tap.verb](visit, tap)


def in_group(visit: Visit, payload: str) -> Answer:
    """Only what a duty officer does; forms and decisions are private."""
    try:
        tap = Tap.read(payload)
    except UnreadableTap:
        return Answer(toast=visit.voice.say("tap.unreadable"))
    if tap.verb is Verb.TAKE:
        return take_in_group(visit, tap)
    return Answer(toast=visit.voice.say("tap.private_only"))


def take_in_group(visit: Visit, tap: Tap) -> Answer:
    """The group sees who has it; the whole case and the form come to his private chat."""
    carrying_out.take(visit.work, visit.office, visit.person, tap.about)
    card = subject(About.TASK, tap.about)
    key = f"{card}/private/{visit.person.id}"
    to = ToPerson(visit.person.id)
    owe(visit.work, visit.office, to, Reason.TASKED, card, key, fresh=True)
    return Answer(cards=group_card(visit, tap), toast=visit.voice.say("task.taken_in_group"))


def group_card(visit: Visit, tap: Tap) -> tuple[Card, ...]:
    group = Reader(person=None, platform=visit.inbound.platform, address=visit.inbound.chat)
    scene = replace(visit.scene, reader=group)
    card = tasks.card(scene, (str(tap.about),))
    return (card,) if card else ()


def begin(visit: Visit, tap: Tap) -> Answer:
    return forms.begin(visit, tap.arg)


def kinds(visit: Visit, _tap: Tap) -> Answer:
    return commands.kinds(visit)


def resume(visit: Visit, tap: Tap) -> Answer:
    return forms.resume(visit, tap.about) or Answer(toast=visit.voice.say("form.gone"))


def with_reason(visit: Visit, tap: Tap) -> Answer:
    """不同意 and 退回补充 ask for a reason first; the right to decide is checked before that."""
    made = errands.WITH_REASON[tap.verb]
    deciding.may(visit.work, visit.office, visit.person, tap.about, token=tap.version)
    return forms.opened(visit, f"verdict:{tap.about}:{tap.version}:{made}")


def decide_together(visit: Visit, _tap: Tap) -> Answer:
    return commands.at_once(visit)


def second_person(visit: Visit, tap: Tap) -> Answer:
    yes = tap.verb is Verb.CONFIRM
    seat = int(tap.arg or 0)
    request = seconding.answer(
        visit.work, visit.office, visit.person, tap.about, tap.version, seat, yes=yes
    )
    card = seconding_card.closed(visit.scene, request, seat, tap.version)
    toast = visit.voice.say("second.done_yes" if yes else "second.done_no")
    return Answer(cards=(card,), toast=toast)


def behalf(visit: Visit, tap: Tap) -> Answer:
    return forms.opened(visit, f"behalf:{tap.arg or 'footage'}")


def not_mine(visit: Visit, tap: Tap) -> Answer:
    deciding.disown(visit.work, visit.office, visit.person, tap.about)
    card = behalf_card.card(visit.scene, (str(tap.about),))
    toast = visit.voice.say("status.disowned_toast")
    return Answer(cards=(card,) if card else (), toast=toast)


def deputise(visit: Visit, tap: Tap) -> Answer:
    return forms.opened(visit, f"deputy:{tap.arg}")


def withdraw(visit: Visit, tap: Tap) -> Answer:
    request = deciding.withdraw(visit.work, visit.office, visit.person, tap.about)
    return shown(
        visit, request, visit.voice.say(f"status.{request.ending or request.state}_toast")
    )


def amend(visit: Visit, tap: Tap) -> Answer:
    request = finding.request(visit.work, visit.office, tap.about)
    if visit.person.id not in request.owners:
        raise NotYours
    if request.state is not State.RETURNED:
        raise StaleCard
    return forms.again(visit, f"amend:{request.id}", request.answers)


def show(visit: Visit, tap: Tap) -> Answer:
    request = finding.request_seen(visit.work, visit.office, tap.about)
    if visit.person.id not in request.owners:
        raise NotYours
    return shown(visit, request)


def shown(visit: Visit, request: Request, toast: str = "") -> Answer:
    return Answer(
        cards=(ladder.status(visit.work, visit.office, request, visit.voice),), toast=toast
    )


def files(visit: Visit, tap: Tap) -> Answer:
    """The papers of a case, sent to whoever may see it: its requester and its signers."""
    request = finding.request_seen(visit.work, visit.office, tap.about)
    asked = {p for seat in request.open_seats for p in seat.persons}
    if visit.person.id not in {*request.owners, *asked, *(d.by for d in request.decisions)}:
        raise NotYours
    for paper in papers(request):
        card = subject(About.FILES, paper)
        key = f"{card}/{visit.person.id}/{visit.inbound.key}"
        owe(visit.work, visit.office, ToPerson(visit.person.id), Reason.FILES, card, key)
    return Answer(toast=visit.voice.say("papers.coming"))


def papers(request: Request) -> list[int]:
    return [f["id"] for key in ("files", "seal") for f in request.answers.get(key) or ()]


def take(visit: Visit, tap: Tap) -> Answer:
    carrying_out.take(visit.work, visit.office, visit.person, tap.about)
    card = tasks.card(visit.scene, (str(tap.about),))
    return Answer(cards=(card,) if card else (), toast=visit.voice.say("task.taken_toast"))


def outcome(visit: Visit, tap: Tap) -> Answer:
    task = carrying_out.take(visit.work, visit.office, visit.person, tap.about)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_do(visit.office, request, task, visit.person)
    known = carrying_out.expected(visit.office, tasking.case_of(visit.work, request), kind.form)
    return forms.opened(visit, f"outcome:{task.id}", known)


def finish(visit: Visit, tap: Tap) -> Answer:
    """A task that is one choice: the tap is the report."""
    task = finding.task(visit.work, visit.office, tap.about)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_do(visit.office, request, task, visit.person)
    offered = {option.id for option in tasks.quick(kind.form)}
    if tap.arg not in offered:
        raise StaleCard
    answers = {field.key: tap.arg for field in kind.form.fields}
    return errands.carried_out(visit, task.id, answers)


def nothing(_visit: Visit, _tap: Tap) -> Answer:
    return Answer(toast="")


ACTS = {
    Verb.BEGIN: begin,
    Verb.RESUME: resume,
    Verb.APPROVE: pins.approve,
    Verb.REJECT: with_reason,
    Verb.RETURN: with_reason,
    Verb.WITHDRAW: withdraw,
    Verb.AMEND: amend,
    Verb.SHOW: show,
    Verb.FILES: files,
    Verb.TAKE: take,
    Verb.OUTCOME: outcome,
    Verb.FINISH: finish,
    Verb.KINDS: kinds,
    Verb.BATCH: decide_together,
    Verb.CONFIRM: second_person,
    Verb.DOUBT: second_person,
    Verb.BEHALF: behalf,
    Verb.NOT_MINE: not_mine,
    Verb.DEPUTISE: deputise,
    Verb.UNDEPUTISE: deputies.end,
    Verb.NOTHING: nothing,
}
