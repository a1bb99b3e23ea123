"""A recorder's own access log beside the approvals: looks without one, approvals never used (C55).

The recorder knows who opened which footage; the register knows what was allowed. Neither is ours to
change, so all there is to do is to compare them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.cards import Saying
from bot.people.sheets import Row, mistake, read

COLUMNS = ("who", "camera", "from", "to", "when")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Somebody opened this stretch of footage at that moment."""

    who: str
    camera: str
    start: datetime
    end: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a case allows, and between which moments."""

    number: str
    cameras: frozenset[str]
    start: datetime
    end: datetime
    since: datetime
    until: datetime

    def covers(self, access: Access) -> bool:
        return not self.missing(access)

    def missing(self, access: Access) -> str:
        """What keeps this approval from allowing that access; empty if nothing does."""
        if access.camera not in self.cameras:
            return "camera"
        if access.start < self.start or access.end > self.end:
            return "span"
        if not self.since <= access.at <= self.until:
            return "moment"
        return ""


@dataclass(frozen=True, slots=True)
class Unapproved:
    """`why`: how near the nearest approval came: "camera" (none for it), "span", "moment"."""

    access: Access
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    unapproved: tuple[Unapproved, ...]
    unused: tuple[Approval, ...]


_NEAR = ("moment", "span", "camera")


def compared(accesses: Iterable[Access], approvals: Iterable[Approval]) -> Compared:
    """An approval counts as unused only if it was valid while the log was kept."""
    looked, allowed = tuple(accesses), tuple(approvals)
    without = [one for one in looked if not any(a.covers(one) for a in allowed)]
    used = {a for a in allowed if any(a.covers(one) for one in looked)}
    kept = [access.at for access in looked]
    unused = [a for a in allowed if kept and a not in used and _within(a, min(kept), max(kept))]
    return Compared(
        unapproved=tuple(Unapproved(one, _nearest(one, allowed)) for one in without),
        unused=tuple(unused),
    )


def _within(approval: Approval, first: datetime, last: datetime) -> bool:
    return first <= approval.until and approval.since <= last


def _nearest(access: Access, approvals: Iterable[Approval]) -> str:
    missing = {approval.missing(access) for approval in approvals}
    return next((why for why in _NEAR if why in missing), "camera")


# ------------------------------------------------------------------ the file


def accesses(data: bytes, zone: tzinfo) -> tuple[tuple[Access, ...], tuple[Saying, ...]]:
    """The log, or all mistakes in it at once. Times without an offset are the school's own."""
    sheet = read(data, COLUMNS, COLUMNS)
    wrong = [*sheet.mistakes, *(m for row in sheet.rows for m in _wrong(row, zone))]
    if wrong:
        return (), tuple(wrong)
    return tuple(_access(row, zone) for row in sheet.rows), ()


def _wrong(row: Row, zone: tzinfo) -> Iterator[Saying]:
    for column in ("who", "camera"):
        if not row[column]:
            yield mistake(row.number, column, "required")
    times = {column: _time(row[column], zone) for column in COLUMNS[2:]}
    for column, time in times.items():
        if time is None:
            yield mistake(row.number, column, "bad_time", value=row[column])
    start, end = times["from"], times["to"]
    if start and end and end < start:
        yield mistake(row.number, "to", "ends_before", value=row["to"])


def _time(said: str, zone: tzinfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(said.replace("/", "-"))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _access(row: Row, zone: tzinfo) -> Access:
    start, end, at = (_time(row[column], zone) for column in COLUMNS[2:])
    assert start is not None
    assert end is not None
    assert at is not None
    return Access(who=row["who"], camera=row["camera"], start=start, end=end, at=at)
