"""Changes to what a school has: zones, cameras, and the groups its messages go to."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, func, select

from bot.cameras.zone import Camera, Zone
from bot.people.person import Platform
from storage.snapshots import changed
from storage.tables import cameras, either, groups, zones
from storage.work import Work

Owners = tuple[str, ...]

_BIND = either(lambda insert: insert(groups).on_conflict_do_nothing())


def replace_cameras(
    work: Work, school: str, named: Iterable[Zone], seen: Iterable[Camera]
) -> None:
    """The lists as given, in their order, and nothing else."""
    work.conn.execute(zones.delete().where(zones.c.school == school))
    work.conn.execute(cameras.delete().where(cameras.c.school == school))
    places = [_zone(school, at, zone) for at, zone in enumerate(named)]
    if places:
        work.conn.execute(zones.insert(), places)
    eyes = [_camera(school, at, camera) for at, camera in enumerate(seen)]
    if eyes:
        work.conn.execute(cameras.insert(), eyes)
    changed(work, school)


def set_owners(
    work: Work, school: str, named: Mapping[str, Owners], seen: Mapping[str, Owners]
) -> None:
    """Whose these zones and cameras are from now on."""
    for table, owned in ((zones, named), (cameras, seen)):
        for id_, owners in owned.items():
            one = (table.c.school == school, table.c.id == id_)
            work.conn.execute(table.update().where(*one).values(owners=list(owners)))
    changed(work, school)


def add_cameras(work: Work, school: str, more: Iterable[Camera]) -> None:
    """Behind those that are there."""
    count = select(func.count()).select_from(cameras).where(cameras.c.school == school)
    first = work.conn.execute(count).scalar_one()
    rows = [_camera(school, at, camera) for at, camera in enumerate(more, first)]
    if rows:
        work.conn.execute(cameras.insert(), rows)
        changed(work, school)


def remove_cameras(work: Work, school: str, ids: Iterable[str]) -> None:
    for id_ in ids:
        work.conn.execute(
            cameras.delete().where(cameras.c.school == school, cameras.c.id == id_)
        )
    changed(work, school)


def _zone(school: str, position: int, zone: Zone) -> dict[str, object]:
    return {
        "school": school,
        "id": zone.id,
        "position": position,
        "name": zone.name,
        "owners": list(zone.owners),
        "aliases": list(zone.aliases),
        "flags": list(zone.flags),
    }


def _camera(school: str, position: int, camera: Camera) -> dict[str, object]:
    return {
        "school": school,
        "id": camera.id,
        "position": position,
        "name": camera.name,
        "zone": camera.zone,
        "recorder": camera.recorder,
        "parent": camera.parent,
        "address": camera.address,
        "owners": list(camera.owners),
        "flags": list(camera.flags),
        "retention_days": camera.retention_days,
    }


def bind_group(
    work: Work,
    school: str,
    name: str,
    platform: Platform,
    address: str,
    *,
    confirmed: bool = True,
) -> bool:
    """False: it was bound under this name already. `confirmed`: it is known that what is sent there
    is seen."""
    row: dict[str, object] = {"name": name, "platform": platform, "address": address}
    row["bound_at"] = work.now
    row["confirmed_at"] = work.now if confirmed else None
    new = work.conn.execute(_BIND[work.dialect], {"school": school, **row}).rowcount > 0
    if new:
        changed(work, school)
    return new


def confirm_group(work: Work, school: str, name: str, platform: Platform) -> bool:
    """What is sent there is seen. False: that was known, or no such group is bound."""
    waits = groups.update().where(
        groups.c.school == school,
        groups.c.name == name,
        groups.c.platform == platform,
        groups.c.confirmed_at.is_(None),
    )
    news = work.conn.execute(waits.values(confirmed_at=work.now)).rowcount > 0
    if news:
        changed(work, school)
    return news


def replace_group(work: Work, school: str, name: str, platform: Platform, address: str) -> bool:
    """Whatever else was bound under this name on this platform is so no more. False: nothing
    was."""
    others = groups.delete().where(
        groups.c.school == school,
        groups.c.name == name,
        groups.c.platform == platform,
        groups.c.address != address,
    )
    gone = work.conn.execute(others).rowcount > 0
    if gone:
        changed(work, school)
    return gone


def drop_group(work: Work, school: str, name: str, platform: Platform) -> bool:
    """Under this name; a chat may have others. False: nothing was bound so."""
    mine = (groups.c.school == school, groups.c.name == name, groups.c.platform == platform)
    gone = work.conn.execute(groups.delete().where(*mine)).rowcount > 0
    if gone:
        changed(work, school)
    return gone


def unbind_group(work: Work, school: str, platform: Platform, address: str) -> bool:
    """Under every name it had. False: it had none."""
    gone = (
        work.conn.execute(groups.delete().where(*_at(school, platform, address))).rowcount > 0
    )
    if gone:
        changed(work, school)
    return gone


def move_group(work: Work, school: str, platform: Platform, old: str, new: str) -> bool:
    """A chat has a new address; it keeps its names. False: the old one had none."""
    found = groups.delete().where(*_at(school, platform, old))
    moved = work.conn.execute(found.returning(groups.c.name, groups.c.confirmed_at)).all()
    for name, seen in moved:
        bind_group(work, school, name, platform, new, confirmed=seen is not None)
    if moved:
        changed(work, school)
    return bool(moved)


def _at(school: str, platform: Platform, address: str) -> tuple[ColumnElement[bool], ...]:
    return (
        groups.c.school == school,
        groups.c.platform == platform,
        groups.c.address == address,
    )
