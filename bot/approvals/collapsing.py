"""One person signs a case once, at the highest place that asks for him."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from bot.approvals.chain import Seat, Step


def by_role(seat: Seat) -> Hashable:
    return seat.role, seat.unit


def collapsed(
    steps: Iterable[Step], key: Callable[[Seat], Hashable] = by_role
) -> tuple[Step, ...]:
    """The steps with each key only at its last occurrence, which gains the rules of the others.

    The last step always keeps its seats, so a ladder never loses its end.
    """
    ladder = list(steps)
    highest = {
        key(s): (n, i) for n, step in enumerate(ladder) for i, s in enumerate(step.seats)
    }
    behind: dict[Hashable, Seat] = {}
    for seat in (seat for step in ladder for seat in step.seats):
        earlier = behind.get(key(seat), seat)
        behind[key(seat)] = with_reasons(seat, earlier.rules, earlier.articles)
    left = []
    for n, step in enumerate(ladder):
        seats = [s for i, s in enumerate(step.seats) if highest[key(s)] == (n, i)]
        left.append(seated(step, (behind[key(s)] for s in seats)))
    return tuple(step for step in left if step.seats)


def with_reasons(seat: Seat, rules: tuple[str, ...], articles: tuple[str, ...]) -> Seat:
    """The seat with these rules and articles put before its own, each once."""
    return replace(
        seat,
        rules=tuple(dict.fromkeys((*rules, *seat.rules))),
        articles=tuple(dict.fromkeys((*articles, *seat.articles))),
    )


def seated(step: Step, seats: Iterable[Seat]) -> Step:
    """The step with other seats; a quorum never needs more signatures than there are seats."""
    kept = tuple(seats)
    return replace(step, seats=kept, needed=min(step.needed, len(kept)))
