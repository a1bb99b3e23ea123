"""A school's people and places, kept as rows, read as one immutable snapshot.

The snapshot is remembered by its revision, a random word written anew with every change. It is
random and not a number, so that what a rolled-back change left in memory is never found again.
"""

import secrets
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from bot.cameras.devices import Devices
from bot.cameras.grant import Grant
from bot.cameras.zone import Camera, Places, Zone
from bot.people.channels import Switch
from bot.people.days import Almanac
from bot.people.person import Account, Client, Person, PersonId, Platform, Post
from bot.people.roles import Deputy, Directory
from storage import almanacs, channels
from storage.grants import STANDING
from storage.grants import read as read_grant
from storage.tables import accounts, cameras, deputies, either, groups, persons, schools, zones
from storage.work import Work


@dataclass(frozen=True, slots=True)
class GroupAddress:
    """A chat bound under a name: a Telegram chat id, a WeCom group robot."""

    platform: Platform
    address: str
    # Somebody there has said that our messages are seen.
    confirmed: bool = field(default=True, compare=False)


@dataclass(frozen=True, kw_only=True)  # without slots: `devices` is put together when asked for
class School:
    id: str
    revision: str
    directory: Directory
    places: Places
    groups: Mapping[str, tuple[GroupAddress, ...]]
    grants: tuple[Grant, ...] = ()  # not ended; their days are looked at when they are used
    almanac: Almanac = field(default_factory=Almanac)
    off: Mapping[Platform, Switch] = field(default_factory=dict)  # platforms switched off

    @cached_property
    def devices(self) -> Devices:
        """What hangs behind what, once for each list of cameras: of thousands it costs a while."""
        return Devices(self.places)


_ENSURE = either(lambda insert: insert(schools).on_conflict_do_nothing())
_REVISION = select(schools.c.revision).where(schools.c.id == bindparam("school"))
_LOCK = _REVISION.with_for_update()
_STAND_STILL = _REVISION.with_for_update(read=True)
_CHANGED = (
    schools.update()
    .where(schools.c.id == bindparam("school"))
    .values(revision=bindparam("fresh"))
)


def ensure(work: Work, school: str) -> None:
    """The school exists from now on, perhaps empty."""
    row = {"id": school, "revision": secrets.token_hex(8), "created_at": work.now}
    work.conn.execute(_ENSURE[work.dialect], row)


def stands_still(work: Work, school: str) -> None:
    """Whoever is changing people, places or channels is waited for, and nobody begins before this
    transaction ends: for what would be looked for in vain by a change that was not seen here."""
    work.known.pop(("school", school), None)
    work.conn.execute(_STAND_STILL, {"school": school})


def changed(work: Work, school: str) -> str:
    """Whatever is remembered of this school is out of date. Gives the revision from now on."""
    work.known.pop(("school", school), None)
    fresh = secrets.token_hex(8)
    if not work.conn.execute(_CHANGED, {"school": school, "fresh": fresh}).rowcount:
        raise LookupError(school)
    return fresh


def person_changed(work: Work, school: str, person: PersonId) -> None:
    """As `changed`, where only this person's own row or accounts did and no account moved: on the
    first morning every teacher's client tells its language, and a school is long to read."""
    known: School | None = work.memory.get(("school", school))
    # Locked: what somebody else changes meanwhile must not be overtaken by our revision unread.
    current = work.conn.execute(_LOCK, {"school": school}).scalar_one_or_none()
    fresh = changed(work, school)
    if known is None or known.revision != current:
        return
    for read in _persons(work, school, known.off, person):
        directory = known.directory.with_(read)
        work.memory["school", school] = replace(known, revision=fresh, directory=directory)


def snapshot(work: Work, school: str) -> School:
    """Raises LookupError for a school nobody has set up."""
    return work.once(("school", school), lambda: _remembered(work, school))


def foresee(work: Work, school: str) -> School:
    """As `snapshot`, and the same again until this transaction ends or changes it. Of many updates
    that are committed together the first saw it no later."""
    read = snapshot(work, school)
    work.known["school", school] = read
    return read


def _remembered(work: Work, school: str) -> School:
    revision = work.conn.execute(_REVISION, {"school": school}).scalar_one_or_none()
    if revision is None:
        raise LookupError(school)
    known: School | None = work.memory.get(("school", school))
    if known is not None and known.revision == revision:
        return known
    off = channels.off(work, school)
    read = School(
        id=school,
        revision=revision,
        off=off,
        directory=_directory(work, school, off),
        places=_places(work, school),
        groups=_groups(work, school),
        grants=tuple(
            map(read_grant, work.conn.execute(STANDING, {"school": school}).mappings())
        ),
        almanac=almanacs.of_school(work, school),
    )
    work.memory["school", school] = read
    return read


def _rows(
    work: Work, table: Any, school: str, *order: Any, where: Iterable[Any] = ()
) -> Iterable[Any]:
    those = select(table).where(table.c.school == school, *where)
    return work.conn.execute(those.order_by(*order))


def _persons(
    work: Work, school: str, off: Container[Platform], only: PersonId | None = None
) -> Iterator[Person]:
    """All of them, or one."""
    his = () if only is None else (accounts.c.person == only,)
    himself = () if only is None else (persons.c.id == only,)
    owned: dict[str, list[Account]] = defaultdict(list)
    order = (accounts.c.platform, accounts.c.address)
    for row in _rows(work, accounts, school, *order, where=his):
        owned[row.person].append(
            Account(
                platform=Platform(row.platform),
                address=row.address,
                client=Client(row.client),
                language=row.language,
                reachable=row.reachable and row.platform not in off,
                waits=row.reachable and row.platform in off,
            )
        )
    for row in _rows(work, persons, school, persons.c.id, where=himself):
        yield Person(
            id=PersonId(row.id),
            name=row.name,
            unit=row.unit,
            posts=tuple(map(Post.read, row.posts)),
            classes=tuple(row.classes),
            accounts=tuple(owned[row.id]),
            language=_language(row, owned[row.id]),
            active=row.active,
        )


def _directory(work: Work, school: str, off: Container[Platform]) -> Directory:
    acting = (
        Deputy(
            of=PersonId(row.of),
            by=PersonId(row.by),
            start=row.start,
            end=row.end,
            kinds=tuple(row.kinds),
            reason=row.reason,
            named_by=PersonId(row.named_by),
        )
        for row in _rows(work, deputies, school, deputies.c.of, deputies.c.by)
    )
    return Directory(_persons(work, school, off), acting)


def _language(row: Any, owned: Iterable[Account]) -> str:
    """What he chose, else what the list says, else what his client speaks."""
    heard = next((account.language for account in owned if account.language), "")
    return str(row.chosen_language or row.language or heard or "zh")


def _places(work: Work, school: str) -> Places:
    named = (
        Zone(
            id=row.id,
            name=row.name,
            owners=tuple(row.owners),
            aliases=tuple(row.aliases),
            flags=tuple(row.flags),
        )
        for row in _rows(work, zones, school, zones.c.position)
    )
    seen = (
        Camera(
            id=row.id,
            name=row.name,
            zone=row.zone,
            owners=tuple(row.owners),
            recorder=row.recorder,
            parent=row.parent,
            address=row.address,
            retention_days=row.retention_days,
            flags=tuple(row.flags),
        )
        for row in _rows(work, cameras, school, cameras.c.position)
    )
    return Places(named, seen)


def _groups(work: Work, school: str) -> Mapping[str, tuple[GroupAddress, ...]]:
    bound: dict[str, list[GroupAddress]] = defaultdict(list)
    for row in _rows(work, groups, school, groups.c.platform, groups.c.address):
        seen = row.confirmed_at is not None
        bound[row.name].append(GroupAddress(Platform(row.platform), row.address, seen))
    return {name: tuple(addresses) for name, addresses in bound.items()}
