"""Which of some things a sentence speaks of, by the words that stand for each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.conversation.said import At, Said, inside_word, spelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """`doubtful`: it was asked whether it is so. `denied`: it was said that it is not."""

    ids: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    doubtful: bool = False
    at: tuple[At, ...] = ()

    @property
    def one(self) -> str:
        """The one thing meant, or empty."""
        return self.ids[0] if len(self.ids) == 1 and not self.doubtful else ""


def spoken_of(said: Said, words: Mapping[str, Iterable[str]]) -> Spoken:
    """The longest word counts where two begin inside one another: 孩子不见了 is nothing lost."""
    meant: dict[str, None] = {}
    denied: dict[str, None] = {}
    doubtful, places = False, []
    for name, at in longest(said.text, words):
        places.append(at)
        if said.wondered(at):
            doubtful = True
        elif said.denied(at):
            denied[name] = None
        else:
            meant[name] = None
    refused = tuple(name for name in denied if name not in meant)
    return Spoken(ids=tuple(meant), denied=refused, doubtful=doubtful, at=tuple(places))


def longest(text: str, words: Mapping[str, Iterable[str]]) -> list[tuple[str, At]]:
    found = sorted(_all(text, words), key=lambda hit: (hit[1][0] - hit[1][1], hit[1][0]))
    kept: list[tuple[str, At]] = []
    for name, (start, end) in found:
        if all(end <= s or e <= start for _, (s, e) in kept):
            kept.append((name, (start, end)))
    return sorted(kept, key=lambda hit: hit[1])


def _all(text: str, words: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, At]]:
    for name, said in words.items():
        for word in said:
            for hit in re.finditer(re.escape(spelled(word)), text):
                if not inside_word(text, hit.start()) and not inside_word(text, hit.end()):
                    yield name, hit.span()
