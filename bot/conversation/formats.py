"""Numbers that are written in one way only: the end of an identity number, checksums.

Each format takes what was typed to how it is kept, or to the reason why it cannot be. A reason
never repeats what was typed: it may be the very number nobody may write down.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from bot.cards import Saying
from bot.conversation.asked import problem

_APART = re.compile(r"[\s、,，;；/]+")
_LAST_FOUR = re.compile(r"[0-9]{3}[0-9X]")
_SHA256 = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_LINES = re.compile(r"[\n;；,，、]+")


def last_four(text: str) -> str | Saying:
    """Four characters for each person, in the order the persons are named."""
    ends = [end for end in _APART.split(_folded(text).upper()) if end]
    if any(len(end) > 4 for end in ends):
        return problem("more_than_last_four")
    if not ends or not all(map(_LAST_FOUR.fullmatch, ends)):
        return problem("not_last_four")
    return "、".join(ends)


def sha256(text: str) -> str | Saying:
    """One line for each file: its checksum, beside its name if that was pasted along."""
    lines = [line.strip() for line in _LINES.split(_folded(text).lower()) if line.strip()]
    found = [_SHA256.findall(_closed_up(line)) for line in lines]
    if not lines or not all(len(sums) == 1 for sums in found):
        return problem("not_sha256")
    return "\n".join(sums[0] for sums in found)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _closed_up(line: str) -> str:
    """Some programs print the bytes apart: `a1 b2 …`."""
    bare = re.sub(r"\s+", "", line)
    return bare if re.fullmatch(r"[0-9a-f]{64}", bare) else line


FORMATS: Mapping[str, Callable[[str], str | Saying]] = {
    "last_four": last_four,
    "sha256": sha256,
}


def formatted(format_: str, text: str) -> str | Saying:
    return FORMATS[format_](text) if format_ else text
