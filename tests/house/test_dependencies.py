"""What we depend on: pinned by hash, used by somebody, for a reason, under licences that may travel
with ours.

Known weaknesses are asked of `pip-audit` by `make audit`, where it is installed.
"""

import ast
import re
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
TREE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
WANTED = {
    part: {(one := Requirement(line)).name: one for line in lines}
    for part, lines in {
        "The product": TREE["project"]["dependencies"],
        "Work on it": TREE["dependency-groups"]["dev"],
    }.items()
}
DIRECT = list(WANTED["The product"])
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


def pinned(lock: str) -> dict[str, str]:
    """Version by name."""
    heads = (re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]+\])?==([^\s;]+)", b) for b in blocks(lock))
    return {canonicalize_name(head[1]): head[2] for head in heads if head}


def unmet(lock: str) -> list[str]:
    """What `pyproject.toml` wants and the lock does not give."""
    there = pinned(lock)
    every = (one for part in WANTED.values() for one in part.values())
    return [
        str(one)
        for one in every
        if not one.specifier.contains(
            there.get(canonicalize_name(one.name), "0"), prereleases=True
        )
    ]


@pytest.mark.parametrize("file", ["requirements.lock", "deploy/requirements.lock"])
def test_the_lock_gives_what_is_wanted(file: str) -> None:
    lock = (ROOT / file).read_text(encoding="utf-8")
    mine = [str(one) for one in WANTED["The product"].values()]
    assert [one for one in unmet(lock) if one in mine or "/" not in file] == []
    old = re.sub(r"(?m)^starlette==\S+", "starlette==0.1", lock)
    assert any("starlette" in one for one in unmet(old))


def test_both_locks_name_the_same_releases() -> None:
    image = pinned((ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8"))
    everything = pinned(LOCK)
    assert {name: v for name, v in image.items() if everything.get(name) != v} == {}


@pytest.mark.parametrize("part", WANTED)
def test_each_is_there_for_a_reason(part: str) -> None:
    """A row for each in docs/dependencies.md, and for nothing else."""
    table = PAGE.split(f"\n## {part}\n")[1].split("\n## ", maxsplit=1)[0]
    rows = [line.split("|")[1:4] for line in table.splitlines() if line.startswith("| `")]
    reasons = {name.strip(" `"): (use.strip(), why.strip()) for name, use, why in rows}
    assert set(reasons) == set(WANTED[part])
    assert [n for n, (use, why) in reasons.items() if len(use) < 5 or len(why) < 10] == []


@pytest.mark.slow
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
