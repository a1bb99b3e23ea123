"""One sentence that begins a form: 昨天下午三点到四点食堂二楼有学生丢了手机，想看一下.

What it says for certain is filled in; what could mean two things is left out and asked. Nothing
here sends anything: a draft comes of it, for a person to look at.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from bot.cards import Saying
from bot.conversation import spans
from bot.conversation.asked import Asked, Ongoing, Settled, problem
from bot.conversation.draft import Draft
from bot.conversation.fields import KINDS
from bot.conversation.form import Field, FieldKind, Form
from bot.conversation.matching import Several
from bot.conversation.numerals import clean
from bot.conversation.picks import not_found
from bot.conversation.said import At, Said
from bot.conversation.said_names import student_named
from bot.conversation.said_places import Where, where
from bot.conversation.said_spans import Times, times
from bot.conversation.said_words import longest, spoken_of
from bot.conversation.standing import asked_about, fields_of, open_fields
from bot.conversation.times import today
from bot.conversation.turns import begin
from bot.conversation.wishes import seen_in, wants_to_look
from bot.conversation.world import World

PLACE, SPAN, CATEGORY, KIND, WISH = "place", "span", "category", "kind", "wish"
ENOUGH = 2  # of these: one word alone may be said of anything

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_OWN_CLASS = re.compile(r"(?:我们?|咱们?|本)班(?:级)?的?(?=教室)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`answers` pass their fields' own checks. `unclear` says why a field was left out that was
    spoken of; `partial` is what is certain of such an answer. `evidence` names what there was."""

    answers: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    unclear: Mapping[str, Saying] = field(default_factory=lambda: _NOTHING)
    partial: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: _NOTHING)
    evidence: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begins:
    """A form a sentence may begin: words that speak for it, and words that speak against it."""

    form: Form
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def looks(self) -> bool:
        """Whether it asks for footage: only then a wish to look speaks for it."""
        return any(f.kind is FieldKind.SPAN and f.past for f in self.form.fields)


def chosen(text: str, forms: Mapping[str, Begins], world: World) -> tuple[str, Reading] | None:
    """The form this sentence begins and what it says; None: it begins none, or two as well."""
    said = Said.of(_own_class(text, world))
    ranked = []
    for name, begins in forms.items():
        if longest(said.text, {"": begins.unless}):
            continue
        reading = read(text, begins.form, world, begins.words)
        heard = reading.evidence if begins.looks else reading.evidence - {WISH}
        word = max(
            (end - start for _, (start, end) in longest(said.text, {"": begins.words})),
            default=0,
        )
        if len(heard) >= ENOUGH and (begins.looks or heard & {CATEGORY, KIND}):
            ranked.append(((len(heard), CATEGORY in heard, word), name, reading))
    ranked.sort(key=lambda entry: entry[0], reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1], ranked[0][2]


def read(text: str, form: Form, world: World, words: Iterable[str] = ()) -> Reading:
    """What a sentence says to the questions of a form. Never raises."""
    return _Reader(form, world, Said.of(_own_class(text, world)), text).reading(tuple(words))


def begun(form: Form, world: World, reading: Reading) -> Draft:
    """The draft: what was understood is filled in, what may be left out is not asked, and what is
    half understood is asked first."""
    draft = begin(form, world, reading.answers)
    skipped = tuple(
        f.key
        for f in open_fields(form, draft, world)
        if not f.required and f.kind is not FieldKind.CHOICES and f.key not in reading.unclear
    )
    draft = begin(form, world, draft.answers, skipped)
    here = {f.key for f in open_fields(form, draft, world)}
    first = next((key for key in (*reading.partial, *reading.unclear) if key in here), draft.at)
    return replace(draft, at=first, partial=reading.partial.get(first, {}))


def still_open(form: Form, world: World, draft: Draft) -> int:
    """How many questions are left, as far as one can know before they are answered."""
    return len(open_fields(form, draft, world))


def _own_class(text: str, world: World) -> str:
    """我们班教室 is the room of the class the speaker has."""
    classes = world.requester.classes
    if len(classes) != 1:
        return text
    return _OWN_CLASS.sub(lambda found: f"{found[0]} {classes[0]}", text, count=1)


@dataclass(slots=True)
class _Reader:
    form: Form
    world: World
    said: Said
    written: str
    answers: dict[str, Any] = field(default_factory=dict)
    unclear: dict[str, Saying] = field(default_factory=dict)
    partial: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)

    def reading(self, words: tuple[str, ...]) -> Reading:
        codes = self.codes()
        self.places()
        self.times()
        taken = self.options()
        self.kind(words, taken)
        self.yes_or_no()
        self.students(codes)
        self.texts()
        self.checked()
        return Reading(
            answers=dict(self.answers),
            unclear=dict(self.unclear),
            partial=dict(self.partial),
            evidence=frozenset(self.evidence),
        )

    # ------------------------------------------------------------ what stands in it

    def codes(self) -> list[str]:
        if self.world.students is None:
            return []
        found = self.world.students.found_in(self.said.text)
        self.said = self.said.without(at for _, at in found)
        return list(dict.fromkeys(code for code, _ in found))

    def places(self) -> None:
        asked = self.first(FieldKind.ZONES)
        found = where(self.said, self.world.places)
        self.said = self.said.without(found.at)
        if asked is None or not found.spoken_of:
            return
        self.evidence.add(PLACE)
        if found.doubtful:
            self.unclear[asked.key] = self.which_place(found)
            return
        self.take(asked, list(found.zones))
        cameras = self.first(FieldKind.CAMERAS)
        if cameras and found.cameras and asked.key in self.answers:
            self.take(cameras, list(found.cameras), aloud=False)

    def which_place(self, found: Where) -> Saying:
        known = self.world.places.zones
        spot = found.doubtful[0]
        zones = dict.fromkeys(z for s in found.doubtful for z in s.zones)
        if len(zones) == 1:
            return problem("sentence.there", text=known[spot.zones[0]].name)
        words = (
            spot.words if len(spot.zones) > 1 else "、".join(s.words for s in found.doubtful)
        )
        return not_found(Several(words, tuple(known[z].name for z in zones)))

    def times(self) -> None:
        asked = self.first(FieldKind.SPAN, past=True)
        if asked is None:
            return
        found = times(self.said, today(self.about(asked)), self.world.periods)
        self.said = self.said.without(found.at)
        if found.wrong:
            self.unclear[asked.key] = problem(found.wrong.code, **found.wrong.values)
        if found.timed:
            self.evidence.add(SPAN)
        self.told(asked, found)

    def told(self, asked: Field, found: Times) -> None:
        if not (found.heard.day or found.heard.start is not None or found.heard.part):
            return
        reply = spans.told(self.about(asked), found.heard)
        match reply:
            case Settled(value):
                self.answers[asked.key] = value
            case Ongoing(partial):
                self.partial[asked.key] = partial
            case Saying():
                # A time that cannot be looked at yet speaks of a meeting rather than of footage.
                self.unclear[asked.key] = reply
                if reply.key.endswith(".in_future"):
                    self.evidence.discard(SPAN)

    def options(self) -> tuple[At, ...]:
        taken: list[At] = []
        for asked in self.form.fields:
            words = {o.id: o.words for o in asked.options if o.words}
            if asked.kind is not FieldKind.CHOICE or not words:
                continue
            found = spoken_of(self.said, words)
            taken += found.at
            if found.ids:
                self.evidence.add(CATEGORY)
            if found.one:
                self.take(asked, found.one)
            elif len(found.ids) > 1:
                self.unclear[asked.key] = self.which_option(asked, found.ids)
        return tuple(taken)

    def which_option(self, asked: Field, ids: Iterable[str]) -> Saying:
        labels = [self.world.say(o.label) for o in asked.options if o.id in set(ids)]
        return problem("sentence.several", names=labels)

    def kind(self, words: tuple[str, ...], taken: tuple[At, ...]) -> None:
        if longest(self.said.without(taken).text, {"": words}):
            self.evidence.add(KIND)
        if wants_to_look(self.written):
            self.evidence.add(WISH)

    def yes_or_no(self) -> None:
        for asked in self.form.fields:
            if asked.kind is not FieldKind.YES_NO or not asked.words:
                continue
            found = spoken_of(self.said, asked.words)
            said = {*found.ids, *("no" for name in found.denied if name == "yes")}
            if said == {"yes"} and self.not_for_me(asked):
                continue
            if len(said) == 1 and not found.doubtful:
                self.take(asked, said == {"yes"})

    def not_for_me(self, asked: Field) -> bool:
        """Who answers for no class is not taken to speak for a student of his."""
        opened = (f for f in self.form.fields if f.codes == "own" and asked.key in f.when)
        return any(opened) and not self.world.classes()

    def students(self, codes: list[str]) -> None:
        asked = next((f for f in self.form.fields if f.codes), None)
        if not codes or asked is None:
            return
        reply = KINDS[asked.kind].typed(self.about(asked), "、".join(codes))
        if isinstance(reply, Saying):
            self.unclear[asked.key] = reply
        if not isinstance(reply, Settled):
            return
        for key, wanted in asked.when.items():
            if self.answers.setdefault(key, wanted) != wanted:
                return
        self.answers[asked.key] = reply.value
        if reply.own_words:
            self.answers[f"{asked.key}_text"] = reply.own_words

    # ------------------------------------------------------------ its own words

    def texts(self) -> None:
        words = clean(self.written)
        named = student_named(words, self.world)
        for asked in self.form.fields:
            if asked.kind is not FieldKind.TEXT or not asked.takes:
                continue
            text = words if asked.takes == "sentence" else self.wish()
            if named and text:
                self.unclear[asked.key] = named
            elif text:
                self.take(asked, text, aloud=asked.takes == "sentence")

    def wish(self) -> str:
        """What is to be seen, where more is said of it than when and where."""
        for clause in seen_in(clean(self.written)):
            rest = Said.of(clause)
            rest = rest.without(where(rest, self.world.places).at)
            asked = self.first(FieldKind.SPAN, past=True)
            if asked:
                rest = rest.without(
                    times(rest, today(self.about(asked)), self.world.periods).at
                )
            if says_something(rest.text):
                return clause
        return ""

    # ------------------------------------------------------------ taking it

    def first(self, kind: FieldKind, **like: Any) -> Field | None:
        return next(
            (
                f
                for f in self.form.fields
                if f.kind is kind and all(getattr(f, k) == v for k, v in like.items())
            ),
            None,
        )

    def about(self, asked: Field) -> Asked:
        return asked_about(self.form, asked, Draft(answers=self.answers), self.world)

    def take(self, asked: Field, value: Any, *, aloud: bool = True) -> None:
        wrong = KINDS[asked.kind].check(self.about(asked), value)
        if wrong is None:
            self.answers[asked.key] = value
        elif aloud:
            self.unclear[asked.key] = wrong

    def checked(self) -> None:
        """What was right alone may be wrong beside the rest: footage of a place, too old."""
        asked = {f.key: f for f in fields_of(self.form, self.answers, self.world)}
        for key, value in list(self.answers.items()):
            if key not in asked:
                if key.removesuffix("_text") not in asked:
                    del self.answers[key]
                continue
            if wrong := KINDS[asked[key].kind].check(self.about(asked[key]), value):
                del self.answers[key]
                self.unclear[key] = wrong


_EMPTY_WORDS = re.compile(
    r"监控|录像|视频|回放|画面|情况|经过|一下|当时|那段|这段|时间|时候|的|了|看|查|请|谢谢|麻烦|一份"
)
_SAYS = 5  # characters


def says_something(text: str) -> bool:
    left = _EMPTY_WORDS.sub("", text)
    return sum(c.isalpha() for c in left) >= _SAYS
