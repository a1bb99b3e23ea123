"""The official days of rest and make-up days, as the kept library knows them.

It is the seed of a school's calendar and no more: the school's own word goes above it, and a year
it does not know is said to be unknown rather than guessed.
"""

from datetime import date
from types import MappingProxyType

from chinese_calendar import constants

from bot.conversation.form import Label
from bot.people.days import NATIONAL_DAY, DayKind, Official

NAMES = {
    "New Year's Day": Label("元旦", "New Year's Day"),
    "Spring Festival": Label("春节", "Spring Festival"),
    "Tomb-sweeping Day": Label("清明节", "Tomb-sweeping Day"),
    "Labour Day": Label("劳动节", "Labour Day"),
    "Dragon Boat Festival": Label("端午节", "Dragon Boat Festival"),
    "National Day": Label("国庆节", "National Day"),
    "Mid-autumn Festival": Label("中秋节", "Mid-autumn Festival"),
    "Anti-Fascist 70th Day": Label("抗战胜利70周年纪念日", "70th Victory Day"),
}


def _seed() -> Official:
    days: dict[date, tuple[DayKind, Label]] = {}
    for day, name in constants.holidays.items():
        days[day] = DayKind.HOLIDAY, NAMES[name]
    for day, name in constants.workdays.items():
        days[day] = DayKind.MAKE_UP, NAMES[name]
    # A notice names the last days of the year before as well; the first of October is its own.
    years = (day.year for day in days if (day.month, day.day) == NATIONAL_DAY)
    return Official(days=MappingProxyType(days), years=frozenset(years))


OFFICIAL = _seed()
