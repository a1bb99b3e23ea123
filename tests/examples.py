"""How many examples a property tries: all of them, but a few in the suite a developer runs."""

from hypothesis import settings

USUAL, QUICK = 60, 15  # what the profiles of conftest.py try where a test names no number


def examples(count: int) -> int:
    """`count` as it is when everything is tried, and in proportion otherwise."""
    return max(3, count * settings.default.max_examples // USUAL)
