"""Databases as earlier releases left them, half-way through a case; `make saved` adds one.

For each NAME: `NAME.db.xz` (SQLite), `NAME.pgdump` (as `diaoyue backup` wrote it) and one
`NAME.….json` for each of the two, with what stood on the telephones of Telegram.
"""

import json
import lzma
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    name: str
    engine: str  # "sqlite" or "postgresql"
    made_from: str  # the commit whose code wrote it
    now: datetime
    chats: dict[str, list[dict[str, Any]]]  # messages as Telegram has them, by chat

    def unpacked(self, folder: Path) -> Path:
        """The copy of the database, as `restore` takes it."""
        if self.engine == "postgresql":
            return HERE / f"{self.name}.pgdump"
        file = folder / f"{self.name}.backup"
        file.write_bytes(lzma.decompress((HERE / f"{self.name}.db.xz").read_bytes()))
        return file


def names() -> list[str]:
    return sorted(file.name.removesuffix(".db.xz") for file in HERE.glob("*.db.xz"))


def load(name: str, engine: str) -> Saved:
    told = json.loads((HERE / f"{name}.{engine}.json").read_text("utf-8"))
    return Saved(
        name=name,
        engine=engine,
        made_from=told["made_from"],
        now=datetime.fromisoformat(told["now"]),
        chats=told["chats"],
    )
