"""What a database holds, told without changing it: for whoever is about to put a copy back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Select, create_engine, func, select
from sqlalchemy.pool import NullPool

from storage import journal as chains
from storage.connecting import engine_for
from storage.journal import Bad
from storage.tables import journal, journal_heads, outbox, requests, schools
from storage.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One school's."""

    requests: int
    waiting: int  # of these, for a signature
    owed: int  # messages that have not left yet
    entries: int  # of the journal
    last: datetime | None  # when the newest of them was written
    bad: Bad | None  # the first one that is not as it was written


def of_copy(file: Path) -> dict[str, Holding]:
    """A copy of SQLite as it lies there, by schools; raises what SQLAlchemy raises."""
    engine = create_engine(
        f"sqlite+pysqlite:///{file.resolve().as_uri()}?mode=ro&uri=true", poolclass=NullPool
    )
    with engine.connect() as connection:
        return look(connection)


def of_database(url: str) -> dict[str, Holding]:
    with engine_for(url, poolclass=NullPool).connect() as connection:
        return look(connection)


# These tables have had these columns since the first release: copies of any age are read.
def look(connection: Connection) -> dict[str, Holding]:
    # Nothing asks this one for the time, and nothing is written.
    work = Work(
        connection=connection,
        say=connection.exec_driver_sql,
        now=datetime.min.replace(tzinfo=UTC),
        dialect=connection.dialect.name,
        writes=False,
    )
    known = select(schools.c.id).union(select(journal_heads.c.school))
    return {school: _holding(work, school) for (school,) in sorted(connection.execute(known))}


def _holding(work: Work, school: str) -> Holding:
    def number(of: Select[int]) -> int:
        return work.conn.execute(of).scalar_one()

    mine = select(func.count()).select_from(requests).where(requests.c.school == school)
    owed = select(func.count()).select_from(outbox).where(outbox.c.school == school)
    last = select(func.max(journal.c.at)).where(journal.c.school == school)
    return Holding(
        requests=number(mine),
        waiting=number(mine.where(requests.c.state == "in_approval")),
        owed=number(owed.where(outbox.c.state == "waiting")),
        entries=chains.head(work, school).seq,
        last=work.conn.execute(last).scalar_one(),
        bad=chains.verify(work, school),
    )
