"""Change pure modules in small ways, and tell which change no test notices.

    python -m tests.house.mutants bot/approvals/walking.py …    changes them, runs their tests
    python -m tests.house.mutants                               what was found so far, of all

mutmut does the work, on a copy of all this under mutants/: `mutating.py` beside this file, in a
process of its own, one for modules with the same tests.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

FOLDER = Path("mutants")
KILLED, TOO_LONG = {1, 3}, {-24, 24, 36, 152, 255}
SURVIVED, UNTESTED = {0}, {5, 33}
COLUMNS = ("killed", "too long", "survived", "no test", "not run")


def files(folder: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{folder}/test_{name}.py" for name in names)


# Where the tests are that show what a module is for; of them those that reach a changed function
# are run. A module that is not named has a file of its own, or else its package's; those of some
# packages are tried together.
CLIMBED = files("core", "hands", "progress", "trail")
WHO_SIGNS = files("core", "delegation", "units", "confirming")
WHERE_IT_HANGS = files("core", "zone", "grant", "naming")
SINCE = files("core", "approved_since", "retention")
READ = files("packs", "everything", "reading", "sight", "task_rows", "told_whole")
ALARMED = (
    *files("alerts", "beating", "confirming", "darkness", "grouping"),
    *files("alerts", "hearing", "joining", "life", "outage_said"),
)
LISTED = files("core", "importing", "calendar_sheet", "uploads")
PICKED = files("conversation", "offers", "days", "pickers", "refusals")
CHOSEN = files("conversation", "choosing", "fields", "footage_form", "private", "refusals")
WALKED = files("conversation", "walking", "choosing", "footage_form", "refusals", "review")
SPOKEN = files("conversation", "private", "said", "sentences")
SAID = (*PICKED, *files("conversation", "phrase", "footage_form"))
TESTS: Mapping[str, tuple[str, ...]] = {
    "alerts": ALARMED,
    "alerts/reading": ("tests/alerts/reading",),
    "approvals/delegation": (*WHO_SIGNS, *CLIMBED),
    "approvals/confirming": WHO_SIGNS,
    "approvals/counting": (*CLIMBED, "tests/core/test_counting.py"),
    "approvals/hands": CLIMBED,
    "approvals/opinions": ("tests/core/test_opinions.py", "tests/core/test_hands.py"),
    "approvals/progress": (
        *CLIMBED,
        "tests/core/test_in_another_name.py",
        "tests/core/test_scope.py",
        "tests/core/test_undo.py",
    ),
    "approvals/request": (*CLIMBED, *files("core", "confirming", "undo", "own_request")),
    "approvals/resubmitting": ("tests/core/test_resubmitting.py", *CLIMBED),
    "approvals/walking": CLIMBED,
    "approvals": ("tests/core", "tests/packs"),
    "approvals/binding": files("packs", "binding"),
    "approvals/cases": files("packs", "cases", "lint"),
    "approvals/facts": (*files("core", "facts"), *files("packs", "exam_windows", "external")),
    **dict.fromkeys(("approvals/rules", "approvals/vocabulary"), ("tests/packs",)),
    "approvals/chain": CLIMBED,
    "approvals/lint": files("packs", "lint"),
    **dict.fromkeys(
        (
            *(f"approvals/pack{name}" for name in ("", "alerts", "calendar", "file", "forms")),
            *(f"approvals/pack{name}" for name in ("hours", "rows", "rules", "sight", "tasks")),
            *(f"approvals/{name}" for name in ("mistakes", "packvalues", "policy")),
        ),
        READ,
    ),
    "cameras": ("tests/core",),
    "cameras/devices": ("tests/alerts/test_devices.py", "tests/alerts/test_grouping.py"),
    **dict.fromkeys(("cameras/approved", "cameras/retention", "people/approved"), SINCE),
    "cameras/hanging": ("tests/core/test_importing.py",),
    "cameras/zone": WHERE_IT_HANGS,
    "cameras/grant": WHERE_IT_HANGS,
    "people/naming": WHERE_IT_HANGS,
    "conversation": ("tests/conversation",),
    **dict.fromkeys(
        (f"conversation/{name}" for name in ("dates", "lexicon")),
        ("tests/conversation/test_phrase.py",),
    ),
    **dict.fromkeys((f"conversation/{name}" for name in ("steps", "month", "bells")), PICKED),
    **dict.fromkeys((f"conversation/{name}" for name in ("times", "spans")), SAID),
    **dict.fromkeys(
        (
            f"conversation/{name}"
            for name in ("matching", "names", "options", "people", "picks")
        ),
        CHOSEN,
    ),
    **dict.fromkeys(
        (f"conversation/{name}" for name in ("asked", "draft", "showing", "standing", "turns")),
        WALKED,
    ),
    "conversation/fields": files("conversation", "fields", "refusals", "private", "walking"),
    "conversation/form": files("conversation", "world"),
    "conversation/fault_phrase": files("outages", "fault_phrase"),
    "conversation/sounds": files("conversation", "gazetteer"),
    **dict.fromkeys(
        (f"conversation/{name}" for name in ("reading", "said", "sentence", "wishes")), SPOKEN
    ),
    **dict.fromkeys(
        (f"conversation/said_{name}" for name in ("names", "places", "spans", "words")), SPOKEN
    ),
    "followup": ("tests/followup",),
    **dict.fromkeys((f"people/{name}" for name in ("sheets", "unseen", "lookalikes")), LISTED),
    "people/official": files("core", "calendar"),
    "people/person": files("core", "roles", "posts", "importing", "delegation"),
    "people/workbooks": ("tests/core/test_workbooks.py", "tests/hostile/test_lists.py"),
    "people": ("tests/core",),
}
# What their tests take is less than beginning anew.
TOGETHER = ("alerts", "alerts/reading", "followup")


def tried_by(module: Path) -> tuple[str, ...]:
    package, name = module.parent.relative_to("bot").as_posix(), module.stem
    folders = (Path("tests/core"), Path("tests") / package)
    if package in TOGETHER:
        return TESTS[package]
    own = (folder / f"test_{name}.py" for folder in folders)
    alone = next((str(file) for file in own if file.exists()), "")
    return TESTS.get(f"{package}/{name}") or ((alone,) if alone else TESTS[package])


def changed(modules: Iterable[Path]) -> None:
    """Begins with each module as it is now; what was found in others is kept."""
    mutating = str(Path(__file__).with_name("mutating.py"))
    for tests, together in groupby(sorted(modules, key=tried_by), key=tried_by):
        command = (sys.executable, "-P", mutating, *map(str, together), "--", *tests)
        subprocess.run(command, check=True)


def verdict(exit_code: int | None) -> str:
    if exit_code in KILLED:
        return "killed"
    if exit_code in TOO_LONG:
        return "too long"
    if exit_code in SURVIVED:
        return "survived"
    return "no test" if exit_code in UNTESTED else "not run"


def verdicts(folder: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each changed module, and what became of each change. Modules without any stay out."""
    for file in sorted(folder.rglob("*.meta")):
        codes = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
        if codes:
            name = file.relative_to(folder).as_posix().removesuffix(".meta")
            yield name, {change: verdict(code) for change, code in codes.items()}


def table(found: Iterable[tuple[str, Mapping[str, str]]]) -> Iterator[str]:
    yield "| module | changes | " + " | ".join(COLUMNS) + " |"
    yield "| --- | " + " | ".join("---:" for _ in ("changes", *COLUMNS)) + " |"
    for name, changes in found:
        counts = Counter(changes.values())
        cells = (counts[column] for column in COLUMNS)
        yield f"| `{name}` | {counts.total()} | " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    asked = [Path(argument) for argument in sys.argv[1:]]
    changed(asked)
    found = [each for each in verdicts(FOLDER) if not asked or Path(each[0]) in asked]
    sys.stdout.writelines(f"{line}\n" for line in table(found))
