"""A group counts for sure when somebody there has said that he sees us."""

import pytest

from bot.actions import binding
from bot.actions.office import Office
from bot.approvals.refusals import StaleCard
from bot.notices import About
from bot.people.person import Platform
from bot.writing import groups
from sandbox.clock import PushedClock
from storage import places
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.outages.board import Board, delivered
from tests.outages.cases import GROUP, alone, words

ADMIN = "监控管理员甲"


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def binds(school: Case, address: str = GROUP, name: str = "security") -> None:
    def act(work: Work, office: Office) -> None:
        by = called(office, ADMIN)
        binding.bind_group(work, office, by, Platform.TELEGRAM, address, name)

    await school.acts(act)


async def confirmed(school: Case) -> list[bool]:
    def read(_work: Work, office: Office) -> list[bool]:
        return [p.confirmed for places in office.school.groups.values() for p in places]

    return await school.acts(read)


@pytest.mark.shows(About.TRIAL)
async def test_it_is_unconfirmed_until_somebody_says_that_he_sees_the_message(school):
    board = Board()
    await binds(school)
    await delivered(school, board)
    (card,) = board.chats[GROUP]
    assert "测试消息" in words(card)
    assert await confirmed(school) == [False]
    listed = await school.acts(lambda w, o: words(groups.listing(alone(w, o, ADMIN))))
    assert "⚠ 安保群（Telegram）：未确认" in listed
    by = "值班员甲"
    seen = "security@telegram"
    await school.acts(lambda w, o: binding.confirm_group(w, o, called(o, by), seen))
    await school.acts(lambda w, o: binding.confirm_group(w, o, called(o, by), seen))
    await delivered(school, board)
    assert await confirmed(school) == [True]
    assert board.chats[GROUP][0].closed == "已确认收到"


async def test_a_group_that_moved_is_as_confirmed_as_it_was(school):
    await binds(school)
    await school.acts(
        lambda w, o: places.move_group(w, o.id, Platform.TELEGRAM, GROUP, "-100900")
    )
    assert await confirmed(school) == [False]


async def test_a_newer_chat_takes_the_place_of_the_older_one(school):
    board = Board()
    await binds(school)
    await delivered(school, board)
    await binds(school, "-100700")
    await delivered(school, board)
    assert len(board.chats["-100700"]) == 1
    assert len(board.chats[GROUP]) == 1


async def test_only_an_administrator_tries_a_group_and_only_one_that_is_bound(school):
    with pytest.raises(binding.NotAnAdministrator):
        await school.acts(
            lambda w, o: binding.try_group(w, o, called(o, "乔木"), "security@telegram")
        )
    with pytest.raises(StaleCard):
        await school.acts(
            lambda w, o: binding.try_group(w, o, called(o, ADMIN), "security@telegram")
        )
