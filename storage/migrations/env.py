"""What Alembic runs: over a connection that is handed in, or over `database.url` of the house."""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationInfo
from alembic.script import Script
from sqlalchemy import Connection
from sqlalchemy.pool import NullPool

from storage.connecting import engine_for
from storage.migrations.kinds import plain_types, same_type
from storage.tables import metadata


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=plain_types,
        compare_type=same_type,
        transaction_per_migration=False,
        on_version_apply=tell,  # type: ignore[arg-type]  # it is called with keywords only
    )
    with context.begin_transaction():
        context.run_migrations()


def tell(*, step: MigrationInfo, **_: Any) -> None:
    if (done := context.config.attributes.get("done")) and isinstance(step.up_revision, Script):
        done(f"{step.up_revision.revision} {step.up_revision.doc}")


def database() -> str:
    """`alembic -x url=sqlite:///file.db …`, for those who write migrations."""
    try:
        return str(context.get_x_argument(as_dictionary=True)["url"])
    except KeyError:
        raise SystemExit("which database? alembic -x url=sqlite:///diaoyue.db …") from None


def main() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = engine_for(database(), poolclass=NullPool)
    with engine.begin() as connection:
        migrate(connection)


main()
