"""With whom much was said just before a process began, whatever its clock says."""

from datetime import timedelta

import pytest

from bot.notices import Notice, Reason, Recipient, ToGroup, ToPerson
from bot.people.person import Person, PersonId, Platform
from storage import inbox, lately, messages, outbox, people, places, snapshots
from storage.store import Store, Work
from tests.storage.cases import LI, SCHOOL, WANG, ZHAO, account
from tests.storage.conftest import NOON, Clock

WECOM = Platform.WECOM


def wecom(person: PersonId) -> Person:
    return Person(id=person, name=person, accounts=(account(person, WECOM),))


def lives(work: Work) -> None:
    snapshots.ensure(work, SCHOOL)
    people.replace_people(work, SCHOOL, [wecom(LI), wecom(WANG), wecom(ZHAO)])
    places.bind_group(work, SCHOOL, "duty", WECOM, "robot")


def hear(work: Work, key: str, who: str, platform: Platform = WECOM) -> None:
    inbox.put(work, SCHOOL, platform, [(key, who, "")])


def tell(work: Work, key: str, to: Recipient, *, ends: bool = True) -> None:
    asked = Notice(school=SCHOOL, to=to, reason=Reason.ASKED, subject=f"ask/{key}", key=key)
    outbox.owe(work, asked)
    for row in outbox.claim(work, 1, 30):
        if ends:
            outbox.delivered(work, row)


async def exchanged(store: Store) -> dict[str, int]:
    return await store.read(lambda work: lately.exchanged(work, SCHOOL, WECOM))


async def test_who_spoke_was_told_or_was_being_told(store: Store, clock: Clock) -> None:
    def some(work: Work) -> None:
        lives(work)
        hear(work, "1", "li")
        hear(work, "2", "li")
        hear(work, "3", "li", Platform.TELEGRAM)
        tell(work, "4", ToPerson(WANG))
        tell(work, "5", ToGroup("duty"))
        tell(work, "6", ToPerson(ZHAO), ends=False)
        outbox.let_go(work)

    await store.transact(some)
    clock.advance(seconds=9)
    assert await exchanged(store) == {"li": 2, "wang": 1, "zhao": 1}


async def test_so_was_he_whose_card_changed(store: Store, clock: Clock) -> None:
    """Its news may have come in words."""

    def changes(work: Work) -> None:
        lives(work)
        messages.remember(work, SCHOOL, "ask/1", WECOM, "li", {"msgid": "1"})
        outbox.owe_refresh(work, SCHOOL, "ask/1")
        for row in outbox.claim(work, 1, 30):
            outbox.delivered(work, row)

    await store.transact(changes)
    assert await exchanged(store) == {"li": 1}


@pytest.mark.parametrize(
    ("ago", "counted"),
    [
        pytest.param([1, 8, 15, 22, 29, 36, 43, 50, 57, 64, 71], 9, id="a minute"),
        pytest.param([600, 601, 602], 3, id="silence, or a clock that is ahead now"),
        pytest.param([1, 2, -600, -599, 3, 4], 6, id="ahead for a while"),
        pytest.param([1, 2, 900, 901, 3, 4], 6, id="behind for a while"),
        pytest.param([-600, -599, -598], 3, id="a clock that is behind now"),
        pytest.param([100, 200, 300], 2, id="not every silence"),
    ],
)
def test_a_clock_that_was_set_hides_nothing(ago: list[int], counted: int) -> None:
    """At worst somebody is taken to have heard more than he has."""
    newest_first = [(str(n), NOON - timedelta(seconds=n)) for n in ago]
    found = list(lately.within(lately.MINUTE, newest_first, NOON))
    assert found == [str(n) for n in ago[:counted]]
