"""When it happened, by clocks that are wrong, without a zone, or of the year 0."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

# Clocks run ahead a little; more than that, and they cannot have meant it.
AHEAD = timedelta(minutes=5)
MONTH = timedelta(days=30)
YEARS = range(2000, 2200)

_TIME = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})T(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"(Z|[+-]\d{1,2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?", re.ASCII)


def parsed(said: object, zone: tzinfo) -> datetime | None:
    """A time as devices write it: with spaces inside, without seconds or zone (then of `zone`),
    `-8:00`. None for what is none, and for the years in which there were no cameras."""
    if not isinstance(said, str) or len(said) > 64:
        return None
    found = _TIME.fullmatch(_closed(said))
    if not found:
        return None
    *numbers, fraction, offset = found.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    if year not in YEARS:
        return None
    micro = int((fraction or "0").ljust(6, "0")[:6])
    try:
        there = _zone(offset, zone)
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=there)
    except ValueError:
        return None


def _closed(said: str) -> str:
    """With a T between date and time, and no spaces."""
    text = said.strip()
    if "T" not in text.upper():
        text = re.sub(r"\s+", "T", text, count=1)
    return re.sub(r"\s+", "", text)


def _zone(offset: str | None, zone: tzinfo) -> tzinfo:
    if not offset:
        return zone
    if offset in "Zz":
        return UTC
    sign, hours, minutes = _OFFSET.fullmatch(offset).groups()  # type: ignore[union-attr]  # by _TIME
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-away if sign == "-" else away)


def believed(received_at: datetime, *said: object, oldest: timedelta = MONTH) -> datetime:
    """The first of these that can be true, else when we received it; never later than that."""
    return plausible(received_at, *said, oldest=oldest) or received_at


def plausible(
    received_at: datetime, *said: object, oldest: timedelta = MONTH
) -> datetime | None:
    for one in said:
        for moment in _readings(one, received_at):
            if received_at - oldest <= moment <= received_at + AHEAD:
                return min(moment, received_at)
    return None


def _readings(said: object, received_at: datetime) -> Iterator[datetime]:
    zone = received_at.tzinfo or UTC
    moment = said if isinstance(said, datetime) else parsed(said, zone)
    if moment:
        yield moment
        # A recorder that writes the school's time and a zone it is not in (`-8:00`, `Z`).
        yield moment.replace(tzinfo=zone)


def stamp(received_at: datetime, *said: object) -> str:
    """For a key: the first time that can be true, in UTC. Without one each message is news, for
    else a trouble that begins anew would be taken for a repetition of the old one."""
    moment = believed(received_at, *said).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")
