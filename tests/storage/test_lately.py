"""With whom much was said just before a process began, whatever its clock says."""

from dataclasses import dataclass

import pytest

from bot.notices import Notice, Reason, Recipient, ToGroup, ToPerson
from bot.people.person import Person, PersonId, Platform
from storage import inbox, lately, messages, outbox, people, places, snapshots
from storage.store import Store, Work
from storage.ticks import Tick, tick
from tests.storage.cases import LI, SCHOOL, WANG, ZHAO, account
from tests.storage.conftest import Clock

WECOM = Platform.WECOM


@dataclass
class Machine:
    """Runs on while a process of it is dead, and counts the seconds since its start."""

    clock: Clock
    boot: str = "first"
    seconds: float = 1000.0

    def tick(self) -> Tick:
        return Tick(self.boot, self.seconds)

    def waits(self, seconds: float) -> None:
        self.seconds += seconds
        self.clock.advance(seconds=seconds)

    def begins_anew(self, after: float) -> None:
        self.clock.advance(seconds=after)
        self.boot, self.seconds = "second", after


@pytest.fixture
def machine(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Machine:
    here = Machine(clock)
    monkeypatch.setattr(store, "tick", here.tick)
    return here


def wecom(person: PersonId) -> Person:
    return Person(id=person, name=person, accounts=(account(person, WECOM),))


def lives(work: Work) -> None:
    snapshots.ensure(work, SCHOOL)
    people.replace_people(work, SCHOOL, [wecom(LI), wecom(WANG), wecom(ZHAO)])
    places.bind_group(work, SCHOOL, "duty", WECOM, "robot")


def hear(work: Work, key: str, who: str, platform: Platform = WECOM) -> None:
    inbox.put(work, SCHOOL, platform, [(key, who, "")])


def answer(work: Work) -> None:
    inbox.done(work, *(row.id for row in inbox.claim(work, 9)))


def tell(work: Work, key: str, to: Recipient, *, ends: bool = True) -> None:
    asked = Notice(school=SCHOOL, to=to, reason=Reason.ASKED, subject=f"ask/{key}", key=key)
    outbox.owe(work, asked)
    for row in outbox.claim(work, 1, 30):
        if ends:
            outbox.delivered(work, row)


def some(work: Work) -> None:
    """Li was answered, Wang told, a group too, Zhao being told when the process died."""
    lives(work)
    hear(work, "1", "li")
    answer(work)
    tell(work, "2", ToPerson(WANG))
    tell(work, "group", ToGroup("duty"))
    tell(work, "3", ToPerson(ZHAO), ends=False)
    outbox.let_go(work)


async def exchanged(store: Store) -> dict[str, list[float]]:
    found = await store.read(lambda work: lately.exchanged(work, SCHOOL, WECOM))
    return {who: list(ago) for who, ago in found.items()}


async def test_who_was_answered_told_or_being_told(store: Store, machine: Machine) -> None:
    def more(work: Work) -> None:
        hear(work, "4", "li")
        hear(work, "5", "li", Platform.TELEGRAM)
        answer(work)

    await store.transact(some)
    machine.waits(9)
    await store.transact(more)
    machine.waits(1)
    assert await exchanged(store) == {"li": [1, 10], "wang": [10], "zhao": [10]}


async def test_who_spoke_and_has_no_answer_yet_was_told_nothing(
    store: Store, machine: Machine
) -> None:
    """It comes when he is answered, and counts then: the process was dead for so long."""
    await store.transact(lambda work: hear(work, "1", "li"))
    machine.waits(300)
    assert await exchanged(store) == {}
    await store.transact(answer)
    assert await exchanged(store) == {"li": [0]}


async def test_whose_message_made_trouble_was_answered_with_a_number(
    store: Store, machine: Machine
) -> None:
    def fails(work: Work) -> None:
        hear(work, "1", "li")
        inbox.failed(work, inbox.claim(work, 1)[0].id, "KeyError()", None)

    await store.transact(fails)
    machine.clock.advance(days=1)
    assert await exchanged(store) == {"li": [0]}


async def test_so_was_he_whose_card_changed(store: Store, machine: Machine) -> None:
    """Its news may have come in words."""

    def changes(work: Work) -> None:
        lives(work)
        messages.remember(work, SCHOOL, "ask/1", WECOM, "li", {"msgid": "1"})
        outbox.owe_refresh(work, SCHOOL, "ask/1")
        for row in outbox.claim(work, 1, 30):
            outbox.delivered(work, row)

    await store.transact(changes)
    assert await exchanged(store) == {"li": [0]}


async def test_what_was_long_on_its_way_counts_from_its_arrival(
    store: Store, machine: Machine
) -> None:
    def sets_out(work: Work) -> outbox.OutboxRow:
        lives(work)
        tell(work, "1", ToPerson(WANG), ends=False)
        outbox.let_go(work)
        return outbox.claim(work, 1, 30)[0]

    row = await store.transact(sets_out)
    machine.waits(20)
    assert await exchanged(store) == {"wang": [20]}
    await store.transact(lambda work: outbox.delivered(work, row))
    assert await exchanged(store) == {"wang": [0]}


@pytest.mark.parametrize("step", [0, 86400, -86400, 30, -30])
async def test_a_minute_is_a_minute_whatever_the_clock_was_set_to(
    store: Store, machine: Machine, step: float
) -> None:
    """Nobody waits for one that he did not use, and nobody is told too much in one."""
    await store.transact(some)
    machine.waits(69)
    machine.clock.advance(seconds=step)
    assert await exchanged(store) == {"li": [69], "wang": [69], "zhao": [69]}
    machine.waits(1)
    assert await exchanged(store) == {}


async def test_of_before_the_start_of_the_machine_the_clock_tells(
    store: Store, machine: Machine
) -> None:
    """So it does of what another machine told him, whose clock may be a little ahead."""
    await store.transact(some)
    machine.begins_anew(after=40)
    assert await exchanged(store) == {"li": [40], "wang": [40], "zhao": [40]}
    machine.clock.advance(seconds=-45)
    assert await exchanged(store) == {"li": [0], "wang": [0], "zhao": [0]}
    machine.waits(75)
    assert await exchanged(store) == {}


async def test_a_machine_that_names_no_start_goes_by_its_clock(
    store: Store, machine: Machine
) -> None:
    machine.boot = ""
    await store.transact(some)
    machine.clock.advance(seconds=50)
    assert await exchanged(store) == {"li": [50], "wang": [50], "zhao": [50]}


def test_two_ticks_of_this_machine_are_of_one_start() -> None:
    """Of one process or of two: the kernel counts."""
    first, then = tick(), tick()
    since = then.since(first.boot, first.seconds)
    assert (since is None) == (first.boot == "")
    assert since is None or since >= 0
