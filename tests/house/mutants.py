"""What mutation testing found, by module: `make mutants` prints it.

    python -m tests.house.mutants [FOLDER]

Reads what mutmut keeps beside each module it changed: the exit code of the tests for each change.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

KILLED, TOO_LONG = {1, 3}, {-24, 24, 36, 152, 255}
SURVIVED, UNTESTED = {0}, {5, 33}
COLUMNS = ("killed", "too long", "survived", "no test", "not run")


def verdict(exit_code: int | None) -> str:
    if exit_code in KILLED:
        return "killed"
    if exit_code in TOO_LONG:
        return "too long"
    if exit_code in SURVIVED:
        return "survived"
    return "no test" if exit_code in UNTESTED else "not run"


def counted(folder: Path) -> dict[str, Counter[str]]:
    """Modules without a single change stay out."""
    found: dict[str, Counter[str]] = {}
    for file in sorted(folder.rglob("*.meta")):
        codes = json.loads(file.read_text("utf-8"))["exit_code_by_key"]
        if codes:
            name = file.relative_to(folder).as_posix().removesuffix(".meta")
            found[name] = Counter(map(verdict, codes.values()))
    return found


def table(found: Mapping[str, Counter[str]]) -> Iterable[str]:
    yield "| module | changes | " + " | ".join(COLUMNS) + " |"
    yield "| --- | " + " | ".join("---:" for _ in ("changes", *COLUMNS)) + " |"
    for name, counts in found.items():
        cells = (counts[column] for column in COLUMNS)
        yield f"| `{name}` | {counts.total()} | " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    here = Path(sys.argv[1] if len(sys.argv) > 1 else "mutants")
    sys.stdout.writelines(f"{line}\n" for line in table(counted(here)))
