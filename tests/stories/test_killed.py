"""SIGKILL at random moments of the whole case: nothing is lost, at most one message doubled each.

People behave as people do: who gets no answer says or taps it again.
"""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.approvals.request import State, Verdict
from bot.delivery.worker import LEASE
from sandbox.clock import PushedClock
from sandbox.player import Actor, NeverSeen, Stage
from sandbox.process import Process
from sandbox.schools import load
from sandbox.town import AGENT, move_in, outside, settings_for, stage_of, tree_for
from storage import books, journal, outbox, requests
from storage.store import Store, Work

pytestmark = pytest.mark.slow

CASES = int(os.environ.get("DIAOYUE_KILLED_CASES", "3"))
PATIENT = 4.0  # seconds before somebody says it again
TRIES = 12


class Killer:
    """Kills and restarts for ever, at intervals nobody can foresee."""

    def __init__(self, process: Process, chance: random.Random) -> None:
        self._process, self._chance, self.kills = process, chance, 0

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.02, 0.3))
            await self._process.kill()
            self.kills += 1
            await self._process.start()


@contextlib.asynccontextmanager
async def killed_at_random(process: Process, seed: int | None) -> AsyncIterator[Killer]:
    """`seed` None: nobody is killed."""
    killer = Killer(process, random.Random(seed))
    if seed is None:
        yield killer
        return
    task = asyncio.create_task(killer.run())
    try:
        yield killer
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def insists(act, seen) -> None:  # type: ignore[no-untyped-def]  # two small coroutines
    """Do it until its effect is seen."""
    for _ in range(TRIES):
        with contextlib.suppress(NeverSeen):
            await act()
        with contextlib.suppress(NeverSeen):
            await seen()
            return
    await seen()


async def answers(teacher: Actor, words: str, then: str, photo: bool = False) -> None:
    """Say it; whoever hears nothing asks where he was before saying it again."""
    for _ in range(TRIES):
        await teacher.says(words)
        with contextlib.suppress(NeverSeen):
            await teacher.sees(then, fresh=True, patience=PATIENT)
            return
        await teacher.says("继续")
        with contextlib.suppress(NeverSeen):
            await teacher.sees(then, fresh=True, patience=PATIENT)
            return
    raise NeverSeen(f"{then!r} after {words!r}")


async def files(teacher: Actor, clock: PushedClock) -> None:
    day = (clock.now() - timedelta(days=3)).astimezone().date()
    for words, then in (
        ("申请", "本班学生"),
        ("是", "哪几位学生"),
        ("G1-03-17", "是什么事"),
        ("财物遗失、被盗", "哪些地方"),
        ("食堂", "摄像头"),
        ("跳过", "哪一天"),
        (f"{day.month}月{day.day}日 12:00-12:40", "想在录像里看什么"),
        ("看谁从三号桌上拿走了黑色手机", "事情经过"),
        ("学生午饭后发现手机不见，需要确认去向", "当事人"),
        ("跳过", "敏感"),
        ("完成", "附上"),
        ("跳过", "保密承诺"),
        ("是", "请核对"),
    ):
        await answers(teacher, words, then)
    await insists(
        lambda: teacher.says("提交"),
        lambda: teacher.sees("等待 牧星野", patience=PATIENT),
    )


async def decides(actor: Actor, label: str, shown: str) -> None:
    await insists(
        lambda: actor.taps(label, patience=PATIENT),
        lambda: actor.sees(shown, patience=PATIENT),
    )


async def carries_out(officer: Actor) -> None:
    await decides(officer, "我来办理", "登记结果")
    await decides(officer, "登记结果", "查看结果如何")
    await decides(officer, "已查到", "备注")
    await answers(officer, "跳过", "请核对")
    await decides(officer, "提交", "已办理并登记")


async def whole_case(stage: Stage, clock: PushedClock) -> None:
    await files(stage["乔木"], clock)
    await decides(stage["牧星野"], "同意", "已同意")
    await decides(stage["雷默言"], "同意", "已同意")
    await decides(stage["温若谷"], "同意", "已同意")
    for _ in range(TRIES):
        with contextlib.suppress(NeverSeen, OSError, AssertionError):
            page = await stage["裴云旗"].opens(patience=PATIENT)
            await page.presses("同意")
            await stage["乔木"].sees("已批准", patience=PATIENT)
            break
    await carries_out(stage["值班员甲"])
    await stage["乔木"].sees("办结", patience=30)


def whole(work: Work) -> None:
    """What must be true of the database, however often it was interrupted."""
    request = requests.load(work, 1)
    assert request.state is State.CLOSED
    signed = [(d.step, d.verdict) for d in request.decisions]
    assert signed == [(step, Verdict.APPROVE) for step in range(4)]
    assert requests.by_number(work, "taishan", "调阅〔2026〕0002") is None
    first, last = work.now - timedelta(days=9), work.now + timedelta(days=9)
    assert len(books.entries(work, "taishan", "retrieval", first, last)) == 1
    assert journal.verify(work, "taishan") is None
    assert outbox.owed(work).count == 0


def promised(stage: Stage) -> dict[str, int]:
    """How many promised messages stand on each screen; form questions are answers, not promises."""
    return {
        actor.phone.name: sum(
            not seen.bubble.author and "调阅〔2026〕" in seen.bubble.title + seen.bubble.text
            for seen in actor.screen()
        )
        for actor in stage
    }


def doubled(disturbed: dict[str, int], calm: dict[str, int]) -> int:
    return sum(max(0, count - calm[name]) for name, count in disturbed.items())


async def played(folder: Path, seed: int | None) -> tuple[dict[str, int], int]:
    """The whole case; what stands on the screens afterwards, and how often it was killed."""
    clock, school = PushedClock(), load("taishan")
    async with outside(school, clock) as platforms:
        url = f"sqlite:///{folder}/killed.db"
        await move_in(platforms.school, settings_for(platforms, url), clock)
        tree = tree_for(platforms, url)
        process = Process(tree, folder / "log")
        await process.start()
        await platforms.wecom.connect(AGENT, f"{tree['web']['public_url']}/wecom/taishan")
        async with stage_of(platforms, 15) as stage:
            async with killed_at_random(process, seed) as killer:
                await whole_case(stage, clock)
            # Left alone, it pays what it still owes.
            await process.start_again()
            store = await Store.open(url, clock)
            try:
                await paid(store)
                await store.read(whole)
            finally:
                await store.close()
                await process.stop()
            return promised(stage), killer.kills


@pytest.mark.parametrize("seed", range(CASES))
async def test_the_case_survives_kills_at_random_moments(tmp_path: Path, seed: int) -> None:
    (tmp_path / "calm").mkdir()
    calm, never = await played(tmp_path / "calm", None)
    disturbed, kills = await played(tmp_path, seed)
    assert never == 0 < kills
    assert doubled(disturbed, calm) <= kills


async def paid(store: Store) -> None:
    """A lease of a killed sender has to run out first."""
    async with asyncio.timeout(LEASE * 2):
        while (await store.read(outbox.owed)).count:  # noqa: ASYNC110 — another process's rows
            await asyncio.sleep(0.1)
