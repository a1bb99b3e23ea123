"""What administrators hear of the systems that watch the cameras: they try us, they say what we
cannot read, they fall silent, they are heard again, they name devices nobody knows."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from bot.actions.chasing import begun, this_week
from bot.actions.office import Office, Rules
from bot.actions.owing import ADMIN, owe
from bot.notices import About, Reason, ToPerson, subject
from storage import alarms, journal, sources, strangers
from storage.sources import Source
from storage.store import Work
from storage.strangers import Stranger

HOUR = timedelta(hours=1)
# Of one source and hour: whoever sends thousands sends the same, and would fill the disk.
KEPT_AN_HOUR = 1000


def tried(work: Work, office: Office, source: str) -> None:
    """Once a minute, however often the button is pressed."""
    tell(work, office, "test", source, f"{office.now:%Y%m%d%H%M}")


def unread(work: Work, office: Office, source: str, mime: str, body: bytes, why: str) -> None:
    """A dead letter. The first of an hour is told at once, and at its end how many there were."""
    start = hour_of(office.now)
    number, _ = alarms.dead_between(work, office.id, source, start, start + HOUR)
    if number >= KEPT_AN_HOUR:
        return
    alarms.keep(work, office.id, source, mime, body, why or "unknown")
    stamp = f"{start:%Y%m%d%H}"
    tell(work, office, "dead", source, stamp)
    if number:
        tell(work, office, "dead", source, stamp, due=start + HOUR)


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


# ------------------------------------------------------------------ silence


def changed(
    work: Work, school: str, listening_since: datetime
) -> tuple[list[Source], list[Source]]:
    """Those that fell silent since the last look, and those that are heard again."""
    known = sources.of_school(work, school)
    silent = [
        one
        for one in known
        if one.told_at is None and one.beating.missed(work.now, listening_since)
    ]
    return silent, [one for one in known if one.told_at and one.heard_at > one.told_at]


def look(work: Work, rules: Rules, listening_since: datetime) -> int:
    """Tell of them. Gives how many there are."""
    silent, back = changed(work, rules.school, listening_since)
    office = Office.open(work, rules)
    for source, those in by_source(silent):
        fell_silent(work, office, source, those)
    for source, those in by_source(back):
        came_back(work, office, source, those)
    return len(silent) + len(back)


def by_source(those: Iterable[Source]) -> Iterator[tuple[str, list[Source]]]:
    for source, some in groupby(those, key=lambda one: one.source):
        yield source, list(some)


def fell_silent(work: Work, office: Office, source: str, those: list[Source]) -> None:
    sources.told(work, office.id, those, work.now)
    journal.append(
        work, office.id, "source.silent", {"source": source, "devices": names(those)}
    )
    tell(work, office, "silent", source, int(work.now.timestamp()))


def came_back(work: Work, office: Office, source: str, those: list[Source]) -> None:
    sources.told(work, office.id, those, None)
    journal.append(work, office.id, "source.heard", {"source": source, "devices": names(those)})
    since = min(one.told_at for one in those if one.told_at)
    until = min(one.heard_at for one in those)
    tell(
        work,
        office,
        "back",
        source,
        len(those),
        int(since.timestamp()),
        int(until.timestamp()),
    )


def names(those: Iterable[Source]) -> list[str]:
    return [one.device for one in those]


def still_silent(work: Work, office: Office, source: str) -> list[Source]:
    known = sources.of_school(work, office.id)
    return [one for one in known if one.source == source and one.told_at]


# ------------------------------------------------------------------ strangers


def unknown(work: Work, office: Office) -> list[Stranger]:
    """Those the list does not know yet, the latest first."""
    listed = office.devices
    found = strangers.of_school(work, office.id)
    return [one for one in found if not listed.find(one.device, one.channel)]


def remind(work: Work, rules: Rules) -> int:
    """Ring as often as you like: from Monday morning on, each week's words are owed once."""
    office = Office.open(work, rules)
    found = unknown(work, office)
    if not found or not begun(office.now):
        return 0
    this_week(work, office, office.directory.holders(ADMIN), subject(About.SOURCE, "strangers"))
    return len(found)


def tell(
    work: Work, office: Office, what: str, *about: object, due: datetime | None = None
) -> None:
    """With `due` the message of before is changed; otherwise a new one rings."""
    card = subject(About.SOURCE, what, *about)
    for admin in office.directory.holders(ADMIN):
        key = f"{card}/{admin.id}" + ("/then" if due else "")
        to = ToPerson(admin.id)
        owe(work, office, to, Reason.SOURCE, card, key, fresh=due is None, due=due)
