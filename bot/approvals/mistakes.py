"""What is wrong with a pack file: every mistake at once, each with its place and one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.cards import Saying


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """`table` as TOML would address it (`kinds.footage.addons[2]`); "" is the file's top."""

    file: str
    table: str
    key: str
    sentence: Saying = field(compare=False)

    @property
    def place(self) -> str:
        where = ".".join(part for part in (self.table, self.key) if part)
        return f"{self.file}: {where}" if where else self.file

    def __str__(self) -> str:
        values = ", ".join(f"{k}={v}" for k, v in self.sentence.values.items())
        return f"{self.place}: {self.sentence.key} ({values})"


class PackMistakes(Exception):
    """The pack cannot be used. `mistakes` are all that were found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class Findings:
    """Collects mistakes while a pack is put together, so that reading need not stop at one."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def note(self, table: str, key: str, sentence: str, **values: Any) -> None:
        said = Saying(f"pack.mistake.{sentence}", values)
        self.mistakes.append(Mistake(self.file, table, key, said))

    def say(self, table: str, key: str, sentence: Saying) -> None:
        self.mistakes.append(Mistake(self.file, table, key, sentence))

    def noted(self, table: str, key: str) -> bool:
        """Whether this value was found wrong before; what follows from it is no second mistake."""
        return any((m.table, m.key) == (table, key) for m in self.mistakes)

    def known(
        self, name: str, among: Iterable[str], table: str, key: str, sentence: str
    ) -> None:
        """Note `name` unless it is one of `among`; a blank was noted before."""
        names = tuple(among)
        if name and name not in names:
            self.note(table, key, sentence, name=name, known=names)
