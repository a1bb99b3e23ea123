"""What is left of an entry after the years a register must be kept: the row, and no person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.registers.wording import day

# Numbers, places, times and categories; whatever else an entry holds goes.
KEPT = frozenset(
    {
        *("number", "retrieved_at", "date", "in", "out", "unit", "zones", "span"),
        *("copied", "result", "corrects", "corrected"),
    }
)


def aged(entry: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Words are Chinese: the book is the school's own document."""
    kept = {key: value for key, value in entry.items() if key in KEPT}
    return {**kept, "remarks": f"个人信息已于{day(on)}按规定删除", "erased": on.isoformat()}
