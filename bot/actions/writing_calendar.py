"""A school writes into its calendar, and the deadlines that follow it move in the same breath."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.actions import moving
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.notices import About, Reason, ToPerson, subject
from bot.people.calendar import Calendar
from bot.people.days import Almanac, Change, Period
from bot.people.person import Person, PersonId
from storage import almanacs, journal, moves, snapshots
from storage.moves import Move
from storage.store import Work

Entry = tuple[str, str, str, str]  # first day, last day, kind, name


def foreseen(work: Work, office: Office, almanac: Almanac) -> list[Move]:
    """What writing this would move. Nothing is changed."""
    return moving.foreseen(work, office, with_(office, almanac))


def with_(office: Office, almanac: Almanac) -> Calendar:
    return Calendar(zone=office.rules.zone, hours=office.pack.hours, own=almanac)


def write(work: Work, office: Office, almanac: Almanac, by: Person) -> list[Move]:
    """The school's calendar is this from now on. Writing what stands there changes nothing."""
    added = sorted(entries(almanac) - entries(office.school.almanac))
    removed = sorted(entries(office.school.almanac) - entries(almanac))
    if almanac == office.school.almanac:
        return []
    moved = foreseen(work, office, almanac)
    almanacs.replace(work, office.id, almanac)
    snapshots.changed(work, office.id)
    change = moves.add(work, office.id, by.id, added=listed(added), removed=listed(removed))
    moves.keep(work, office.id, change, moved)
    moving.keep(work, Office.open(work, office.rules), moved)
    note(work, office, change, by, added, removed, moved)
    tell(work, office, change, moved)
    return moved


def listed(some: Iterable[Entry]) -> list[list[str]]:
    """Days that follow each other under one name are one entry."""
    told: list[list[str]] = []
    for first, last, kind, name in sorted(some, key=lambda entry: (entry[2:], entry[:2])):
        before = told[-1] if told else None
        if before and before[2:] == [kind, name] and follows(before[1], first):
            before[1] = last
        else:
            told.append([first, last, kind, name])
    return sorted(told)


def follows(day: str, next_: str) -> bool:
    return date.fromisoformat(day) + timedelta(days=1) == date.fromisoformat(next_)


def entries(almanac: Almanac) -> set[Entry]:
    found: list[Change | Period] = [*almanac.changes.values(), *almanac.periods]
    return {entry_of(one) for one in found}


def entry_of(one: Change | Period) -> Entry:
    first, last = (one.date, one.date) if isinstance(one, Change) else (one.start, one.end)
    return first.isoformat(), last.isoformat(), one.kind.value, one.name


def note(
    work: Work,
    office: Office,
    change: int,
    by: Person,
    added: Sequence[Entry],
    removed: Sequence[Entry],
    moved: Sequence[Move],
) -> None:
    counted = {"added": len(added), "removed": len(removed), "moved": len(moved)}
    journal.append(
        work, office.id, "calendar.changed", {"change": change, "by": by.id, **counted}
    )
    for move in moved:
        times = {"was": move.was.isoformat(), "due": move.due.isoformat()}
        data = {"change": change, "about": move.about, **times}
        journal.append(work, office.id, "deadline.moved", data)


def tell(work: Work, office: Office, change: int, moved: Iterable[Move]) -> None:
    """One notice for each person, whatever number of deadlines moved for him."""
    card = subject(About.MOVED, change)
    for person in concerned(moved):
        key = f"{card}/{person}"
        owe(work, office, ToPerson(person), Reason.MOVED, card, key, fresh=True)


def concerned(moved: Iterable[Move]) -> Mapping[PersonId, list[Move]]:
    found: dict[PersonId, list[Move]] = defaultdict(list)
    for move in moved:
        for person in dict.fromkeys((*move.owes, *move.waits)):
            found[person].append(move)
    return found
