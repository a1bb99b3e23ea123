"""Sentences in the reader's language.

Catalogues are gettext files, one per room of the house, keyed by dotted names
(`refusal.not_your_turn`); Chinese is the source of truth. A sentence is always whole: gaps are
named and filled here, with dates as an office writes them in the school's time zone.
"""

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards import Saying, Words
from bot.conversation.form import Label

LOCALES = Path(__file__).resolve().parent.parent / "locales"
FOLDERS = {"zh": "zh_Hans", "en": "en"}
WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of a language by key, read from all rooms' files."""
    # Babel costs 0.1 s to import; a command that says nothing does without it.
    from babel.messages import mofile, pofile

    sentences: dict[str, str] = {}
    for path in sorted((LOCALES / FOLDERS[language] / "LC_MESSAGES").glob("*.po")):
        packed = io.BytesIO()
        with path.open("rb") as file:
            mofile.write_mo(packed, pofile.read_po(file))
        packed.seek(0)
        # GNUTranslations keeps the file's header under the empty key.
        sentences |= {k: v for k, v in _entries(gettext.GNUTranslations(packed)) if k}
    return sentences


def _entries(translations: gettext.GNUTranslations) -> list[tuple[str, str]]:
    read: Mapping[Any, str] = translations._catalog  # type: ignore[attr-defined]  # no public view
    return [(key, text) for key, text in read.items() if isinstance(key, str)]


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language in one school's time zone."""

    language: str = "zh"
    zone: tzinfo = ZoneInfo("Asia/Shanghai")

    def say(self, key: str, /, **values: Any) -> str:
        sentence = catalogue(self.language).get(key) or catalogue("zh")[key]
        return sentence.format(**{name: self.spoken(value) for name, value in values.items()})

    def __call__(self, words: Words | Label) -> str:
        match words:
            case Saying(key, values):
                return self.say(key, **values)
            case Label():
                return words.in_(self.language)
        return words

    def spoken(self, value: Any) -> Any:
        """A value as it stands inside a sentence."""
        match value:
            case Saying() | Label():
                return self(value)
            case {"zh": _, **rest} if set(rest) <= {"en"}:
                return Label(**value).in_(self.language)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case timedelta():
                return self.lasting(value)
            case list() | tuple():
                return self.listed([str(self.spoken(item)) for item in value])
        return value

    def listed(self, items: list[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(items)

    def day(self, day: date) -> str:
        if self.language == "zh":
            return f"{day.month}月{day.day}日（{WEEKDAYS['zh'][day.weekday()]}）"
        return f"{WEEKDAYS['en'][day.weekday()]} {day.day} {day:%b}"

    def moment(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{self.day(local.date())} {local:%H:%M}"

    def brief(self, at: datetime) -> str:
        """A moment without its weekday, where many stand below each other."""
        local = at.astimezone(self.zone)
        if self.language == "zh":
            return f"{local.month}月{local.day}日 {local:%H:%M}"
        return f"{local.day} {local:%b %H:%M}"

    def clock(self, at: datetime) -> str:
        """To the second, for what is a matter of seconds."""
        return f"{at.astimezone(self.zone):%H:%M:%S}"

    def span(self, start: datetime, end: datetime) -> str:
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        if first.date() == last.date():
            return f"{self.moment(start)}–{last:%H:%M}"
        return f"{self.moment(start)} – {self.moment(end)}"

    def lasting(self, span: timedelta) -> str:
        """Rounded down to the two largest units: 3 天 4 小时, 25 分钟; of a week or more, days."""
        minutes = max(0, int(span.total_seconds() // 60))
        days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
        shown = 0 if days >= 7 else hours
        parts = [("day", days), ("hour", shown), ("minute", 0 if days else rest)]
        said = [self.say(f"lasting.{unit}", n=n) for unit, n in parts if n]
        return " ".join(said) or self.say("lasting.minute", n=0)
