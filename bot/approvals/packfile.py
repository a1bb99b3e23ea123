"""Reading a pack file, before anything in it is compared with anything.

Rows are validated strictly. When one is wrong its mistakes are noted, the wrong values are taken
out, and the rest is read leniently, so that the comparisons still find what else is wrong.
"""

import tomllib
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.approvals.mistakes import Findings
from bot.approvals.packrows import PackRow

MOST_BYTES = 256 * 1024


def read(raw: bytes, findings: Findings) -> PackRow | None:
    """The rows of a pack file, as far as they can be read; None when it is not TOML at all."""
    if len(raw) > MOST_BYTES:
        findings.note("", "", "too_long", most=MOST_BYTES)
        return None
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        findings.note("", "", "not_toml", why=str(error))
        return None
    return _rows(data, findings)


def _rows(data: dict[str, Any], findings: Findings) -> PackRow | None:
    try:
        return PackRow.model_validate(data)
    except ValidationError as error:
        mistakes = error.errors(include_url=False)
    for mistake in mistakes:
        _note(mistake, findings)
    return _leniently(data, mistakes)


def _leniently(
    data: dict[str, Any], mistakes: Sequence[ErrorDetails], again: bool = True
) -> PackRow | None:
    """What is left without the mistakes. A table that was taken out, and has to be there, is the
    next mistake."""
    for mistake in reversed(mistakes):
        _take_out(mistake, data)
    try:
        return PackRow.model_validate(data, context="lenient")
    except ValidationError as error:
        return _leniently(data, error.errors(include_url=False), False) if again else None


def table_of(loc: tuple[int | str, ...]) -> str:
    """`("kinds", "footage", "addons", 2)` as `kinds.footage.addons[2]`."""
    table = ""
    for part in loc:
        table += f"[{part}]" if isinstance(part, int) else f".{part}" if table else part
    return table


def _note(mistake: ErrorDetails, findings: Findings) -> None:
    *loc, last = mistake["loc"]
    table, key = table_of(tuple(loc)), last
    if isinstance(key, int):
        table, key = table_of((*loc, key)), ""
    match mistake["type"]:
        case "missing" | "blank":
            findings.note(table, key, "missing")
        case "extra_forbidden":
            findings.note(table, key, "unknown_key")
        case "not_one_of":
            got, known = str(mistake["input"]), mistake["ctx"]["known"]
            findings.note(table, key, "not_one_of", got=got, known=known)
        case kind if kind in _EXPECTED:
            findings.note(table, key, f"not_a_{_EXPECTED[kind]}")
        case _:
            findings.note(table, key, "out_of_range", got=str(mistake["input"]))


_EXPECTED = {
    "string_type": "text",
    "int_type": "number",
    "float_type": "number",
    "bool_type": "yes_no",
    "scalar": "text",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "date_type": "date",
    "clock_time": "clock_time",
    "rhythm": "rhythm",
    "string_pattern_mismatch": "plain_word",
}


def _take_out(mistake: ErrorDetails, data: Any) -> None:
    """Make the place of a mistake harmless: a wrong value goes, a missing table becomes empty."""
    *loc, last = mistake["loc"]
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    if mistake["type"] == "missing" and isinstance(data, dict):
        data.setdefault(last, {})
    elif isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        if mistake["type"] == "model_type":
            data[last] = {}
        else:
            del data[last]
