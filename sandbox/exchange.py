"""A stand-in platform seen from its users' side: what stands on whose screen, and their fingers.

The phones page, the stories and the tests all hold an `Exchange`; the product only ever sees the
stand-in's HTTP side.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.people.person import Platform

# Told what passes between a platform and the product, as it passes: ("came" | "answered", call).
# At "came" the product has asked and knows nothing yet; what it asked for will be done.
Watch = Callable[[str, str], None]


def nobody_watches(moment: str, call: str) -> None:
    del moment, call


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A button as a person sees it. `id` is what `Exchange.tap` wants."""

    id: str
    label: str
    style: str = ""  # "go", "stop" or ""
    url: str = ""  # opens a page instead of telling the bot
    copy: str = ""  # goes to the clipboard; the bot hears nothing of it
    dead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message on a screen, in the order it appeared."""

    id: str
    author: str  # account address of whoever wrote it; "" for the bot
    kind: str  # "text", "card", "photo", "file"
    text: str  # what is readable, line breaks kept, markup removed
    title: str = ""
    keys: tuple[tuple[Key, ...], ...] = ()
    at: datetime
    edits: int = 0
    url: str = ""  # a card that opens a page
    file: str = ""  # what `Exchange.file` gives for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """The platform's own short answer to a tap; empty text = the spinner just stops."""

    text: str = ""
    alert: bool = False
    url: str = ""  # where the client went instead: the private chat, with a payload


class Kept(NamedTuple):
    """A picture or a paper that was sent."""

    name: str
    mime: str
    data: bytes


class Exchange(Protocol):
    @property
    def platform(self) -> Platform: ...
    @property
    def revision(self) -> int:
        """Grows by one with everything anybody could see; `changed` waits for it to pass a
        number."""

    def bubbles(self, chat: str, viewer: str = "") -> tuple[Bubble, ...]:
        """Messages of a chat. A private chat's id is the person's address; WeCom cards may differ
        by viewer."""

    def menu(self) -> tuple[Key, ...]:
        """What can always be tapped below the private chat; empty where a platform has none."""

    def file(self, name: str) -> Kept | None:
        """`name` as a `Bubble` calls it."""

    async def say(self, who: str, text: str, chat: str = "") -> None:
        """`who` types into `chat` (default: the private chat with the bot)."""

    async def tap(self, who: str, bubble: str, key: str, chat: str = "") -> Toast | None:
        """Press a key; waits for the platform's answer to the tap at most as long as it would."""

    async def send_file(
        self, who: str, name: str, mime: str, data: bytes, caption: str = "", chat: str = ""
    ) -> None: ...

    async def changed(self, after: int, timeout: float) -> int:
        """The revision, once it is greater than `after` or `timeout` seconds have passed."""
