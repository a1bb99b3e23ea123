"""A form answered as one sheet: every field at once, each by its own reader.

The draft is the chat's own, so that a form begun here goes on there and the reverse. A field nobody
touched on the page keeps what meanwhile became of it elsewhere: the page says, in `seen.KEY`, what
it showed. An entry that cannot be read changes nothing and comes back with the reason.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.cards import Saying
from bot.conversation import boxes
from bot.conversation.asked import Asked, Ongoing, Settled
from bot.conversation.boxes import Boxes
from bot.conversation.draft import REVIEW, Draft
from bot.conversation.fields import CHOICES, KINDS
from bot.conversation.form import Field, FieldKind, Form
from bot.conversation.reading import Reading
from bot.conversation.standing import (
    answered,
    asked_about,
    fields_of,
    missing,
    next_open,
    open_fields,
    tidied,
    troubles,
)
from bot.conversation.turns import Attached
from bot.conversation.world import World

SEEN = "seen."
Sent = Mapping[str, Sequence[str]]
Files = Mapping[str, Sequence[Attached]]
NO_FILES: Files = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`problems` by field: why an entry was not taken, or no longer stands. `further` by field:
    what is asked besides, before the entry is an answer."""

    draft: Draft
    problems: Mapping[str, Saying]
    further: Mapping[str, Saying]


def mark(asked: Asked) -> str:
    """What the page showed of a field."""
    return _mark(boxes.filled(asked))


def _mark(held: Boxes) -> str:
    told = json.dumps({box: list(held[box]) for box in sorted(held)})
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def asked_on_page(form: Form, draft: Draft, world: World) -> Iterator[Asked]:
    """Every field that is asked now, with its answer and without what a chat is in the midst of."""
    still = replace(draft, at=REVIEW)
    for field in fields_of(form, draft.answers, world):
        yield asked_about(form, field, still, world)


def filled_in(
    form: Form, draft: Draft, world: World, sent: Sent, files: Files = NO_FILES
) -> Sheet:
    """The draft with everything on the page that could be read."""
    filling = _Filling(form, world, draft, {}, {})
    while asked := filling.next_of(sent):
        filling.take(asked, boxes.entries(sent, asked.field.key), sent, files)
    return filling.sheet(draft)


@dataclass(slots=True)
class _Filling:
    """Fields in their order: an answer may bring the next one onto the sheet."""

    form: Form
    world: World
    draft: Draft
    problems: dict[str, Saying]
    further: dict[str, Saying]
    done: tuple[str, ...] = ()

    def next_of(self, sent: Sent) -> Asked | None:
        here = asked_on_page(self.form, self.draft, self.world)
        return next(
            (a for a in here if a.field.key not in self.done and SEEN + a.field.key in sent),
            None,
        )

    def take(self, asked: Asked, held: Boxes, sent: Sent, files: Files) -> None:
        key = asked.field.key
        self.done = (*self.done, key)
        attached = files.get(key, ())
        if not attached and _mark(held) == sent[SEEN + key][0]:
            return
        match boxes.read(asked, held, attached):
            case Settled() as reply if reply != _standing(asked):
                self.draft = _with(self.form, self.world, self.draft, asked.field, reply)
            case Saying() as wrong:
                self.problems[key] = wrong
            case Ongoing(partial):
                step = KINDS[asked.field.kind].offer(replace(asked, partial=partial)).step
                if step:
                    self.further[key] = step

    def sheet(self, before: Draft) -> Sheet:
        after = self.draft
        if after.version != before.version:
            after = replace(after, at=next_open(self.form, after, self.world), editing=False)
        wrong = {**troubles(self.form, after, self.world), **self.problems}
        return Sheet(draft=after, problems=wrong, further=self.further)


def _standing(asked: Asked) -> Settled:
    return Settled(asked.value, asked.answers.get(f"{asked.field.key}_text", ""))


def _with(form: Form, world: World, draft: Draft, field: Field, reply: Settled) -> Draft:
    after = answered(form, world, draft, field.key, reply)
    if reply.value is None and field.required:  # emptied, and still to be asked
        return replace(after, skipped=tuple(k for k in after.skipped if k != field.key))
    return after


def ready(form: Form, draft: Draft, world: World) -> Draft | None:
    """The draft before its summary: what was left empty is answered with nothing, what is suggested
    and was not unticked stands. None while a required answer is missing."""
    if missing(form, draft, world):
        return None
    after = draft
    while left := open_fields(form, after, world):
        after = _with(form, world, after, left[0], _as_left(form, left[0], after, world))
        if missing(form, after, world):
            return None
    if after.at_review:
        return after
    return replace(
        after, at=REVIEW, partial={}, page="", editing=False, version=after.version + 1
    )


def _as_left(form: Form, field: Field, draft: Draft, world: World) -> Settled:
    if field.kind is FieldKind.CHOICES:
        reply = CHOICES.done(asked_about(form, field, replace(draft, at=REVIEW), world))
        if isinstance(reply, Settled):
            return reply
    return Settled(None)


def understood(form: Form, draft: Draft, world: World, reading: Reading) -> Draft:
    """What a sentence says, where nothing stands yet."""
    known = {
        key: value
        for key, value in reading.answers.items()
        if key.removesuffix("_text") not in draft.answers
    }
    answers = {**known, **draft.answers}
    skipped = tuple(key for key in draft.skipped if key not in known)
    after = tidied(form, world, replace(draft, answers=answers, skipped=skipped))
    if after == draft:
        return draft
    return replace(
        after,
        at=next_open(form, after, world),
        partial={},
        page="",
        editing=False,
        version=draft.version + 1,
    )
