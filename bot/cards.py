"""What is shown to people, before a platform gives it a shape.

A `Card` holds finished sentences in the reader's language. A platform may show its buttons as
buttons or, in a typed chat, as `typed` words beside the text; it may split a long card into several
messages, but it never drops a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.taps import Tap


class Style(StrEnum):
    """How much a button matters; a platform without colours ignores it."""

    PLAIN = "plain"
    GO = "go"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    text: str
    tap: Tap | None = None
    url: str = ""
    style: Style = Style.PLAIN
    # Leads from a group into our private chat, where this payload arrives (`Tap.linked`). What it
    # shows or asks there is decided then, by whoever arrives. Where a platform cannot: the tap.
    start: str = ""
    copy: str = (
        ""  # goes to the clipboard; where a platform cannot, it is read and copied by hand
    )
    # What a person types instead of tapping ("1", "71", "上一步"). Empty: only for fingers, for
    # example a day in a calendar, which is typed as a date.
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One labelled line of a card: 地点 · 餐厅."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    title: str
    body: tuple[str, ...] = ()  # paragraphs, plain text, line breaks allowed
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()  # small print under the facts: the ladder, the countdown
    buttons: tuple[tuple[Button, ...], ...] = ()  # rows, as a wide screen would show them
    hint: str = ""  # what may be typed here
    # For a card that is settled, what the one dead button says ("已同意"). Platforms whose buttons
    # cannot vanish show it greyed.
    closed: str = ""
    link: str = ""  # the same case as a page, where the platform can open one
    # What it is written in, for the few words a platform adds of its own. Empty: not known.
    language: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence not yet spoken: a key of the catalogue and the values for its gaps.

    Values are plain data (str, int, datetime, another Saying); whoever speaks formats them in the
    reader's language. Pure code returns these and never glues words.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


Words = str | Saying
