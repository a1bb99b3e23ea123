"""What we depend on: pinned by hash, used by somebody, under licences that may travel with ours.

Known weaknesses are asked of `pip-audit` by `make audit`, where it is installed.
"""

import ast
import re
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DIRECT = [re.split(r"[\[<>=;]", line)[0].strip() for line in PROJECT["dependencies"]]
# Used by others in our stead: by Starlette for forms, by uvicorn, by SQLAlchemy for PostgreSQL.
BEHIND = {"python-multipart", "uvloop", "psycopg"}
STRONG = re.compile(r"\b(A?GPL)|Affero", re.IGNORECASE)


def blocks(lock: str) -> list[str]:
    """Each requirement with the lines that belong to it."""
    return [b for b in re.split(r"(?m)^(?=\S)", lock) if b.strip() and not b.startswith("#")]


def unpinned(lock: str) -> list[str]:
    return [
        block.splitlines()[0]
        for block in blocks(lock)
        if not re.match(r"[A-Za-z0-9._-]+(\[[^\]]+\])?==\S+", block)
        or "--hash=sha256:" not in block
    ]


def imported() -> set[str]:
    """Every package the product imports, by its first name."""
    names: set[str] = set()
    for folder in ("bot", "storage", "sandbox"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.split(".")[0])
    return names


def test_everything_is_pinned_with_its_hashes() -> None:
    assert len(blocks(LOCK)) > 40
    assert unpinned(LOCK) == []
    assert unpinned("good==1 --hash=sha256:00\nbare>=2\nnohash==3\n") == [
        "bare>=2",
        "nohash==3",
    ]


def test_every_dependency_is_in_the_lock() -> None:
    pinned = {re.split(r"[\[=]", block)[0].lower() for block in blocks(LOCK)}
    assert [name for name in DIRECT if name.lower() not in pinned] == []


def test_no_dependency_is_only_carried_along() -> None:
    gives = packages_distributions()
    used = {d.lower().replace("_", "-") for name in imported() for d in gives.get(name, ())}
    assert [name for name in DIRECT if name.lower() not in used | BEHIND] == []


@pytest.mark.parametrize("name", DIRECT)
def test_licences_may_travel_with_ours(name: str) -> None:
    told = distribution(name).metadata
    words = [told.get("License-Expression") or "", *(told.get_all("Classifier") or ())]
    said = " ".join(w for w in words if "License" in w or "::" not in w)
    # The lesser one is for linking, and nothing of ours changes it.
    assert not STRONG.search(re.sub(r"LGPL\S*|Lesser[^:]*", "", said)), said
