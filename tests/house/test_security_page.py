"""Each line of docs/security.md names a test, and the test is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines(page: str) -> list[str]:
    """The rows of the table of threats, without its head."""
    table = page.split("## Against whom")[1].split("\n## ", maxsplit=1)[0]
    return [line for line in table.splitlines() if line.startswith("| ")][2:]


def missing(line: str) -> list[str]:
    named = NAMED.findall(line)
    return [f"{f}::{t}" for f, t in named if t not in names_in(f)] if named else ["no test"]


def names_in(file: str) -> set[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_a_test_stands_behind_each_line() -> None:
    rows = lines(PAGE)
    assert len(rows) > 15
    assert {row: missing(row) for row in rows if missing(row)} == {}


def test_a_line_without_its_test_would_be_seen() -> None:
    assert missing("| somebody | tries | something | nothing |") == ["no test"]
    assert missing("| a | b | c | `tests/house/test_logs.py::test_gone` |")
