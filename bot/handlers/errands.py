"""What a form is being filled for, and what happens when it is done.

A draft's purpose is a word that survives restarts ("file:footage", "verdict:12:3:reject"); here it
becomes a form to ask and an action to take.
"""

from collections.abc import Callable

from bot.actions import carrying_out, correcting, filing, finding
from bot.approvals.policy import Kind
from bot.approvals.refusals import StaleCard, TooLate
from bot.approvals.request import Request, State
from bot.cards import Card
from bot.conversation.form import Form
from bot.followup.task import taken
from bot.handlers import approver, bringing_in
from bot.handlers.errand import Answers, Errand
from bot.handlers.visit import Answer, Visit
from bot.registers.correcting import AlreadyCorrected, correctable
from bot.writing import previews, registers, tasks

OPEN = (State.IN_APPROVAL, State.APPROVED)


def errand(visit: Visit, purpose: str) -> Errand:
    name, *rest = purpose.split(":")
    return ERRANDS[name](visit, *rest)


def filing_of(visit: Visit, kind: str, task_id: str = "") -> Errand:
    """`task_id`: the task that is done by filing this (`begins`)."""
    if task_id:
        outcome(visit, task_id)  # may still be done, and by this person

    def finish(visit: Visit, answers: Answers) -> Answer:
        request = filing.file(visit.work, visit.office, visit.person, kind, answers)
        if task_id:
            number = {f.key: request.number for f in outcome(visit, task_id).form.fields}
            carrying_out.record(visit.work, visit.office, visit.person, int(task_id), number)
        return receipt(visit, request)

    def preview(visit: Visit, answers: Answers) -> tuple[str, ...]:
        seen = filing.preview(visit.office, visit.person, kind, answers)
        return previews.lines(visit.office, seen, visit.voice)

    def in_vain(visit: Visit, answers: Answers) -> None:
        filing.must_not_be_in_vain(visit.office, kind, answers)

    form = form_of(visit.office.kind(kind))
    return Errand(form=form, finish=finish, preview=preview, in_vain=in_vain)


def receipt(visit: Visit, request: Request) -> Answer:
    """The ladder itself is a promise and arrives by the outbox; this only closes the form."""
    return Answer(
        cards=(Card(title=visit.voice.say("form.sent", number=request.number)),),
        toast=visit.voice.say("form.sent_toast"),
    )


def amendment(visit: Visit, request_id: str) -> Errand:
    request = finding.request_seen(visit.work, visit.office, int(request_id))
    if request.state is not State.RETURNED:
        raise StaleCard if request.state in OPEN else TooLate(state=request.state)
    base = filing_of(visit, request.kind)

    def finish(visit: Visit, answers: Answers) -> Answer:
        amended = filing.amend(visit.work, visit.office, visit.person, request.id, answers)
        return receipt(visit, amended)

    return Errand(form=base.form, finish=finish, preview=base.preview, in_vain=base.in_vain)


def outcome(visit: Visit, task_id: str) -> Errand:
    """A report on a task. Raises the refusal that recording would raise."""
    task = finding.task(visit.work, visit.office, int(task_id))
    taken(task, visit.person.id, visit.office.now)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_do(visit.office, request, task, visit.person)

    def finish(visit: Visit, answers: Answers) -> Answer:
        return carried_out(visit, task.id, answers)

    return Errand(form=kind.form, finish=finish)


def carried_out(visit: Visit, task_id: int, answers: Answers) -> Answer:
    """Record it; the card shows that it is done, and what came of it."""
    after = carrying_out.record(visit.work, visit.office, visit.person, task_id, answers)
    card = tasks.card(visit.scene, (str(task_id),))
    told = "task.entered" if after.state is State.CLOSED else "task.recorded"
    toast = visit.voice.say(told, number=after.number)
    return Answer(cards=(card,) if card else (), toast=toast)


def correction(visit: Visit, entry_id: str) -> Errand:
    """Raises the refusal that correcting would raise."""
    entry = correcting.entry(visit.work, visit.office, visit.person, int(entry_id))
    if entry.corrected_by:
        raise AlreadyCorrected(serial=entry.corrected_by.serial)
    book = visit.office.pack.books[entry.book]
    columns = {f"c{n}": column.source for n, column in enumerate(correctable(book))}

    def finish(visit: Visit, answers: Answers) -> Answer:
        cells = {
            columns[key]: answers[key] for key in answers[registers.COLUMNS] if key in answers
        }
        reason = answers[registers.REASON]
        new = correcting.correct(
            visit.work, visit.office, visit.person, entry.id, cells, reason
        )
        said = visit.voice.say("books.corrected", serial=new.serial, old=entry.serial)
        return Answer(cards=(Card(title=said),), toast=visit.voice.say("form.sent_toast"))

    return Errand(form=registers.correction(visit.office, book, entry), finish=finish)


def form_of(kind: Kind) -> Form:
    assert kind.form is not None  # Office.kind refuses kinds without a form
    return kind.form


ERRANDS: dict[str, Callable[..., Errand]] = {
    "file": filing_of,
    "amend": amendment,
    "verdict": approver.verdict,
    "approve": approver.approval,
    "narrow": approver.narrowing,
    "back": approver.sending_back,
    "flags": approver.flagging,
    "revoke": approver.revoking,
    "hands": bringing_in.hands,
    "opinion": bringing_in.opinion,
    "outcome": outcome,
    "correct": correction,
}
