"""How a day of a busy school is lived through: people insist, and while they wait time passes."""

import asyncio
import contextlib
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from sqlalchemy import func, select

from bot.people.person import PersonId
from sandbox.bell import RING, pull
from sandbox.browser import NoSuchButton
from sandbox.clock import SCHOOL_DAY
from sandbox.monitoring import BEGINS, offline
from sandbox.player import Actor, NeverSeen, Seen, State
from sandbox.schools.demo import phone
from sandbox.town import ALARM_TOKEN
from storage import drafts, inbox
from storage.store import Work
from storage.tables import outbox as promises
from storage.tables import rings, tasks
from tests.chaos.case import TRIES, Act, becomes, picks
from tests.chaos.siege import Siege
from tests.chaos.week import A_MOMENT, due, next_moment, nothing_due

STRIDE = timedelta(minutes=30)
# Of whoever hears nothing. WeCom's minute may be used up, and twenty-five of them are longer.
A_BREATH = timedelta(seconds=5)
ON_THE_LINE = 3.0  # seconds a message that has left is waited for, before time passes


@dataclass(slots=True)
class Day:
    """`guests`: who of the school takes part though he has no phone on the phones page."""

    here: Siege
    guests: Sequence[str] = ()
    people: dict[str, Actor] = field(default_factory=dict, init=False)  # by name

    def __post_init__(self) -> None:
        stage = self.here.stage
        self.people = {actor.phone.name: actor for actor in stage}
        for name in self.guests:
            held = phone(self.here.platforms.school.people, name, name, name)
            self.people[name] = stage.joined(held)

    def __getitem__(self, name: str) -> Actor:
        return self.people[name]

    @property
    def school(self) -> str:
        return self.here.platforms.school.id

    # -- insisting -----------------------------------------------------------------------------

    async def insists(self, act: Act, seen: Act) -> None:
        """Do it until its effect is seen; whoever has waited in vain finds that time has passed."""
        for _ in range(TRIES):
            with contextlib.suppress(NeverSeen, aiohttp.ClientError, TimeoutError):
                await act()
            with contextlib.suppress(NeverSeen):
                await seen()
                return
            await self.time_passes()
        await seen()

    async def taps(self, name: str, label: str, on: str, *then: str) -> None:
        """`then`: what stands together afterwards on a message of his that is new, or changed: the
        same words may stand on an old one."""
        await self._does(name, lambda: self[name].taps(label, on=on), *then)

    async def _does(self, name: str, act: Act, *then: str) -> None:
        before = frozenset(seen.state for seen in self[name].screen())
        await self.insists(act, lambda: self.shows(name, *then, beyond=before))

    async def shows(self, name: str, *words: str, beyond: Collection[State] = ()) -> None:
        """All of them on one message, and not only on those of `beyond`."""
        actor, loop = self[name], asyncio.get_running_loop()
        end = loop.time() + self.here.stage.patience
        while True:
            revision = actor.exchange.revision
            shown = [seen for seen in actor.screen() if seen.state not in beyond]
            if any(all(w in words_on(s) for w in words) for s in shown):
                return
            if loop.time() > end:
                there = "\n".join(map(words_on, actor.screen()[-8:]))
                raise NeverSeen(f"{name} never saw {words} on one message:\n{there}")
            await actor.exchange.changed(revision, end - loop.time())

    async def signs_on_a_page(self, name: str, case: str) -> None:
        async def opens_and_presses() -> None:
            with contextlib.suppress(NoSuchButton):
                page = await self[name].opens(on=case)
                await page.presses("同意")

        await self.insists(opens_and_presses, lambda: self.shows(name, case, "已同意"))

    async def takes(self, name: str, task: str, case: str) -> None:
        """In the group, if it is there."""
        card = f"{task} · {case}"
        await self.taps(name, "我来办理", card, card, "[办理并登记")

    async def reports(self, name: str, task: str, case: str, *turns: tuple[str, str]) -> None:
        """`turns`: what he is asked, and the key that answers it."""
        await self.taps(name, "办理并登记", f"{task} · {case}", turns[0][0])
        for (asked, key), (then, _) in itertools.pairwise((*turns, ("请核对", ""))):
            await self._does(name, partial(picks, self[name], key, on=asked), then)
        await self.taps(name, "提交", "请核对", case, f"✓ {task}")

    async def is_held(self, officer: str, case: str) -> None:
        hold = f"保全录像 · {case}"
        await self.taps(officer, "我来办理", hold, hold, "[已锁定")
        await self.taps(officer, "已锁定", hold, case, "✓ 保全录像")

    async def sends_off(self, name: str, then: str) -> None:
        await self.insists(lambda: self[name].says("提交"), lambda: self.shows(name, then))

    async def answers(self, name: str, *turns: tuple[str, str]) -> None:
        for words, then in turns:
            await self._answers(self[name], partial(self[name].says, words), then)

    async def sends_a_picture(self, name: str, then: str) -> None:
        await self._answers(self[name], self[name].photo, then)

    async def _answers(self, person: Actor, act: Act, then: str) -> None:
        """Who hears nothing asks where he was; only what never arrived he says again. A question
        that came late looks as if it were asked anew, and whoever answered it twice would answer
        the next one, too: so it is his draft that tells, and not his screen alone."""
        before = await self._draft(person)
        await act()
        for _ in range(TRIES):
            with contextlib.suppress(NeverSeen):
                await person.sees(then, fresh=True)
                if await self._draft(person) != before:
                    return
            await self.time_passes()
            lost = await self._heard_all() and await self._draft(person) == before
            await (act() if lost else person.says("继续"))
        await person.sees(then, fresh=True)

    async def is_asked(self, name: str, first: str, second: str) -> str:
        """Which of the two has come."""
        with contextlib.suppress(NeverSeen):
            await self[name].sees(first, fresh=True)
            return first
        await self[name].sees(second, fresh=True)
        return second

    async def _draft(self, person: Actor) -> tuple[int, Any] | None:
        who = PersonId(person.phone.person)
        row = await self.here.store.read(lambda work: drafts.current(work, self.school, who))
        return row and (row.id, row.state)

    async def _heard_all(self) -> bool:
        """Whether nothing that was said is still on its way."""
        with contextlib.suppress(AssertionError):
            await self.here.platforms.wecom.callbacks.settled()
            await becomes(self.here.store, self._handled, seconds=ON_THE_LINE)
            return True
        return False

    def _handled(self, work: Work) -> None:
        assert not self.here.platforms.telegram.updates.pending
        assert inbox.waiting(work).count == 0

    async def time_passes(self) -> None:
        """And the bell rings meanwhile."""
        await self.a_while()
        await self._rung()

    async def a_while(self) -> None:
        """What waits for a second try gets it: a platform asked for patience, and minutes pass. Not
        over what the bell has yet to ring for: two reminders would fall together."""
        if await self.here.store.read(_bell_is_due):
            return
        again = await self.here.store.read(_next_try) or self.here.clock.now() + A_BREATH
        soonest = min(again, await self.here.store.read(_next_bell) or again)
        await self._arrived()
        self.here.clock.push(max(soonest - self.here.clock.now(), A_MOMENT))

    async def _arrived(self) -> None:
        """Nobody pushes the clock past the lease of one who is alive and sending."""
        with contextlib.suppress(AssertionError):
            await becomes(self.here.store, _nobody_sends, seconds=ON_THE_LINE)

    # -- time ----------------------------------------------------------------------------------

    async def lives(self, hour: int, minute: int = 0, *, days: int = 0) -> None:
        """Nobody acts until then; the bell rings at each moment at which something is due. By the
        clock on the wall: what waited in bad weather makes the day no longer."""
        end = SCHOOL_DAY.replace(hour=hour, minute=minute) + timedelta(days=days)
        here = self.here
        while here.clock.now() < end:
            await self.rings()
            soon = min(here.clock.now() + STRIDE, end)
            then = min(await here.store.read(next_moment) or soon, soon)
            await self._arrived()
            here.clock.push(max(then - here.clock.now(), A_MOMENT))
        await self.rings()

    async def rings(self) -> None:
        """Until everything that is due has left."""
        while True:
            await self._rung()
            with contextlib.suppress(AssertionError):
                return await becomes(self.here.store, nothing_due, seconds=2)
            await self.a_while()

    async def _rung(self) -> None:
        """By whichever process answers; one that was killed hangs a rope again soon."""
        for n in itertools.cycle(range(len(self.here.processes))):
            if await pull(self.here.folder / f"rope{n}", RING):
                return
            await asyncio.sleep(0.05)

    # -- monitoring ----------------------------------------------------------------------------

    def cameras_of(self, recorder: str) -> list[str]:
        cameras = self.here.platforms.school.cameras
        return [camera["id"] for camera in cameras if camera["recorder"] == recorder]

    async def loses_power(self, recorder: str) -> None:
        cameras = self.cameras_of(recorder)
        for some in (cameras[:3], cameras[3:20], cameras[20:]):
            await self.monitors_say(some, BEGINS)

    async def monitors_say(self, cameras: list[str], status: int) -> None:
        """As such systems do: the same message again until it is taken."""
        said = offline(cameras, status, self.here.clock.now())
        url = f"{self.here.gate.url}/alerts/{self.school}/hikvision"
        headers = {"authorization": f"Bearer {ALARM_TOKEN}"}
        async with aiohttp.ClientSession() as session:
            while not await _taken(session, url, headers, said):  # noqa: ASYNC110 — another's door
                await asyncio.sleep(0.1)


async def _taken(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str], said: Any
) -> bool:
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with session.post(
            url, headers=headers, json=said, timeout=aiohttp.ClientTimeout(total=15)
        ) as answer:
            return answer.status == 202
    return False


def words_on(seen: Seen) -> str:
    keys = (f"[{key.label}]" for row in seen.bubble.keys for key in row if not key.dead)
    return "\n".join((seen.bubble.title, seen.bubble.text, *keys))


def _bell_is_due(work: Work) -> bool:
    moments = (rings.c.at, tasks.c.remind_at)
    return any(work.conn.execute(due(one, work.now)).scalar_one() for one in moments)


def _next_bell(work: Work) -> datetime | None:
    moments = (rings.c.at, tasks.c.remind_at)
    soon = (select(func.min(one).filter(one > work.now)) for one in moments)
    found = (work.conn.execute(one).scalar_one() for one in soon)
    return min(filter(None, found), default=None)


def _next_try(work: Work) -> Any:
    waits = select(func.min(promises.c.try_at)).where(
        promises.c.state == "waiting",
        promises.c.due_at <= work.now,
        promises.c.try_at > work.now,
    )
    return work.conn.execute(waits).scalar_one()


def _nobody_sends(work: Work) -> None:
    held = select(func.count()).where(promises.c.lease_until > work.now)
    assert work.conn.execute(held).scalar_one() == 0
