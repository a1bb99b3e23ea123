"""The table of mutation testing tells every change, and what became of it."""

import json
from pathlib import Path

from tests.house.mutants import counted, table


def test_every_change_stands_in_one_column(tmp_path: Path) -> None:
    codes = {"one": 1, "two": 0, "three": None, "four": 33, "five": 36, "six": 1}
    kept = tmp_path / "bot" / "approvals"
    kept.mkdir(parents=True)
    (kept / "hands.py.meta").write_text(json.dumps({"exit_code_by_key": codes}))
    (kept / "chain.py.meta").write_text(json.dumps({"exit_code_by_key": {}}))
    *_, row = table(counted(tmp_path))
    assert row == "| `bot/approvals/hands.py` | 6 | 2 | 1 | 1 | 1 | 1 |"
