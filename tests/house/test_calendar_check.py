"""What `check` says of a school's calendar, whatever the day is."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cli.checking import calendar_findings
from bot.people.days import Almanac, Change, DayKind, Hours, Period, PeriodKind

TERM = Period(kind=PeriodKind.TERM, name="秋", start=date(2026, 9, 1), end=date(2027, 1, 20))
NOTICE = Change(date=date(2027, 10, 1), kind=DayKind.HOLIDAY, name="国庆节")


@pytest.mark.parametrize(
    ("today", "almanac", "said"),
    [
        ("2026-10-31", Almanac(periods=(TERM,)), []),
        ("2026-11-01", Almanac(periods=(TERM,)), ["check.year_unknown"]),
        ("2026-11-01", Almanac(periods=(TERM,), changes={NOTICE.date: NOTICE}), []),
        ("2026-07-10", Almanac(periods=(TERM,)), []),  # it begins within two months
        ("2026-06-10", Almanac(periods=(TERM,)), ["check.no_term"]),
        ("2031-03-01", Almanac(), ["check.year_unknown", "check.no_term"]),
    ],
)
def test_a_calendar_that_runs_out_is_told(
    today: str, almanac: Almanac, said: list[str]
) -> None:
    kept: Any = SimpleNamespace(almanac=almanac)
    school: Any = SimpleNamespace(zone=UTC)
    pack: Any = SimpleNamespace(hours=Hours())
    now = datetime.fromisoformat(today).replace(tzinfo=UTC)
    found = calendar_findings("school", kept, school, pack, now)
    assert [finding.saying.key for finding in found] == said
