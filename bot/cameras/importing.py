"""The list of cameras as a school sends it in: all of it, or every mistake in it."""

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.cameras import hanging
from bot.cameras.zone import Camera, Zone
from bot.cards import Saying
from bot.people.sheets import Row, filled, mistake, read

COLUMNS = (
    "id",
    "name",
    "zone",
    "owner",
    "recorder",
    "parent",
    "address",
    "retention_days",
    "flags",
)
REQUIRED = ("id", "name", "zone", "owner")


@dataclass(frozen=True, slots=True)
class Listed:
    """`zones`: the regulation's, then those the list itself names, with their cameras' owners."""

    cameras: tuple[Camera, ...] = ()  # with the recorders and switches, which see nothing
    zones: tuple[Zone, ...] = ()

    @property
    def seeing(self) -> tuple[Camera, ...]:
        return tuple(camera for camera in self.cameras if camera.sees)


def cameras(
    _filename: str, data: bytes, *, zones: Iterable[Zone] = ()
) -> tuple[Listed, tuple[Saying, ...]]:
    """The cameras listed, and all mistakes at once; with a mistake nothing may be kept.

    `zones` are the pack's. A zone may be named by id, name or alias. One the pack does not know is
    a place of the school's own, unless it looks like a typing error.
    """
    known = tuple(zones)
    by_word = {word: z.id for z in known for word in (z.id, z.name, *z.aliases)}
    sheet = filled(read(data, COLUMNS, REQUIRED))
    mistakes = [
        *sheet.mistakes,
        *(m for row in sheet.rows for m in _alone(row, by_word)),
        *_between(sheet.rows),
        *hanging.mistakes(sheet.rows),
    ]
    mistakes.sort(key=lambda m: m.values.get("row", 0))
    if mistakes:
        return Listed(), tuple(mistakes)
    listed = tuple(_camera(row, by_word) for row in sheet.rows)
    return Listed(listed, (*known, *_own_zones(listed, {z.id for z in known}))), ()


def _camera(row: Row, by_word: Mapping[str, str]) -> Camera:
    return Camera(
        id=row["id"],
        name=row["name"],
        zone=by_word.get(row["zone"], row["zone"]),
        owners=row.listed("owner"),
        recorder=row["recorder"],
        parent=row["parent"],
        address=hanging.address(row),
        retention_days=float(row["retention_days"] or 0),
        flags=row.listed("flags"),
    )


def _own_zones(listed: Iterable[Camera], known: set[str]) -> Iterator[Zone]:
    owners: dict[str, dict[str, None]] = {}
    for camera in listed:
        # A cabinet with a switch is no place anybody asks to look at.
        if camera.zone not in known and camera.sees:
            owners.setdefault(camera.zone, {}).update(dict.fromkeys(camera.owners))
    for name, units in owners.items():
        yield Zone(id=name, name=name, owners=tuple(units))


def _alone(row: Row, by_word: Mapping[str, str]) -> Iterator[Saying]:
    for column in REQUIRED:
        # A recorder or a switch belongs to whoever has the cameras behind it.
        if not row[column] and not (column == "owner" and hanging.no_camera(row)):
            yield mistake(row.number, column, "required")
    if near := _meant(row["zone"], by_word):
        yield mistake(row.number, "zone", "zone_typo", value=row["zone"], near=near)
    if row["retention_days"] and not _is_days(row["retention_days"]):
        value = row["retention_days"]
        yield mistake(row.number, "retention_days", "bad_days", value=value)


def _meant(zone: str, by_word: Mapping[str, str]) -> str:
    """The zone that was probably meant, or "". Another number or side is another place."""
    if zone in by_word:
        return ""
    near = difflib.get_close_matches(zone, by_word, n=1, cutoff=0.75)
    return near[0] if near and _unnumbered(near[0]) != _unnumbered(zone) else ""


def _unnumbered(zone: str) -> str:
    return re.sub("[0-9一二三四五六七八九十东西南北]", "", zone)


def _is_days(text: str) -> bool:
    try:
        days = float(text)
    except ValueError:
        return False
    return math.isfinite(days) and days >= 0


def _between(rows: tuple[Row, ...]) -> Iterator[Saying]:
    ids: dict[str, int] = {}
    for row in rows:
        first = ids.setdefault(row["id"], row.number)
        if row["id"] and first != row.number:
            yield mistake(row.number, "id", "id_twice", value=row["id"], first=first)
