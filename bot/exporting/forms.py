"""The filled approval form as PDF (its content: `writing.paper`)."""

from collections.abc import Iterable
from dataclasses import asdict

from bot.exporting.pdf import breakable, typeset
from bot.registers.wording import width
from bot.speech import Voice
from bot.writing.paper import Line, Paper

HALF = 30  # characters that fit beside another answer
WORDS = ("state", "approved", "opinions", "trail")
COLUMNS = ("role", "name", "opinion", "at", "ink")


def written(paper: Paper, voice: Voice) -> bytes:
    """Raises NoChineseFont."""
    words = {word: voice.say(f"paper.head_{word}") for word in WORDS}
    columns = [voice.say(f"paper.column_{column}") for column in COLUMNS]
    data = asdict(paper) | {
        "rows": [[asdict(line) for line in row] for row in paired(paper.lines)],
        "words": {**words, "columns": columns},
    }
    return typeset("form", breakable(data))


def paired(lines: Iterable[Line]) -> list[list[Line]]:
    """Two short answers share a row; the order of the form stays."""
    rows: list[list[Line]] = []
    for line in lines:
        last = rows[-1] if rows else []
        if len(last) == 1 and short(last[0]) and short(line):
            last.append(line)
        else:
            rows.append([line])
    return rows


def short(line: Line) -> bool:
    return "\n" not in line.value and width(line.value) <= HALF
