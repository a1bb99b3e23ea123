"""When each line was last heard, and what was done about its silence."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select

from bot.people.lines import Chat, Line
from bot.people.person import Platform
from storage.tables import either, lines
from storage.work import Work

_NEW = either(lambda insert: insert(lines).on_conflict_do_nothing())


def of_school(work: Work, school: str) -> list[Line]:
    statement = select(lines).where(lines.c.school == school)
    rows = work.conn.execute(statement.order_by(lines.c.platform, lines.c.chat)).mappings()
    return [_line(row) for row in rows]


def open_line(work: Work, school: str, platform: Platform, chat: Chat) -> None:
    """From now on it is listened for; a line that is known stays as it is."""
    blank = {"heard_at": None, "tapped_at": None, "probed_at": None, "told_at": None}
    row = {"school": school, "platform": platform, "chat": chat, "since": work.now, **blank}
    work.conn.execute(_NEW[work.dialect], row)


def heard(
    work: Work, school: str, line: Line, at: datetime, tapped_at: datetime | None
) -> Line:
    """It is open: what was asked and told because of its silence is over."""
    after = replace(line, heard_at=at, tapped_at=tapped_at or line.tapped_at)
    return keep(work, school, replace(after, probed_at=None, told_at=None))


def keep(work: Work, school: str, line: Line) -> Line:
    mine: tuple[Any, ...] = (
        lines.c.school == school,
        lines.c.platform == line.platform,
        lines.c.chat == line.chat,
    )
    values = {
        "heard_at": line.heard_at,
        "tapped_at": line.tapped_at,
        "probed_at": line.probed_at,
        "told_at": line.told_at,
    }
    work.conn.execute(lines.update().where(*mine).values(**values))
    return line


def _line(row: RowMapping) -> Line:
    read = {name: row[name] for name in Line.__dataclass_fields__}
    return Line(**{**read, "platform": Platform(row["platform"]), "chat": Chat(row["chat"])})
