"""What a chat shows of a draft: the question being asked, or the summary. Neutral data; a
platform's writer makes a card of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cards import Saying, Words
from bot.conversation.asked import Choice, Layout, Offer, Pager, problem
from bot.conversation.draft import Draft
from bot.conversation.fields import KINDS, gathers
from bot.conversation.form import Field, FieldKind, Form, Label
from bot.conversation.standing import asked_about, current, fields_of, missing
from bot.conversation.times import heard_so_far, warning
from bot.conversation.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field of the summary. `typed` is its number, `key` the argument of `Change`."""

    key: str
    label: Label
    value: Words
    typed: str = ""
    problem: Saying | None = None
    answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    field: Field
    number: int  # this is question `number` of `of`
    of: int
    ask: Label
    help: Label
    step: Saying | None  # the sub-question, when an answer takes several steps
    options: tuple[Choice, ...]
    quick: tuple[Choice, ...]
    bells: tuple[Choice, ...]
    header: tuple[Words, ...]
    layout: Layout
    pager: Pager | None
    can_back: bool
    can_skip: bool
    can_done: bool
    count: int | None  # how many are picked, for 完成（n）
    placeholder: Saying | None
    heard: Saying | None  # what of this answer is known already: 3月10日（周二） 下午
    understood: Line | None  # the last answer to a question before this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    form: Form
    lines: tuple[Line, ...]
    missing: tuple[Line, ...]  # required and unanswered
    warnings: tuple[Saying, ...]

    @property
    def ready(self) -> bool:
        return not self.missing and not any(line.problem for line in self.lines)


def question(form: Form, draft: Draft, world: World) -> Question:
    """Raises ValueError at the summary: ask `draft.at_review` first."""
    asked = current(form, draft, world)
    if asked is None:
        raise ValueError(f"no question is open at {draft.at!r}")
    fields = fields_of(form, draft.answers, world)
    field, offer = asked.field, KINDS[asked.field.kind].offer(asked)
    number = fields.index(field) + 1
    before = [(i, f) for i, f in enumerate(fields[: number - 1], 1) if f.key in draft.answers]
    return Question(
        field=field,
        number=number,
        of=len(fields),
        ask=field.ask,
        help=field.help,
        step=offer.step,
        options=offer.options,
        quick=offer.quick,
        bells=offer.bells,
        header=offer.header,
        layout=offer.layout,
        pager=offer.pager,
        can_back=number > 1 or draft.editing or bool(draft.partial),
        can_skip=_can_skip(field, offer),
        can_done=_can_done(field, offer, answered=asked.value is not None),
        count=offer.count,
        placeholder=offer.placeholder,
        heard=heard_so_far(asked),
        understood=next((_line(form, f, draft, world, i) for i, f in before[-1:]), None),
    )


def _can_skip(field: Field, offer: Offer) -> bool:
    """Suggested ticks are unticked, not skipped over."""
    return not field.required and not (field.kind is FieldKind.CHOICES and offer.count)


def _can_done(field: Field, offer: Offer, *, answered: bool) -> bool:
    if gathers(field):
        return bool(offer.count) or not field.required
    return answered


def _line(form: Form, field: Field, draft: Draft, world: World, number: int) -> Line:
    asked = asked_about(form, field, draft, world)
    answered = field.key in draft.answers
    kind = KINDS[field.kind]
    return Line(
        key=field.key,
        label=field.label,
        value=kind.render(asked, asked.value) if answered else problem("nothing"),
        typed=str(number),
        problem=kind.check(asked, asked.value) if answered else None,
        answered=answered,
    )


def review(form: Form, draft: Draft, world: World) -> Review:
    fields = fields_of(form, draft.answers, world)
    lines = tuple(_line(form, f, draft, world, i) for i, f in enumerate(fields, 1))
    absent = {f.key for f in missing(form, draft, world)}
    return Review(
        form=form,
        lines=lines,
        missing=tuple(line for line in lines if line.key in absent),
        warnings=tuple(_warnings(form, draft, world)),
    )


def _warnings(form: Form, draft: Draft, world: World) -> Iterator[Saying]:
    for field in fields_of(form, draft.answers, world):
        asked = asked_about(form, field, draft, world)
        if said := warning(asked, asked.value):
            yield said
