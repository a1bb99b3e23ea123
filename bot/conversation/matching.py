"""Finding what a typed name means among the names there are, and what a typo was meant to be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.conversation.numerals import arabic, plain

SEPARATORS = re.compile(r"\s*[、,;/\n]\s*|\s+")


def key(text: str) -> str:
    """What two spellings of a name share: 教学楼四楼 and 教学楼 4 楼, 餐厅（演示） and 餐厅."""
    bare = re.sub(r"\(演示\)$", "", plain(text))
    return re.sub(r"[\s、,·()\-]", "", arabic(bare))


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be meant: its id, the name shown, and whatever else people call it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The words fit more than one."""

    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    text: str
    nearest: tuple[str, ...]


Found = str | Several | Unknown


class Register:
    """Names to be found, in the order they are shown."""

    def __init__(self, entries: Iterable[Named]) -> None:
        self.entries = tuple(entries)
        self._exact: dict[str, list[Named]] = {}
        for entry in self.entries:
            for name in dict.fromkeys(key(n) for n in (entry.id, entry.name, *entry.aliases)):
                self._exact.setdefault(name, []).append(entry)
        names = (n for e in self.entries for n in (e.name, *e.aliases))
        self._longest = max((len(SEPARATORS.split(plain(n))) for n in names), default=1)

    def find(self, text: str) -> Found:
        """The id meant: the whole name first, then the only one that contains the words."""
        return self._whole(text) or self._containing(text) or Unknown(text, self.nearest(text))

    def _whole(self, text: str) -> str | Several | None:
        found = self._exact.get(key(text), [])
        return _one(text, found)

    def _containing(self, text: str) -> str | Several | None:
        asked = key(text)
        # One letter or digit is in too many names to be an answer, and nothing is in all.
        if len(asked) < 2 and asked.isascii():
            return None
        holding = {e.id: e for name, es in self._exact.items() if asked in name for e in es}
        return _one(text, [e for e in self.entries if e.id in holding])

    def nearest(self, text: str, *, within: bool = True) -> tuple[str, ...]:
        """Up to three names a slip away, or standing `within` the words; the closest first."""
        asked = key(text[:60])
        scored: dict[str, int] = {}
        for name, entries in self._exact.items():
            inside = within and len(name) >= 2 and name in asked
            slips = 1 if inside else distance(asked, name)
            if inside or slips <= _tolerated(asked, name):
                for entry in entries:
                    scored[entry.name] = min(slips, scored.get(entry.name, slips))
        return tuple(sorted(scored, key=lambda name: scored[name])[:3])

    def find_all(self, text: str) -> list[Found]:
        """Several names in one line. 教学楼一、二楼 is one name although it holds a separator:
        at each place the longest run of pieces that is a whole name counts as one. Ends at the
        first that is not found: what follows it will be typed again."""
        pieces = [p for p in SEPARATORS.split(plain(text)) if p]
        found: list[Found] = []
        while pieces and all(isinstance(f, str) for f in found):
            length = self._longest_whole(pieces) or 1
            found.append(self.find(" ".join(pieces[:length])))
            pieces = pieces[length:]
        return found

    def _longest_whole(self, pieces: Sequence[str]) -> int:
        lengths = range(min(len(pieces), self._longest), 0, -1)
        return next((n for n in lengths if key(" ".join(pieces[:n])) in self._exact), 0)


def _one(text: str, found: Sequence[Named]) -> str | Several | None:
    if len(found) > 1:
        return Several(text, tuple(e.name for e in found))
    return found[0].id if found else None


def _tolerated(asked: str, name: str) -> int:
    shortest = min(len(asked), len(name))
    if shortest < 2 or not set(asked) & set(name):
        return -1
    return 1 if shortest < 5 else 2


def distance(a: str, b: str) -> int:
    """Slips between two words: wrong, missing, extra or swapped characters."""
    if abs(len(a) - len(b)) > 2:
        return 3
    older: list[int] = []
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            best = min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        older, above = above, row
    return above[-1]
