"""What `make check` runs beside the tests, so that the test command leaves nothing unlooked at."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("bot", "storage", "sandbox", "benchmarks", "tests")
TOOLS = {
    "format": ("ruff", "format", "--check", *SOURCES),
    "lint": ("ruff", "check", *SOURCES),
    "types": ("mypy",),
}


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
def test_the_tool_has_nothing_to_say(tool: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *TOOLS[tool]],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
