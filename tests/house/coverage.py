"""Clause by clause: what each regulation says, where that lives in the product, what shows it.

The tables stand beside the packs (`*.coverage.toml`); `python -m tests.house.coverage`
(`make coverage`) writes docs/coverage.md from them and prints what does not hold.
"""

import ast
import sys
import tomllib
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.approvals.pack import Kind, Pack
from bot.approvals.packtasks import EFFECTS, GUARDS
from bot.approvals.policy import SHELF, SHIPPED, named
from bot.cli import COMMANDS, GROUPS
from sandbox.stories import STORIES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "coverage.md"
BOTH = "both"  # the law, and what no clause says; a place in either pack will do
TABLES = (*SHIPPED, BOTH)
MARKS = ("Y", "P", "N")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`article` is the pack's own number, `part` the sentence within it."""

    says: str
    marked: str
    article: str = ""
    part: str = ""
    capability: str = ""
    lives: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    note: str = ""
    later: str = ""

    @property
    def number(self) -> str:
        return " ".join(filter(None, (self.article, self.part)))


@cache
def clauses(table: str) -> tuple[Clause, ...]:
    """Raises on a key nobody knows: a row half understood covers nothing."""
    raw = tomllib.loads((SHELF / f"{table}.coverage.toml").read_text(encoding="utf-8"))
    rows: list[Mapping[str, object]] = raw.pop("clauses")
    assert not raw, f"{table}: unknown tables {list(raw)}"
    return tuple(Clause(**{k: _value(v) for k, v in row.items()}) for row in rows)  # type: ignore[arg-type]


def _value(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


# -- what does not hold -------------------------------------------------------------------------


def doubtful(table: str) -> list[str]:
    """One line for each row that promises what is not there, and each article without a row."""
    pack = None if table == BOTH else named(table)
    rows = clauses(table)
    found = [f"{table}: {row.number}: {fault}" for row in rows for fault in faults(row, pack)]
    numbers = [row.number for row in rows]
    found += [f"{table}: {n} stands twice" for n in set(numbers) if numbers.count(n) > 1]
    if pack is not None:
        known = (*rows, *clauses(BOTH))
        rowless = (a for a in pack.articles if not any(r.article.startswith(a) for r in known))
        found += [f"{table}: {article} has no row" for article in rowless]
    return found


def faults(row: Clause, pack: Pack | None) -> Iterator[str]:
    if row.marked not in MARKS:
        yield f"marked {row.marked!r}"
    packs = [pack] if pack else [named(id_) for id_ in SHIPPED]
    if row.article and not any(row.article in one.articles for one in packs):
        yield "no pack has such an article"
    if row.marked == "Y" and not row.lives and not row.later:
        yield "lives nowhere, and no later work is named"
    if bool(row.lives) != bool(row.shown):
        yield "what lives somewhere is shown by a test, and nothing else is"
    for place in row.lives:
        if not any(stands(place, one) for one in packs):
            yield f"no {place}"
    yield from (f"no test {test}" for test in row.shown if not tested(test))


def stands(place: str, pack: Pack) -> bool:
    sort, _, name = place.partition(" ")
    if sort in ANYWHERE:
        return ANYWHERE[sort](name)
    return sort in IN_PACK and IN_PACK[sort](pack, name)


def _of_kind(pack: Pack, name: str, ids: Callable[[Kind], Container[str]]) -> bool:
    kind, _, id_ = name.partition(".")
    return kind in pack.kinds and id_ in ids(pack.kinds[kind])


ANYWHERE: Mapping[str, Callable[[str], bool]] = {
    "code": lambda name: (ROOT / name).exists(),
    "command": lambda name: name in (*COMMANDS, *GROUPS),
    "guard": lambda name: name in GUARDS,
    "effect": lambda name: name in EFFECTS,
}
IN_PACK: Mapping[str, Callable[[Pack, str], bool]] = {
    "kind": lambda pack, name: name in pack.kinds,
    "task": lambda pack, name: _of_kind(pack, name, lambda kind: {t.id for t in kind.tasks}),
    "rule": lambda pack, name: _of_kind(pack, name, lambda kind: {r.id for r in kind.rules}),
    "book": lambda pack, name: name in pack.books,
    "role": lambda pack, name: name in pack.roles,
    "switch": lambda pack, name: name in pack.switches,
    "clock": lambda pack, name: name in pack.clocks,
    "article": lambda pack, name: name in pack.articles,
    "prohibition": lambda pack, name: name in pack.prohibitions,
}


def tested(name: str) -> bool:
    if name.startswith("story "):
        return name.removeprefix("story ") in {story.id for story in STORIES}
    path, _, function = name.partition("::")
    return (ROOT / path).is_file() and (not function or function in functions(ROOT / path))


@cache
def functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, made))


# -- the page -----------------------------------------------------------------------------------

HEAD = """\
# What of the regulations is built

Generated by `make coverage` from the tables beside the packs (`bot/approvals/packs`); change those,
not this page. A test holds every row: what it names exists, and no clause is missing.

**Y** software can act on it · **P** in part: it records, reminds, displays · **N** nothing to do
for software.
"""


def page() -> str:
    return "\n".join((HEAD, *(section(table) for table in TABLES)))


def section(table: str) -> str:
    title = "In both, and the law" if table == BOTH else f"{named(table).title.zh} (`{table}`)"
    rows = clauses(table)
    head = (
        "| clause | says | | in the product | shown by |",
        "| --- | --- | --- | --- | --- |",
    )
    return "\n".join((f"## {title}\n", counted(rows), "", *head, *map(line, rows), ""))


def counted(rows: tuple[Clause, ...]) -> str:
    """How much of it stands, so that nobody has to count."""
    due = [row for row in rows if row.marked == "Y"]
    built = sum(1 for row in due if not row.later)
    partly = sum(1 for row in due if row.later and row.lives)
    rest = len(due) - built - partly
    stand = f"{built} built, {partly} in part, {rest} to come"
    return f"{len(rows)} rows, {len(due)} marked Y: {stand}."


def line(row: Clause) -> str:
    told = (places(row.lives), row.note, f"*to come: {row.later}*" if row.later else "")
    where = "<br>".join(filter(None, told)) or "–"
    tests = "<br>".join(map(quoted, row.shown)) or "–"
    says = f"{row.says} ({row.capability})" if row.capability else row.says
    return f"| {row.number} | {says} | {row.marked} | {where} | {tests} |".replace("\n", " ")


def places(lives: tuple[str, ...]) -> str:
    named_ = (place.partition(" ") for place in lives)
    return ", ".join(f"{sort} `{name}`" for sort, _, name in named_)


def quoted(test: str) -> str:
    sort, _, name = test.partition(" ")
    return f"story `{name}`" if name else f"`{sort.removeprefix('tests/')}`"


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    found = [fault for table in TABLES for fault in doubtful(table)]
    for fault in found:
        print(fault)
    rows = sum(len(clauses(table)) for table in TABLES)
    print(f"{rows} clauses, {len(found)} that do not hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
