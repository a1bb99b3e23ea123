"""Types of columns, and the words tables are written in (`storage.tables`)."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

from storage import vault

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, Chinese as Chinese."""
    written = json.dumps(value, **_CANONICAL, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:  # half an emoji: no database takes it, escaped it is harmless
        return json.dumps(value, **_CANONICAL)
    return written


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not JSON-shaped: {value!r}")


_CANONICAL: Mapping[str, Any] = {
    "sort_keys": True,
    "separators": (",", ":"),
    "allow_nan": False,
    "default": _plain,
}


class Json(TypeDecorator[Any]):
    """JSON kept as canonical text, so that a hash over it means the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Sealed(TypeDecorator[Any]):
    """Text that lies in the database sealed, at `place` ("table.column"). Nothing about it can be
    asked in SQL but whether it is empty."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else vault.of(dialect).seal_text(self.place, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else vault.of(dialect).open_text(self.place, value)


class SealedJson(Sealed):
    """As `Json`, sealed."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else super().process_bind_param(canonical(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return (
            None if value is None else json.loads(super().process_result_value(value, dialect))
        )


class SealedBytes(TypeDecorator[bytes]):
    """As `Sealed`, for bytes."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.of(dialect).seal_bytes(self.place, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.of(dialect).open_bytes(self.place, bytes(value))


Big = BigInteger().with_variant(Integer(), "sqlite")


def either(make: Callable[[Any], Any]) -> Mapping[str, Any]:
    """A statement for each dialect; `make` is given its `insert`, which knows ON CONFLICT.

    Left to itself SQLAlchemy counts no rows of an INSERT on PostgreSQL, and -1 looks like success.
    """
    inserts = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return {
        dialect: make(insert).execution_options(preserve_rowcount=True)
        for dialect, insert in inserts.items()
    }


def words(*names: str) -> list[Column[Any]]:
    return [Column(name, Text, nullable=False) for name in names]


def sealed(table: str, *names: str) -> list[Column[Any]]:
    return [Column(name, Sealed(f"{table}.{name}"), nullable=False) for name in names]


def sealed_json(table: str, name: str) -> Column[Any]:
    return Column(name, SealedJson(f"{table}.{name}"), nullable=False)


def id_() -> Column[int]:
    return Column("id", Big, primary_key=True, autoincrement=True)


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def ticked() -> list[Column[Any]]:
    """A moment as `storage.ticks` counts it, beside the one the clock told."""
    return [Column("boot", Text, nullable=True), Column("tick", Float, nullable=True)]


# `Tick.bound` gives what an update with these values is executed with.
TICKED: Mapping[str, Any] = {"boot": bindparam("on"), "tick": bindparam("after")}


def table(name: str, *parts: Any) -> Table:
    # Without AUTOINCREMENT SQLite gives the number of a deleted row to the next one, and an old
    # tap would speak about somebody else's draft.
    numbered = any(
        isinstance(p, Column) and p.name == "id" and p.autoincrement is True for p in parts
    )
    return Table(name, metadata, *parts, sqlite_autoincrement=numbered)


def partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
