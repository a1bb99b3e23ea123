"""What really reaches people: every promise that is due leaves through the house's own door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.actions.office import Office, Rules
from bot.cards import Card
from bot.delivery import leaving
from bot.delivery.failing import nowhere
from bot.delivery.packing import Branch, Nowhere, Parcel, Waits, claim
from bot.delivery.switched import set_aside
from bot.delivery.worker import settle
from bot.notices import About, Reason
from bot.people.person import Account, Platform
from bot.platforms.ports import Capabilities, Delivered, Outcome
from storage.store import Store

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

    async def edit(
        self, ref: Mapping[str, Any], card: Card, to: Account | None = None
    ) -> Outcome:
        if refusal := self.edits_refused or self.refuses(ref["chat"]):
            return refusal
        self.chats[ref["chat"]][ref["message"]] = card
        self.edits += 1
        return Delivered(ref)

    async def send_file(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        text = data.decode("utf-8-sig", "replace")
        return await self.post(to.address, Card(title=name, body=(text,)))

    def titles(self, address: str) -> list[str]:
        return [card.title for card in self.chats.get(address, ())]

    @property
    def shown(self) -> int:
        """How often something was put up or changed."""
        return self.edits + sum(map(len, self.chats.values()))


@dataclass(frozen=True, slots=True)
class Heard:
    """One message somebody really got. `who`: a name, or a group's address."""

    who: str
    why: Reason
    about: About
    words: str


class Ears:
    """Everybody of a school, on platforms that always say yes."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self.store, self.rules = store, rules
        self.boards = {platform: Board(platform) for platform in Platform}
        self.branch = Branch(rules=rules, messengers=self.boards)  # type: ignore[arg-type]  # as much of a messenger as promises need
        self.got: list[Heard] = []

    async def heard(self, why: Reason, about: About | None = None) -> dict[str, str]:
        """Who has got something for this reason by now, with the last words of it."""
        await self._listen()
        those = (h for h in self.got if h.why is why and about in (None, h.about))
        return {one.who: one.words for one in those}

    async def all_of(self, who: str) -> list[Heard]:
        await self._listen()
        return [heard for heard in self.got if heard.who == who]

    async def _listen(self) -> None:
        branches = {self.rules.school: self.branch}
        while ready := await self.store.transact(lambda w: claim(w, branches, 50, 30.0)):
            for one in ready:
                match one:
                    case Nowhere() as lost:
                        await self.store.transact(
                            lambda w, it=lost: nowhere(w, self.branch, it)
                        )
                    case Waits() as shut:
                        await self.store.transact(
                            lambda w, it=shut: set_aside(w, self.branch, it)
                        )
                    case Parcel() as parcel:
                        await self._gets(parcel)

    async def _gets(self, one: Parcel) -> None:
        board = self.boards[one.platform]
        before = board.shown
        outcome = await leaving.transmit(board, one, {})  # type: ignore[arg-type]  # the same
        if board.shown > before:
            who = await self.store.read(
                lambda w: Office.open(w, self.rules).directory.at(one.platform, one.address)
            )
            about = About(one.row.subject.partition("/")[0])
            name = who.name if who else one.address
            self.got.append(Heard(name, one.row.reason, about, words(one.card)))
        await self.store.transact(lambda w: settle(w, self.branch, one, outcome, 0.0))


def words(card: Card) -> str:
    facts = (f"{fact.label} {fact.value}" for fact in card.facts)
    return "\n".join((card.title, *card.body, *facts, *card.notes, card.hint, card.closed))
