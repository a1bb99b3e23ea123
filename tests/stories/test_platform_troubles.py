"""What networks and platforms do to us: nothing is lost, at most one message comes twice."""

import asyncio
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from sandbox.stories.lost_phone import file
from sandbox.town import Town
from storage import outbox
from storage.store import Work
from storage.tables import outbox as rows
from tests.stories.cases import approved_up_to, count, filed, phone, says, the_request

pytestmark = pytest.mark.slow

CASE = "监控查看申请单 调阅〔2026〕0001"
ENOUGH = 600.0  # seconds: longer than any first pause


class Patience:
    """Lets the pauses of delivery pass, by both clocks, as soon as one has begun."""

    def __init__(self, here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        self._here, self._ahead = here, 0.0
        wound = SimpleNamespace(monotonic=lambda: time.monotonic() + self._ahead)
        monkeypatch.setattr("bot.delivery.worker.time", wound)

    async def passes(self, seconds: float = ENOUGH) -> None:
        async with asyncio.timeout(10):
            while not await self._here.product.store.read(self._postponed):  # noqa: ASYNC110 — rows
                await asyncio.sleep(0.02)
        self._ahead += seconds
        self._here.push(timedelta(seconds=seconds))

    def _postponed(self, work: Work) -> bool:
        """Something waits for a later moment, and nothing is on its way."""
        waiting = select(rows.c.try_at, rows.c.lease_until).where(rows.c.state == "waiting")
        found = work.conn.execute(waiting).all()
        return bool(found) and all(r.try_at > work.now and not r.lease_until for r in found)


@pytest.fixture
def patience(taishan: Town, monkeypatch: pytest.MonkeyPatch) -> Patience:
    return Patience(taishan, monkeypatch)


async def asked_in_telegram(here: Town, patience: Patience) -> int:
    """The chief's card, after one trouble; how many he has."""
    await here.stage["牧星野"].taps("同意")
    await patience.passes()
    await here.stage["雷默言"].taps("同意")
    await here.stage["温若谷"].sees(CASE)
    return count(here.stage["雷默言"], CASE)


async def test_telegram_refuses_with_retry_after(taishan: Town, patience: Patience) -> None:
    await filed(taishan)
    faults = taishan.platforms.telegram.faults
    faults.refuse("sendMessage", 1, 429, "Too Many Requests: retry after 9", retry_after=9)
    assert await asked_in_telegram(taishan, patience) == 1


async def test_telegram_is_out_of_order_for_a_moment(taishan: Town, patience: Patience) -> None:
    await filed(taishan)
    faults = taishan.platforms.telegram.faults
    faults.garble("sendMessage", 1, 502, b"<html>Bad Gateway</html>")
    assert await asked_in_telegram(taishan, patience) == 1


async def test_a_card_that_comes_late_says_how_late(taishan: Town, patience: Patience) -> None:
    await filed(taishan)
    faults = taishan.platforms.telegram.faults
    faults.garble("sendMessage", 1, 502, b"<html>Bad Gateway</html>")
    await taishan.stage["牧星野"].taps("同意")
    await patience.passes(timedelta(hours=2, minutes=5, seconds=1).total_seconds())
    await taishan.stage["雷默言"].sees("（迟到 2 小时 5 分钟：本应于")
    await taishan.stage["雷默言"].taps("同意")
    await taishan.stage["温若谷"].sees(CASE)
    await taishan.stage["温若谷"].sees_no("迟到")


@pytest.mark.parametrize("after", [False, True])
async def test_telegram_hangs_up(taishan: Town, patience: Patience, after: bool) -> None:
    """Before the message was taken, or after: then it may come twice, never not at all."""
    await filed(taishan)
    taishan.platforms.telegram.faults.drop("sendMessage", 1, after=after)
    assert 1 <= await asked_in_telegram(taishan, patience) <= 1 + after


async def asked_in_wecom(here: Town) -> int:
    director = here.stage["牧星野"]
    await director.taps("同意")
    await here.stage["雷默言"].sees(CASE)
    return sum(
        seen.bubble.kind == "card" and CASE in seen.bubble.title for seen in director.screen()
    )


async def test_wecom_takes_the_token_back(taishan: Town) -> None:
    """40014 once: a new token is fetched, and nobody waits."""
    taishan.platforms.wecom.corp.faults.plan("/cgi-bin/message/send", errcode=40014)
    await file(taishan, taishan.stage["乔木"])
    assert await asked_in_wecom(taishan) == 1


@pytest.mark.parametrize("errcode", [45009, -1])
async def test_wecom_asks_for_patience_inside_200(
    taishan: Town, patience: Patience, errcode: int
) -> None:
    taishan.platforms.wecom.corp.faults.plan("/cgi-bin/message/send", errcode=errcode)
    await file(taishan, taishan.stage["乔木"])
    await patience.passes()
    assert await asked_in_wecom(taishan) == 1


async def test_wecom_cuts_the_line_after_it_took_the_card(
    taishan: Town, patience: Patience
) -> None:
    taishan.platforms.wecom.corp.faults.plan("/cgi-bin/message/send", lose_answer=True)
    await file(taishan, taishan.stage["乔木"])
    await patience.passes()
    assert await asked_in_wecom(taishan) <= 2
    assert taishan.platforms.wecom.corp.violations == []


async def test_a_member_unknown_to_wecom_is_reported(taishan: Town) -> None:
    taishan.platforms.wecom.corp.faults.plan("/cgi-bin/message/send", errcode=81013)
    await file(taishan, taishan.stage["乔木"])
    await phone(taishan, "监控管理员甲").sees("牧星野")
    await says(taishan.stage["牧星野"], "待办", "同意")
    await approved_up_to(taishan, "牧星野")


async def test_a_callback_of_wecom_comes_twice(taishan: Town) -> None:
    await filed(taishan)
    taishan.platforms.wecom.corp.faults.repeat = 1
    await approved_up_to(taishan, "牧星野")
    await taishan.stage["雷默言"].sees(CASE)
    assert len((await the_request(taishan)).decisions) == 1


async def test_a_used_up_response_code_is_followed_by_one_message(taishan: Town) -> None:
    """The card turned when it was tapped; the withdrawal after it needs a message of its own."""
    await filed(taishan)
    director, teacher = taishan.stage["牧星野"], taishan.stage["乔木"]
    await director.taps("退回补充")
    await director.sees("需要补充什么")
    await director.says("1")
    await teacher.taps("修改补充")
    await teacher.taps("提交", on="请核对")
    await director.sees("同意", fresh=True)
    before = count(director, CASE)
    await teacher.taps("撤回申请")
    await director.sees("已撤回")
    await nothing_owed(taishan)
    assert count(director, CASE) <= before + 1


async def nothing_owed(here: Town) -> None:
    async with asyncio.timeout(10):
        while (await here.product.store.read(outbox.owed)).count:  # noqa: ASYNC110 — rows
            await asyncio.sleep(0.02)


async def test_the_duty_group_becomes_a_supergroup(taishan: Town) -> None:
    await filed(taishan)
    phones = taishan.platforms.telegram.phones
    new = await phones.migrate(taishan.stage.groups["duty"].chat)
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    page = await taishan.stage["裴云旗"].opens()
    await page.presses("同意")
    await taishan.stage["乔木"].sees("已批准")
    async with asyncio.timeout(20):
        while not any("预约查看" in b.title for b in phones.bubbles(new)):
            await phones.changed(phones.revision, 5)


async def test_footage_runs_out_while_signatures_are_collected(taishan: Town) -> None:
    """The clock is pushed past the recorder's days: whoever signs reads it."""
    await filed(taishan)
    taishan.push(timedelta(days=30))
    await says(taishan.stage["牧星野"], "待办", "覆盖")
