"""What is still told of a case when somebody who had a part in it is gone."""

from sqlalchemy import select

from bot.actions import deciding, listing
from bot.actions.office import Office
from bot.approvals.request import State
from bot.notices import Reason
from storage import requests
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
        asked = select(outbox.c.person).where(outbox.c.reason == Reason.REVOKED)
        told = set(work.conn.execute(asked).scalars())
    assert request.requester in told
    assert first.by != last.by
    assert first.by not in told
