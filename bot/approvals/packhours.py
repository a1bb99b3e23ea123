"""The working time a pack names: from when to when, and on which days of the week."""

from datetime import time

from bot.approvals.mistakes import Findings
from bot.approvals.packrows import HoursRow
from bot.people.days import WEEKDAYS, Hours


def hours(row: HoursRow, findings: Findings) -> Hours:
    start, end = time.fromisoformat(row.opens), time.fromisoformat(row.until)
    right = not any(findings.noted("working_time", key) for key in ("from", "until"))
    if right and start >= end:
        findings.note("working_time", "until", "ends_before_it_begins")
    weekdays = frozenset(map(WEEKDAYS.index, row.weekdays))
    return Hours(start=start, end=end, weekdays=weekdays)
