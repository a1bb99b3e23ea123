"""Sealing everything with the newest key, a few rows at a time, while others work.

What is sealed with it already is passed over, so that whoever was interrupted goes on where he was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    LargeBinary,
    Text,
    and_,
    bindparam,
    func,
    select,
    tuple_,
    type_coerce,
)

from storage.tables import Sealed, SealedBytes, metadata
from storage.vault import Vault
from storage.work import Work

BATCH = 50  # attachments are among them
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """`last`: where to go on; None when nothing is left."""

    sealed: int
    last: Key | None


def places() -> Iterator[Column[Any]]:
    """Every column that is sealed."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedBytes):
                yield column


def left(work: Work, column: Column[Any], vault: Vault) -> int:
    """How many values are not sealed with the newest key."""
    counted = select(func.count()).select_from(column.table).where(_otherwise(column, vault))
    return int(work.conn.execute(counted).scalar_one())


def all_left(work: Work, vault: Vault) -> int:
    return sum(left(work, column, vault) for column in places())


def batch(work: Work, column: Column[Any], vault: Vault, after: Key | None) -> Batch:
    """The next values after that row, in the order of their keys."""
    where = tuple(column.table.primary_key.columns)
    found = select(*where, _raw(column).label("kept")).where(_otherwise(column, vault))
    if after is not None:
        found = found.where(tuple_(*where) > tuple_(*after))
    rows = work.conn.execute(found.order_by(*where).limit(BATCH)).all()
    sealed = sum(_seal(work, column, vault, tuple(row[:-1]), row.kept) for row in rows)
    return Batch(sealed, tuple(rows[-1][:-1]) if rows else None)


def _seal(work: Work, column: Column[Any], vault: Vault, key: Key, kept: Any) -> int:
    """None, when somebody wrote something else there meanwhile: that is sealed already."""
    keys = column.table.primary_key.columns
    same = and_(*(c == value for c, value in zip(keys, key, strict=True)))
    statement = (
        column.table.update()
        .where(same, _raw(column) == bindparam("kept", kept, type_=_kind(column)))
        .values(
            {column: bindparam("anew", _anew(column.type, vault, kept), type_=_kind(column))}
        )
    )
    return int(work.conn.execute(statement).rowcount)


def _anew(type_: Any, vault: Vault, kept: Any) -> Any:
    # The text itself and never what it means: the journal knows its hash.
    if isinstance(type_, SealedBytes):
        return vault.seal_bytes(type_.place, vault.open_bytes(type_.place, bytes(kept)))
    return vault.seal_text(type_.place, vault.open_text(type_.place, kept))


def _otherwise(column: Column[Any], vault: Vault) -> Any:
    """Something stands there, and does not begin as what is sealed now."""
    begins = func.substr(_raw(column), 1, len(vault.prefix))
    return and_(
        column.is_not(None),
        _raw(column) != _as(column, ""),
        begins != _as(column, vault.prefix),
    )


def _as(column: Column[Any], text: str) -> Any:
    binary = isinstance(column.type, SealedBytes)
    return bindparam(None, text.encode() if binary else text, type_=_kind(column))


def _raw(column: Column[Any]) -> Any:
    return type_coerce(column, _kind(column))


def _kind(column: Column[Any]) -> Any:
    return LargeBinary() if isinstance(column.type, SealedBytes) else Text()
