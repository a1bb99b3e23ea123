"""What was done on the stage, printed like a play: person · platform │ words or [button]."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.people.person import Platform
from bot.speech import Voice
from sandbox.exchange import Bubble
from sandbox.schools import Phone

WHO_WIDTH = 22  # columns of a terminal; a Chinese character takes two
SHOWN_LINES = 24


@dataclass(frozen=True, slots=True)
class Line:
    """`who` is empty where the same person goes on."""

    who: str
    words: str

    def __str__(self) -> str:
        return f"{_padded(self.who, WHO_WIDTH)} │ {self.words}"


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it was told last: its lines and its rows of buttons."""

    words: tuple[str, ...]
    rows: tuple[str, ...]


def told(bubble: Bubble) -> Told:
    words = (x for x in (bubble.title, *bubble.text.splitlines()) if x.strip())
    rows = (" ".join(f"[{key.label}]" for key in row) for row in bubble.keys)
    return Told(tuple(words), tuple(rows))


class Transcript:
    """Grows line by line; `echo` gets each line as it is written."""

    def __init__(self, echo: Callable[[str], None] | None = None, language: str = "zh") -> None:
        self.lines: list[Line] = []
        self._echo, self._voice, self._last = echo, Voice(language), ""

    def heading(self, text: str) -> None:
        self._last = ""
        self._write(Line("", ""))
        self._write(Line("", f"── {text} ──"))

    def did(self, phone: Phone, words: str) -> None:
        self._spoken(phone, [words])

    def saw(self, phone: Phone, bubble: Bubble, before: Told | None = None) -> Told:
        """What stands on `bubble` now. Of a message told `before` only its head and the news are
        told again. Gives what is to be passed as `before` the next time."""
        now = told(bubble)
        old = before or Told((), ())
        new = [x for x in now.words[1:] if x not in old.words]
        rest = ["…"] if len(new) > SHOWN_LINES else []
        rows = now.rows if now.rows != old.rows else ()
        shown = [f"  {x}" for x in (*now.words[:1], *new[:SHOWN_LINES], *rest, *rows)]
        self._spoken(phone, ["◂" + shown[0][1:], *shown[1:]] if shown else ["◂"])
        return now

    def __str__(self) -> str:
        return "\n".join(str(line).rstrip() for line in self.lines)

    def _spoken(self, phone: Phone, words: list[str]) -> None:
        who = f"{phone.name} · {self._platform(phone)}"
        for text in words:
            self._write(Line("" if who == self._last else who, text))
            self._last = who

    def _platform(self, phone: Phone) -> str:
        plain_wechat = phone.platform is Platform.WECOM and phone.client == "plugin"
        return self._voice.say(
            f"phones.platform.{'plugin' if plain_wechat else phone.platform}"
        )

    def _write(self, line: Line) -> None:
        self.lines.append(line)
        if self._echo:
            self._echo(str(line).rstrip())


def _padded(text: str, columns: int) -> str:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return text + " " * max(columns - len(text) - wide, 0)
