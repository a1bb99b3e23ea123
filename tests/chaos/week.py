"""A week of a school whose people take their time: reminders, a step that runs out, a nudge, a
return that is never supplied, nights and a weekend. The clock is pushed from hour to hour."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Select, func, select

from bot.approvals.request import State
from storage import inbox, journal, outbox, requests
from storage.store import Work
from storage.tables import outages, rings, tasks
from storage.tables import outbox as promises
from tests.chaos.case import NUMBER, becomes, decides, files, insists
from tests.chaos.siege import Siege

A_MOMENT = timedelta(seconds=1)
# Seconds: kills may go on for more than a minute, on PostgreSQL each leaves leases of thirty, and a
# WeCom member who was told thirty things in a minute waits for the next.
LONG_ENOUGH = 240


async def week(here: Siege) -> None:
    stage = here.stage
    await files(stage["乔木"], here.clock)
    await lives(here, hours=4)
    await decides(stage["乔木"], "催办", "后可再次催办", on="等待 牧星野")
    await lives(here, hours=20)
    await decides(stage["温若谷"], "同意", "已同意", on="已超过办理期限")
    await lives(here, hours=6)
    await decides(stage["雷默言"], "退回补充", "需要补充什么")
    await insists(
        lambda: stage["雷默言"].says("请写明具体座位和时间"),
        lambda: stage["乔木"].sees("退回"),
    )
    await lives(here, days=5)


async def lives(here: Siege, **time: float) -> None:
    """Nobody acts; whatever the bell rings for is told before the next stride."""
    end = here.clock.now() + timedelta(**time)
    while here.clock.now() < end:
        await becomes(here.store, nothing_due, seconds=LONG_ENOUGH)
        then = min(await here.store.read(next_moment) or end, end)
        here.clock.push(max(then - here.clock.now(), A_MOMENT))
    await becomes(here.store, nothing_due, seconds=LONG_ENOUGH)


def next_moment(work: Work) -> datetime | None:
    """When something is due by itself."""
    waits = select(func.min(promises.c.try_at)).where(promises.c.state == "waiting")
    found = [
        work.conn.execute(select(func.min(rings.c.at))).scalar_one(),
        work.conn.execute(select(func.min(tasks.c.remind_at))).scalar_one(),
        work.conn.execute(select(func.min(outages.c.ring_at))).scalar_one(),
        work.conn.execute(waits).scalar_one(),
    ]
    return min((at for at in found if at and at > work.now), default=None)


def nothing_due(work: Work) -> None:
    assert work.conn.execute(due(rings.c.at, work.now)).scalar_one() == 0
    assert work.conn.execute(due(tasks.c.remind_at, work.now)).scalar_one() == 0
    assert outbox.owed(work).count == 0
    assert inbox.waiting(work).count == 0


def due(column: Column[datetime], now: datetime) -> Select[tuple[int]]:
    return select(func.count()).where(column <= now)


def ended(work: Work) -> None:
    """What must be true of the database, however often it was interrupted."""
    # By its number: a transaction that was killed leaves a gap in PostgreSQL's ids.
    request = requests.by_number(work, "taishan", f"{NUMBER}0001")
    assert request is not None
    assert request.state is State.RETURNED
    assert [d.acting_for for d in request.decisions] == ["grade_director", ""]
    assert journal.verify(work, "taishan") is None
    kinds = [entry.kind for entry in journal.entries(work, "taishan")]
    assert kinds.count("request.ran_out") == 1
    assert kinds.count("request.nudged") == 1
    assert inbox.dead_letters(work, "taishan") == []
    nothing_due(work)
