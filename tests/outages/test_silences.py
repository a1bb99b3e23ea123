"""静默: with a scope, an end and a reason; nothing is forgotten, and it is told at the end."""

from datetime import timedelta

import pytest

from bot.actions import handling, silencing
from bot.actions.office import Office
from bot.alerts.silence import Silence
from bot.approvals.refusals import StaleCard
from bot.notices import About, Reason
from sandbox.clock import PushedClock
from storage import journal
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.outages.board import Board, delivered
from tests.outages.cases import GROUP, bound, card_in_group, goes_dark, words, works_again

CANTEEN = [f"B-Z06-C{n:02}" for n in range(1, 13)]
HOUR = timedelta(hours=1)


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    case = await Case(store, clock, "taishan").moves_in()
    await case.acts(bound)
    return case


async def quiet(school: Case, who: str = "值班员甲", **other: object) -> Silence:
    def act(work: Work, office: Office) -> Silence:
        asked: dict = {"devices": (), "zones": ("B-Z06",), "reason": "更换交换机", **other}
        asked.setdefault("ends", office.now + HOUR)
        return silencing.silence(work, office, called(office, who), **asked)

    return await school.acts(act)


async def test_the_card_says_who_and_until_when(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:2]))
    kept = await quiet(school)
    card = await card_in_group(school, one.id)
    said = words(card)
    assert "已由值**设为静默，至 10:00" in said
    assert "结束静默" in said
    await school.acts(lambda w, o: silencing.end(w, o, called(o, "雷默言"), kept.id))
    assert "静默，至" not in words(await card_in_group(school, one.id))


async def test_a_switch_silences_what_hangs_behind_it_and_nothing_else(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:2]))
    other = await school.acts(lambda w, o: goes_dark(w, o, ["B-Z01-C01"]))
    await quiet(school, devices=("SW-B-Z06",), zones=())
    assert "静默，至" in words(await card_in_group(school, one.id))
    assert "静默，至" not in words(await card_in_group(school, other.id))


async def test_nothing_is_silenced_without_scope_end_and_reason(school):
    now = school.clock.now()
    with pytest.raises(silencing.SilenceWithoutScope):
        await quiet(school, zones=())
    for ends in (now, now - HOUR, now + timedelta(days=8)):
        with pytest.raises(silencing.SilenceWithoutEnd):
            await quiet(school, ends=ends)
    with pytest.raises(silencing.SilenceWithoutReason):
        await quiet(school, reason=" ")
    with pytest.raises(handling.NotYourOutage):
        await quiet(school, who="乔木")


@pytest.mark.shows(Reason.HELD_BACK, About.SILENCE)
async def test_when_it_is_over_the_group_hears_what_it_held_back(school):
    board = Board()
    kept = await quiet(school)
    first = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:2]))
    await school.acts(lambda w, o: works_again(w, o, first.id))
    await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[4:5]))
    await school.acts(lambda w, o: goes_dark(w, o, ["B-Z01-C01"]))
    school.clock.push(HOUR)
    assert await school.acts(silencing.over) == 1
    assert await school.acts(silencing.over) == 0
    await delivered(school, board)
    (card,) = board.chats[GROUP]
    said = words(card)
    assert card.title == "静默结束：餐厅"
    assert "期间有 3 起故障未通知，其中 1 起仍未恢复" in said
    assert said.count("✓") == 2
    assert said.count("✗") == 1
    assert "办公楼" not in said
    with pytest.raises(StaleCard):
        await school.acts(lambda w, o: silencing.end(w, o, called(o, "雷默言"), kept.id))
    entries = await school.acts(lambda w, o: [e.kind for e in journal.entries(w, o.id)])
    assert {"alerts.silenced", "alerts.silence_ended"} <= set(entries)


async def test_a_silence_in_which_nothing_happened_says_so(school):
    board = Board()
    await quiet(school)
    school.clock.push(HOUR)
    await school.acts(silencing.over)
    await delivered(school, board)
    assert "期间没有故障。" in words(board.chats[GROUP][0])
