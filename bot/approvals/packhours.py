"""The working time a pack names: from when to when, and on which days of the week."""

from datetime import time

from bot.approvals.mistakes import Findings
from bot.approvals.packrows import HoursRow
from bot.people.days import WEEKDAYS, Hours


def hours(row: HoursRow, findings: Findings) -> Hours:
    start, end = time.fromisoformat(row.opens), time.fromisoformat(row.until)
    if start >= end and not findings.noted("working_time", "until"):
        findings.note("working_time", "until", "ends_before_it_begins")
    weekdays = frozenset(map(WEEKDAYS.index, row.weekdays))
    return Hours(start=start, end=end, weekdays=weekdays)
