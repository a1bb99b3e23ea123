"""One person struck out of what was written, wherever he stands in it (PIPL Art. 47)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from bot.people.person import PersonId

STRUCK = "［已删除］"
NOBODY = PersonId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """By the names or codes he is written with; `id` for somebody on the list of people."""

    names: tuple[str, ...]
    id: PersonId = NOBODY

    def stands_in(self, value: Any) -> bool:
        return bool(self.struck_from(value) != value)

    def struck_from(self, value: Any) -> Any:
        """The same value without him; the shape stays, so that it still reads as what it was."""
        match value:
            case str():
                return self._words(value)
            case Mapping() if self.id and value.get("id") == self.id:
                return {**value, "id": "", "name": STRUCK}
            case Mapping():
                return {key: self.struck_from(inner) for key, inner in value.items()}
            case list() | tuple():
                return type(value)(self.struck_from(inner) for inner in value)
            case _ if is_dataclass(value) and not isinstance(value, type):
                parts = {
                    f.name: self.struck_from(getattr(value, f.name)) for f in fields(value)
                }
                return replace(value, **parts)
        return value

    def _words(self, text: str) -> str:
        # An enumeration's word is no text of anybody's.
        if type(text) is not str:
            return text
        for name in self.names:
            text = text.replace(name, STRUCK)
        return text
