"""A form is data: fields in order, each with its kind, limits and the words of the school.

Packs write forms in TOML (docs/packs.md); `turns` walks them. Answers are JSON-shaped:

    choice      "option id"                      yes_no   true
    choices     ["option id", …]                 text     "…"
    zones       ["zone id", …]                   cameras  ["camera id", …]
    span        {"from": ISO, "to": ISO}         moment   ISO, aware
    people      [{"id": "person id or empty", "name": "…"}, …]
    names       ["…", …]                         files    [{"id": 7, "name": "…"}, …]
    number      3                                day      "2026-03-02"
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Label:
    """The school's own words, in each language; Chinese is the original."""

    zh: str
    en: str = ""

    def in_(self, language: str) -> str:
        return (self.en or self.zh) if language == "en" else self.zh


CODES = ("", "any", "own")


class FieldKind(StrEnum):
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    TEXT = "text"
    ZONES = "zones"
    CAMERAS = "cameras"
    SPAN = "span"
    MOMENT = "moment"
    DAY = "day"
    PEOPLE = "people"
    NAMES = "names"
    FILES = "files"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    id: str
    label: Label
    # Answering with this option suggests these flags in the form's `flags` field.
    suggests: tuple[str, ...] = ()
    other: bool = False  # own words may be typed instead ("其他")
    # What this answer says to routing: {"applicant": "judicial"} of a court.
    states: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    words: tuple[str, ...] = ()  # what stands for it in a sentence: 丢了, 找不到


TAKES = ("", "sentence", "wish")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    key: str
    kind: FieldKind
    label: Label  # short, for the summary: 查看时段
    ask: Label  # the question
    help: Label = Label("")  # one line under the question
    required: bool = True
    options: tuple[Option, ...] = ()
    at_least: int = 0  # characters, items, or value
    at_most: int = 0
    past: bool = False  # a time may not lie in the future
    max_hours: float = 0  # for SPAN; 0 = no limit
    ahead: bool = False  # a day may not lie in the past, a span not end there
    since: str = ""  # an earlier day this one may not come before
    max_days: int = 0  # for DAY: at most so long after `since`, or from today; 0 = no limit
    max_age: int = 0  # for DAY and MOMENT: how many days ago it may be; 0 = no limit
    format: str = ""  # for TEXT: one of conversation.formats.FORMATS
    # Shown only when earlier answers match: {"copy": True}, {"reason": ["bullying", "injury"]}.
    when: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    # For NAMES, where the school writes its students as codes: "" takes names as well, "any" takes
    # codes only, "own" only codes of classes the person filing answers for.
    codes: str = ""
    article: str = ""  # cited when an answer is refused
    default: Any = None
    # For a CHOICE of a task: spans of the request that are offered here; one tap answers this
    # question and the span that belongs to it (bot/followup/wishes.py).
    prefers: tuple[str, ...] = ()
    narrows: bool = False  # bounds what may be looked at: an approver may leave less of it
    # For YES_NO, what stands for either answer in a sentence: {"yes": ("拷贝",), "no": (…)}.
    words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    # For TEXT, what it takes of a sentence that began the form: all of it, or what is to be seen.
    takes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    id: str  # "footage", "verdict", "outcome"
    title: Label
    fields: tuple[Field, ...]
