"""The tree itself: the lock, what is tracked, what the documents promise."""

import re
import subprocess
from pathlib import Path

import pytest

from bot.cli import COMMANDS, GROUPS

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
TARGETS = ("help", "setup", "demo", "test", "check", "bench", "locales", "migration")
OFFERED = [*COMMANDS, *(f"{name} {verb}" for name, below in GROUPS.items() for verb in below)]


def tracked() -> list[Path]:
    """Files under version control; in an unpacked archive, everything that is not generated."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        skipped = {".venv", "__pycache__", ".git"}
        found = [p for p in ROOT.rglob("*") if p.is_file() and not skipped & set(p.parts)]
    return [path for path in found if path.is_file()]


def texts() -> list[tuple[str, str]]:
    read = []
    for path in tracked():
        try:
            read.append((str(path.relative_to(ROOT)), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    assert len(read) > 100
    return read


def test_every_package_is_pinned_by_hash() -> None:
    packages = re.split(r"\n(?=[a-zA-Z0-9])", LOCK)
    assert len(packages) > 60
    for package in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]


def test_the_lock_names_no_place_to_fetch_from() -> None:
    named = re.findall(r"(?m)^--.*|\bhttps?:.*|\bfile:.*|.* @ .*", LOCK)
    assert named == []


def test_the_lock_has_everything_that_is_declared() -> None:
    declared = re.findall(
        r'^    "([A-Za-z0-9._-]+)(?:\[[a-z]+\])?[><=;]',
        (ROOT / "pyproject.toml").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(declared) > 30
    locked = {name.lower().replace("_", "-") for name in re.findall(r"(?m)^([\w.-]+)", LOCK)}
    assert {name.lower().replace("_", "-") for name in declared} <= locked


# Assembled, so that this file does not hold what it looks for.
HOMES = re.compile(
    "|".join(["/ro" + "ot/", "/ho" + r"me/[a-z]", "/Us" + "ers/", re.escape(f"{ROOT}/")])
)
UNFINISHED = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X:"]))


def test_no_tracked_file_names_a_path_of_a_machine() -> None:
    assert [name for name, text in texts() if HOMES.search(text)] == []


def test_nothing_promises_to_be_finished_later() -> None:
    assert [name for name, text in texts() if UNFINISHED.search(text)] == []


def test_every_excuse_has_its_reason() -> None:
    """`noqa` and `type: ignore` name their rule, and say why in the same line."""
    excused = re.compile(r"#\s*(?:noqa|type:\s*ignore)(.*)")
    reasoned = re.compile(r"(?:: [A-Z0-9, ]+|\[[a-z-, ]+\])\s*(?:#|—|-|\()\s*\S.{7,}")
    bare = [
        f"{name}: {found}"
        for name, text in texts()
        if name.endswith(".py") and not name.startswith("tests/")
        for found in excused.findall(text)
        if not reasoned.match(found)
    ]
    assert bare == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name
        for name, text in texts()
        if name.endswith(".py")
        and text.strip()
        and not text.lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_entries_are_written_in_one_place_where_the_journal_vouches_for_them() -> None:
    writers = [
        name
        for name, text in texts()
        if name.startswith("bot/") and name.endswith(".py") and "books.enter(" in text
    ]
    assert writers == ["bot/actions/booking.py"]


def test_make_help_lists_what_the_documents_name() -> None:
    done = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    offered = set(re.findall(r"make ([a-z-]+)", done.stdout))
    assert set(TARGETS) <= offered
    written = {
        target
        for name, text in texts()
        if name.endswith(".md")
        for target in re.findall(r"(?m)`make ([a-z-]+)[` ]|^make ([a-z-]+)(?: |$)", text)
        for target in target
        if target
    }
    assert len(written) > 5
    assert written <= offered


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_every_command(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert [command for command in OFFERED if f"`{command}" not in text] == []


def test_documents_point_at_files_that_exist() -> None:
    links = [
        (name, link)
        for name, text in texts()
        if name.endswith(".md")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    ]
    assert len(links) > 5
    assert [
        (n, link) for n, link in links if not (ROOT / n).parent.joinpath(link).exists()
    ] == []


def test_continuous_integration_runs_what_the_readme_says() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert "make test" in lines
