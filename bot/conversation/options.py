"""Options: one of them, or several; the zones, cameras and flags a school has."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards import Saying, Words
from bot.conversation import picks
from bot.conversation.asked import Asked, Offer, Ongoing, Reply, Settled, problem
from bot.conversation.form import FieldKind, Option
from bot.conversation.matching import Named, Register, Unknown
from bot.conversation.numerals import LONGEST_TEXT, clean, plain
from bot.conversation.private import private_number
from bot.conversation.replies import NONE


def option_names(asked: Asked) -> tuple[Named, ...]:
    """Both languages are names of an option: people type the one they think in."""
    say = asked.world.say
    return tuple(
        Named(o.id, say(o.label), tuple(n for n in (o.label.zh, o.label.en) if n))
        for o in asked.field.options
    )


class OneOf:
    """CHOICE. An option marked `other` asks for own words, or takes them straight away."""

    def offer(self, asked: Asked) -> Offer:
        if "other" in asked.partial:
            return Offer(
                step=problem("step.own_words"), placeholder=problem("placeholder.text")
            )
        shown = picks.paged(asked, option_names(asked), [asked.value] if asked.value else [])
        other = self._other(asked)
        key = "placeholder.choice_or_words" if other else "placeholder.choice"
        return Offer(options=shown.options, pager=shown.pager, placeholder=problem(key))

    @staticmethod
    def _other(asked: Asked) -> Option | None:
        return next((o for o in asked.field.options if o.other), None)

    def typed(self, asked: Asked, text: str) -> Reply:
        if "other" in asked.partial:
            return self._own_words(asked.partial["other"], text)
        if numbers := picks.numbered(self.offer(asked), text):
            return (
                self.chosen(asked, numbers[0])
                if len(numbers) == 1
                else problem("pick_only_one")
            )
        register = Register(option_names(asked))
        found = register.find(text)
        if isinstance(found, str):
            return self.chosen(asked, picks.token(found))
        other = self._other(asked)
        # Own words may well mention an option; only a slip of the pen is asked back.
        if other and isinstance(found, Unknown) and not register.nearest(text, within=False):
            return self._own_words(other.id, text)
        return picks.not_found(found)

    def chosen(self, asked: Asked, option: str) -> Reply:
        meant = picks.from_token(option_names(asked), option)
        if meant is None:
            return problem("no_such_option")
        if any(o.id == meant and o.other for o in asked.field.options):
            return Ongoing({"other": meant})
        return Settled(meant)

    @staticmethod
    def _own_words(option: str, text: str) -> Reply:
        words = clean(text)
        if private := private_number(words):
            return private
        if len(words) < 2 or not any(c.isalpha() for c in words):
            return problem("own_words_needed")
        if len(words) > LONGEST_TEXT:
            return problem("text_too_long", at_most=LONGEST_TEXT, length=len(words))
        return Settled(option, own_words=words)

    def done(self, asked: Asked) -> Reply:
        return Settled(asked.value, own_words=asked.answers.get(f"{asked.field.key}_text", ""))

    def check(self, asked: Asked, value: Any) -> Saying | None:
        return (
            None if value in {o.id for o in asked.field.options} else problem("no_such_option")
        )

    def render(self, asked: Asked, value: Any) -> Words:
        own = asked.answers.get(f"{asked.field.key}_text", "")
        named = next((o for o in asked.field.options if o.id == value), None)
        if (
            named is None
        ):  # nobody could tap it: answered by the product, or an option of before
            return own or str(value)
        text = asked.world.say(named.label)
        return problem("other_words", option=text, words=own) if own else text

    def fewer(self, partial: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return {} if "other" in partial else None


class SomeOf(ABC):
    """ZONES, CAMERAS and CHOICES: toggles and 完成, or names typed in one go."""

    def __init__(self, placeholder: str) -> None:
        self.placeholder = placeholder

    @abstractmethod
    def entries(self, asked: Asked) -> Sequence[Named]:
        """What can be ticked, in the order it is shown."""

    def suggested(self, asked: Asked) -> list[str]:
        del asked
        return []

    def _ticked(self, asked: Asked) -> list[str]:
        return picks.picked(asked, self.suggested(asked))

    def offer(self, asked: Asked) -> Offer:
        ticked = self._ticked(asked)
        shown = picks.paged(asked, self.entries(asked), ticked)
        return picks.with_count(shown, ticked, problem(f"placeholder.{self.placeholder}"))

    def typed(self, asked: Asked, text: str) -> Reply:
        return picks.named_several(asked, self.entries(asked), self._ticked(asked), text)

    def chosen(self, asked: Asked, option: str) -> Reply:
        return picks.toggled(asked, self.entries(asked), self._ticked(asked), option)

    def done(self, asked: Asked) -> Reply:
        entries = self.entries(asked)
        return picks.settled(asked, picks.ordered(entries, self._ticked(asked)))

    def check(self, asked: Asked, value: Any) -> Saying | None:
        here = {e.id for e in self.entries(asked)}
        gone = [v for v in value if v not in here]
        return problem("place_gone", names=gone) if gone else picks.count_wrong(asked, value)

    def render(self, asked: Asked, value: Any) -> Words:
        names = {e.id: e.name for e in self.entries(asked)}
        return problem("listed", items=[names.get(v, v) for v in value])

    def fewer(self, partial: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return picks.fewer(partial)


class Zones(SomeOf):
    def entries(self, asked: Asked) -> Sequence[Named]:
        return [Named(z.id, z.name, z.aliases) for z in asked.world.places.zones.values()]


class Cameras(SomeOf):
    """Those of the zones chosen before; without zones, all."""

    def entries(self, asked: Asked) -> Sequence[Named]:
        zones = asked.answered(FieldKind.ZONES)
        places = asked.world.places
        cameras = asked.world.cameras_of(zones) if zones else places.cameras.values()
        return [Named(c.id, c.name) for c in cameras]


class Choices(SomeOf):
    """The options of the field, else the school's flags. What earlier answers suggest is ticked
    until somebody unticks it."""

    def entries(self, asked: Asked) -> Sequence[Named]:
        if asked.field.options:
            return option_names(asked)
        say = asked.world.say
        return [Named(f, say(n), (n.zh, n.en or n.zh)) for f, n in asked.world.flags.items()]

    def suggested(self, asked: Asked) -> list[str]:
        return picks.ordered(self.entries(asked), suggestions(asked))

    def typed(self, asked: Asked, text: str) -> Reply:
        if plain(text) in NONE:
            return picks.settled(asked, [])
        return super().typed(asked, text)


def suggestions(asked: Asked) -> set[str]:
    """What the answers given so far speak for: their options' `suggests` and the places' flags."""
    found: set[str] = set()
    for field in asked.form.fields:
        answer = asked.answers.get(field.key)
        given: list[Any] = answer if isinstance(answer, list) else [answer]
        if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            found |= {s for o in field.options if o.id in given for s in o.suggests}
        elif field.kind is FieldKind.ZONES:
            found |= {f for z in given for f in _flags_of_zone(asked, z)}
        elif field.kind is FieldKind.CAMERAS:
            cameras = asked.world.places.cameras
            found |= {f for c in given if c in cameras for f in cameras[c].flags}
    return found


def _flags_of_zone(asked: Asked, zone: Any) -> tuple[str, ...]:
    known = asked.world.places.zones.get(zone)
    return known.flags if known else ()
