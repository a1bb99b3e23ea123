"""The doors a town gives to the product."""

from pathlib import Path

import pytest

from sandbox.town import DOORS, free_port, given_away, kept_back


def test_a_door_left_for_a_moment_is_given_to_nobody_else() -> None:
    """Unless the kernel gives away nearly every port."""
    doors = kept_back(*given_away())
    assert {free_port() for _ in range(20)} <= set(doors)


@pytest.mark.parametrize(
    ("first", "last", "lowest", "highest"),
    [
        (32_768, 60_999, 10_000, 65_535),
        (32_768, 65_535, 10_000, 32_767),
        (16_000, 65_535, 10_000, 15_999),
        (1_024, 32_767, 32_768, 65_535),
        (1_024, 65_535, 10_000, 65_535),
    ],
)
def test_whatever_the_kernel_gives_away(
    first: int, last: int, lowest: int, highest: int
) -> None:
    kept = kept_back(first, last)
    assert (min(kept), max(kept)) == (lowest, highest)
    given = [port for port in kept if first <= port <= last]
    assert not given or kept is DOORS


def test_a_machine_that_does_not_say_is_taken_for_a_usual_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sandbox.town.GIVEN_AWAY", tmp_path)
    assert kept_back(*given_away()) == list(range(10_000, 32_768))
