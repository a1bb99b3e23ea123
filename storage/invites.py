"""Single-use codes that bind an account to a person."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.approvals.refusals import Refusal
from bot.people.person import PersonId, Platform
from storage.tables import invite_attempts, invites
from storage.work import Collision, Work

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that reads as something else
LENGTH = 10
TRIES = 5  # wrong codes from one account within an hour
WINDOW = timedelta(hours=1)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


class InviteUnknown(Refusal):
    code = "invite_unknown"


class InviteExpired(Refusal):
    code = "invite_expired"


class InviteUsed(Refusal):
    code = "invite_used"


class InviteTooMany(Refusal):
    """Too many wrong codes from this account; even a right one waits. values: minutes."""

    code = "invite_too_many"


def _digest(school: str, code: str) -> str:
    """What is stored: the code itself stands only in the hand of the person invited."""
    return hmac.new(f"diaoyue/{school}".encode(), code.encode(), hashlib.sha256).hexdigest()


def create(work: Work, school: str, person: PersonId, valid_minutes: int = 10) -> str:
    """A fresh code; an earlier one of the same person is worth nothing from now on."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    mine = (invites.c.school == school, invites.c.person == person, invites.c.used_at.is_(None))
    work.conn.execute(invites.delete().where(*mine))
    row = {"person": person, "digest": _digest(school, code), "created_at": work.now}
    expires = work.now + timedelta(minutes=valid_minutes)
    work.conn.execute(invites.insert(), {"school": school, **row, "expires_at": expires})
    return code


def revoke(work: Work, school: str, person: PersonId) -> bool:
    """His open code is worth nothing from now on. False: he had none."""
    mine = (invites.c.school == school, invites.c.person == person, invites.c.used_at.is_(None))
    fresh = invites.delete().where(*mine, invites.c.expires_at > work.now)
    return work.conn.execute(fresh).rowcount > 0


def open_until(work: Work, school: str) -> Mapping[PersonId, datetime]:
    """Who has a code he has not used yet, and how long it is good."""
    fresh = (invites.c.school == school, invites.c.used_at.is_(None))
    rows = work.conn.execute(
        select(invites.c.person, invites.c.expires_at).where(
            *fresh, invites.c.expires_at > work.now
        )
    )
    return {PersonId(row.person): row.expires_at for row in rows}


def redeem(
    work: Work, school: str, code: str, platform: Platform, address: str
) -> PersonId | Refusal:
    """Whom the code is for; it is used from now on.

    A refusal is returned and not raised: the count of wrong codes must be committed with it.
    """
    if _wrong_codes(work, school, platform, address) >= TRIES:
        return InviteTooMany(minutes=int(WINDOW.total_seconds() // 60))
    found = _spend(work, school, code.strip().upper().translate(_MISREAD))
    if isinstance(found, Refusal):
        row = {"school": school, "platform": platform, "address": address, "at": work.now}
        work.conn.execute(invite_attempts.insert(), row)
    return found


def _wrong_codes(work: Work, school: str, platform: Platform, address: str) -> int:
    a = invite_attempts.c
    mine = (a.school == school, a.platform == platform, a.address == address)
    counted = select(func.count()).where(*mine, a.at > work.now - WINDOW)
    return int(work.conn.execute(counted).scalar_one())


def often_wrong(work: Work, school: str, times: int) -> bool:
    """Whether so many wrong codes came within the hour, from whomever."""
    here = (invite_attempts.c.school == school, invite_attempts.c.at > work.now - WINDOW)
    some = select(invite_attempts.c.at).where(*here).limit(times).subquery()
    return int(work.conn.execute(select(func.count()).select_from(some)).scalar_one()) >= times


def _spend(work: Work, school: str, code: str) -> PersonId | Refusal:
    row = work.conn.execute(
        select(invites).where(
            invites.c.school == school, invites.c.digest == _digest(school, code)
        )
    ).one_or_none()
    if row is None:
        return InviteUnknown()
    if row.used_at is not None:
        return InviteUsed()
    if row.expires_at <= work.now:
        return InviteExpired()
    unused = invites.update().where(invites.c.id == row.id, invites.c.used_at.is_(None))
    if not work.conn.execute(unused.values(used_at=work.now)).rowcount:
        raise Collision("invite")
    return PersonId(row.person)


def prune(work: Work) -> None:
    """Forget codes that ended a day ago and attempts nobody counts any more."""
    work.conn.execute(
        invites.delete().where(invites.c.expires_at < work.now - timedelta(days=1))
    )
    work.conn.execute(invite_attempts.delete().where(invite_attempts.c.at < work.now - WINDOW))
