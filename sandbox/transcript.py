"""What was done on the stage, printed like a play: person · platform │ words or [button]."""

import unicodedata
from collections.abc import Callable, Collection
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

    def saw(self, phone: Phone, bubble: Bubble, before: Collection[str] = ()) -> list[str]:
        """What stands on `bubble` now. Of a message seen `before` only its head and what is new
        is told. Gives the lines, to be passed as `before` the next time."""
        words = [x for x in (bubble.title, *bubble.text.splitlines()) if x.strip()]
        rows = [" ".join(f"[{k.label}]" for k in row) for row in bubble.keys]
        new = [x for x in words[1:] if x not in before]
        rest = ["…"] if len(new) > SHOWN_LINES else []
        told = [*words[:1], *new[:SHOWN_LINES], *rest, *(x for x in rows if x not in before)]
        shown = [f"  {x}" for x in told]
        self._spoken(phone, ["◂" + shown[0][1:], *shown[1:]] if shown else ["◂"])
        return [*words, *rows]

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
