"""Every kind of field: what it offers, how it takes what is typed or tapped, how it is shown.

`KINDS` lists them. Each takes typed text and the ids of its options to the same answers.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from bot.cards import Saying, Words
from bot.conversation import picks, spans
from bot.conversation.asked import (
    Asked,
    Choice,
    Kind,
    Offer,
    Ongoing,
    Reply,
    Settled,
    cited,
    problem,
)
from bot.conversation.form import Field, FieldKind, Form
from bot.conversation.formats import formatted
from bot.conversation.names import Names
from bot.conversation.numerals import LONGEST_TEXT, clean, plain, quoted, whole_number
from bot.conversation.options import Cameras, Choices, OneOf, Zones, option_names
from bot.conversation.people import People
from bot.conversation.private import private_number, without_numbers
from bot.conversation.replies import NO, NONE, YES

ACCEPTED = ("image/", "application/pdf")
PROGRAMS = "image/svg"  # a drawing that may run what it likes where it is opened
LARGEST_FILE = 20 * 1024 * 1024  # Bot API: getFile gives no more


class YesNo:
    _ANSWERS: ClassVar = {"yes": True, "no": False}

    def offer(self, asked: Asked) -> Offer:
        options = tuple(
            Choice(id=word, text=problem(word), picked=asked.value is value, typed=str(i))
            for i, (word, value) in enumerate(self._ANSWERS.items(), 1)
        )
        return Offer(options=options, placeholder=problem("placeholder.yes_no"))

    def typed(self, asked: Asked, text: str) -> Reply:
        said = plain(text).rstrip("。.!")
        if said in YES or said == "1":
            return self._settled(asked, True)
        if said in NO or said == "2":
            return self._settled(asked, False)
        return problem("yes_or_no")

    def chosen(self, asked: Asked, option: str) -> Reply:
        if option not in self._ANSWERS:
            return problem("no_such_option")
        return self._settled(asked, self._ANSWERS[option])

    def _settled(self, asked: Asked, value: bool) -> Reply:
        return self.check(asked, value) or Settled(value)

    def done(self, asked: Asked) -> Reply:
        return Settled(asked.value)

    def check(self, asked: Asked, value: Any) -> Saying | None:
        """`at_least = 1` marks a promise: without it the form cannot be sent."""
        if asked.field.at_least and not value:
            return cited(
                asked, problem("consent_needed", label=asked.world.say(asked.field.label))
            )
        return None

    def render(self, asked: Asked, value: Any) -> Words:
        del asked
        return problem("yes" if value else "no")

    def fewer(self, partial: Mapping[str, Any]) -> None:
        del partial


class Text:
    """Own words. Options are ready-made sentences to tap."""

    def offer(self, asked: Asked) -> Offer:
        shown = picks.paged(asked, option_names(asked), ())
        key = "placeholder.text_between" if asked.field.at_most else "placeholder.text"
        limits = {"at_least": max(1, asked.field.at_least), "at_most": asked.field.at_most}
        placeholder = problem(key, **limits)
        return Offer(options=shown.options, pager=shown.pager, placeholder=placeholder)

    def typed(self, asked: Asked, text: str) -> Reply:
        numbers = picks.numbered(self.offer(asked), text)
        if numbers and len(numbers) == 1:
            return self.chosen(asked, numbers[0])
        words = formatted(asked.field.format, clean(text))
        if isinstance(words, Saying):
            return cited(asked, words)
        return self.check(asked, words) or Settled(words)

    def chosen(self, asked: Asked, option: str) -> Reply:
        meant = picks.from_token(option_names(asked), option)
        named = next((o for o in asked.field.options if o.id == meant), None)
        if named is None:
            return problem("no_such_option")
        words = asked.world.say(named.label)
        return self.check(asked, words) or Settled(words)

    def done(self, asked: Asked) -> Reply:
        return Settled(asked.value)

    def check(self, asked: Asked, value: Any) -> Saying | None:
        if asked.field.format:  # its form was found right when it was typed
            return None
        if private := private_number(value):
            return private
        length, most = len(value), asked.field.at_most or LONGEST_TEXT
        if not any(c.isalnum() for c in value):
            return problem("blank")
        if length < asked.field.at_least:
            least = asked.field.at_least
            return cited(asked, problem("text_too_short", at_least=least, length=length))
        if length > most:
            return cited(asked, problem("text_too_long", at_most=most, length=length))
        return None

    def render(self, asked: Asked, value: Any) -> Words:
        del asked
        return str(value)

    def fewer(self, partial: Mapping[str, Any]) -> None:
        del partial


class Number:
    def offer(self, asked: Asked) -> Offer:
        del asked
        return Offer(placeholder=problem("placeholder.number"))

    def typed(self, asked: Asked, text: str) -> Reply:
        number = whole_number(text)
        if number is None:
            return problem("not_a_number", text=quoted(clean(text)))
        return self.check(asked, number) or Settled(number)

    def chosen(self, asked: Asked, option: str) -> Reply:
        del asked, option
        return problem("no_such_option")

    def done(self, asked: Asked) -> Reply:
        return Settled(asked.value)

    def check(self, asked: Asked, value: Any) -> Saying | None:
        least, most = asked.field.at_least, asked.field.at_most
        if value < least:
            return cited(asked, problem("number_too_small", at_least=least))
        if most and value > most:
            return cited(asked, problem("number_too_big", at_most=most))
        return None

    def render(self, asked: Asked, value: Any) -> Words:
        del asked
        return str(value)

    def fewer(self, partial: Mapping[str, Any]) -> None:
        del partial


class Files:
    """Photos and PDFs, sent one after another until 完成. A tap on one takes it out again."""

    def offer(self, asked: Asked) -> Offer:
        here = self._here(asked)
        options = tuple(
            Choice(id=f"f{f['id']}", text=f["name"], picked=True, typed=str(i))
            for i, f in enumerate(here[:PAGE_OF_FILES], 1)
        )
        return Offer(options=options, count=len(here), placeholder=problem("placeholder.files"))

    @staticmethod
    def _here(asked: Asked) -> list[dict[str, Any]]:
        return [dict(f) for f in asked.partial.get("picked", asked.value or ())]

    def attached(self, asked: Asked, file: int, name: str, mime: str, size: int) -> Reply:
        kind = mime.lower()
        if not kind.startswith(ACCEPTED) or kind.startswith(PROGRAMS):
            return problem("file_kind", name=quoted(name))
        if size > LARGEST_FILE:
            return problem(
                "file_too_big", name=quoted(name), at_most=LARGEST_FILE // 1024 // 1024
            )
        here = [f for f in self._here(asked) if f["id"] != file]
        after = [*here, {"id": file, "name": without_numbers(name)}]
        return picks.too_many(asked, after) or Ongoing({"picked": after})

    def typed(self, asked: Asked, text: str) -> Reply:
        said = plain(text)
        if said in NONE or said in NO:
            return picks.settled(asked, [])
        if option := next((c.id for c in self.offer(asked).options if c.typed == said), ""):
            return self.chosen(asked, option)
        return problem("file_expected")

    def chosen(self, asked: Asked, option: str) -> Reply:
        here = self._here(asked)
        after = [f for f in here if f"f{f['id']}" != option]
        return (
            problem("no_such_option") if len(after) == len(here) else Ongoing({"picked": after})
        )

    def done(self, asked: Asked) -> Reply:
        here = self._here(asked)
        if not here and asked.field.required:
            return problem("file_expected")
        return picks.settled(asked, here)

    def check(self, asked: Asked, value: Any) -> Saying | None:
        return picks.count_wrong(asked, value)

    def render(self, asked: Asked, value: Any) -> Words:
        del asked
        return problem("files", count=len(value), items=[f["name"] for f in value])

    def fewer(self, partial: Mapping[str, Any]) -> None:
        del partial


PAGE_OF_FILES = 9


class Times:
    """DAY, MOMENT and SPAN; see `spans`."""

    def offer(self, asked: Asked) -> Offer:
        return spans.offer(asked)

    def typed(self, asked: Asked, text: str) -> Reply:
        return spans.typed(asked, text)

    def chosen(self, asked: Asked, option: str) -> Reply:
        return spans.chosen(asked, option)

    def done(self, asked: Asked) -> Reply:
        return Settled(asked.value)

    def check(self, asked: Asked, value: Any) -> Saying | None:
        return spans.check(asked, value)

    def render(self, asked: Asked, value: Any) -> Words:
        return spans.render(asked, value)

    def fewer(self, partial: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return spans.fewer(partial)


CAMERAS = Cameras("cameras")
CHOICES = Choices("choices")
FILES = Files()

KINDS: Mapping[FieldKind, Kind] = {
    FieldKind.CHOICE: OneOf(),
    FieldKind.CHOICES: CHOICES,
    FieldKind.YES_NO: YesNo(),
    FieldKind.TEXT: Text(),
    FieldKind.ZONES: Zones("zones"),
    FieldKind.CAMERAS: CAMERAS,
    FieldKind.SPAN: Times(),
    FieldKind.MOMENT: Times(),
    FieldKind.DAY: Times(),
    FieldKind.PEOPLE: People(),
    FieldKind.NAMES: Names(),
    FieldKind.FILES: FILES,
    FieldKind.NUMBER: Number(),
}


def gathers(field: Field) -> bool:
    """Whether the answer is a collection that 完成 ends."""
    return field.kind in GATHERING


GATHERING = frozenset(
    {
        FieldKind.ZONES,
        FieldKind.CAMERAS,
        FieldKind.CHOICES,
        FieldKind.PEOPLE,
        FieldKind.FILES,
    }
)


def shown(form: Form, answers: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields whose `when` holds, in order. A hidden field's answer does not count."""
    visible: list[Field] = []
    known: dict[str, Any] = {}
    for field in form.fields:
        if not field.when or _holds(field.when, known):
            visible.append(field)
            if field.key in answers:
                known[field.key] = answers[field.key]
    return tuple(visible)


def _holds(when: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    return all(_matches(known.get(key), wanted) for key, wanted in when.items())


def _matches(answer: Any, wanted: Any) -> bool:
    given = answer if isinstance(answer, list) else [answer]
    accepted = wanted if isinstance(wanted, (list, tuple)) else [wanted]
    return any(g in accepted for g in given)
