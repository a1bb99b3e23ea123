"""One field of an entry as a book prints it: the value under a key, by its kind.

A column whose source is `KIND:key` prints what stands under `key`; dots reach into tables
(`text:copy.medium`). What is not there leaves the cell empty, and what is of another shape than its
kind is printed as it stands: a book with an odd word in it can be read, one that fails cannot.
"""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from functools import partial
from typing import Any

from bot.registers.wording import day, enumerated, listed, local, moment, span

OPEN_ITEMS = "open_items"  # what a task with `lists` writes down beside its own answers

Show = Callable[[Any, tzinfo], str]


def field(source: str, entry: Mapping[str, Any], zone: tzinfo) -> str:
    """Raises KeyError for a kind no book knows."""
    kind, _, key = source.partition(":")
    show, value = KINDS[kind], found(entry, key)
    if value in (None, "", []):
        return ""
    try:
        return show(value, zone)
    except (TypeError, ValueError, KeyError, AttributeError):
        return str(value)


def found(entry: Mapping[str, Any], key: str) -> Any:
    """Under this very key, or what the tasks of the case reported under it, the last one first, or
    the form's answer: a pack need not say which task asked."""
    tasks: Any = entry.get("tasks") or {}
    reported = sorted(tasks.values(), key=lambda task: str(task.get("at", "")), reverse=True)
    places = (entry, *reported, entry.get("form") or {})
    return next((value for place in places if (value := _at(place, key)) is not None), None)


def _at(place: Any, key: str) -> Any:
    for part in key.split("."):
        place = place.get(part) if isinstance(place, Mapping) else None
    return place


def words(value: Any) -> list[str]:
    """Persons, files and zones come as their names or as tables with a name."""
    items = value if isinstance(value, list | tuple) else [value]
    return [str(item["name"] if isinstance(item, Mapping) else item).strip() for item in items]


def _moment(value: str, zone: tzinfo) -> str:
    return moment(local(value, zone))


def _clock(value: str, zone: tzinfo) -> str:
    return f"{local(value, zone):%H:%M}"


def _day(value: str, zone: tzinfo) -> str:
    bare = len(value) == len("2026-03-02")
    return day(date.fromisoformat(value) if bare else local(value, zone))


def _span(value: Mapping[str, str], zone: tzinfo) -> str:
    return span(local(value["from"], zone), local(value["to"], zone))


def _yes_no(value: Any, _zone: tzinfo) -> str:
    if not isinstance(value, bool):
        raise TypeError(value)
    return "是" if value else "否"


def _number(value: Any, _zone: tzinfo) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _joined(join: Callable[[list[str]], str], value: Any, _zone: tzinfo) -> str:
    return join(words(value))


KINDS: Mapping[str, Show] = {
    "text": partial(_joined, listed),
    "day": _day,
    "moment": _moment,
    "clock": _clock,
    "span": _span,
    "people": partial(_joined, "\n".join),  # one below the other: a name may not break
    "yes_no": _yes_no,
    "number": _number,
    "list": partial(_joined, enumerated),
    "lines": partial(_joined, "\n".join),
    "cameras": partial(_joined, enumerated),
}
# Short and of one shape: they stand in the middle of their cell.
CENTRED = ("day", "moment", "clock", "people", "yes_no", "number")


def centred(source: str) -> bool:
    return source.partition(":")[0] in CENTRED
