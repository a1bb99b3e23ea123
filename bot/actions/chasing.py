"""Units that owe something: a filing of the cameras they put up, or the name of who answers for
them. Each is asked once a week, and whoever keeps the list reads all of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.appointing import CUSTODIAN, custodians
from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.approvals.pack import Kind
from bot.cameras.zone import PUBLIC
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person
from storage import filings
from storage.filings import Filing
from storage.store import Work

FILING, NAMING = "unit_filing", "custodian_change"
GOOD_FOR = timedelta(days=400)  # a year, and the weeks in which it is confirmed
MONDAY, MORNING = 0, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What a unit owes: zones never filed, zones not confirmed for a year, somebody's name."""

    unit: str
    unfiled: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    unnamed: bool = False


def owing(work: Work, office: Office) -> list[Owing]:
    """By unit, in the order of the camera list; nothing where the pack asks for neither."""
    kept = {(f.unit, f.zone): f for f in filings.of_school(work, office.id)}
    found = (_owed(office, kept, unit, zones) for unit, zones in equipped(office).items())
    return [one for one in found if one.unfiled or one.stale or one.unnamed]


def equipped(office: Office) -> Mapping[str, list[str]]:
    """Units that own cameras, with the zones these hang in."""
    seen: dict[str, dict[str, None]] = defaultdict(dict)
    for camera in office.places.cameras.values():
        for unit in camera.owners:
            if unit != PUBLIC:
                seen[unit][camera.zone] = None
    return {unit: list(zones) for unit, zones in seen.items()}


def _owed(
    office: Office, kept: Mapping[tuple[str, str], Filing], unit: str, zones: Iterable[str]
) -> Owing:
    asked = zones if FILING in office.pack.kinds else ()
    filed = {zone: kept.get((unit, zone)) for zone in asked}
    old = office.now - GOOD_FOR
    return Owing(
        unit=unit,
        unfiled=tuple(zone for zone, one in filed.items() if one is None),
        stale=tuple(zone for zone, one in filed.items() if one and one.confirmed_at < old),
        unnamed=NAMING in office.pack.kinds and not custodians(office.directory, unit),
    )


# ------------------------------------------------------------------ once a week


def chase(work: Work, rules: Rules) -> int:
    """Ring as often as you like: from Monday morning on, each week's words are owed once."""
    office = Office.open(work, rules)
    if not begun(office.now):
        return 0
    found = owing(work, office)
    for one in found:
        this_week(work, office, asked_of(office, one), subject(About.UNFILED, one.unit))
    this_week(work, office, keepers(office) if found else (), subject(About.UNFILED, ""))
    return len(found)


def begun(now: datetime) -> bool:
    return now.weekday() > MONDAY or now.hour >= MORNING


def asked_of(office: Office, one: Owing) -> list[Person]:
    """The custodian files; where there is none, his unit's head is asked."""
    if not (one.unfiled or one.stale):
        return []
    role = office.pack.roles[CUSTODIAN].above if CUSTODIAN in office.pack.roles else ""
    return custodians(office.directory, one.unit) or list(
        office.directory.holders(role, one.unit)
    )


def keepers(office: Office) -> list[Person]:
    """Whoever has the last word on such filings keeps the list of those that are missing."""
    kinds = [office.pack.kinds.get(name) for name in (FILING, NAMING)]
    roles = [last_word(kind) for kind in kinds if kind]
    return list(office.directory.holders_of(roles))


def last_word(kind: Kind) -> str:
    return kind.base[-1].steps[-1].roles[-1] if kind.base[-1].steps else ""


def this_week(work: Work, office: Office, whom: Iterable[Person], card: str) -> None:
    """Each of them is told once this week, however often the bell rings."""
    year, week, _ = office.now.isocalendar()
    for person in whom:
        key = f"{card}/{year}-{week}/{person.id}"
        owe(work, office, ToPerson(person.id), Reason.CHASED, card, key, fresh=True)


def of_unit(found: Iterable[Owing], unit: str) -> Iterator[Owing]:
    return (one for one in found if unit in ("", one.unit))
