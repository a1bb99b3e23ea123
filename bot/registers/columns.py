"""What stands in each column of a book: the superset entry, read by the pack's column sources.

An entry holds more than any one school prints: the columns of both demo regulations and Order 799
Art. 16(3). It is a mapping with the keys

    number         调阅〔2026〕0001            copied         true
    retrieved_at   ISO, aware                 medium, files  where a copy went, its checksum
    persons        ["…", …]                   zones          ["…", …]
    unit           "…"                        span           {"from": ISO, "to": ISO}
    approvers      ["…", …] in order          reason         the category, in the school's words
    purpose        the requester's own words  destination, backup, result, remarks, duty_officer

and may lack any of them: an empty cell is honest, an invented one is not.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import tzinfo
from typing import Any

from bot.registers.fields import field, found, words
from bot.registers.wording import day, enumerated, listed, local, moment, span

Entry = Mapping[str, Any]


CELLS = "cells"  # under this key an entry that corrects another holds its new cells, by source


def cell(
    source: str, entry: Entry, serial: int, zone: tzinfo, beside: Collection[str] = ()
) -> str:
    """The text of one cell. `beside` are the sources of its book: remarks take only what has no
    column there. Raises KeyError for a source no book knows."""
    put = entry.get(CELLS) or {}
    if source in put:
        return str(put[source])
    if ":" in source:
        return field(source, entry, zone)
    if source == "remarks":
        return _remarks(entry, beside)
    return _SOURCES[source](entry, serial, zone)


def _serial(_entry: Entry, serial: int, _zone: tzinfo) -> str:
    return str(serial)


def _retrieved_at(entry: Entry, _serial: int, zone: tzinfo) -> str:
    at = entry.get("retrieved_at")
    return moment(local(at, zone)) if at else ""


def _date(entry: Entry, _serial: int, zone: tzinfo) -> str:
    at = entry.get("date") or entry.get("retrieved_at")
    return day(local(at, zone)) if at else ""


def _in_out(entry: Entry, _serial: int, zone: tzinfo) -> str:
    """进 and 出 on the clock; who is still inside has no second time."""
    times = [local(at, zone) for at in (entry.get("in"), entry.get("out")) if at]
    return "–".join(f"{at:%H:%M}" for at in times)


def _persons(entry: Entry) -> str:
    return listed(entry.get("persons") or ())


def _unit(entry: Entry) -> str:
    return _text(entry, "unit")


def _text(entry: Entry, key: str) -> str:
    return str(entry.get(key) or "").strip()


def _persons_and_unit(entry: Entry, _serial: int, _zone: tzinfo) -> str:
    return _lines((_persons(entry), _unit(entry)))


def _approvers(entry: Entry, _serial: int, _zone: tzinfo) -> str:
    """One below the other: in a narrow column a name may not break."""
    return _lines(entry.get("approvers") or ())


def _copied(entry: Entry, _serial: int, _zone: tzinfo) -> str:
    """是否拷贝 asks for yes or no, and a yes says onto what; the files stand in another book."""
    if not entry.get("copied"):
        return "否"
    return _lines(("是", _text(entry, "medium")))


def _zones(entry: Entry) -> str:
    return enumerated(entry.get("zones") or ())


def _span(entry: Entry, zone: tzinfo) -> str:
    over = entry.get("span")
    return span(local(over["from"], zone), local(over["to"], zone)) if over else ""


def _why(entry: Entry) -> str:
    """The category and what the requester wrote, which is often the same words."""
    category, own = _text(entry, "reason"), _text(entry, "purpose")
    if not category or category in own:
        return own
    return f"{category}：{own}" if own else category


def _zone_span_reason(entry: Entry, _serial: int, zone: tzinfo) -> str:
    return _lines((_zones(entry), _span(entry, zone), _why(entry)))


def _zone_span(entry: Entry, _serial: int, zone: tzinfo) -> str:
    return _lines((_zones(entry), _span(entry, zone)))


def _remarks(entry: Entry, beside: Collection[str]) -> str:
    """备注 takes what has no column of its own in a small form."""
    where = "" if "destination" in beside else _text(entry, "destination")
    return _lines(
        (
            _text(entry, "number"),
            _text(entry, "result"),
            f"去向：{where}" if where else "",
            _text(entry, "remarks"),
        )
    )


def _disposal(entry: Entry, _serial: int, zone: tzinfo) -> str:
    """What became of a copy, on which day, and who saw it."""
    told = found(entry, "tasks.disposal") or {}
    at, seen = told.get("at"), listed(words(told.get("witness") or ()))
    return _lines(
        (
            str(told.get("how") or ""),
            day(local(at, zone)) if at else "",
            f"见证：{seen}" if seen else "",
        )
    )


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


_SOURCES: Mapping[str, Callable[[Entry, int, tzinfo], str]] = {
    "serial": _serial,
    "retrieved_at": _retrieved_at,
    "persons_and_unit": _persons_and_unit,
    "persons": lambda entry, _serial, _zone: _lines(entry.get("persons") or ()),
    "unit": lambda entry, _serial, _zone: _unit(entry),
    "approvers": _approvers,
    "copied": _copied,
    "zone_span_reason": _zone_span_reason,
    "zone_span": _zone_span,
    "zone": lambda entry, _serial, _zone: _zones(entry),
    "span": lambda entry, _serial, zone: _span(entry, zone),
    "purpose": lambda entry, _serial, _zone: _why(entry),
    "destination": lambda entry, _serial, _zone: _text(entry, "destination"),
    "backup": lambda entry, _serial, _zone: _text(entry, "backup"),
    "remarks": lambda entry, _serial, _zone: _remarks(entry, ()),
    "duty_officer": lambda entry, _serial, _zone: _text(entry, "duty_officer"),
    "date": _date,
    "disposal": _disposal,
    "in_out": _in_out,
}

SOURCES = tuple(_SOURCES)
