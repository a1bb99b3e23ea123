"""Every clause of both regulations has its row, and every row names what is really there."""

from dataclasses import replace

import pytest

from bot.approvals.policy import SHIPPED, named
from tests.house import coverage
from tests.house.coverage import Clause

# As many as the regulations have sentences worth a row of their own.
ROWS = {"uni_gz_2022": 50, "k12_ta_2024": 42, "both": 20}
LATER = {"issue 6", "issue 7"}
SOUND = Clause(
    article="第三条第2款",
    says="…",
    marked="Y",
    lives=("kind footage", "rule footage.B1", "task footage.viewing", "book retrieval"),
    shown=("tests/packs/test_rows.py::test_who_signs", "story lost_phone"),
)


@pytest.mark.parametrize("table", coverage.TABLES)
def test_every_row_holds(table: str) -> None:
    assert coverage.doubtful(table) == []
    assert len(coverage.clauses(table)) == ROWS[table]


@pytest.mark.parametrize("table", coverage.TABLES)
def test_what_is_left_for_later_names_the_work(table: str) -> None:
    assert {row.later for row in coverage.clauses(table)} - {""} <= LATER


def test_the_page_is_written_from_the_tables() -> None:
    """`make coverage` writes it anew."""
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page()


@pytest.mark.parametrize("pack", SHIPPED)
def test_every_kind_somebody_can_file_is_some_clauses(pack: str) -> None:
    named_here = {
        place.removeprefix("kind ").removeprefix("task ").partition(".")[0]
        for table in (pack, coverage.BOTH)
        for row in coverage.clauses(table)
        for place in row.lives
    }
    fileable = {kind.id for kind in named(pack).kinds.values() if kind.form}
    assert fileable <= named_here


BAD = [
    {"marked": "y"},
    {"article": "第九十九条"},
    {"lives": (), "shown": ()},
    {"lives": ()},
    {"shown": ()},
    {"lives": ("kind nothing",)},
    {"lives": ("task footage.nothing",)},
    {"lives": ("rule nothing.B1",)},
    {"lives": ("book nothing",)},
    {"lives": ("guard nothing",)},
    {"lives": ("command nothing",)},
    {"lives": ("code bot/nothing.py",)},
    {"lives": ("nothing footage",)},
    {"shown": ("tests/packs/test_rows.py::test_nothing",)},
    {"shown": ("tests/packs/test_nothing.py",)},
    {"shown": ("story nothing",)},
]


def test_a_sound_row_has_no_fault() -> None:
    assert list(coverage.faults(SOUND, named("k12_ta_2024"))) == []


@pytest.mark.parametrize("wrong", BAD, ids=str)
def test_a_row_that_promises_what_is_not_there_is_found(wrong: dict[str, str]) -> None:
    assert list(coverage.faults(replace(SOUND, **wrong), named("k12_ta_2024")))
