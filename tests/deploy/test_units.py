"""The shipped service files: systemd understands them, and they say what the documents say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from tests.deploy.front import DEPLOY

UNITS = ("diaoyue.service", "diaoyue-backup.service", "diaoyue-backup.timer")
COMMAND = "/srv/diaoyue/.venv/bin/diaoyue"
systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd is not installed"
)


@systemd
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_has_nothing_to_say_against_it(unit: str, tmp_path: Path) -> None:
    """Also not about what it starts, once that stands where this machine has it."""
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace(COMMAND, sys.executable), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "diaoyue" in line]
    assert (done.returncode, ours) == (0, [])


@systemd
def test_the_service_may_do_little() -> None:
    """systemd's own measure: 0 is shut in, 10 may do everything."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager",
         str(DEPLOY / "diaoyue.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("unit", UNITS[:2])
def test_units_call_commands_there_are(unit: str) -> None:
    text = (DEPLOY / unit).read_text("utf-8")
    called = re.findall(rf"(?m)^ExecStart={re.escape(COMMAND)} (\w+)", text)
    assert len(called) == 1
    assert called[0] in COMMANDS


def test_what_is_secret_may_come_from_systemd() -> None:
    """The example in the unit names a setting there is, as the environment writes it."""
    text = (DEPLOY / "diaoyue.service").read_text("utf-8")
    assert "LoadCredential=telegram.token:" in text
    assert "DIAOYUE__SCHOOLS__MYSCHOOL__TELEGRAM__TOKEN=file:%d/telegram.token" in text
