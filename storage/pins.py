"""PINs: kept as memory-hard hashes, believed for a while on the account they were given on.

Five wrong tries lock a person's PIN for a quarter of an hour. What a try did is returned and not
raised, so that the count is committed with the answer.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from bot.people.person import PersonId
from storage.tables import either, pins
from storage.work import Work

TRIES = 5
LOCKED = timedelta(minutes=15)
_COST = {"n": 2**14, "r": 8, "p": 1}  # 16 MiB and some fifty milliseconds a guess

_mine = (pins.c.school == bindparam("in_school"), pins.c.person == bindparam("whose"))
_READ = select(pins).where(*_mine)
_LOCK = _READ.with_for_update()
_ENSURE = either(lambda insert: insert(pins).on_conflict_do_nothing())
_BLANK: dict[str, Any] = {
    "hash": "",
    "proposed": "",
    "wrong": 0,
    "locked_until": None,
    "proven_on": "",
    "proven_at": None,
}


def _hash(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), **_COST).hex()


def hashed(pin: str) -> str:
    salt = secrets.token_hex(16)
    return f"{salt}${_hash(pin, salt)}"


def same(pin: str, kept: str) -> bool:
    salt, _, digest = kept.partition("$")
    return bool(kept) and hmac.compare_digest(_hash(pin, salt), digest)


def _row(work: Work, school: str, person: PersonId) -> Any:
    who = {"in_school": school, "whose": person}
    return work.conn.execute(_LOCK if work.writes else _READ, who).one_or_none()


def _change(work: Work, school: str, person: PersonId, **values: Any) -> None:
    row = {"school": school, "person": person, **_BLANK}
    work.conn.execute(_ENSURE[work.dialect], row)
    statement = pins.update().where(pins.c.school == school, pins.c.person == person)
    work.conn.execute(statement.values(**values))


def has(work: Work, school: str, person: PersonId) -> bool:
    row = _row(work, school, person)
    return row is not None and bool(row.hash)


def propose(work: Work, school: str, person: PersonId, pin: str) -> None:
    """Said once; it counts when it is said again."""
    _change(work, school, person, proposed=hashed(pin))


def settle(work: Work, school: str, person: PersonId, pin: str) -> bool:
    """Said a second time. False, and nothing is proposed any more, when it was another one."""
    row = _row(work, school, person)
    if row is None or not same(pin, row.proposed):
        _change(work, school, person, proposed="")
        return False
    _change(work, school, person, **{**_BLANK, "hash": row.proposed})
    return True


def forget(work: Work, school: str, person: PersonId) -> None:
    _change(work, school, person, **_BLANK)


def locked_until(work: Work, school: str, person: PersonId) -> datetime | None:
    """None while he may try."""
    row = _row(work, school, person)
    until: datetime | None = row.locked_until if row else None
    return until if until and work.now < until else None


def tried(work: Work, school: str, person: PersonId, pin: str, account: str) -> int | None:
    """None: it is right, and believed on this account from now on. Else how many tries are left;
    nothing is looked at while it is locked."""
    row = _row(work, school, person)
    if row is None or locked_until(work, school, person):
        return 0
    if same(pin, row.hash):
        proven = {"proven_on": account, "proven_at": work.now}
        _change(work, school, person, wrong=0, locked_until=None, **proven)
        return None
    wrong: int = row.wrong + 1
    locked = wrong >= TRIES
    until = work.now + LOCKED if locked else None
    _change(work, school, person, wrong=0 if locked else wrong, locked_until=until)
    return TRIES - wrong


def proven(work: Work, school: str, person: PersonId, account: str, within: timedelta) -> bool:
    """Whether it was given on this account not longer ago than that."""
    row = _row(work, school, person)
    if row is None or row.proven_at is None or row.proven_on != account:
        return False
    return bool(row.proven_at <= work.now <= row.proven_at + within)
