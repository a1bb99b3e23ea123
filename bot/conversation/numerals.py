"""Typed text made plain: one width, one case, one dash, one set of digits."""

import re
import unicodedata

LONGEST_TEXT = 1000  # characters, where a form sets no limit

_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_RUN = re.compile("[零〇一二两三四五六七八九十]+")
# The numeral of a weekday belongs to its day, not to the hour that follows: 周五三点.
_WEEKDAY = re.compile("(周|星期|礼拜)([一二三四五六])")
_DASHES = re.compile(r"[‐‑‒–—―−－~～〜]+|-{2,}")


def plain(text: str) -> str:
    """Half-width, lower case, single spaces; every dash and wave is `-`."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join(_DASHES.sub("-", folded).split())


def arabic(text: str) -> str:
    """Chinese numerals below a hundred, and years said digit by digit, as arabic digits.

    >>> arabic("二〇二六年十一月二十日下午三点零五")
    '2026年11月20日下午3点05'
    """
    apart = _WEEKDAY.sub(lambda found: f"{found[1]}{_VALUE[found[2]]} ", text)
    return _RUN.sub(_spaced_number, apart)


def _spaced_number(found: re.Match[str]) -> str:
    """Two numbers of different scripts stay two: 15:00一刻钟."""
    text, (start, end) = found.string, found.span()
    before = " " if text[max(0, start - 1) : start].isdigit() else ""
    behind = " " if text[end : end + 1].isdigit() else ""
    return before + _number(found[0]) + behind


def _number(run: str) -> str:
    tens, ten, ones = run.partition("十")
    if not ten:
        return "".join(str(_VALUE[c]) for c in run)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return run
    return str(_VALUE.get(tens, 1) * 10 + _VALUE.get(ones, 0))


def quoted(text: str) -> str:
    """What was typed, short enough to be shown again inside a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= 24 else f"{line[:23]}…"


def whole_number(text: str) -> int | None:
    """A number a person typed, in either script, or None."""
    bare = arabic(plain(text))
    return int(bare) if re.fullmatch(r"-?\d{1,9}", bare) else None


def clean(text: str) -> str:
    """As typed, without the control characters some keyboards and pasted pages bring along."""
    kept = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip()
