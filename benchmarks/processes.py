"""Processes that are measured, and what they cost."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60  # seconds for a bot to start polling

Process = subprocess.Popen[str]


@contextmanager
def started(*command: str, **more: Any) -> Iterator[Process]:
    process = subprocess.Popen([sys.executable, "-m", *command], text=True, **more)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def crowd() -> Iterator[str]:
    """The address of a Bot API with a crowd behind it."""
    with started("benchmarks.crowd", stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"


def ask(crowd: str, what: str, patience: float = 10) -> dict[str, float]:
    with urllib.request.urlopen(f"{crowd}/crowd/{what}", timeout=patience) as answer:  # noqa: S310  # our own loopback address
        said: dict[str, float] = json.load(answer)
    return said


def until_it_polls(crowd: str, process: Process) -> float:
    """Seconds it took."""
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        if ask(crowd, "polled")["polled"]:
            return time.perf_counter() - began
        if process.poll() is not None:
            raise SystemExit("the bot ended before it asked for updates")
        time.sleep(0.02)
    raise SystemExit("the bot never asked for updates")


def cpu_seconds(pid: int) -> float:
    """All threads; 0 where /proc is missing."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


def rss_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
