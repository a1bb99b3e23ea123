"""Which message shows what: so that every copy of a card can be brought up to date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text

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
    ref_key: str  # what identifies it when somebody taps it
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


_ABOUT = (messages.c.school == bindparam("school"), messages.c.subject == bindparam("subject"))
_OF = select(messages).where(*_ABOUT).order_by(messages.c.sent_at, messages.c.id)
_AT = _OF.where(
    messages.c.platform == bindparam("platform"), messages.c.address == bindparam("address")
)
_LOAD = select(messages).where(messages.c.id == bindparam("message"))
_BY_REF = select(messages).where(
    messages.c.school == bindparam("school"),
    messages.c.platform == bindparam("platform"),
    messages.c.ref_key == bindparam("ref_key"),
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
    rows = work.conn.execute(_OF, {"school": school, "subject": subject})
    return list(map(_message, rows))


def at(
    work: Work, school: str, subject: str, platform: Platform, address: str
) -> Message | None:
    """The latest copy in this chat."""
    here = {"platform": platform, "address": address}
    rows = work.conn.execute(_AT, {"school": school, "subject": subject, **here}).all()
    return _message(rows[-1]) if rows else None


def load(work: Work, message: int) -> Message | None:
    row = work.conn.execute(_LOAD, {"message": message}).one_or_none()
    return _message(row) if row else None


def by_ref(work: Work, school: str, platform: Platform, ref_key: str) -> Message | None:
    """The message a tap came from."""
    known = {"school": school, "platform": platform, "ref_key": ref_key}
    row = work.conn.execute(_BY_REF, known).first()
    return _message(row) if row else None


def forget(work: Work, message: int) -> None:
    """It cannot be edited any more."""
    work.conn.execute(messages.delete().where(messages.c.id == message))


def _message(row: Any) -> Message:
    return Message(
        id=row.id,
        school=row.school,
        subject=row.subject,
        platform=Platform(row.platform),
        address=row.address,
        ref=row.ref,
        ref_key=row.ref_key,
        sent_at=row.sent_at,
    )
