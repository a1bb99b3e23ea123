"""The migrations make exactly the tables the code speaks of, from nothing."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.pool import NullPool

from storage.connecting import engine_for
from storage.migrations.kinds import plain_types, same_type
from storage.tables import metadata
from storage.upgrading import (
    SCRIPTS,
    Newer,
    Older,
    Standing,
    bring,
    configuration,
    must_fit,
    standing,
)
from tests.opening import migrated as upgrade
from tests.postgres import Server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    server: Server = request.getfixturevalue("postgres_server")
    return server.empty()


def _tables(url: str) -> list[str]:
    engine = engine_for(url, poolclass=NullPool)
    with engine.connect() as connection:
        return sorted(inspect(connection).get_table_names())


def test_the_migrated_database_is_the_one_the_code_speaks_of(url: str) -> None:
    engine = engine_for(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert compare_metadata(context, metadata) == []


def test_a_forgotten_migration_would_be_seen(url: str) -> None:
    engine = engine_for(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE drafts DROP COLUMN touched_at")
        connection.exec_driver_sql("DROP INDEX ix_inbox_lane")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert len(compare_metadata(context, metadata)) == 2


def test_a_generated_migration_names_no_type_of_ours(empty: str) -> None:
    engine = engine_for(empty, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        written = render_python_code(
            produce_migrations(context, metadata).upgrade_ops,  # type: ignore[arg-type]
            render_item=plain_types,
        )
    assert "sa.DateTime(timezone=True)" in written
    assert "storage" not in written


def test_upgrading_again_changes_nothing(empty: str) -> None:
    upgrade(empty)
    upgrade(empty)
    assert set(_tables(empty)) == {*metadata.tables, "alembic_version"}


async def test_processes_that_start_together_upgrade_once(empty: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(upgrade, empty) for _ in range(3)))
    assert set(_tables(empty)) == {*metadata.tables, "alembic_version"}


def test_a_broken_migration_leaves_nothing_half_done(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("no more room")

    with monkeypatch.context() as patched:
        patched.setattr(op, "execute", breaks)
        with pytest.raises(RuntimeError):
            upgrade(empty)
    assert _tables(empty) == []
    upgrade(empty)
    assert set(_tables(empty)) == {*metadata.tables, "alembic_version"}


def test_every_migration_can_be_taken_back(empty: str) -> None:
    from alembic import command

    upgrade(empty)
    engine = engine_for(empty, poolclass=NullPool)
    config = configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert _tables(empty) == ["alembic_version"]
    upgrade(empty)


def test_migrations_do_not_depend_on_the_code_of_today() -> None:
    files = sorted((SCRIPTS / "versions").glob("*.py"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not {"storage", "bot"} & set(text.split()), file.name


def _back_to(url: str, revision: str) -> None:
    from alembic import command

    engine = engine_for(url, poolclass=NullPool)
    config = configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_what_is_missing_is_known_and_each_step_is_told(empty: str) -> None:
    assert standing(empty).revision == ""
    upgrade(empty, "0016")
    before = standing(empty)
    assert before.revision == "0016"
    assert before.missing[0] == "0017"
    told: list[str] = []
    upgrade(empty, done=told.append)
    assert [line.split(" ", 1)[0] for line in told] == list(before.missing)
    assert all(len(line.split(" ", 1)[1]) > 5 for line in told)
    assert standing(empty) == Standing(before.missing[-1], ())
    must_fit(empty)


def test_a_database_that_is_too_old_or_too_new_is_not_worked_on(empty: str) -> None:
    upgrade(empty, "0016")
    with pytest.raises(Older, match="0016"):
        must_fit(empty)
    upgrade(empty)
    engine = engine_for(empty, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for works in (must_fit, upgrade, bring, standing):
        with pytest.raises(Newer, match="9999"):
            works(empty)


def test_what_an_embedded_database_held_before_is_kept_beside_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'school.db'}"
    assert bring(url) is None  # new: there was nothing to keep
    assert bring(url) is None  # of this release: nothing to do
    _back_to(url, "0016")
    kept = bring(url)
    assert kept is not None
    assert kept.name.startswith("school.db.before-")
    assert standing(f"sqlite:///{kept}").revision == "0016"
    assert not standing(url).missing
