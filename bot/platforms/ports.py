"""What every platform gives the house, and what the house asks of it.

Inbound: raw bytes of a callback or poll become an `Inbound` with one of four things in it.
Outbound: a `Messenger` sends, edits and answers, and tells in one of four ways how it went.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.cards import Card
from bot.people.person import Account, Platform


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    # Reference of the message itself, where the platform lets us take it away again.
    message: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button. `payload` is whatever the client sent: read it with `Tap.read`, trust nothing."""

    payload: str
    message: Mapping[str, Any]  # reference of the tapped message, as `Delivered.ref` has it
    callback: str = (
        ""  # what `Messenger.answer` needs: Telegram's query id, WeCom's response code
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A photo or document. Bytes are fetched later with `Messenger.fetch(file)`."""

    file: str  # the platform's id
    name: str
    mime: str
    size: int = 0  # bytes, 0 = not told
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """Something about the chat itself: "joined", "left", "blocked", "unblocked", "migrated",
    "entered", "followed". `to` is the new chat address after a migration."""

    what: str
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One update, understood. `sender` is the account, `chat` where an answer belongs."""

    platform: Platform
    key: str  # the platform's own identity of this update, unique per school and platform
    sender: str
    chat: str
    private: bool
    at: datetime  # when it was said, by the platform's clock, aware
    what: Said | Tapped | SentFile | Noticed
    sender_name: str = ""
    language: str = ""  # "zh" or "en": what the sender's client speaks; "" not told, or another


@dataclass(frozen=True, slots=True)
class Delivered:
    """`ref` finds the message again for edits; JSON-shaped, opaque to everybody else. `tapped`:
    what of it a tap brings back; None: all."""

    ref: Mapping[str, Any]
    tapped: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLater:
    seconds: float
    why: str
    maybe_sent: bool = False  # the request went out and no answer came back
    whole_platform: bool = False  # every send of this school on this platform must pause


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing will ever arrive at this address until a person changes something."""

    why: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The message to edit cannot be edited any more; send a new one instead."""

    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new address (a Telegram group became a supergroup); nothing was sent."""

    to: str


Outcome = Delivered | TryLater | Unreachable | Gone | Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    edits: bool  # can a sent card be changed?
    buttons: bool  # are there buttons at all, or only typed words?
    groups_tap: bool  # do taps in groups come back?
    per_chat_per_minute: int  # what the platform allows into one private chat
    per_group_per_minute: int
    per_second: float  # over all chats
    # May an edit be repeated without anybody noticing?
    edits_again: bool = False


class Messenger(Protocol):
    """Outbound half of one school's presence on one platform. Never raises for what a platform
    may answer; a raised exception is a bug of ours."""

    platform: Platform
    capabilities: Capabilities

    async def send(self, to: Account, card: Card) -> Outcome:
        """Send to a person's account. Over-long cards are split, nothing is lost."""

    async def post(self, group: str, card: Card) -> Outcome:
        """Send to a group: a Telegram chat id, or a WeCom group robot's address."""

    async def edit(
        self, ref: Mapping[str, Any], card: Card, to: Account | None = None
    ) -> Outcome:
        """Make a sent message show `card`. Showing it already counts as Delivered. `to`: whose chat
        it is, as far as the house knows him."""

    async def reply(
        self, inbound: Inbound, cards: tuple[Card, ...], toast: str = "", start: str = ""
    ) -> None:
        """Answer whoever just spoke: the tapped card is edited to the first card, further ones
        are sent; `toast` answers the tap itself. With `start` the tap leads into our private chat
        instead, where the platform can, and this payload arrives there. Best effort: a lost reply
        is asked for again."""

    async def erase(self, inbound: Inbound) -> None:
        """Take away what was said, where the platform allows it. Best effort."""

    async def send_file(self, to: Account, name: str, mime: str, data: bytes) -> Outcome: ...

    async def send_picture(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        """One that is looked at in the chat, without being opened first."""

    async def fetch(self, file: str) -> bytes:
        """Bytes of a file somebody sent. Raises `FileUnavailable`."""

    async def close(self) -> None: ...


class FileUnavailable(Exception):
    """The file is too big, expired or unknown. The text says which, for the log."""
