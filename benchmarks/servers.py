"""Databases of a benchmark's own: fresh, on this machine, gone afterwards."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sandbox import postgres


class Missing(Exception):
    """Something that is measured beside us is not installed here; the text says what."""


@contextlib.contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/benchmark.db"


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """An empty database, with a server of its own."""
    try:
        with postgres.running() as server:
            yield server.empty()
    except FileNotFoundError as error:
        raise Missing(str(error)) from error


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """As its packages set it up: a snapshot now and then, nothing at each change."""
    server = shutil.which("redis-server")
    if server is None:
        raise Missing("Redis is not installed (Debian: apt install redis-server)")
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "redis.sock"
        command = [server, "--port", "0", "--unixsocket", str(socket), "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not socket.exists():
                time.sleep(0.02)
            yield f"unix://{socket}"
        finally:
            process.terminate()
            process.wait(15)
