"""A tap is a hint: parsed here, judged by the core, and always answered."""

from dataclasses import replace

from bot.actions import (
    carrying_out,
    deciding,
    extending,
    finding,
    hurrying,
    papers,
    taking_back,
)
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.approvals.refusals import NotYours, Refusal, StaleCard
from bot.approvals.request import Request, State
from bot.cards import Card
from bot.handlers import (
    administering,
    approver,
    beginnings,
    commands,
    deputies,
    errands,
    explaining,
    forms,
    instead,
    looking,
    new_point,
    outages,
    registers,
    signing,
    trials,
)
from bot.handlers.visit import Answer, Visit
from bot.notices import About, Reason, ToPerson, subject
from bot.taps import Tap, UnreadableTap, Verb
from bot.writing import behalf as behalf_card
from bot.writing import ladder, ledgers, tasks, until

# Whose `about` is a request: an outsider's tap is answered as if there were none.
OF_A_CASE = {
    Verb.APPROVE,
    Verb.REJECT,
    Verb.RETURN,
    Verb.WITHDRAW,
    Verb.AMEND,
    Verb.SHOW,
    Verb.FILES,
    Verb.PAPER,
    Verb.MORE,
    Verb.NARROW,
    Verb.COMMENT,
    Verb.SEND_BACK,
    Verb.HANDS,
    Verb.UNADD,
    Verb.FLAGS,
    Verb.REVOKE,
    Verb.CONFIRM,
    Verb.DOUBT,
    Verb.NOT_MINE,
    Verb.EXTEND,
    Verb.NUDGE,
    Verb.WHY,
    Verb.SNOOZE,
    Verb.AGAIN,
    Verb.GIVE_TIME,
}
FORM = {
    Verb.ANSWER,
    Verb.BACK,
    Verb.CANCEL,
    Verb.SKIP,
    Verb.DONE,
    Verb.PAGE,
    Verb.CHANGE,
    Verb.SUBMIT,
    Verb.AFRESH,
}


def tapped(visit: Visit, payload: str) -> Answer:
    try:
        return act(visit, Tap.read(payload))
    except UnreadableTap:
        return Answer(toast=visit.voice.say("tap.unreadable"))


def act(visit: Visit, tap: Tap) -> Answer:
    if tap.verb in FORM:
        return forms.tapped(visit, tap)
    try:
        return ACTS[tap.verb](visit, tap)
    except Refusal:
        if tap.verb in OF_A_CASE:
            # Why he may not would tell him that there is such a case.
            finding.visible(visit.work, visit.office, visit.person, tap.about)
        raise


def in_group(visit: Visit, payload: str) -> Answer:
    """Only what a duty officer does; forms and decisions are private."""
    try:
        tap = Tap.read(payload)
    except UnreadableTap:
        return Answer(toast=visit.voice.say("tap.unreadable"))
    if tap.verb is Verb.TAKE:
        return take_in_group(visit, tap)
    if tap.verb is Verb.PROVE:
        return prove(visit, tap)
    if tap.verb is Verb.SEEN_GROUP:
        return trials.seen(visit, tap)
    if tap.verb in outages.ACTS:
        return outages.ACTS[tap.verb](visit, tap)
    return Answer(toast=visit.voice.say("tap.private_only"))


def take_in_group(visit: Visit, tap: Tap) -> Answer:
    """The group sees who has it; the whole case comes to his private chat, and he is led there, to
    the form."""
    carrying_out.take(visit.work, visit.office, visit.person, tap.about)
    card = subject(About.TASK, tap.about)
    key = f"{card}/private/{visit.person.id}"
    to = ToPerson(visit.person.id)
    owe(visit.work, visit.office, to, Reason.TASKED, card, key, fresh=True)
    toast = visit.voice.say("task.taken_in_group")
    form = Tap(Verb.OUTCOME, tap.about).linked()
    return Answer(cards=group_card(visit, tap), toast=toast, start=form)


def group_card(visit: Visit, tap: Tap) -> tuple[Card, ...]:
    card = tasks.card(visit.read_here, (str(tap.about),))
    return (card,) if card else ()


def begin(visit: Visit, tap: Tap) -> Answer:
    return forms.begin(visit, tap.arg)


def kinds(visit: Visit, tap: Tap) -> Answer:
    return commands.topic(visit, tap.arg) if tap.arg else commands.kinds(visit)


def resume(visit: Visit, tap: Tap) -> Answer:
    return forms.resume(visit, tap.about) or Answer(toast=visit.voice.say("form.gone"))


def decide_together(visit: Visit, _tap: Tap) -> Answer:
    return commands.at_once(visit)


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
    request = finding.visible(visit.work, visit.office, visit.person, tap.about)
    if tap.arg == "ask":
        return approver.shown(visit, request, "")
    card = looking.shown(visit, request)
    return Answer(cards=(card,) if card else ())


def shown(visit: Visit, request: Request, toast: str = "") -> Answer:
    return Answer(cards=(ladder.linked(visit.scene, request),), toast=toast)


def files(visit: Visit, tap: Tap) -> Answer:
    """The papers of a case, sent to whoever may see it."""
    request = finding.visible(visit.work, visit.office, visit.person, tap.about)
    for number in papers.open_to(visit.work, visit.office, request, visit.person):
        send(visit, subject(About.FILES, number))
    return Answer(toast=visit.voice.say("papers.coming"))


def paper(visit: Visit, tap: Tap) -> Answer:
    """The approval form, as `diaoyue form` makes it."""
    request = finding.visible(visit.work, visit.office, visit.person, tap.about)
    send(visit, subject(About.PAPER, request.id))
    return Answer(toast=visit.voice.say("paper.coming"))


def send(visit: Visit, card: str) -> None:
    """Asked for again it comes again; the same update read twice sends it once."""
    key = f"{card}/{visit.person.id}/{visit.inbound.key}"
    owe(visit.work, visit.office, ToPerson(visit.person.id), Reason.FILES, card, key)


def take(visit: Visit, tap: Tap) -> Answer:
    carrying_out.take(visit.work, visit.office, visit.person, tap.about)
    card = tasks.card(visit.scene, (str(tap.about),))
    return Answer(cards=(card,) if card else (), toast=visit.voice.say("task.taken_toast"))


def outcome(visit: Visit, tap: Tap) -> Answer:
    task, _, kind = beginnings.of_task(visit, tap.about)
    purpose = f"begin:{kind.begins}:{task.id}" if kind.begins else f"outcome:{task.id}"
    known = beginnings.known(visit, purpose)
    begin = forms.again if kind.begins else forms.half_done
    return begin(visit, purpose, known)


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


def extend(visit: Visit, tap: Tap) -> Answer:
    extending.may_ask(visit.work, visit.office, visit.person, tap.about)
    return forms.opened(visit, f"extend:{tap.about}")


def end_grant(visit: Visit, tap: Tap) -> Answer:
    taking_back.take_back(visit.work, visit.office, visit.person, tap.about)
    office = Office.open(visit.work, visit.office.rules)
    scene = replace(visit.scene, office=office)
    return Answer(cards=(ledgers.grants(scene),), toast=visit.voice.say("grants.taken_back"))


def nudge(visit: Visit, tap: Tap) -> Answer:
    request = hurrying.nudge(visit.work, visit.office, visit.person, tap.about)
    return shown(visit, request, visit.voice.say("until.nudged_toast"))


def snooze(visit: Visit, tap: Tap) -> Answer:
    hurrying.may_snooze(visit.work, visit.office, visit.person, tap.about)
    return forms.opened(visit, f"snooze:{tap.about}")


def give_time(visit: Visit, tap: Tap) -> Answer:
    return forms.opened(visit, f"time:{tap.about}")


def again(visit: Visit, tap: Tap) -> Answer:
    """The form filled in as it was; nothing is sent before he has seen it."""
    request = finding.request_seen(visit.work, visit.office, tap.about)
    if visit.person.id not in request.owners:
        raise NotYours
    if not until.may_ask_again(request):
        raise StaleCard
    behalf = "" if visit.person.id == request.requester else f":{request.requester}"
    return forms.again(visit, f"file:{request.kind}{behalf}", request.answers)


def todo(visit: Visit, _tap: Tap) -> Answer:
    return commands.todo(visit)


def prove(visit: Visit, _tap: Tap) -> Answer:
    """That it was heard is noted where every update is; here it is only answered."""
    return Answer(toast=visit.voice.say("line.heard"))


def nothing(_visit: Visit, _tap: Tap) -> Answer:
    return Answer(toast="")


ACTS = {
    Verb.BEGIN: begin,
    Verb.RESUME: resume,
    Verb.APPROVE: signing.approve,
    Verb.REJECT: signing.with_reason,
    Verb.RETURN: signing.with_reason,
    Verb.WITHDRAW: withdraw,
    Verb.AMEND: amend,
    Verb.SHOW: show,
    Verb.FILES: files,
    Verb.PAPER: paper,
    Verb.INSTEAD: instead.tapped,
    Verb.NEW_POINT: new_point.begun,
    Verb.MORE: signing.more,
    Verb.NARROW: signing.narrow,
    Verb.COMMENT: signing.comment,
    Verb.SEND_BACK: signing.send_back,
    Verb.HANDS: signing.bring_in,
    Verb.UNADD: signing.take_back,
    Verb.FLAGS: signing.weigh,
    Verb.REVOKE: signing.revoke,
    Verb.OPINE: signing.opine,
    Verb.READ: signing.read,
    Verb.TAKE: take,
    Verb.OUTCOME: outcome,
    Verb.FINISH: finish,
    Verb.KINDS: kinds,
    Verb.BATCH: decide_together,
    Verb.CONFIRM: signing.second_person,
    Verb.DOUBT: signing.second_person,
    Verb.BEHALF: behalf,
    Verb.NOT_MINE: not_mine,
    Verb.DEPUTISE: deputise,
    Verb.UNDEPUTISE: deputies.end,
    Verb.BOOK: registers.opened,
    Verb.CORRECT: registers.correct,
    Verb.END_GRANT: end_grant,
    Verb.EXTEND: extend,
    Verb.NUDGE: nudge,
    Verb.SNOOZE: snooze,
    Verb.AGAIN: again,
    Verb.GIVE_TIME: give_time,
    Verb.WAITING: todo,
    Verb.PROVE: prove,
    Verb.SPEAK: commands.speak,
    Verb.WHY: explaining.tapped,
    **outages.ACTS,
    Verb.TRY_GROUP: trials.again,
    Verb.SEEN_GROUP: trials.seen,
    Verb.UNGROUP: trials.unbind,
    Verb.NOTHING: nothing,
    **administering.ACTS,
}
