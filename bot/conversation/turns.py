"""One reply at a time: a form, a draft and what was said make the next draft.

Pure and the same for every platform. Typing and tapping are two ways to say the same thing; a reply
that cannot be taken changes nothing and comes back with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.cards import Saying
from bot.conversation import replies
from bot.conversation.asked import (
    Asked,
    Choice,
    Offer,
    Ongoing,
    Pager,
    Reply,
    Settled,
    problem,
)
from bot.conversation.draft import REVIEW, Draft, is_stale
from bot.conversation.fields import FILES, KINDS, gathers
from bot.conversation.form import Field, FieldKind, Form
from bot.conversation.numerals import plain
from bot.conversation.showing import Line, Question, Review, question, review
from bot.conversation.standing import (
    answered,
    asked_about,
    current,
    fields_of,
    missing,
    next_open,
    open_fields,
    tidied,
    troubles,
)
from bot.conversation.times import warning
from bot.conversation.world import World

__all__ = [
    "REVIEW", "Attached", "Back", "Cancel", "Change", "Choice", "Chosen", "Done", "Draft", "Input",
    "Line", "Page", "Pager", "Question", "Review", "Skip", "Submit", "Turn", "Typed", "World",
    "begin", "is_stale", "question", "review", "turn",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    text: str


@dataclass(frozen=True, slots=True)
class Chosen:
    option: str


@dataclass(frozen=True, slots=True)
class Attached:
    id: int
    name: str
    mime: str
    size: int = 0  # bytes, 0 = not told


@dataclass(frozen=True, slots=True)
class Back: ...


@dataclass(frozen=True, slots=True)
class Cancel: ...


@dataclass(frozen=True, slots=True)
class Skip: ...


@dataclass(frozen=True, slots=True)
class Done: ...


@dataclass(frozen=True, slots=True)
class Page:
    arg: str


@dataclass(frozen=True, slots=True)
class Change:
    key: str


@dataclass(frozen=True, slots=True)
class Submit: ...


Input = Typed | Chosen | Attached | Back | Cancel | Skip | Done | Page | Change | Submit


@dataclass(frozen=True, slots=True)
class Turn:
    """`problem` is why the reply was not taken, or why the draft is not ready to send. `note` is
    something worth knowing about a reply that was taken."""

    draft: Draft
    problem: Saying | None = None
    done: Literal["", "submitted", "cancelled"] = ""
    note: Saying | None = None


def begin(
    form: Form,
    world: World,
    answers: Mapping[str, Any] | None = None,
    skipped: tuple[str, ...] = (),
) -> Draft:
    """A new draft, with what is known already. Fields with a default are not asked, only shown
    in the summary; a form with every required answer starts at its summary, unless what need not
    be asked was said."""
    known = {f.key for f in form.fields} | {f"{f.key}_text" for f in form.fields}
    given = {k: v for k, v in (answers or {}).items() if k in known}
    draft = tidied(form, world, Draft(answers=given, skipped=skipped))
    if given and not skipped and not missing(form, draft, world):
        return draft
    return replace(draft, at=next_open(form, draft, world))


def turn(form: Form, draft: Draft, said: Input, world: World) -> Turn:
    """Take one reply. Only replies to the current version belong here (see `is_stale`)."""
    asked = current(form, draft, world)
    if asked is None and not draft.at_review:
        draft = replace(draft, at=next_open(form, draft, world), partial={}, page="")
        asked = current(form, draft, world)
    if isinstance(said, Typed):
        said = _meant(form, draft, said, world, asked)
    return _Reader(form, draft, world).take(said, asked)


# ---------------------------------------------------------------- words that act as buttons


_COMMANDS: tuple[tuple[frozenset[str], Input], ...] = (
    (replies.BACK, Back()),
    (replies.CANCEL, Cancel()),
    (replies.SKIP, Skip()),
    (replies.DONE, Done()),
)


def _meant(form: Form, draft: Draft, said: Typed, world: World, asked: Asked | None) -> Input:
    whole = plain(said.text)
    word = whole.rstrip("。.!")
    if command := next((c for words, c in _COMMANDS if word in words), None):
        return Submit() if asked is None and isinstance(command, Done) else command
    if asked is None:
        return _meant_at_review(form, draft, said, world)
    return _meant_page(said, whole, asked)


def _meant_page(said: Typed, word: str, asked: Asked) -> Input:
    if word not in replies.NEXT and word not in replies.PREVIOUS:
        return said
    pager = KINDS[asked.field.kind].offer(asked).pager
    if pager is None:
        return said
    return Page(pager.next if word in replies.NEXT else pager.prev)


def _meant_at_review(form: Form, draft: Draft, said: Typed, world: World) -> Input:
    """提交, the number of a line, or its label with or without 修改."""
    word = plain(said.text).rstrip("。.!")
    if word in replies.SUBMIT:
        return Submit()
    fields = fields_of(form, draft.answers, world)
    for verb in ("修改", "更改", "改", "change ", "edit "):
        word = word.removeprefix(verb).strip()
    for number, field in enumerate(fields, 1):
        names = {str(number), plain(field.label.zh), plain(field.label.en), plain(field.key)}
        if word and word in names:
            return Change(field.key)
    return said


# ---------------------------------------------------------------- taking a reply


def heard(asked: Asked, text: str) -> Reply:
    """What words answer, at whatever question they were written."""
    word = plain(text)
    if not word:
        return problem("blank")
    optional = not asked.field.required and asked.field.kind in _NOTHING_SAID
    if optional and word.rstrip("。.") in replies.NONE:
        return Settled(None)
    return KINDS[asked.field.kind].typed(asked, text)


@dataclass(frozen=True, slots=True)
class _Reader:
    form: Form
    draft: Draft
    world: World

    def take(self, said: Input, asked: Asked | None) -> Turn:
        match said:
            case Cancel():
                return Turn(self.draft, done="cancelled")
            case Submit():
                return self.submit()
            case Change(key):
                return self.change(key)
            case Attached():
                return self.attach(said)
        if asked is None:
            return (
                self.back_from_review() if isinstance(said, Back) else self.refuse("at_review")
            )
        return self.answer(asked, said)

    def answer(self, asked: Asked, said: Input) -> Turn:
        kind = KINDS[asked.field.kind]
        match said:
            case Back():
                return self.back(asked)
            case Page(arg):
                return self.page(kind.offer(asked), arg)
            case Skip():
                return self.skip(asked)
            case Done():
                return self.done(asked)
            case Chosen(option):
                return self.heard(asked, kind.chosen(asked, option))
            case Typed(text):
                return self.heard(asked, heard(asked, text))
        raise AssertionError(said)

    def refuse(self, code: str, **values: Any) -> Turn:
        return Turn(self.draft, problem(code, **values))

    def moved(self, **changes: Any) -> Draft:
        fresh: dict[str, Any] = {"partial": {}, "page": "", "version": self.draft.version + 1}
        return replace(self.draft, **{**fresh, **changes})

    def heard(self, asked: Asked, reply: Reply) -> Turn:
        match reply:
            case Saying():
                return Turn(self.draft, reply)
            case Ongoing(partial, page):
                return Turn(self.moved(partial=dict(partial), page=page))
            case Settled():
                return self.settle(asked, reply)

    def settle(self, asked: Asked, reply: Settled) -> Turn:
        draft = self.with_answer(asked, reply)
        draft = replace(draft, at=self.after(draft))
        others = troubles(self.form, draft, self.world)
        before = troubles(self.form, self.draft, self.world) if others else {}
        for key, wrong in others.items():
            if key not in before:
                return Turn(replace(draft, at=key), wrong)
        return Turn(draft, note=self.note(asked.field, draft))

    def note(self, field: Field, draft: Draft) -> Saying | None:
        asked = asked_about(self.form, field, draft, self.world)
        return warning(asked, asked.value)

    def with_answer(self, asked: Asked, reply: Settled) -> Draft:
        return answered(self.form, self.world, self.draft, asked.field.key, reply)

    def after(self, draft: Draft) -> str:
        if not self.draft.editing:
            return next_open(self.form, draft, self.world)
        before = {f.key for f in fields_of(self.form, self.draft.answers, self.world)}
        opened = open_fields(self.form, draft, self.world)
        new = [f.key for f in opened if f.required or f.key not in before]
        return new[0] if new else REVIEW

    # ------------------------------------------------------------ moving about

    def back(self, asked: Asked) -> Turn:
        fewer = KINDS[asked.field.kind].fewer(asked.partial)
        if fewer is not None:
            return Turn(self.moved(partial=dict(fewer)))
        kept = self.keeping_picks(asked)
        if kept.editing:
            return Turn(replace(kept, at=REVIEW, editing=False))
        keys = [f.key for f in fields_of(self.form, kept.answers, self.world)]
        place = keys.index(asked.field.key)
        if place == 0:
            return self.refuse("first_question")
        return Turn(replace(kept, at=keys[place - 1]))

    def keeping_picks(self, asked: Asked) -> Draft:
        """What was ticked or attached before going back is not lost."""
        if not asked.partial:
            return self.moved()
        reply = KINDS[asked.field.kind].done(asked)
        if isinstance(reply, Settled) and reply.value is not None:
            return self.with_answer(asked, reply)
        return self.moved()

    def back_from_review(self) -> Turn:
        fields = fields_of(self.form, self.draft.answers, self.world)
        return Turn(self.moved(at=fields[-1].key, editing=False))

    def page(self, offer: Offer, arg: str) -> Turn:
        if not arg or not offer.pager or arg not in (offer.pager.prev, offer.pager.next):
            return self.refuse("no_more_pages")
        return Turn(self.moved(page=arg, partial=self.draft.partial))

    def skip(self, asked: Asked) -> Turn:
        if asked.field.required:
            label = self.world.say(asked.field.label)
            return self.refuse("cannot_skip", label=label)
        if asked.field.kind is FieldKind.CHOICES:
            return self.done(asked)
        return self.settle(asked, Settled(None))

    def done(self, asked: Asked) -> Turn:
        if not gathers(asked.field) and asked.value is None:
            return self.refuse("answer_first") if asked.field.required else self.skip(asked)
        kind = KINDS[asked.field.kind]
        reply = kind.done(asked)
        if isinstance(reply, Settled) and reply.value is not None:
            reply = kind.check(asked, reply.value) or reply
        return self.heard(asked, reply)

    def change(self, key: str) -> Turn:
        fields = fields_of(self.form, self.draft.answers, self.world)
        if key not in {f.key for f in fields}:
            return self.refuse("no_such_option")
        complete = not missing(self.form, self.draft, self.world)
        return Turn(self.moved(at=key, editing=complete))

    def attach(self, file: Attached) -> Turn:
        """A photo is welcome at any question of a form that has a place for it."""
        fields = fields_of(self.form, self.draft.answers, self.world)
        places = [f for f in fields if f.kind is FieldKind.FILES]
        place = next((f for f in places if f.key == self.draft.at), next(iter(places), None))
        if place is None:
            return self.refuse("no_files_wanted", name=file.name)
        asked = asked_about(self.form, place, self.draft, self.world)
        reply = FILES.attached(asked, file.id, file.name, file.mime, file.size)
        if not isinstance(reply, Ongoing) or self.draft.at == place.key:
            return self.heard(asked, reply)
        answers = {**self.draft.answers, place.key: reply.partial["picked"]}
        skipped = tuple(k for k in self.draft.skipped if k != place.key)
        same = {"partial": self.draft.partial, "page": self.draft.page}
        note = problem("attached_to", name=file.name, label=self.world.say(place.label))
        return Turn(self.moved(answers=answers, skipped=skipped, **same), note=note)

    def submit(self) -> Turn:
        """Only what has been seen in the summary is sent, and only if it still stands."""
        for field in missing(self.form, self.draft, self.world):
            label = self.world.say(field.label)
            editing = len(missing(self.form, self.draft, self.world)) == 1
            draft = self.moved(at=field.key, editing=editing and self.draft.at_review)
            return Turn(draft, problem("still_missing", label=label))
        for key, wrong in troubles(self.form, self.draft, self.world).items():
            return Turn(self.moved(at=key, editing=True), wrong)
        if not self.draft.at_review:
            return Turn(self.moved(at=REVIEW, editing=False))
        return Turn(self.draft, done="submitted")


_NOTHING_SAID = frozenset(
    {FieldKind.TEXT, FieldKind.NUMBER, FieldKind.SPAN, FieldKind.MOMENT, FieldKind.DAY}
)
