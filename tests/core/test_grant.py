"""What leave to look at one's own area covers, and when it is over."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cameras.grant import Grant, Rights
from bot.people.person import Person, PersonId

LIU = Person(id=PersonId("liu"), name="柳承砚", unit="教务处")
GRANT = Grant(
    school="x",
    request=1,
    unit="教务处",
    zones=("Z1", "Z2"),
    persons=(LIU.id,),
    rights=Rights.BOTH,
    starts=date(2026, 3, 2),
    until=date(2026, 6, 30),
)
DAY = date(2026, 4, 1)
ENDED = datetime(2026, 3, 3, tzinfo=UTC)

CASES = [
    (GRANT, LIU, ("Z1",), DAY, True),
    (GRANT, LIU, ("Z1", "Z2"), GRANT.until, True),
    (GRANT, LIU, ("Z1",), GRANT.starts, True),
    (GRANT, LIU, ("Z1",), date(2026, 3, 1), False),
    (GRANT, LIU, ("Z1",), date(2026, 7, 1), False),
    (GRANT, LIU, ("Z1", "Z3"), DAY, False),
    (GRANT, LIU, (), DAY, False),
    (GRANT, replace(LIU, unit="总务处"), ("Z1",), DAY, False),
    (GRANT, replace(LIU, active=False), ("Z1",), DAY, False),
    (GRANT, replace(LIU, id=PersonId("he")), ("Z1",), DAY, False),
    (replace(GRANT, rights=Rights.LIVE), LIU, ("Z1",), DAY, False),
    (replace(GRANT, ended_at=ENDED), LIU, ("Z1",), DAY, False),
]


@pytest.mark.parametrize(("grant", "person", "zones", "day", "covered"), CASES)
def test_what_it_covers(grant, person, zones, day, covered):
    assert grant.covers(person, zones, day) is covered
