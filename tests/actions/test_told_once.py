"""What happens to a request in one breath is told to its requester in one message."""

from dataclasses import replace

import pytest

from bot.approvals.request import State
from bot.notices import About, Reason
from sandbox.clock import PushedClock
from storage.store import Store
from tests.actions.kinds import Case
from tests.actions.test_ringing import filed
from tests.actions.test_rooms import enters

TEACHER, CHIEF = "科任老师甲", "雷默言"


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


def asks_for_nothing_more(school: Case, kind: str) -> None:
    """A school that has such a request signed and leaves it there."""
    bare = replace(school.pack.kinds[kind], tasks=())
    pack = replace(school.pack, kinds={**school.pack.kinds, kind: bare})
    school.rules = replace(school.rules, pack=pack)
    school.ears.rules = school.rules
    school.ears.branch = replace(school.ears.branch, rules=school.rules)


async def words(school: Case, who: str) -> list[str]:
    """The new messages he has got about his request since this was last asked."""
    got = [one for one in await school.ears.all_of(who) if one.about is About.STATUS]
    school.ears.got.clear()
    return [one.words for one in got if one.why is not Reason.SETTLED]


async def test_what_is_approved_and_thereby_closed_is_one_message(school: Case) -> None:
    asks_for_nothing_more(school, "footage")
    request = await filed(school)
    (sent,) = await words(school, TEACHER)
    assert "已提交" in sent
    await school.signs(request)
    assert await school.state(request) is State.CLOSED
    (over,) = await words(school, TEACHER)
    assert "已批准，无需另行办理，本次申请办结。" in over
    assert "登记" not in over


async def test_what_nobody_signs_is_told_once_when_it_is_filed(school: Case) -> None:
    """The chief of security needs nobody's leave to enter his own room."""
    await enters(school, CHIEF, "south_gate", CHIEF)
    (told,) = await words(school, CHIEF)
    assert "已受理，正在办理" in told


async def test_what_nobody_signs_and_nobody_carries_out_is_over_at_once(school: Case) -> None:
    asks_for_nothing_more(school, "room_entry")
    request = await enters(school, CHIEF, "south_gate", CHIEF)
    assert await school.state(request) is State.CLOSED
    (told,) = await words(school, CHIEF)
    assert "已受理，无需另行办理，本次申请办结。" in told
