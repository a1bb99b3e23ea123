"""The month in numbers, for whoever sees every case: asked for, or sent on the first working day of
the next one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.actions import counting_uptime
from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.approvals.refusals import Refusal
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person
from bot.registers.monthly import Material, Month, counted
from storage import books, requests, tasks
from storage.store import Work

MORNING = 8
# A case decided in the month may have been filed before it.
EARLIER = timedelta(days=92)
FORMATS = ("png", "pdf")
LATEST = 10  # of the month: after that nobody waits for last month's report


class NotForYou(Refusal):
    """The month's report is for whoever sees every case. values: roles"""

    code = "report_not_for_you"


class NotYet(Refusal):
    """That month has not begun. values: month"""

    code = "report_not_yet"


def ask(work: Work, office: Office, by: Person, first: date, again: str) -> None:
    """Owe the picture and the paper. `again`: what makes this asking different from the last."""
    if by.id not in {person.id for person in readers(office)}:
        roles = [office.pack.roles[role].name for role in office.pack.sees_all]
        raise NotForYou(roles=roles)
    if first > office.now.date():
        raise NotYet(month=f"{first:%Y-%m}")
    send(work, office, by, first, again)


def send(work: Work, office: Office, to: Person, first: date, again: str = "") -> None:
    for form in FORMATS:
        card = subject(About.MONTHLY, f"{first:%Y-%m}", form)
        key = f"{card}/{to.id}" + (f"/{again}" if again else "")
        owe(work, office, ToPerson(to.id), Reason.REPORTED, card, key, fresh=True)


def send_monthly(work: Work, rules: Rules) -> bool:
    """Ring as often as you like: from the first working morning on, each has it once."""
    office = Office.open(work, rules)
    today = office.now.date()
    if not first_working_morning(office) <= office.now or today.day > LATEST:
        return False
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if not requests.any_before(work, office.id, bounds(office, first)[1]):
        return False  # nothing had begun yet
    for person in readers(office):
        send(work, office, person, first)
    return True


def first_working_morning(office: Office) -> datetime:
    day = office.now.date().replace(day=1)
    while not office.calendar.works(day):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, MORNING, tzinfo=office.rules.zone)


def readers(office: Office) -> list[Person]:
    return list(office.directory.holders_of(office.pack.sees_all))


def bounds(office: Office, first: date) -> tuple[datetime, datetime]:
    zone = office.rules.zone
    after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (
        datetime(first.year, first.month, 1, tzinfo=zone),
        datetime(after.year, after.month, 1, tzinfo=zone),
    )


def month(work: Work, office: Office, first: date) -> Month:
    start, end = bounds(office, first)
    entered = {
        name: tuple(
            e.data for e in books.entries(work, office.id, name, start, end) if not e.corrects
        )
        for name in office.pack.books
    }
    material = Material(
        requests=tuple(requests.filed_between(work, office.id, start - EARLIER, end)),
        tasks=tuple(tasks.due_between(work, office.id, start, end)),
        entries=entered,
    )
    found = counted(office.pack, material, start, end, office.now)
    return replace(found, uptime=counting_uptime.of_month(work, office, start, end))
