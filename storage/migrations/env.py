"""What Alembic runs: over a connection that is handed in, or over `database.url` of the house."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, DateTime, Text
from sqlalchemy.pool import NullPool

from storage.connecting import engine_for
from storage.tables import Json, UtcDateTime, metadata


def plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration outlives the code it was generated from, so it names no type of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Json):
        return "sa.Text()"
    return False


def same_type(
    _context: Any, _inspected: Any, _column: Any, found: Any, wanted: Any
) -> bool | None:
    """False: equal. None: let Alembic compare."""
    if isinstance(wanted, UtcDateTime):
        return not isinstance(found, DateTime)
    if isinstance(wanted, Json):
        return not isinstance(found, Text)
    return None


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=plain_types,
        compare_type=same_type,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


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
