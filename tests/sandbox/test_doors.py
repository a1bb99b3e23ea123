"""The doors a town gives to the product."""

from pathlib import Path

import pytest

from sandbox.town import DOORS, free_port

GIVEN_AWAY = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not GIVEN_AWAY.exists(), reason="only Linux says which it gives away")
def test_a_door_left_for_a_moment_is_given_to_nobody_else() -> None:
    first, last = map(int, GIVEN_AWAY.read_text().split())
    if first <= DOORS.start:
        pytest.skip("this machine gives away nearly every port")
    assert not [port for port in (free_port() for _ in range(20)) if first <= port <= last]
