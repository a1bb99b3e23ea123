"""Dates and lists as a Chinese school office writes them into a book."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, tzinfo


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    return f"{day(at)} {at:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """2026年3月2日 15:00–16:00; over midnight with both days, the year once if it is the same."""
    if start.date() == end.date():
        return f"{moment(start)}–{end:%H:%M}"
    until = moment(end)
    if start.year == end.year:
        until = until.removeprefix(f"{end.year}年")
    return f"{moment(start)}–{until}"


def period(first: date, last: date) -> str:
    return f"{day(first)}至{day(last)}"


def head_count(count: int) -> str:
    return f"（共{count}人）"


def listed(words: Iterable[str]) -> str:
    return "、".join(word for word in words if word)


def enumerated(names: Iterable[str]) -> str:
    """教学楼一、二楼 is one name, so such names are told apart by semicolons."""
    known = [name for name in names if name]
    return "；".join(known) if any("、" in name for name in known) else listed(known)


def local(written: str, zone: tzinfo) -> datetime:
    """An instant of an entry, on the school's clock."""
    at = datetime.fromisoformat(written)
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def width(text: str) -> int:
    """In Latin characters: a Chinese one is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(c) in "FWA" else 1 for c in text)
