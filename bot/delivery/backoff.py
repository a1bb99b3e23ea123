"""How long to wait before a delivery is tried again."""

from datetime import timedelta
from random import Random

FIRST = 2.0  # seconds
LONGEST = 300.0
GIVE_UP_AFTER = timedelta(hours=24)  # then the administrator is told


def pause(attempts: int, asked_for: float, chance: Random) -> float:
    """Seconds before the next try: what the platform asked for, else doubling with jitter."""
    own = min(LONGEST, FIRST * 2 ** min(attempts, 10)) * (0.75 + chance.random() / 2)
    return max(asked_for, own if not asked_for else asked_for + 1)
