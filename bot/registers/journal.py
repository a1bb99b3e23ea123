"""The chain that shows tampering: each entry's hash covers the entry and the hash before it.

Changing, removing or reordering entries breaks the chain at that place. Rewriting all of it does
not: that shows only against a head that left the house (the daily head in the security group).
Whoever has the entries and one such head can verify without us; nothing here needs the database.
"""

import hashlib
import json
import json.encoder
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

GENESIS = "0" * 64  # stands before the first entry
_quoted = json.encoder.encode_basestring


class Fault(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"  # removed, or out of order
    UNLINKED = "unlinked"  # sound in itself, but does not follow the entry before
    HEAD = "head"  # the end was cut off, or the whole was rewritten


@dataclass(frozen=True, slots=True)
class Bad:
    """The first entry that is not as it was written."""

    seq: int
    why: Fault


@dataclass(frozen=True, slots=True)
class Head:
    seq: int = 0  # 0: nothing written yet
    hash: str = GENESIS


class Linked(Protocol):
    """An entry as it is kept. `data` is the exact text that was hashed: parsing it and writing it
    again could change it."""

    @property
    def school(self) -> str: ...
    @property
    def seq(self) -> int:
        """1, 2, 3 … without a gap."""

    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> str: ...
    @property
    def previous(self) -> str: ...
    @property
    def hash(self) -> str: ...


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value: sorted keys, no spaces, Chinese as Chinese."""
    written = _json(value, ascii_only=False)
    try:
        written.encode()
    except UnicodeEncodeError:  # half an emoji is no text; escaped it is harmless
        return _json(value, ascii_only=True)
    return written


def _json(value: Any, *, ascii_only: bool) -> str:
    return json.dumps(
        value, ensure_ascii=ascii_only, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def link(previous: str, *, seq: int, at: datetime, school: str, kind: str, data: str) -> str:
    """SHA-256, hex, over the hash before and the entry's `canonical` JSON. The instant is written
    in UTC with six decimals, whatever zone `at` is in."""
    moment = (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")
    # Put together here: of a long journal's verifying, an encoder for each entry was a third.
    said = (
        f'{{"at":"{moment}","data":{_quoted(data)},"kind":{_quoted(kind)},'
        f'"school":{_quoted(school)},"seq":{seq}}}'
    )
    # Half an emoji in a text nobody of us wrote must not stop the verifying.
    return hashlib.sha256((previous + said).encode(errors="surrogatepass")).hexdigest()


def verify(entries: Iterable[Linked], known: Head | None = None) -> Bad | None:
    """The first bad entry, or None. Reads every entry once.

    `known` is a head somebody else kept. The chain must contain it; later entries may follow.
    """
    before = Head()
    met = known is None or known == before
    for entry in entries:
        why = fault(before, entry)
        if why:
            return Bad(before.seq + 1, why)
        before = Head(entry.seq, entry.hash)
        if known and known.seq == before.seq:
            if known != before:
                return Bad(known.seq, Fault.HEAD)
            met = True
    return None if met else Bad(before.seq + 1, Fault.HEAD)


def fault(before: Head, entry: Linked) -> Fault | None:
    """What is wrong with `entry` as the one after `before`."""
    if entry.seq != before.seq + 1:
        return Fault.MISSING
    if entry.previous != before.hash:
        return Fault.UNLINKED
    said = link(
        before.hash,
        seq=entry.seq,
        at=entry.at,
        school=entry.school,
        kind=entry.kind,
        data=entry.data,
    )
    return None if said == entry.hash else Fault.CHANGED
