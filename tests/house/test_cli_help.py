"""Every command, group, option and argument says what it is for, in the terminal's language."""

import json
import os
import re
import subprocess
import sys

import pytest

from bot.cli import COMMANDS, GROUPS

CHINESE, LATIN = re.compile("[一-鿿]"), re.compile("[A-Za-z]{4,} [A-Za-z]{4,}")
WALK = """
import json, sys
from typer.main import get_command
from bot.cli import app
told = {}
def walk(command, path):
    told[" ".join(path)] = command.help
    for one in command.params:
        told[" ".join((*path, one.name))] = one.help
    for name, below in getattr(command, "commands", {}).items():
        walk(below, (*path, name))
walk(get_command(app()), ("diaoyue",))
json.dump(told, sys.stdout)
"""


def helps(lang: str) -> dict[str, str | None]:
    """Of everything that can be typed; the language is the process's own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-c", WALK],
        capture_output=True,
        text=True,
        check=True,
        env={**clean, "LANG": lang},
    )
    told: dict[str, str | None] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize(
    "lang, own, foreign", [("zh_CN.UTF-8", CHINESE, LATIN), ("en_GB.UTF-8", LATIN, CHINESE)]
)
def test_whatever_can_be_typed_says_what_it_is_for(
    lang: str, own: re.Pattern[str], foreign: re.Pattern[str]
) -> None:
    told = helps(lang)
    verbs = sum(map(len, GROUPS.values()))
    assert len(told) > len(COMMANDS) + len(GROUPS) + verbs + 50
    assert [name for name, text in told.items() if not text] == []
    assert [name for name, text in told.items() if text and foreign.search(text)] == []
    assert sum(bool(own.search(text or "")) for text in told.values()) > len(told) / 2
