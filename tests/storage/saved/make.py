"""`make saved NAME=0.2.0 [FROM=COMMIT]`: keeps a database of a release for the upgrades to come.

The release's own code plays the case, on SQLite and on PostgreSQL, in a copy of its tree; the
packages are those of this environment.
"""

import json
import lzma
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.backup import backup
from tests import postgres
from tests.storage.saved import HERE

ROOT = Path(__file__).resolve().parents[3]


def main(name: str, commit: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        at = unpack(commit, tree)
        sqlite = f"sqlite:///{scratch}/played.db"
        keep(name, "sqlite", at, played(tree, sqlite, Path(scratch)))
        backup(sqlite, Path(scratch) / "copy")
        packed = lzma.compress((Path(scratch) / "copy").read_bytes(), preset=9)
        (HERE / f"{name}.db.xz").write_bytes(packed)
        with server() as running:
            url = running.empty()
            keep(name, "postgresql", at, played(tree, url, Path(scratch)))
            (HERE / f"{name}.pgdump").unlink(missing_ok=True)
            backup(url, HERE / f"{name}.pgdump")
            (HERE / f"{name}.pgdump").chmod(0o644)


def unpack(commit: str, tree: Path) -> str:
    """That commit's tree; gives its full name."""
    git = ["git", "-C", str(ROOT)]
    archive = subprocess.run([*git, "archive", commit], check=True, capture_output=True)
    tree.mkdir()
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    said = subprocess.run(
        [*git, "rev-parse", "--short=10", commit], check=True, capture_output=True
    )
    return said.stdout.decode().strip()


def played(tree: Path, database: str, scratch: Path) -> dict[str, object]:
    script = shutil.copy(HERE / "play.py", scratch / "play.py")
    subprocess.run(
        [sys.executable, script, database, str(scratch / "told.json")],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, check=True,
    )  # fmt: skip
    told: dict[str, object] = json.loads((scratch / "told.json").read_text("utf-8"))
    return told


def keep(name: str, engine: str, at: str, told: dict[str, object]) -> None:
    text = json.dumps({"made_from": at, **told}, ensure_ascii=False, separators=(",", ":"))
    (HERE / f"{name}.{engine}.json").write_text(text + "\n", "utf-8")


@contextmanager
def server() -> Iterator[postgres.Server]:
    """The one of the tests, without pytest around it."""
    yield from postgres.postgres_server.__wrapped__()  # type: ignore[attr-defined]  # a fixture


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "HEAD")
