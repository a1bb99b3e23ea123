"""Files people sent: known at once, fetched later, kept as bytes with their hash."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import RowMapping, select

from bot.people.person import Platform
from storage.tables import attachments
from storage.work import Work

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    id: int
    school: str
    platform: Platform
    file: str  # the platform's id
    name: str
    mime: str
    size: int  # bytes; 0 = not told
    sha256: str  # hex; empty until fetched
    added_at: datetime
    fetched_at: datetime | None


_known = [column for column in attachments.c if column.name != "data"]


def add(
    work: Work, school: str, platform: Platform, file: str, name: str, mime: str, size: int = 0
) -> int:
    """Gives its id."""
    row = {"school": school, "platform": platform, "file": file, "name": name, "mime": mime}
    blank = {"size": size, "sha256": "", "data": None, "added_at": work.now, "fetched_at": None}
    key = work.conn.execute(attachments.insert(), {**row, **blank}).inserted_primary_key
    assert key is not None
    return int(key[0])


def load(work: Work, attachment: int) -> Attachment | None:
    """Without the bytes."""
    found = select(*_known).where(attachments.c.id == attachment)
    row = work.conn.execute(found).mappings().one_or_none()
    return None if row is None else _attachment(row)


def data_of(work: Work, attachment: int) -> bytes | None:
    """None: not fetched yet, or not what was fetched: nobody decides on a changed paper."""
    found = select(attachments.c.data, attachments.c.sha256)
    row = work.conn.execute(found.where(attachments.c.id == attachment)).one_or_none()
    if row is None or row.data is None:
        return None
    data: bytes = row.data
    if hashlib.sha256(data).hexdigest() != row.sha256:
        log.error("attachments.changed", attachment=attachment)
        return None
    return data


def store_bytes(work: Work, attachment: int, data: bytes) -> str:
    """Gives the SHA-256. The first bytes stay: an attachment shown to an approver never changes."""
    digest = hashlib.sha256(data).hexdigest()
    missing = (attachments.c.id == attachment, attachments.c.fetched_at.is_(None))
    values = {"data": data, "sha256": digest, "size": len(data), "fetched_at": work.now}
    work.conn.execute(attachments.update().where(*missing).values(**values))
    return digest


def unfetched(work: Work, limit: int = 20) -> list[Attachment]:
    """Oldest first."""
    missing = select(*_known).where(attachments.c.fetched_at.is_(None))
    rows = work.conn.execute(missing.order_by(attachments.c.id).limit(limit)).mappings()
    return [_attachment(row) for row in rows]


def _attachment(row: RowMapping) -> Attachment:
    return Attachment(**{**row, "platform": Platform(row["platform"])})
