"""What people typed, sent and are called stands nowhere in the database's files (`test_stories`
looks after every story); and on PostgreSQL a role that can only add to the journal is enough."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from sandbox.schools import load
from sandbox.stories import STORIES
from sandbox.town import Town, opened, outside, settings_for
from storage import roles
from storage.backup import backup
from storage.tables import journal
from storage.work import Work
from tests.postgres import Server, postgres_server, postgres_url
from tests.stories.cases import PIN, filed, sets_pin
from tests.stories.disk import files_of, lying_open, telling, typed

__all__ = ["postgres_server", "postgres_url", "typed"]

PHOTO = "餐桌上的手机.png"


async def test_without_a_key_the_same_words_would_be_found(
    tmp_path: Path, typed: list[str]
) -> None:
    """Otherwise the test above would find nothing whatever lay there."""
    school = load("taishan")
    async with outside(school, STORIES[0].clock()) as platforms:
        settings = settings_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        bare = settings.model_copy(
            update={"security": settings.security.model_copy(update={"keys": ()})}
        )
        async with opened(platforms, bare) as here:
            await filed(here)
            words = telling(typed, here)
            assert len(lying_open(words, files_of(tmp_path))) > 5


async def test_photos_and_pins_do_not_lie_open_either(taishan: Town, tmp_path: Path) -> None:
    teacher = taishan.stage["乔木"]
    await sets_pin(teacher)
    await filed(taishan)
    picture = b"not a picture, but the bytes of one" * 20
    await teacher.says("申请")
    await teacher.photo(PHOTO, picture)
    data = files_of(tmp_path)
    assert lying_open([PHOTO, PIN], data) == []
    assert picture[:40] not in data


async def test_the_journal_quotes_nobody(taishan: Town, typed: list[str]) -> None:
    """It cannot be sealed anew, so it holds ids, numbers and verdicts only."""
    story = next(s for s in STORIES if s.id == "lost_phone_returned")
    await story.play(taishan)
    lines = await taishan.product.store.read(journal_lines)
    assert len(lines) > 5
    assert lying_open(telling(typed, taishan), "\n".join(lines).encode()) == []


def journal_lines(work: Work) -> list[str]:
    return list(work.conn.execute(select(journal.c.data)).scalars())


# ------------------------------------------------------------------ a role with few powers


ROLE = "diaoyue_app"


@pytest.fixture
def as_role(postgres_server: Server, postgres_url: str) -> Iterator[str]:
    """The address of the database for a role that was given what `db grants` says."""
    name = postgres_url.split("@/")[1].split("?", maxsplit=1)[0]
    postgres_server.do(f"DROP ROLE IF EXISTS {ROLE}")
    postgres_server.do(f"CREATE ROLE {ROLE} LOGIN")
    for statement in roles.grants(ROLE).split("\n"):
        postgres_server.do(statement, name)
    yield postgres_url.replace("postgres@", f"{ROLE}@")
    postgres_server.do(f"DROP OWNED BY {ROLE}", name)
    postgres_server.do("GRANT CREATE ON SCHEMA public TO PUBLIC", name)


def with_role(settings: Any, url: str, owner: str) -> Any:
    database = settings.database.model_copy(update={"url": url, "owner_url": owner})
    return settings.model_copy(update={"database": database})


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["lost_phone", "power_cut", "joint_inspection"])
async def test_whole_stories_are_played_under_that_role(
    name: str, tmp_path: Path, postgres_url: str, as_role: str, typed: list[str]
) -> None:
    story = next(s for s in STORIES if s.id == name)
    async with outside(load(story.school), story.clock()) as platforms:
        settings = settings_for(platforms, as_role, undo=story.undo, quiet=story.quiet)
        async with opened(platforms, with_role(settings, as_role, postgres_url)) as here:
            await story.play(here)
            await here.rings()
            assert await here.product.store.read(lambda work: work.dialect) == "postgresql"
            words = telling(typed, here)
    backup(postgres_url, tmp_path / "dump")
    dumped = (tmp_path / "dump").read_bytes()
    assert b"sealing_keys" in dumped
    assert lying_open(words, plain_dump(postgres_url)) == []


def plain_dump(url: str) -> bytes:
    """Every row of every table as text."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        out = bytearray()
        for (name,) in names:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT'.encode()) as rows:
                for part in rows:
                    out += part
    return bytes(out)


FORBIDDEN = [
    "UPDATE journal SET data = '{}'",
    "DELETE FROM journal",
    "TRUNCATE journal",
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "DROP TRIGGER journal_append_only ON journal",
    "DROP TABLE journal",
    "CREATE TABLE mine (id int)",
    "ALTER TABLE requests ADD COLUMN more text",
    "UPDATE alembic_version SET version_num = '0001'",
    "SET session_replication_role = replica",
]


@pytest.mark.postgres
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_server_refuses_that_role(statement: str, as_role: str) -> None:
    with (
        psycopg.connect(as_role, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize("role", ["", "Diaoyue", "app; DROP TABLE journal", "a" * 64, '"x"'])
def test_what_is_no_name_of_a_role_becomes_no_sql(role: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its text is the name
        roles.grants(role)
