"""One question being asked: what a field kind sees, what it offers, what it makes of a reply."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.cards import Saying, Words
from bot.conversation.form import Field, Form
from bot.conversation.world import World

PAGE = 8  # options a phone shows without scrolling, and the digits people like to type

Layout = Literal["list", "grid7", "grid4"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to tap. `id` travels in a button: ASCII, at most 24 bytes. An empty id only fills
    a place in a grid. `typed` is what a person without buttons types; empty: only for fingers."""

    id: str
    text: Words
    picked: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """`prev` and `next` are arguments of `Page`; empty where there is nothing further."""

    title: Words
    prev: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a field shows at this moment. `quick` stands above the `options`: 今天 昨天 前天 over
    the calendar, whose columns `header` names; between them the `bells` of the school."""

    options: tuple[Choice, ...] = ()
    quick: tuple[Choice, ...] = ()
    bells: tuple[Choice, ...] = ()
    header: tuple[Words, ...] = ()
    layout: Layout = "list"
    pager: Pager | None = None
    step: Saying | None = None  # what is asked just now, when one answer takes several steps
    placeholder: Saying | None = None
    count: int | None = None  # how many are picked, where 完成 ends the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`partial` is what was said so far of an answer that takes several steps."""

    field: Field
    form: Form
    world: World
    answers: Mapping[str, Any]
    partial: Mapping[str, Any]
    page: str = ""

    @property
    def value(self) -> Any:
        return self.answers.get(self.field.key)

    def answered(self, kind: str) -> Any:
        """The answer to the form's first field of this kind that has one."""
        keys = (f.key for f in self.form.fields if f.kind == kind)
        return next((self.answers[k] for k in keys if self.answers.get(k)), None)


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer, JSON-shaped. None: answered with nothing, where nothing is allowed."""

    value: Any
    own_words: str = ""  # kept beside a choice of 其他


@dataclass(frozen=True, slots=True)
class Ongoing:
    """Heard, and the same question goes on."""

    partial: Mapping[str, Any]
    page: str = ""


# A `Saying` is the reason why the reply cannot be taken.
Reply = Settled | Ongoing | Saying


def problem(code: str, **values: Any) -> Saying:
    return Saying(f"conversation.{code}", values)


def cited(asked: Asked, reason: Saying) -> Saying:
    """With the article behind a limit, when the form names one."""
    number = asked.field.article
    if not number:
        return reason
    named = asked.world.articles.get(number)
    article = asked.world.say(named) if named else number
    return problem("by_article", reason=reason, article=article)


class Kind(Protocol):
    """How one kind of field asks, listens, checks and shows."""

    def offer(self, asked: Asked) -> Offer: ...

    def typed(self, asked: Asked, text: str) -> Reply: ...

    def chosen(self, asked: Asked, option: str) -> Reply: ...

    def done(self, asked: Asked) -> Reply:
        """完成: the answer is what was picked so far."""

    def check(self, asked: Asked, value: Any) -> Saying | None:
        """Why a value cannot stand in today's world; asked again before sending."""

    def render(self, asked: Asked, value: Any) -> Words: ...

    def fewer(self, partial: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """One sub-step back; None when the question itself is to be left."""
