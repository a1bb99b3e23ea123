"""Whoever tries binding codes with many accounts finds none, shuts out nobody and is told of."""

from datetime import timedelta

import pytest

from bot.actions.office import Office
from bot.handlers.dispatch import dispatch
from bot.notices import Reason
from bot.people.person import Platform
from bot.platforms.ports import Inbound, Said
from sandbox.clock import PushedClock
from storage import invites
from storage.store import Store, Work
from tests.actions.kinds import Case, called

ADMIN, TEACHER = "监控管理员甲", "科任老师甲"


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def says(school: Case, sender: str, words: str) -> str:
    """What somebody nobody knows is answered."""

    def act(work: Work, _office: Office) -> str:
        return heard(work, school, Platform.TELEGRAM, sender, words)

    return await school.acts(act)


def heard(work: Work, school: Case, platform: Platform, sender: str, words: str) -> str:
    said = Inbound(
        key=f"{sender}/{words}",
        platform=platform,
        sender=sender,
        chat=sender,
        private=True,
        at=work.now,
        what=Said(words),
    )
    return "\n".join(card.title for card in dispatch(work, school.rules, said).cards)


async def scanned(school: Case, accounts: int) -> list[str]:
    tries = [
        (f"98{who}", f"绑定 AAAAAAA{who:02}{n}") for who in range(accounts) for n in range(5)
    ]
    return [await says(school, *one) for one in tries]


async def test_administrators_hear_once_a_day_that_codes_are_tried(school: Case) -> None:
    await scanned(school, 9)
    assert await school.ears.heard(Reason.STUCK) == {}
    await scanned(school, 12)
    heard = await school.ears.heard(Reason.STUCK)
    assert set(heard) == {ADMIN}
    assert "试码" in heard[ADMIN]
    school.clock.push(timedelta(hours=2))
    await scanned(school, 12)
    await school.ears.heard(Reason.STUCK)
    assert len(school.ears.got) == 1
    school.clock.push(timedelta(days=1))
    await scanned(school, 12)
    await school.ears.heard(Reason.STUCK)
    assert len(school.ears.got) == 2


async def test_whoever_was_invited_comes_in_meanwhile(school: Case) -> None:
    await scanned(school, 12)
    code = await school.acts(
        lambda work, office: invites.create(work, office.id, called(office, TEACHER).id)
    )
    assert await says(school, "his new phone", "绑定 AAAAAAAAAA")  # he mistypes it at first
    await says(school, "his new phone", f"绑定 {code}")
    assert TEACHER in await school.ears.heard(Reason.BOUND)


async def test_a_code_for_a_pin_is_counted_like_one_for_an_account(school: Case) -> None:
    await scanned(school, 9)

    def guesses(work: Work, office: Office) -> None:
        at = called(office, TEACHER).accounts[0]
        for n in range(5):
            heard(work, school, at.platform, at.address, f"重设口令 AAAAAAA77{n}")

    await school.acts(guesses)
    assert set(await school.ears.heard(Reason.STUCK)) == {ADMIN}
