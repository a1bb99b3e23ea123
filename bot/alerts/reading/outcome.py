"""What became of a body that was posted to us."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.alerts.signal import Signal


@dataclass(frozen=True, slots=True)
class Unreadable:
    """`why` is a code with a sentence of its own (`dead.WHY`), `where` what it is about: a field,
    a position, a word we do not know."""

    why: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """`left` could not be understood beside what was. What is known to be no trouble (movement
    seen, somebody has acknowledged) is in neither."""

    signals: tuple[Signal, ...] = ()
    left: tuple[Unreadable, ...] = ()


class Odd(Exception):
    """Not as the source writes it. Caught where the rest can still be read."""

    def __init__(self, why: str, where: object = "") -> None:
        super().__init__(why)
        self.what = Unreadable(why, str(where)[:120])


Outcome = Read | Unreadable


def joined(reads: Iterable[Read]) -> Outcome:
    """One answer for a body of several parts; unreadable is what holds nothing else."""
    reads = tuple(reads)
    whole = Read(
        tuple(signal for read in reads for signal in read.signals),
        tuple(odd for read in reads for odd in read.left),
    )
    return whole.left[0] if whole.left and not whole.signals else whole
