"""What a benchmark found: a table to read, aims held against it, and a file for a program."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    key: str
    title: str
    digits: int = 0

    def shown(self, value: float | None) -> str:
        return "–" if value is None else f"{value:,.{self.digits}f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A figure of docs/benchmarks.md, and the bound it is held against."""

    what: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool:
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    def told(self) -> str:
        bound = f">= {self.at_least:g}" if self.at_most is None else f"<= {self.at_most:g}"
        word = "reached" if self.reached else "MISSED "
        return f"{word}  {self.what}: {self.value:.3g} ({bound})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`rows`: a name and its figures by column. `raw`: every round, for whoever counts again."""

    name: str
    columns: Sequence[Column]
    rows: Mapping[str, Mapping[str, float]]
    aims: Sequence[Aim] = ()
    raw: Any = None
    left_out: Sequence[str] = ()  # what could not be measured here, and why

    def told(self) -> str:
        return "\n".join([f"\n{self.name}", *self._table(), *self._notes()])

    def _table(self) -> Iterable[str]:
        wide = max(map(len, self.rows), default=0)
        shown = {
            name: [column.shown(row.get(column.key)) for column in self.columns]
            for name, row in self.rows.items()
        }
        cells = [[column.title for column in self.columns], *shown.values()]
        width = [max(map(len, below)) for below in zip(*cells, strict=True)]
        for name, row in {"": cells[0], **shown}.items():
            yield f"  {name:{wide}}  " + "  ".join(
                f"{cell:>{w}}" for cell, w in zip(row, width, strict=True)
            )

    def _notes(self) -> Iterable[str]:
        yield from (f"  {aim.told()}" for aim in self.aims)
        yield from (f"  left out: {why}" for why in self.left_out)


def medians(rounds: Iterable[Any]) -> dict[str, float]:
    """Of each figure over rounds that are dataclasses of numbers."""
    rows = [asdict(one) if is_dataclass(one) else one for one in rounds]  # type: ignore[arg-type]  # never a class of them
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def kept(results: Sequence[Result], options: Mapping[str, Any]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    file = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    report = {
        "at": now.isoformat(),
        "machine": machine,
        "options": dict(options),
        "results": [
            {**asdict(one), "aims": [{**asdict(a), "reached": a.reached} for a in one.aims]}
            for one in results
        ],
    }
    file.write_text(json.dumps(report, indent=2, ensure_ascii=False), encoding="utf-8")
    return file
