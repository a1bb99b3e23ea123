"""Delivery with a clock of our own: what stands in which chat, and how a platform refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.cards import Card
from bot.delivery.failing import nowhere
from bot.delivery.packing import Branch, Nowhere, Parcel, claim
from bot.delivery.worker import settle, transmit
from bot.people.person import Account, Platform
from bot.platforms.ports import Capabilities, Delivered, Outcome
from storage import outbox
from storage.store import Work
from tests.actions.kinds import Case

MAY = Capabilities(
    edits=True,
    edits_again=True,
    buttons=True,
    groups_tap=True,
    per_chat_per_minute=100,
    per_group_per_minute=20,
    per_second=100,
)


@dataclass
class Board:
    """A platform that keeps what it was given: `chats` by address, newest last."""

    platform: Platform = Platform.TELEGRAM
    refuses: Callable[[str], Outcome | None] = lambda _address: None
    edits_refused: Outcome | None = None
    chats: dict[str, list[Card]] = field(default_factory=dict)
    edits: int = 0
    capabilities: Capabilities = MAY

    async def send(self, to: Account, card: Card) -> Outcome:
        return await self.post(to.address, card)

    async def post(self, group: str, card: Card) -> Outcome:
        if refusal := self.refuses(group):
            return refusal
        chat = self.chats.setdefault(group, [])
        chat.append(card)
        return Delivered({"chat": group, "message": len(chat) - 1})

    async def edit(self, ref: Mapping[str, Any], card: Card) -> Outcome:
        if refusal := self.edits_refused or self.refuses(ref["chat"]):
            return refusal
        self.chats[ref["chat"]][ref["message"]] = card
        self.edits += 1
        return Delivered(ref)

    async def send_file(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        return await self.post(to.address, Card(title=name, body=(data.decode("utf-8-sig"),)))

    def titles(self, address: str) -> list[str]:
        return [card.title for card in self.chats.get(address, ())]


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


async def carried(case: Case, branch: Branch, one: Parcel | Nowhere) -> None:
    if isinstance(one, Nowhere):
        await case.store.transact(lambda w: nowhere(w, branch, one))
        return
    messenger = branch.messengers[one.platform]
    outcome = await transmit(messenger, one, branch.robots)
    again = getattr(outcome, "seconds", 0.0)
    await case.store.transact(lambda w: settle(w, branch, one, outcome, again))


async def owed(case: Case) -> int:
    def count(work: Work, _office: object) -> int:
        return outbox.owed(work).count

    return await case.acts(count)
