"""Import contracts: they are kept, every part has its place in them, and they bite."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
LAYERS = RULES["contracts"][0]["layers"]


def lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [str(LINT), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_the_contracts_are_kept() -> None:
    code, said = lint(ROOT)
    assert code == 0, said
    assert f"{len(RULES['contracts'])} kept, 0 broken" in said


def test_every_part_has_its_layer() -> None:
    placed = {part.strip("() ") for layer in LAYERS for part in layer.split(":")}
    parts = {
        f"bot.{entry.stem}"
        for entry in (ROOT / "bot").iterdir()
        if (entry.suffix == ".py" or (entry / "__init__.py").exists())
        and entry.stem != "__init__"
    }
    assert len(parts) > 10
    assert parts <= placed


# What somebody might write, and the contract that must answer.
BREACHES = [
    ("bot/people/clock.py", "import asyncio", "Pure packages"),
    ("bot/approvals/peek.py", "from sqlalchemy import select", "Pure packages"),
    ("bot/notices.py", "import time", "Pure packages"),
    ("bot/actions/shout.py", "import telegram", "Only the Telegram platform"),
    ("bot/actions/cipher.py", "from wechatpy import crypto", "Only WeCom, the service account"),
    ("bot/platforms/wecom/twin.py", "import bot.platforms.telegram", "Platforms do not know"),
    ("storage/upwards.py", "import bot.actions", "Outer parts import inner ones"),
    ("bot/cards.py", "import bot.notices", "Outer parts import inner ones"),
    ("bot/platforms/hands.py", "import bot.handlers", "Outer parts import inner ones"),
    ("bot/web/toy.py", "import sandbox.exchange", "The product knows neither"),
    ("bot/delivery/probe.py", "import tests", "The product knows neither"),
]


@pytest.mark.slow
@pytest.mark.parametrize("path, line, contract", BREACHES)
def test_a_breach_is_named(tmp_path: Path, path: str, line: str, contract: str) -> None:
    for part in ("bot", "storage", "sandbox"):
        shutil.copytree(
            ROOT / part,
            tmp_path / part,
            ignore=lambda folder, names: [
                n for n in names if Path(folder, n).is_file() and not n.endswith(".py")
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / path).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    code, said = lint(tmp_path)
    assert code != 0
    broken = [row for row in said.splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), said
