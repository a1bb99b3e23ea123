"""How Alembic reads and writes the column types of this house."""

from typing import Any, Literal

from sqlalchemy import DateTime, LargeBinary, Text

from storage.tables import Json, Sealed, SealedBytes, UtcDateTime


def plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration outlives the code it was generated from, so it names no type of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Json | Sealed):
        return "sa.Text()"
    if kind == "type" and isinstance(item, SealedBytes):
        return "sa.LargeBinary()"
    return False


def same_type(
    _context: Any, _inspected: Any, _column: Any, found: Any, wanted: Any
) -> bool | None:
    """False: equal. None: let Alembic compare."""
    if isinstance(wanted, UtcDateTime):
        return not isinstance(found, DateTime)
    if isinstance(wanted, Json | Sealed):
        return not isinstance(found, Text)
    if isinstance(wanted, SealedBytes):
        return not isinstance(found, LargeBinary)
    return None
