"""月报: /report 2026-10, 月报 2026年10月, or the last month that is over."""

import re
from datetime import date, timedelta

from bot.actions import reporting
from bot.approvals.refusals import Refusal
from bot.handlers.visit import Answer, Visit

ASKED = re.compile(
    r"(?:/report(?:@\w+)?|月报|月度报表|monthly report)(?:[\s:：]*(\S.*))?", re.IGNORECASE
)
MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?")
DECEMBER = 12


class NoSuchMonth(Refusal):
    """Not understood as a month."""

    code = "report_no_such_month"


def asked(visit: Visit, text: str) -> Answer | None:
    said = ASKED.fullmatch(text.strip())
    if said is None:
        return None
    first = meant(said[1], visit.office.now.date())
    reporting.ask(visit.work, visit.office, visit.person, first, visit.inbound.key)
    return visit.says("month.coming")


def meant(said: str | None, today: date) -> date:
    """The first day of the month that is meant."""
    if not said:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    match = MONTH.fullmatch(said.strip())
    if match is None or not 1 <= int(match[2]) <= DECEMBER or int(match[1]) == 0:
        raise NoSuchMonth
    return date(int(match[1]), int(match[2]), 1)
