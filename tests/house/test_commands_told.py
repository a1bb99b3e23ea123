"""Whoever runs the product finds every command and every figure of his own in the documents."""

from pathlib import Path

import pytest

from bot.cli import COMMANDS, GROUPS
from bot.config import Clocks, Watch

ROOT = Path(__file__).resolve().parents[2]
CALLS = (*COMMANDS, *(f"{group} {verb}" for group, verbs in GROUPS.items() for verb in verbs))


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_every_command(name: str) -> None:
    told = (ROOT / name).read_text()
    missing = [c for c in CALLS if f"`{c} " not in told and f"`{c}`" not in told]
    assert missing == []
    for word in ("--overwrite", "--online", "[watch]", ".clocks]"):
        assert word in told


def test_operations_name_what_a_school_may_set() -> None:
    told = (ROOT / "docs" / "operations.md").read_text()
    for key in (*Clocks.model_fields, *Watch.model_fields):
        assert f"{key} = " in told
    for call in ("import", "--overwrite", "deputy set", "deputy end", "deputy list"):
        assert call in told
