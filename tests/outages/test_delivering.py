"""One living message for an outage in each group, whatever becomes of it and of the platform."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import alarming, handling
from bot.actions.office import Office
from bot.alerts.outage import Outage
from bot.alerts.troubles import Trouble
from bot.notices import About, Reason
from bot.people.person import Platform
from bot.platforms.ports import Moved, TryLater, Unreachable
from sandbox.clock import PushedClock
from storage import outages, places
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.outages.board import Board, delivered, owed
from tests.outages.cases import GROUP, bound, goes_dark, words, works_again

CANTEEN = [f"B-Z06-C{n:02}" for n in range(1, 13)]


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    case = await Case(store, clock, "taishan").moves_in()
    await case.acts(bound)
    return case


@pytest.fixture
def board() -> Board:
    return Board()


async def alarmed(school: Case, *, by: str = "", **other: object) -> Outage:
    def act(work: Work, office: Office) -> Outage:
        one = goes_dark(work, office, CANTEEN[:4], by=by, **other)
        alarming.alarm(work, office, one)
        return one

    return await school.acts(act)


async def called_again(school: Case, number: int) -> None:
    def act(work: Work, office: Office) -> None:
        one = outages.load(work, office.id, number)
        kept = outages.keep(work, replace(one, rung=one.rung + 1))
        alarming.call(work, office, kept)

    await school.acts(act)


async def recovers(school: Case, number: int) -> None:
    await school.acts(lambda w, o: alarming.recovered(w, o, works_again(w, o, number)))


async def test_what_changes_is_edited_and_rings_nobody(school, board):
    one = await alarmed(school)
    await delivered(school, board)
    await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    await delivered(school, board)
    (card,) = board.chats[GROUP]
    assert "值**" in words(card)


@pytest.mark.shows(Reason.ALARMED, Reason.CALLED, About.OUTAGE)
async def test_a_call_rings_and_settles_the_card_above_it(school, board):
    one = await alarmed(school)
    await delivered(school, board)
    school.clock.push(timedelta(minutes=15))
    await called_again(school, one.id)
    await delivered(school, board)
    first, second = board.chats[GROUP]
    assert first.closed == "有新消息，见下方"
    assert not first.buttons
    assert "已再次呼叫 1 次" in words(second)
    before = board.edits
    await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    await delivered(school, board)
    assert board.edits == before + 1  # the settled one is left alone


async def test_nobody_is_called_about_what_is_in_hand_by_then(school, board):
    one = await alarmed(school)
    await delivered(school, board)
    await called_again(school, one.id)
    await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    await delivered(school, board)
    assert len(board.chats[GROUP]) == 1


@pytest.mark.shows(Reason.RECOVERED)
async def test_everybody_who_was_alarmed_hears_of_the_end_once(school, board):
    one = await alarmed(school)
    await delivered(school, board)
    await recovers(school, one.id)
    await recovers_again(school, one.id)
    await delivered(school, board)
    first, second = board.chats[GROUP]
    assert second.title.startswith("🟢 已恢复：")
    assert first.closed == "有新消息，见下方"


async def recovers_again(school: Case, number: int) -> None:
    await school.acts(lambda w, o: alarming.recovered(w, o, outages.load(w, o.id, number)))


async def test_ten_bad_minutes_become_one_message_that_says_how_late_it_is(school, board):
    board.refuses = lambda _a: TryLater(seconds=30, why="Bad Gateway")
    one = await alarmed(school)
    for _ in range(5):
        await delivered(school, board)
        school.clock.push(timedelta(minutes=3))
        await called_again(school, one.id)
    await recovers(school, one.id)
    board.refuses = lambda _a: None
    school.clock.push(timedelta(minutes=1))
    await delivered(school, board)
    (card,) = board.chats[GROUP]
    assert card.title.startswith("🟢 已恢复：")
    assert "迟到 16 分钟" in words(card)
    assert await owed(school) == 0


async def test_a_group_that_cannot_be_told_for_a_minute_is_told_one_by_one(school, board):
    board.refuses = lambda a: (
        TryLater(seconds=60, why="45009", whole_platform=True) if a == GROUP else None
    )
    await alarmed(school, by="乔木")
    await delivered(school, board)
    officer = await school.acts(lambda _w, o: called(o, "值班员甲").accounts[0].address)
    assert any("离线" in title for title in board.titles(officer))
    board.refuses = lambda _a: None
    school.clock.push(timedelta(minutes=2))
    await delivered(school, board)
    assert len([t for t in board.titles(GROUP) if "离线" in t]) == 1  # and in the end the group
    assert len([t for t in board.titles(officer) if "离线" in t]) == 1


async def test_a_bot_that_was_removed_is_told_to_the_administrator_and_to_the_people(
    school, board
):
    board.refuses = lambda a: Unreachable("bot was kicked") if a == GROUP else None
    one = await alarmed(school, by="乔木")
    await delivered(school, board)
    officer = await school.acts(lambda _w, o: called(o, "值班员甲").accounts[0].address)
    assert any("离线" in title for title in board.titles(officer))
    admins = await school.acts(
        lambda _w, o: [a.address for p in o.directory.holders("admin") for a in p.accounts]
    )
    assert admins
    assert any("没有送达" in t for a in admins for t in board.titles(a))
    await recovers(school, one.id)
    await delivered(school, board)
    assert any("已恢复" in title for title in board.titles(officer))


async def test_a_group_that_moved_gets_its_open_card_anew(school, board):
    one = await alarmed(school)
    await delivered(school, board)
    board.refuses = lambda a: Moved("-100900") if a == GROUP else None
    await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    await delivered(school, board)
    (card,) = board.chats["-100900"]
    assert "值**" in words(card)
    await recovers(school, one.id)
    await delivered(school, board)
    assert len(board.chats["-100900"]) == 2


@pytest.mark.shows(Reason.OVERNIGHT, About.OVERNIGHT)
async def test_a_minor_trouble_of_the_night_is_told_in_the_morning_with_the_others(
    school, board
):
    school.clock.push(timedelta(hours=14))  # 23:00
    first = await alarmed(school, trouble=Trouble.BLURRED)
    school.clock.push(timedelta(minutes=5))

    def again(work: Work, office: Office) -> Outage:
        one = goes_dark(work, office, CANTEEN[6:7], trouble=Trouble.CLOCK)
        alarming.alarm(work, office, one)
        return one

    second = await school.acts(again)
    await delivered(school, board)
    assert GROUP not in board.chats
    major = await alarmed(school, trouble=Trouble.OFFLINE)
    await delivered(school, board)
    assert len(board.chats[GROUP]) == 1
    school.clock.push(timedelta(hours=8))
    await delivered(school, board)
    _, morning = board.chats[GROUP]
    said = words(morning)
    assert morning.title == "夜间一般故障 2 起"
    assert said.count("画面不清") == 1
    assert said.count("时间不准") == 1
    for number in (first.id, second.id, major.id):
        await recovers(school, number)
    await delivered(school, board)
    assert len([c for c in board.chats[GROUP] if c.closed == "已恢复"]) == 3


async def test_two_groups_of_one_chat_get_one_message(school, board):
    await school.acts(
        lambda w, o: places.bind_group(w, o.id, "security", Platform.TELEGRAM, GROUP)
    )
    await alarmed(school)
    await delivered(school, board)
    assert len(board.chats[GROUP]) == 1


async def test_120_cameras_at_once_are_one_message_in_each_group(school, board):
    def everywhere(work: Work, office: Office) -> Outage:
        one = goes_dark(work, office, list(office.places.cameras)[:120])
        alarming.alarm(work, office, one)
        return one

    one = await school.acts(everywhere)
    for _ in range(5):
        await school.acts(lambda w, o: alarming.changed(w, o, outages.load(w, o.id, one.id)))
        await delivered(school, board)
    assert len(board.chats[GROUP]) == 1
