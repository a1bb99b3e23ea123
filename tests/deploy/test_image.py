"""What goes into the image is enough to build a wheel, and the wheel is enough to run a school.

There may be no container engine here, so the steps of deploy/Containerfile are taken by hand: the
same files, the same lock, a fresh environment with nothing else in it.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.town import free_port
from tests.deploy.front import DEPLOY
from tests.house.test_tree import LOCK, ROOT

CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")
RUNNING = (DEPLOY / "requirements.lock").read_text("utf-8")


def copied() -> list[str]:
    """What the build takes from this tree."""
    lines = re.findall(r"(?m)^COPY (?!--from)(.+)$", CONTAINER)
    return [source for line in lines for source in line.split()[:-1]]


def packages(lock: str) -> dict[str, set[str]]:
    parts = re.split(r"\n(?=[a-zA-Z0-9])", lock)
    return {part.split(" ", 1)[0]: set(re.findall(r"sha256:\w+", part)) for part in parts}


def test_the_image_is_made_of_files_there_are() -> None:
    assert len(copied()) > 6
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    let_in = re.findall(r"(?m)^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"))
    assert set(copied()) == set(let_in)


def test_what_runs_is_pinned_as_what_is_tested() -> None:
    all_of_them, running = packages(LOCK), packages(RUNNING)
    assert 40 < len(running) < len(all_of_them)
    assert {n: h for n, h in running.items() if all_of_them.get(n) != h} == {}
    assert all(running.values())
    assert not re.search(r"(?m)^--|https?:", RUNNING)


def test_the_image_runs_as_nobody_in_particular() -> None:
    running = CONTAINER.rpartition("\nFROM ")[2]
    assert re.search(r"(?m)^USER diaoyue$", running)
    assert "--require-hashes" in CONTAINER
    assert "HEALTHCHECK" in running
    assert "/healthz" in running
    assert "fonts-noto-cjk" in running


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment into which nothing but the lock and our wheel was put."""

    bin: Path
    at: Path

    def diaoyue(self, *call: str, code: int = 0) -> str:
        done = subprocess.run(
            [str(self.bin / "diaoyue"), *call],
            cwd=self.at, env=clean(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout


def clean() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DIAOYUE__", "PYTHON"))}
    return {**kept, "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"}


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    source = tmp_path / "source"
    for name in copied():
        there = ROOT / name
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        if there.is_dir():
            kept = shutil.ignore_patterns("__pycache__")
            shutil.copytree(there, source / name, ignore=kept)
        else:
            shutil.copy(there, source / name)
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    hashed = ("--require-hashes", "--only-binary", ":all:", "-r", "deploy/requirements.lock")
    fresh = tmp_path / "fresh" / "bin"

    def runs(*command: str) -> None:
        subprocess.run(command, cwd=source, env=clean(), check=True)

    runs(sys.executable, "-m", "hatchling", "build", "-t", "wheel")
    runs(sys.executable, "-m", "venv", str(fresh.parent))
    runs(str(fresh / "python"), *pip, *hashed)
    (wheel,) = (source / "dist").glob("*.whl")
    runs(str(fresh / "python"), *pip, str(wheel))
    shutil.rmtree(source)  # whatever was not in the wheel is gone
    return Installed(fresh, tmp_path)


@pytest.mark.slow
def test_the_wheel_runs_a_school_from_nothing(installed: Installed) -> None:
    assert "diaoyue.toml" in installed.diaoyue("init", "school")
    school = Installed(installed.bin, installed.at / "school")
    with (school.at / "people.csv").open("a", encoding="utf-8") as people:
        people.write("li,李老师,高一级部,admin,,,7,,zh\n")
    school.diaoyue("people", "import", "people.csv", "--school", "myschool")
    assert "李老师" not in school.diaoyue("check", code=1)
    assert "共" in school.diaoyue("check", code=1)
    school.diaoyue("journal", "verify")
    for url in (f"{address}/h5/page.css" for address in running(school)):
        with urllib.request.urlopen(url, timeout=5) as page:
            assert b"{" in page.read()


def running(school: Installed) -> Iterator[str]:
    """`diaoyue run` while the loop's body is gone through; afterwards it was stopped in order."""
    port = free_port()
    listen = {"DIAOYUE__WEB__LISTEN": f"127.0.0.1:{port}"}
    with (school.at / "log").open("w") as log:
        product = subprocess.Popen(
            [sys.executable, "-c", SHUT_IN, str(school.bin / "diaoyue"), "run"],
            cwd=school.at, env={**clean(), **listen}, stderr=log,
        )  # fmt: skip
    try:
        answers(f"http://127.0.0.1:{port}/healthz", product, school.at / "log")
        yield f"http://127.0.0.1:{port}"
        product.send_signal(signal.SIGTERM)
        assert product.wait(60) == 0
    finally:
        product.kill()
        product.wait()


# What MemoryDenyWriteExecute of the shipped unit forbids, forbidden by the kernel itself; older
# kernels do not know the word. It holds for what is started, too.
SHUT_IN = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)  # PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN
os.execv(sys.argv[1], sys.argv[1:])
"""


def answers(url: str, product: "subprocess.Popen[bytes]", log: Path) -> None:
    while True:
        assert product.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
