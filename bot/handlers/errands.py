"""What a form is being filled for, and what happens when it is done.

A draft's purpose is a word that survives restarts ("file:footage", "verdict:12:3:reject"); here it
becomes a form to ask and an action to take.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.actions import carrying_out, correcting, filing, finding, joining
from bot.actions import footage_gaps as gaps
from bot.approvals.policy import Kind
from bot.approvals.refusals import Refusal, StaleCard, TooLate
from bot.approvals.request import Request, State
from bot.cards import Card
from bot.conversation.form import Field, FieldKind, Form, Label
from bot.followup.task import taken
from bot.handlers import (
    approver,
    batch,
    bringing_in,
    deputies,
    hushing,
    pin_question,
    snoozing,
    widening,
)
from bot.handlers.administering import channels, dry_runs
from bot.handlers.errand import Answers, Errand, Foreseen, NotOnTheList
from bot.handlers.visit import Answer, Visit
from bot.people.person import Person, PersonId
from bot.registers.correcting import AlreadyCorrected, correctable
from bot.writing import earlier, footage_gaps, previews, registers, tasks

OPEN = (State.IN_APPROVAL, State.APPROVED)


def errand(visit: Visit, purpose: str) -> Errand:
    name, *rest = purpose.split(":")
    return ERRANDS[name](visit, *rest)


def filing_of(visit: Visit, kind: str, *behalf: str) -> Errand:
    """`behalf`: the person in whose name it is filed."""
    asker = colleague(visit, ":".join(behalf)) if behalf else visit.person
    filer = visit.person if behalf else None

    def finish(visit: Visit, answers: Answers) -> Answer:
        if joined := joining.join(visit.work, visit.office, visit.person, kind, answers):
            return known_already(visit, joined)
        request = filing.file(visit.work, visit.office, asker, kind, answers, filer)
        return receipt(visit, request)

    def preview(visit: Visit, answers: Answers) -> Foreseen:
        seen = filing.preview(visit.office, asker, kind, answers, filer)
        before = earlier.lines(visit.scene, seen.request)
        return replace(foreseen(visit, seen, before), again=bool(before))

    def in_vain(visit: Visit, answers: Answers) -> None:
        filing.must_not_be_in_vain(visit.office, kind, answers)

    form = form_of(visit.office.kind(kind))
    return Errand(form=form, finish=finish, preview=preview, in_vain=in_vain)


def known_already(visit: Visit, joined: joining.Joined) -> Answer:
    """He need not do anything more, and no second clock begins."""
    at = visit.voice.brief(joined.outage.heard_at)
    said = visit.voice.say("ticket.joined", number=joined.ticket.number, at=at)
    return Answer(cards=(Card(title=said),))


def foreseen(visit: Visit, seen: filing.Preview, before: tuple[str, ...] = ()) -> Foreseen:
    """What is missing of the footage stands above who will sign for it."""
    missing = footage_gaps.lines(visit.work, visit.office, seen.request, visit.voice)
    signers = previews.lines(visit.office, seen, visit.voice)
    return Foreseen(lines=(*missing, *before, *signers), rather=rather(visit, seen.request))


def rather(visit: Visit, request: Request) -> tuple[str, str] | None:
    """Where all that was picked is dark, the other cameras of the place that are not."""
    fields = form_of(visit.office.kind(request.kind)).fields
    cameras = next((f.key for f in fields if f.kind is FieldKind.CAMERAS), "")
    if not cameras or not gaps.of_request(visit.work, visit.office, request).whole:
        return None
    lit = gaps.others(visit.work, visit.office, request)
    return (cameras, visit.voice.say("gaps.rather", n=len(lit))) if lit else None


def beginning_of(visit: Visit, kind: str, task_id: str) -> Errand:
    """The request by whose filing a task is done (`begins`)."""
    outcome(visit, task_id)  # may still be done, and by this person

    def finish(visit: Visit, answers: Answers) -> Answer:
        request = filing.file(visit.work, visit.office, visit.person, kind, answers)
        number = {f.key: request.number for f in outcome(visit, task_id).form.fields}
        carrying_out.record(visit.work, visit.office, visit.person, int(task_id), number)
        return receipt(visit, request)

    return replace(filing_of(visit, kind), finish=finish)


def colleague(visit: Visit, person: str) -> Person:
    found = visit.office.directory.get(PersonId(person))
    if found is None or not found.active:
        raise NotOnTheList
    return found


class YourOwn(Refusal):
    code = "behalf_of_yourself"


def in_whose_name(_visit: Visit, kind: str) -> Errand:
    ask = Label("替哪位同事申请？请输入姓名。", "For which colleague? Please type the name.")
    whom = Field(
        key="whom",
        kind=FieldKind.PEOPLE,
        label=Label("申请人", "Applicant"),
        ask=ask,
        help=Label(
            "对方会收到通知；如不是他本人要求，可以一键停止。",
            "He is told, and can stop it with one tap if he did not ask for it.",
        ),
        at_least=1,
        at_most=1,
    )

    def finish(visit: Visit, answers: Answers) -> Answer:
        (named,) = answers["whom"]
        asker = colleague(visit, named["id"])
        if asker.id == visit.person.id:
            raise YourOwn
        return Answer(opens=f"file:{kind}:{asker.id}")

    return Errand(form=Form(id="behalf", title=ask, fields=(whom,)), finish=finish)


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
    if request.extends:
        return widening.amendment(visit, request)
    base = filing_of(visit, request.kind)

    def preview(visit: Visit, answers: Answers) -> Foreseen:
        asker = visit.office.directory[request.requester]
        filer = visit.office.directory.get(request.filed_by)
        seen = filing.preview(visit.office, asker, request.kind, answers, filer)
        return foreseen(visit, seen)

    def finish(visit: Visit, answers: Answers) -> Answer:
        amended = filing.amend(visit.work, visit.office, visit.person, request.id, answers)
        return receipt(visit, amended)

    return Errand(form=base.form, finish=finish, preview=preview, in_vain=base.in_vain)


def outcome(visit: Visit, task_id: str) -> Errand:
    """A report on a task. Raises the refusal that recording would raise."""
    task = finding.task(visit.work, visit.office, int(task_id))
    taken(task, visit.person.id, visit.office.now)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_begin(visit.work, visit.office, request, task, visit.person)

    def finish(visit: Visit, answers: Answers) -> Answer:
        return carried_out(visit, task.id, answers)

    form = carrying_out.form_of(visit.office, request, kind)
    if not gaps.reports_viewing(form):
        return Errand(form=form, finish=finish)

    def preview(visit: Visit, answers: Answers) -> Foreseen:
        del answers
        lines = footage_gaps.lines(visit.work, visit.office, request, visit.voice)
        return Foreseen(lines=lines)

    return Errand(form=form, finish=finish, preview=preview)


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
    "begin": beginning_of,
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
    "behalf": in_whose_name,
    "deputy": deputies.errand,
    "batch": batch.errand,
    "pin": pin_question.errand,
    "extend": widening.extension,
    "correct": correction,
    "snooze": snoozing.snoozing,
    "time": snoozing.giving_time,
    "silence": hushing.errand,
    "channel": channels.errand,
    "trial": dry_runs.in_whose_place,
    "trying": dry_runs.trying,
}
