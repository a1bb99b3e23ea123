"""The table of mutation testing tells every change, and what became of it."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.mutants import TESTS, table, tried_by, verdicts


def test_every_change_stands_in_one_column(tmp_path: Path) -> None:
    codes = {"one": 1, "two": 0, "three": None, "four": 33, "five": 36, "six": 1}
    kept = tmp_path / "bot" / "approvals"
    kept.mkdir(parents=True)
    (kept / "hands.py.meta").write_text(json.dumps({"exit_code_by_key": codes}))
    (kept / "chain.py.meta").write_text(json.dumps({"exit_code_by_key": {}}))
    *_, row = table(verdicts(tmp_path))
    assert row == "| `bot/approvals/hands.py` | 6 | 2 | 1 | 1 | 1 | 1 |"


@pytest.mark.parametrize(
    "module, tests",
    [
        ("bot/approvals/deadlines.py", ["tests/core/test_deadlines.py"]),  # a file of its own
        ("bot/followup/rungs.py", ["tests/followup"]),  # its whole package in one go
        ("bot/cameras/works.py", TESTS["cameras"]),  # its package's
        ("bot/approvals/walking.py", TESTS["approvals/walking"]),  # named
    ],
)
def test_a_module_is_tried_by_its_own_tests(module: str, tests: Iterable[str]) -> None:
    assert list(tried_by(Path(module))) == list(tests)


def test_what_is_named_is_there() -> None:
    for name, tests in TESTS.items():
        assert Path("bot", name).exists() or Path("bot", f"{name}.py").exists()
        assert all(Path(test).exists() for test in tests)
