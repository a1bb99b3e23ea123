"""What is still told of a case when somebody who had a part in it is gone."""

from datetime import timedelta

from sqlalchemy import select

from bot.actions import deciding, deputising, listing
from bot.actions.office import Office
from bot.approvals.request import State
from bot.notices import Reason
from bot.people.roles import Deputy
from storage import requests
from storage.store import Work
from storage.tables import outbox
from tests.actions.standing_still import school
from tests.actions.test_groups import lived
from tests.actions.test_looking import lost_phone


def test_a_signer_who_left_is_not_told_that_an_approval_was_taken_back() -> None:
    """Nobody could deliver it to him, and the administrators would be called for nothing."""
    house = school("taishan")
    house.begins_anew()
    with house.working() as work:
        office, request = lost_phone(work, house.rules)
        for now in lived(work, office, request):
            if now.state is State.APPROVED:
                break
        first, *_, last = requests.peek(work, request.id).decisions
        there = office.directory.persons.values()
        listing.people(work, office.id, [p for p in there if p.id != first.by])
        office = Office.open(work, house.rules)
        deciding.revoke(
            work, office, office.directory[last.by], request.id, reason="家长已到派出所报案"
        )
        heard = told(work, Reason.REVOKED)
    assert request.requester in heard
    assert first.by != last.by
    assert first.by not in heard


def test_who_left_is_not_told_that_nobody_stands_in_for_him_any_more() -> None:
    house = school("taishan")
    house.begins_anew()
    with house.working() as work:
        office = Office.open(work, house.rules)
        (admin, *_), (chief, *_) = map(office.directory.holders, ("admin", "security_chief"))
        duty, *_ = (p for p in office.directory.holders("duty_officer") if p.id != admin.id)
        stands = Deputy(
            of=chief.id,
            by=duty.id,
            start=office.now,
            end=office.now + timedelta(days=3),
            reason="出差",
        )
        deputising.name(work, office, admin, stands)
        assert told(work, Reason.DEPUTISED) == [chief.id, duty.id]
    house.pushed(timedelta(hours=1))
    with house.working() as work:
        there = office.directory.persons.values()
        listing.people(work, office.id, [p for p in there if p.id != chief.id])
        deputising.end(work, Office.open(work, house.rules), admin, stands)
        assert told(work, Reason.DEPUTISED) == [chief.id, duty.id, duty.id]


def told(work: Work, why: Reason) -> list[str]:
    asked = select(outbox.c.person).where(outbox.c.reason == why)
    return sorted(work.conn.execute(asked).scalars())
