"""Modules with the same tests changed by mutmut: a program, started by `mutants.py` beside it.

    python -P tests/house/mutating.py MODULE… -- TESTS…

mutmut would change everything before it tries one module, and keep the tests it knows from other
modules; so it is told of these only. Neither run as `-m` nor with its own folder in the path:
mutmut imports the `tests` of its copy, and `coverage` from elsewhere.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import mutmut.configuration
from mutmut.__main__ import run
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.runners.harness import BadTestExecutionCommandsException, PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code

COPY = Path("mutants")
NO_TESTS = 5  # as pytest says it


def only(modules: list[str], tests: list[str]) -> None:
    """As pyproject.toml has it, for these modules and tests."""
    usual = mutmut.configuration.config()
    mutmut.configuration._config = replace(
        usual, only_mutate=modules, pytest_add_cli_args_test_selection=tests
    )


def quickest_first() -> None:
    """mutmut plays the tests that reach a change in no order, and stops at the first that fails."""
    usual = PytestRunner._pytest_args_regular_run

    def ordered(runner: PytestRunner, tests: Iterable[str]) -> list[str]:
        took = state().duration_by_test
        return usual(runner, sorted(tests, key=lambda test: took.get(test, 0)))

    PytestRunner._pytest_args_regular_run = ordered


def by_name_only() -> None:
    """A test that pytest does not find by its name has noticed nothing, though the run failed."""
    usual = PytestRunner.run_tests

    def found(runner: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        try:
            return int(usual(runner, mutant_name=mutant_name, tests=tests))
        except BadTestExecutionCommandsException:
            return NO_TESTS

    PytestRunner.run_tests = found


def forget(modules: list[str]) -> None:
    kept = ["mutmut-stats.json", *modules, *(f"{module}.meta" for module in modules)]
    for file in kept:
        (COPY / file).unlink(missing_ok=True)


def left(module: str) -> Iterator[str]:
    """Each change nobody noticed, as a difference."""
    found = SourceFileMutationData(path=Path(module))
    found.load()
    for name, code in found.exit_code_by_key.items():
        if (what := status_by_exit_code[code]) != "killed":
            yield f"# {name}: {what}\n{get_diff_for_mutant(name, path=found.path)}"


if __name__ == "__main__":
    end = sys.argv.index("--")
    subjects, reaching = sys.argv[1:end], sys.argv[end + 1 :]
    only(subjects, reaching)
    forget(subjects)
    quickest_first()
    by_name_only()
    run(["--max-children", "1"], standalone_mode=False)
    for subject in subjects:
        sys.stdout.writelines(f"{change}\n" for change in left(subject))
