"""When somebody was last heard, by platform and kind of chat. Kept in memory between two looks of
the watch: an update would cost a row more if each were written at once."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.people.lines import Chat
from bot.people.person import Platform
from bot.platforms.ports import Inbound, Tapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    at: datetime
    tapped_at: datetime | None = None


Place = tuple[str, Platform, Chat]  # the school first


@dataclass(slots=True)
class Hearing:
    _heard: dict[Place, Heard] = field(default_factory=dict)

    def heard(self, school: str, inbound: Inbound, at: datetime) -> None:
        chat = Chat.DIRECT if inbound.private else Chat.GROUP
        place = (school, inbound.platform, chat)
        before = self._heard.get(place)
        tapped = before.tapped_at if before else None
        if isinstance(inbound.what, Tapped):
            tapped = at
        self._heard[place] = Heard(at=max(at, before.at) if before else at, tapped_at=tapped)

    def of(self, school: str) -> dict[tuple[Platform, Chat], Heard]:
        """Newest of each line since the process began."""
        return {(p, chat): heard for (s, p, chat), heard in self._heard.items() if s == school}
