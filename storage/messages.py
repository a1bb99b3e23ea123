"""Which message shows what: so that every copy of a card can be brought up to date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from bot.people.person import Platform
from storage.tables import canonical, either, messages
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    id: int
    school: str
    subject: str
    platform: Platform
    address: str
    ref: Mapping[str, Any]  # what the platform's messenger edits by
    sent_at: datetime


_REMEMBER = either(
    lambda insert: (
        (put := insert(messages))
        .on_conflict_do_update(
            index_elements=["school", "platform", "ref_key"],
            set_={
                name: put.excluded[name] for name in ("subject", "address", "ref", "sent_at")
            },
        )
        .returning(messages.c.id)
    )
)


_ALONE = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('diaoyue/message/' || :subject, 0))"
)


def alone(work: Work, school: str, subject: str) -> None:
    """Nobody else records or refreshes a message about `subject` before this transaction ends.

    Whoever records a new message asks whether it is still true; whoever changes what it shows asks
    which messages there are. Without taking turns each could miss the other. SQLite has one writer.
    """
    if work.dialect == "postgresql":
        work.conn.execute(_ALONE, {"subject": f"{school}/{subject}"})


def key_of(ref: Mapping[str, Any]) -> str:
    """What identifies a message when the platform names it again."""
    return canonical(ref)


def remember(
    work: Work,
    school: str,
    subject: str,
    platform: Platform,
    address: str,
    ref: Mapping[str, Any],
    ref_key: str = "",
) -> int:
    """The message shows `subject` from now on, whatever it showed before. Gives its id.

    `ref_key`: where a tap does not bring back the whole `ref`, the part it does bring back.
    """
    row = {
        "school": school,
        "subject": subject,
        "platform": platform,
        "address": address,
        "ref": ref,
        "ref_key": ref_key or key_of(ref),
        "sent_at": work.now,
    }
    return int(work.conn.execute(_REMEMBER[work.dialect], row).scalar_one())


def forget_at(work: Work, school: str, platform: Platform, address: str) -> None:
    """Nothing in this chat is ours to change any more."""
    here = (messages.c.platform == platform, messages.c.address == address)
    work.conn.execute(messages.delete().where(messages.c.school == school, *here))


def of(work: Work, school: str, subject: str) -> list[Message]:
    """Every copy, oldest first."""
    found = (messages.c.school == school, messages.c.subject == subject)
    return [_message(row) for row in _rows(work, *found)]


def at(
    work: Work, school: str, subject: str, platform: Platform, address: str
) -> Message | None:
    """The latest copy in this chat."""
    found = (messages.c.school == school, messages.c.subject == subject)
    rows = _rows(work, *found, messages.c.platform == platform, messages.c.address == address)
    return _message(rows[-1]) if rows else None


def load(work: Work, message: int) -> Message | None:
    rows = _rows(work, messages.c.id == message)
    return _message(rows[0]) if rows else None


def by_ref(work: Work, school: str, platform: Platform, ref_key: str) -> Message | None:
    """The message a tap came from."""
    found = (messages.c.school == school, messages.c.platform == platform)
    rows = _rows(work, *found, messages.c.ref_key == ref_key)
    return _message(rows[0]) if rows else None


def forget(work: Work, message: int) -> None:
    """It cannot be edited any more."""
    work.conn.execute(messages.delete().where(messages.c.id == message))


def _rows(work: Work, *conditions: Any) -> Any:
    latest_last = (messages.c.sent_at, messages.c.id)
    return work.conn.execute(select(messages).where(*conditions).order_by(*latest_last)).all()


def _message(row: Any) -> Message:
    return Message(
        id=row.id,
        school=row.school,
        subject=row.subject,
        platform=Platform(row.platform),
        address=row.address,
        ref=row.ref,
        sent_at=row.sent_at,
    )
