"""Whether the rows of a list fit together: what hangs behind what, and where each is reached.

A list that writes down its recorders and switches (rows with the flag `recorder` or `switch`) is
held to them: a `parent` it does not have is a mistake. One that only names them is believed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.cameras.devices import host
from bot.cameras.zone import BEHIND
from bot.cards import Saying
from bot.people.sheets import Row, mistake

RECORDER = "recorder"


def mistakes(rows: Sequence[Row]) -> Iterator[Saying]:
    by_id = {row["id"]: row for row in reversed(rows) if row["id"]}
    yield from _parents(rows, by_id)
    yield from _recorders(rows, by_id)
    yield from _rings(by_id)
    yield from _addresses(rows, by_id)


def no_camera(row: Row) -> bool:
    return not BEHIND.isdisjoint(row.listed("flags"))


def address(row: Row) -> str:
    """A channel alone is one of the row's own recorder: `#7` is `NVR-05#7`."""
    said = row["address"]
    return f"{row['recorder']}{said}" if said.startswith("#") else said


def _parents(rows: Sequence[Row], by_id: Mapping[str, Row]) -> Iterator[Saying]:
    if not any(no_camera(row) for row in rows):
        return
    for row in rows:
        parent = row["parent"]
        if parent and parent not in by_id:
            yield mistake(row.number, "parent", "unknown_parent", value=parent)


def _recorders(rows: Sequence[Row], by_id: Mapping[str, Row]) -> Iterator[Saying]:
    """One that is not listed is no mistake: many schools list cameras only."""
    for row in rows:
        named = by_id.get(row["recorder"])
        if named is not None and RECORDER not in named.listed("flags"):
            value = row["recorder"]
            yield mistake(row.number, "recorder", "no_recorder", value=value, at=named.number)


def _rings(by_id: Mapping[str, Row]) -> Iterator[Saying]:
    """Each ring once, at the row that stands first in the list."""
    safe: set[str] = set()
    for start in by_id:
        at, path = start, dict[str, None]()
        while at in by_id and at not in safe and at not in path:
            path[at] = None
            at = by_id[at]["parent"]
        if at in path:
            yield _ring(by_id, [*path][[*path].index(at) :])
        safe.update(path)


def _ring(by_id: Mapping[str, Row], ring: Sequence[str]) -> Saying:
    first = min(ring, key=lambda id_: by_id[id_].number)
    at = ring.index(first)
    through = [*ring[at:], *ring[:at], first]
    return mistake(by_id[first].number, "parent", "ring", value=" → ".join(through))


def _addresses(rows: Sequence[Row], by_id: Mapping[str, Row]) -> Iterator[Saying]:
    first: dict[str, int] = {}
    hosts = {host(row["address"]) for row in rows if no_camera(row) and row["address"]}
    named = {row["recorder"] for row in rows}
    for row in rows:
        reached = address(row)
        if not reached:
            continue
        before = first.setdefault(reached.casefold(), row.number)
        if before != row.number:
            value = row["address"]
            yield mistake(row.number, "address", "address_twice", value=value, first=before)
        elif "#" in reached and not _of_a_recorder(reached, by_id, hosts | named):
            yield mistake(row.number, "address", "no_channel", value=row["address"])


def _of_a_recorder(reached: str, by_id: Mapping[str, Row], known: Iterable[str]) -> bool:
    """`RECORDER#CHANNEL` or `HOST#CHANNEL`; a stream's address may hold a # of its own."""
    recorder, _, channel = reached.partition("#")
    if "//" in recorder:
        return True
    listed = recorder in by_id and no_camera(by_id[recorder])
    return bool(recorder and channel) and (listed or recorder in known)
