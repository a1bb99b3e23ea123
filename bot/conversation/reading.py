"""What one sentence says to a form: answers that can stand, and why others are asked.

Two meanings are never guessed between; what is certain of them is kept.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from bot.conversation.said import At, Said, written
from bot.conversation.said_names import student_named
from bot.conversation.said_places import Where, where
from bot.conversation.said_spans import Times, times
from bot.conversation.said_words import longest, spoken_of
from bot.conversation.standing import asked_about
from bot.conversation.times import today
from bot.conversation.wishes import says_something, seen_in, wants_to_look
from bot.conversation.world import World

PLACE, SPAN, CATEGORY, KIND, WISH = "place", "span", "category", "kind", "wish"

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


def read(text: str, form: Form, world: World, words: Iterable[str] = ()) -> Reading:
    """What a sentence says to the questions of a form. Never raises."""
    return _Reader(form, world, as_said(text, world), text).reading(tuple(words))


def as_said(text: str, world: World) -> Said:
    return Said.of(_own_class(text, world))


def _own_class(text: str, world: World) -> str:
    """我们班教室 is the room of the class the speaker has."""
    classes = world.requester.classes
    if len(classes) != 1:
        return text
    return _OWN_CLASS.sub(lambda found: f"{found[0]} {classes[0]}", text)


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
        zones = dict.fromkeys(z for spot in found.doubtful for z in spot.zones)
        names = tuple(known[zone].name for zone in zones)
        if len(names) == 1:
            return problem("sentence.there", text=names[0])
        words = "、".join(dict.fromkeys(spot.words for spot in found.doubtful))
        return not_found(Several(written(words), names))

    def times(self) -> None:
        asked = self.first(FieldKind.SPAN, past=True)
        if asked is None:
            return
        found = times(self.said, today(self.about(asked)), self.world.periods)
        self.said = self.said.without(found.at)
        if found.wrong:
            self.unclear[asked.key] = problem(found.wrong.code, **found.wrong.values)
        if found.speaks_of_the_past:
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
            if asked.kind is not FieldKind.CHOICE:
                continue
            found = spoken_of(self.said, {o.id: o.words for o in asked.options})
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
            if asked.kind is not FieldKind.YES_NO:
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
            if not asked.takes:
                continue
            text = self.story(words) if asked.takes == "sentence" else self.wish()
            if named and text:
                self.unclear[asked.key] = named
            elif text:
                self.take(asked, text, aloud=asked.takes == "sentence")

    def story(self, words: str) -> str:
        """All of it, where it says what happened and not only what is to be looked at."""
        told = CATEGORY in self.evidence or says_something(self.said.text)
        return words if told else ""

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
