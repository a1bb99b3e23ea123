"""When a school works, as a pack file says it."""

from datetime import time
from pathlib import Path

import pytest

from bot.approvals.mistakes import Findings
from bot.approvals.policy import understood
from bot.people.days import Hours
from tests.packs.test_reading import GOOD, mistakes


def test_a_pack_names_its_hours() -> None:
    rows = '[working_time]\nfrom = "07:30"\nuntil = "21:00"\nweekdays = ["monday", "saturday"]'
    pack = understood((GOOD + rows).encode(), Findings("x.toml"))
    assert pack.hours == Hours(start=time(7, 30), end=time(21), weekdays=frozenset({0, 5}))


def test_a_pack_that_says_nothing_works_eight_to_six_on_weekdays() -> None:
    pack = understood(GOOD.encode(), Findings("x.toml"))
    assert pack.hours == Hours(start=time(8), end=time(18), weekdays=frozenset(range(5)))


@pytest.mark.parametrize(
    "line, key, said",
    [
        ('from = "8"', "from", "not_a_clock_time"),
        ('until = "25:00"', "until", "not_a_clock_time"),
        ('until = "07:00"', "until", "ends_before_it_begins"),
        ("weekdays = []", "weekdays", "missing"),
        ("until = 18", "until", "not_a_text"),
    ],
)
def test_working_time_that_cannot_be_meant_is_a_mistake(
    line: str, key: str, said: str, tmp_path: Path
) -> None:
    found = mistakes(GOOD + f"[working_time]\n{line}\n", tmp_path)
    assert found == [("working_time", key, said)]


def test_a_day_of_the_week_nobody_knows_is_a_mistake(tmp_path: Path) -> None:
    (found,) = mistakes(GOOD + '[working_time]\nweekdays = ["monday", "funday"]\n', tmp_path)
    assert found == ("working_time.weekdays[1]", "", "not_one_of")
