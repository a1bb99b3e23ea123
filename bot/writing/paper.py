"""The filled approval form as the office prints it: every answer, every signature, room for ink.

Nothing here knows a kind of request: the fields are those of its form, in the form's order and the
school's words. Names are whole, for this is the paper the decision rests on; students stand under
the codes the form asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions.office import Office
from bot.approvals.request import Decision, Request, Verdict
from bot.conversation import showing
from bot.conversation.draft import Draft
from bot.conversation.form import FieldKind, Form
from bot.registers import fields
from bot.registers.wording import moment
from bot.speech import Voice
from bot.writing import case
from bot.writing.worlds import world_of
from storage.books import Entry

# Printed with the year, which a chat leaves out, and by their names, not by their number.
AS_IN_BOOKS = {
    FieldKind.SPAN: "span",
    FieldKind.MOMENT: "moment",
    FieldKind.DAY: "day",
    FieldKind.FILES: "list",
    FieldKind.NAMES: "list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A seat of the ladder; who has not signed yet leaves everything but the role empty."""

    role: str
    name: str = ""
    opinion: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    school: str
    title: str
    number: str
    basis: str  # the regulation and its document number
    state: str
    lines: tuple[Line, ...]
    approved: tuple[Line, ...]  # only where less was approved than was asked
    signatures: tuple[Signature, ...]
    trail: tuple[Line, ...]  # when, what
    inks: tuple[str, ...]  # boxes for wet signatures and seals


def filled(
    office: Office,
    request: Request,
    voice: Voice,
    *,
    school: str,
    entered: Iterable[Entry] = (),
    approved: Mapping[str, Any] | None = None,
    whole: bool = True,
) -> Paper:
    """`approved`: the answers an approver cut down, by their field. `whole`: with the parties
    concerned, who are for reviewers."""
    kind, pack = office.kind(request.kind), office.pack
    asked = request.answers if whole else case.without_parties(request.answers)
    return Paper(
        school=school,
        title=voice(kind.paper),
        number=voice.say("paper.number", number=request.number),
        basis=voice.say("paper.basis", title=pack.title, document=pack.document),
        state=voice.say(f"state.{request.state}"),
        lines=(*who(office, request, voice), *answers(office, request, asked, voice)),
        approved=left(office, request, approved or {}, voice),
        signatures=tuple(signatures(office, request, voice)),
        trail=tuple(trail(office, request, voice, entered)),
        inks=tuple(voice.say(f"paper.ink_{box}") for box in ("applicant", "unit", "office")),
    )


def who(office: Office, request: Request, voice: Voice) -> tuple[Line, ...]:
    told = {
        "applicant": case.for_whom(
            office, request, case.name(office, request.requester), voice
        ),
        "unit": request.unit,
        "filed": moment(request.filed_at.astimezone(voice.zone)),
    }
    return tuple(Line(label=voice.say(f"paper.{k}"), value=v) for k, v in told.items())


def answers(
    office: Office, request: Request, given: Mapping[str, Any], voice: Voice
) -> tuple[Line, ...]:
    """Every field that was asked; what was left out says so, as on paper."""
    form = office.kind(request.kind).form
    if form is None:
        return ()
    world = world_of(office, office.directory[request.requester], voice.language)
    lines = showing.review(form, Draft(answers=given), world).lines
    return tuple(
        Line(label=voice(line.label), value=value(form, line, given, voice)) for line in lines
    )


def value(form: Form, line: showing.Line, given: Mapping[str, Any], voice: Voice) -> str:
    if not line.answered or given.get(line.key) in ([], "", None):
        return voice.say("paper.none")
    kind = next(field.kind for field in form.fields if field.key == line.key)
    if kind in AS_IN_BOOKS:
        return fields.field(f"{AS_IN_BOOKS[kind]}:{line.key}", given, voice.zone)
    return voice(line.value)


def left(
    office: Office, request: Request, approved: Mapping[str, Any], voice: Voice
) -> tuple[Line, ...]:
    """What may be looked at, of the fields that were cut."""
    form = office.kind(request.kind).form
    cut = {voice(f.label) for f in form.fields if f.key in approved} if form else set()
    given = {**request.answers, **approved}
    return tuple(line for line in answers(office, request, given, voice) if line.label in cut)


def signatures(office: Office, request: Request, voice: Voice) -> Iterator[Signature]:
    for index, step in enumerate(request.chain.steps):
        for place, seat in enumerate(step.seats):
            role = case.role_name(office, seat, voice)
            made = case.decision_on(request, index, place)
            if made:
                yield signed(office, role, made, voice)
            elif index >= request.step or not skipped(request, index):
                yield Signature(role=role)
            else:
                yield Signature(role=role, opinion=voice.say("paper.skipped"))


def skipped(request: Request, step: int) -> bool:
    """The ladder went past it, and nobody was asked."""
    return not any(made.step == step for made in request.decisions)


def signed(office: Office, role: str, made: Decision, voice: Voice) -> Signature:
    name = case.name(office, made.by)
    if made.acting_for:
        whom = case.acted_for(office, made, voice)
        name = voice.say("paper.acting", name=name, whom=whom)
    if made.confirmed_by:
        second = case.name(office, made.confirmed_by)
        name = voice.say("ladder.confirmed", line=name, name=second)
    return Signature(
        role=role,
        name=name,
        opinion=opinion(made, voice),
        at=moment(made.at.astimezone(voice.zone)),
    )


def opinion(made: Decision, voice: Voice) -> str:
    verdict = voice.say(f"paper.{made.verdict}")
    if not made.reason:
        return verdict
    return voice.say("paper.because", opinion=verdict, reason=made.reason)


def trail(
    office: Office, request: Request, voice: Voice, entered: Iterable[Entry]
) -> Iterator[Line]:
    """Everything that happened, in its order: also what counts no more."""
    name = case.name(office, request.requester)
    happened = [(request.filed_at, voice.say("paper.was_filed", name=name))]
    happened += [(made.at, did(office, request, made, voice)) for made in request.decisions]
    happened += [(entry.at, wrote(office, entry, voice)) for entry in entered]
    for at, what in sorted(happened, key=lambda one: one[0]):
        yield Line(label=moment(at.astimezone(voice.zone)), value=what)


def did(office: Office, request: Request, made: Decision, voice: Voice) -> str:
    seat = request.chain.steps[made.step].seats[made.seat]
    line = voice.say(
        "paper.did",
        role=case.role_name(office, seat, voice),
        name=signed(office, "", made, voice).name,
        opinion=opinion(made, voice),
    )
    void = made.undone and made.verdict is not Verdict.RETURN  # a return never counted
    return voice.say("paper.undone", line=line) if void else line


def wrote(office: Office, entry: Entry, voice: Voice) -> str:
    book = office.pack.books.get(entry.book)
    title = voice(book.title) if book else entry.book
    return voice.say("paper.wrote", book=title, serial=entry.serial)
