"""Delivery with a clock of our own: what stands in which chat, and how a platform refuses."""

from bot.delivery import leaving
from bot.delivery.failing import nowhere
from bot.delivery.packing import Branch, Nowhere, Packed, Waits, claim
from bot.delivery.switched import set_aside
from bot.delivery.worker import settle
from storage import outbox
from storage.store import Work
from tests.actions.boards import Board
from tests.actions.kinds import Case

__all__ = ["Board", "carried", "delivered", "owed"]


async def delivered(case: Case, *boards: Board) -> int:
    """Send what is due, until nothing is; gives how many sends that were."""
    messengers = {board.platform: board for board in boards}
    branch = Branch(rules=case.rules, messengers=messengers)  # type: ignore[arg-type]
    branches, sends = {case.rules.school: branch}, 0
    for _round in range(60):
        ready = await case.store.transact(lambda w: claim(w, branches, 24, 30.0))
        if not ready:
            return sends
        for one in ready:
            sends += 1
            await carried(case, branch, one)
    raise AssertionError("it never ends")


async def carried(case: Case, branch: Branch, one: Packed) -> None:
    if isinstance(one, Nowhere):
        await case.store.transact(lambda w: nowhere(w, branch, one))
        return
    if isinstance(one, Waits):
        await case.store.transact(lambda w: set_aside(w, branch, one))
        return
    messenger = branch.messengers[one.platform]
    outcome = await leaving.transmit(messenger, one, branch.robots)
    again = getattr(outcome, "seconds", 0.0)
    await case.store.transact(lambda w: settle(w, branch, one, outcome, again))


async def owed(case: Case) -> int:
    def count(work: Work, _office: object) -> int:
        return outbox.owed(work).count

    return await case.acts(count)
