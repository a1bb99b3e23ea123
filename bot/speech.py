"""Sentences in the reader's language.

Catalogues are gettext files, one per room of the house, keyed by dotted names
(`refusal.not_your_turn`); Chinese is the source of truth. A sentence is always whole: gaps are
named and filled here, with dates as an office writes them in the school's time zone.

A count chooses its noun in the gap itself: `{n} {n:day|days}`. Chinese needs no such choice.

Days are never "today" or "tomorrow" here: a card stays in the chat for months, and would lie.
Only what is offered while somebody chooses a day calls it so (`conversation.today`).
"""

import gettext
import io
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.cards import Saying, Words
from bot.conversation.form import Label
from bot.registers.wording import enumerated

LOCALES = Path(__file__).resolve().parent.parent / "locales"
FOLDERS = {"zh": "zh_Hans", "en": "en"}
WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of a language by key, read from all rooms' files."""
    folder = LOCALES / FOLDERS[language] / "LC_MESSAGES"
    sentences: dict[str, str] = {}
    for room in sorted(folder.glob("*.po")) or sorted(folder.glob("*.mo")):
        translations = gettext.GNUTranslations(io.BytesIO(_compiled(room)))
        # GNUTranslations keeps the file's header under the empty key.
        sentences |= {k: v for k, v in _entries(translations) if k}
    return sentences


def _compiled(room: Path) -> bytes:
    """As the package was built; anew where its source has changed since."""
    built = room.with_suffix(".mo")
    if built.exists() and room.stat().st_mtime_ns <= built.stat().st_mtime_ns:
        return built.read_bytes()
    # Babel costs 0.1 s to import; whoever runs what was built does without it.
    from babel.messages import mofile, pofile

    packed = io.BytesIO()
    with room.open("rb") as sentences:
        mofile.write_mo(packed, pofile.read_po(sentences))
    return packed.getvalue()


def _entries(translations: gettext.GNUTranslations) -> list[tuple[str, str]]:
    read: Mapping[Any, str] = translations._catalog  # type: ignore[attr-defined]  # no public view
    return [(key, text) for key, text in read.items() if isinstance(key, str)]


class _Counted(string.Formatter):
    """Fills `{n:day|days}` by the number, every other gap as `str.format` does."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, choice, more = format_spec.partition("|")
        if not choice:
            return super().format_field(value, format_spec)
        return one if str(value) == "1" else more


_COUNTED = _Counted()


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language in one school's time zone. Given the time, days of another year carry
    their year; without it no day does."""

    language: str = "zh"
    zone: tzinfo = ZoneInfo("Asia/Shanghai")
    now: datetime | None = None

    def say(self, key: str, /, **values: Any) -> str:
        sentence = catalogue(self.language).get(key) or catalogue("zh")[key]
        told = {name: self.spoken(value) for name, value in values.items()}
        # The pure-Python formatter is several times slower, and few sentences choose.
        return (
            _COUNTED.vformat(sentence, (), told) if "|" in sentence else sentence.format(**told)
        )

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

    def listed(self, items: Sequence[str]) -> str:
        """甲、乙、丙; A, B and C; but A, B, … of a list cut short. A name that holds such a mark is
        told apart by semicolons."""
        if self.language == "zh":
            return enumerated(items)
        *most, last = items or ("",)
        if last == "…":
            return ", ".join(items)
        return f"{', '.join(most)} and {last}" if most else last

    def day(self, day: date) -> str:
        weekday = WEEKDAYS[self.language][day.weekday()]
        if self.language == "zh":
            return f"{self._date(day)}（{weekday}）"
        return f"{weekday} {self._date(day)}"

    def _date(self, day: date) -> str:
        named = self.now is not None and day.year != self.now.astimezone(self.zone).year
        if self.language == "zh":
            return f"{f'{day.year}年' if named else ''}{day.month}月{day.day}日"
        return f"{day.day} {day:%b}{f' {day.year}' if named else ''}"

    def moment(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{self.day(local.date())}{'' if self.language == 'zh' else ', '}{local:%H:%M}"

    def brief(self, at: datetime) -> str:
        """A moment without its weekday, where many stand below each other."""
        local = at.astimezone(self.zone)
        between = " " if self.language == "zh" else ", "
        return f"{self._date(local.date())}{between}{local:%H:%M}"

    def hour(self, at: datetime) -> str:
        """The time of day alone, where the day is known."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def clock(self, at: datetime) -> str:
        """To the second, for what is a matter of seconds."""
        return f"{at.astimezone(self.zone):%H:%M:%S}"

    def span(self, start: datetime, end: datetime) -> str:
        if self._same_day(start, end):
            return f"{self.moment(start)}–{self.hour(end)}"
        return f"{self.moment(start)} – {self.moment(end)}"

    def brief_span(self, start: datetime, end: datetime) -> str:
        last = self.hour(end) if self._same_day(start, end) else self.brief(end)
        return f"{self.brief(start)}–{last}"

    def _same_day(self, start: datetime, end: datetime) -> bool:
        return start.astimezone(self.zone).date() == end.astimezone(self.zone).date()

    def days(self, first: date, last: date) -> str:
        return self.day(first) if first == last else f"{self.day(first)}–{self.day(last)}"

    def size(self, octets: int) -> str:
        """Of a file: 812 B, 3.4 MB, 120 MB."""
        amount, units = float(octets), iter(("B", "KB", "MB", "GB"))
        unit = next(units)
        for larger in units:
            if amount < 1000:
                break
            amount, unit = amount / 1000, larger
        return f"{amount:.1f} {unit}" if unit != "B" and amount < 10 else f"{amount:.0f} {unit}"

    def lasting(self, span: timedelta) -> str:
        """Rounded down to the two largest units: 3 天 4 小时, 25 分钟; of a week or more, days."""
        minutes = max(0, int(span.total_seconds() // 60))
        days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
        shown = 0 if days >= 7 else hours
        parts = [("day", days), ("hour", shown), ("minute", 0 if days else rest)]
        said = [self.say(f"lasting.{unit}", n=n) for unit, n in parts if n]
        return " ".join(said) or self.say("lasting.minute", n=0)


def both(key: str, /, **values: Any) -> Label:
    """A sentence in every language at once, for a form that is kept while its reader may switch."""
    return Label(Voice("zh").say(key, **values), Voice("en").say(key, **values))
