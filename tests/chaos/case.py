"""The whole case, played by people who insist, and what must be true of it afterwards.

People behave as people do: who gets no answer says or taps it again.
"""

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

import aiohttp

from bot.approvals.request import State, Verdict
from sandbox.browser import NoSuchButton
from sandbox.clock import PushedClock
from sandbox.player import Actor, NeverSeen, Seen, Stage
from storage import books, inbox, journal, outbox, requests
from storage.store import Store, Work

TRIES = 25
NUMBER = "调阅〔2026〕"
MOMENT = re.compile(r"\d+月\d+日|\d+:\d\d|\d+\s*(天|小时|分钟|秒)")

QUESTION = re.compile(r"第 \d+/\d+ 步|请核对")  # of a form: an answer to whoever filled it in

Act = Callable[[], Awaitable[object]]


async def insists(act: Act, seen: Act) -> None:
    """Do it until its effect is seen."""
    for _ in range(TRIES):
        with contextlib.suppress(NeverSeen):
            await act()
        with contextlib.suppress(NeverSeen):
            await seen()
            return
    await seen()


async def answers(person: Actor, words: str, then: str) -> None:
    """Say it once, for Telegram keeps what was said; who hears nothing asks where he was."""
    await person.says(words)
    for _ in range(TRIES):
        with contextlib.suppress(NeverSeen):
            await person.sees(then, fresh=True)
            return
        await person.says("继续")
    await person.sees(then, fresh=True)


def phone_lost(clock: PushedClock, student: str) -> tuple[tuple[str, str], ...]:
    """What a teacher says, and what he is asked next, until the form is to be sent."""
    day = (clock.now() - timedelta(days=3)).astimezone().date()
    return (
        ("申请", "本班学生"),
        ("是", "哪几位学生"),
        (student, "是什么事"),
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
    )


async def files(teacher: Actor, clock: PushedClock) -> None:
    for words, then in phone_lost(clock, "G1-03-17"):
        await answers(teacher, words, then)
    await insists(
        lambda: teacher.says("提交"),
        lambda: teacher.sees("等待 牧星野"),
    )


async def decides(actor: Actor, label: str, shown: str, on: str = "") -> None:
    await insists(
        lambda: actor.taps(label, on=on),
        lambda: actor.sees(shown),
    )


async def decides_on_a_page(principal: Actor, requester: Actor) -> None:
    """A page that does not load is loaded again; one that says it is decided was decided."""

    async def opens_and_presses() -> None:
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, NoSuchButton):
            page = await principal.opens()
            await page.presses("同意")

    await insists(opens_and_presses, lambda: requester.sees("已批准"))


async def carries_out(officer: Actor, teacher: Actor) -> None:
    await reports(officer, "预约查看", "什么时候到监控室", "现在即可前来")
    await insists(
        lambda: teacher.taps("我承诺并签署"),
        lambda: teacher.sees("✓ 签署保密承诺"),
    )
    await reports(officer, "到场签到", "身份已核对", "是")
    await decides(officer, "办理并登记", "查看结果如何", on="查看录像")
    await goes_on(officer, "已查到", "备注")
    await answers(officer, "跳过", "请核对")
    await goes_on(officer, "提交", "✓ 查看录像")


async def holds(officer: Actor) -> None:
    await decides(officer, "我来办理", "已锁定", on="保全录像")
    await decides(officer, "已锁定", "✓ 保全录像")


async def reports(officer: Actor, task: str, question: str, answer: str) -> None:
    """A task whose report is one answer: taken in the group if it is there, then reported."""
    if task == "预约查看":
        await decides(officer, "我来办理", "办理并登记", on=task)
    await decides(officer, "办理并登记", question, on=task)
    await goes_on(officer, answer, "请核对")
    await goes_on(officer, "提交", f"✓ {task}")


async def goes_on(officer: Actor, label: str, shown: str) -> None:
    await insists(lambda: picks(officer, label), lambda: officer.sees(shown))


async def picks(person: Actor, label: str, *, on: str = "") -> None:
    """Who has the question without its keys, or no more since news of its card were written over
    it, asks where he was."""
    try:
        await person.taps(label, on=on)
    except NeverSeen:
        await person.says("继续")


async def is_approved(stage: Stage) -> None:
    for name in ("牧星野", "雷默言", "温若谷"):
        await decides(stage[name], "同意", "已同意")
    await decides_on_a_page(stage["裴云旗"], stage["乔木"])


async def whole_case(stage: Stage, clock: PushedClock) -> None:
    await files(stage["乔木"], clock)
    await holds(stage["值班员甲"])
    await is_approved(stage)
    await carries_out(stage["值班员甲"], stage["乔木"])
    await decides(stage["值班员甲"], "已解除", "✓ 解除保全")
    await stage["乔木"].sees("办结", patience=60)


def whole(work: Work) -> None:
    """What must be true of the database, however often it was interrupted."""
    # By its number: a transaction that was killed leaves a gap in PostgreSQL's ids.
    request = requests.by_number(work, "taishan", f"{NUMBER}0001")
    assert request is not None
    assert request.state is State.CLOSED
    signed = [(d.step, d.verdict) for d in request.decisions]
    assert signed == [(step, Verdict.APPROVE) for step in range(4)]
    assert requests.by_number(work, "taishan", f"{NUMBER}0002") is None
    first, last = work.now - timedelta(days=9), work.now + timedelta(days=9)
    assert len(books.entries(work, "taishan", "retrieval", first, last)) == 1
    assert journal.verify(work, "taishan") is None
    kinds = Counter(entry.kind for entry in journal.entries(work, "taishan"))
    assert kinds["request.decided"] == 4
    assert kinds["request.filed"] == 1
    assert inbox.dead_letters(work, "taishan") == []
    settled(work)


def settled(work: Work) -> None:
    """Nothing is owed, nothing waits."""
    assert outbox.owed(work).count == 0
    assert inbox.waiting(work).count == 0


async def becomes(store: Store, true: Callable[[Work], None], seconds: float = 60) -> None:
    """Another process works on the same rows; wait for it."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        try:
            return await store.read(true)
        except AssertionError:
            if loop.time() > end:
                raise
        await asyncio.sleep(0.05)


Screens = dict[str, Counter[str]]


def promised(stage: Stage) -> Screens:
    """The promised messages on each screen, as they stand at the end, one in a group for whoever
    of it comes first. Answers to whoever spoke are no promises; moments of the day differ from run
    to run."""
    screens: Screens = {actor.phone.name: Counter() for actor in stage}
    counted: set[tuple[str, str]] = set()
    for actor in stage:
        for seen in actor.screen():
            place = (seen.chat, seen.bubble.id)
            if place not in counted and _is_about_the_case(seen):
                counted.add(place)
                words = seen.bubble.title + "\n" + seen.bubble.text
                screens[actor.phone.name][MOMENT.sub("·", words)] += 1
    return screens


def _is_about_the_case(seen: Seen) -> bool:
    words = seen.bubble.title + seen.bubble.text
    about = "查看区域" in words or "✓" in words
    answer = QUESTION.search(words)
    return not seen.bubble.author and NUMBER in words and about and not answer


def doubled(disturbed: Screens, calm: Screens) -> int:
    """How many promises were kept once too often. One to WeCom may take two messages, the case in
    words above its card."""
    surplus = [disturbed[name] - calm[name] for name in calm]
    return sum(max(_in_words(one), one.total() - _in_words(one)) for one in surplus)


def _in_words(messages: Counter[str]) -> int:
    return sum(n for text, n in messages.items() if text.lstrip().startswith("【"))


def missing(disturbed: Screens, calm: Screens) -> dict[str, list[str]]:
    """What people read at the end of an undisturbed case, and do not read now."""
    lost = {name: sorted(set(calm[name]) - set(disturbed[name])) for name in calm}
    return {name: texts for name, texts in lost.items() if texts}
