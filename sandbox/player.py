"""The language of stories and tests: people of a stage say, tap, see.

    await stage["乔木"].says("调阅")
    await stage["牧星野"].taps("同意")
    await stage["乔木"].sees("已批准")

Every act waits until the screen offers it, and becomes a line of the transcript.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, Self, TypeVar

from bot.people.person import Platform
from sandbox.browser import Browser, Page
from sandbox.exchange import Bubble, Exchange, Key, Toast
from sandbox.schools import Group, Phone
from sandbox.transcript import Told, Transcript
from sandbox.wechat.exchange import MENU

T = TypeVar("T")


class Director(Protocol):
    """Who says when the play goes on."""

    def scene(self, text: str) -> None:
        """What happens next, in a line."""

    async def turn(self, act: "Act") -> None:
        """Returns when it may be done."""


class Act(NamedTuple):
    """What somebody is about to do. `bubble`: what he taps or opens, on which message."""

    phone: Phone
    words: str
    chat: str = ""
    bubble: str = ""
    key: str = ""
    url: str = ""


class Unhurried:
    """Nobody directs: everything at once."""

    def scene(self, text: str) -> None:
        del text

    async def turn(self, act: Act) -> None:
        del act


PATIENCE = 10.0  # seconds until a story gives up on a screen
# What stands before the words of a label: signs, numbers of a typed choice, choice marks.
ORNAMENT = re.compile(r"^[^\w一-鿿]*(?:\d+[.、 ]\s*)?[^\w一-鿿]*")


# A typed choice: its word, two blanks, what it means.
OFFERED = re.compile(r"(\S+)  (\S.*)")


# A bubble as it stands at one moment: chat, id, edits so far, words.
State = tuple[str, str, int, str]


class NeverSeen(AssertionError):
    """It did not appear in time. The text shows the screen as it was."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A bubble and the chat it stands in."""

    chat: str
    bubble: Bubble

    @property
    def state(self) -> State:
        return self.chat, self.bubble.id, self.bubble.edits, words_of(self.bubble)


def words_of(bubble: Bubble) -> str:
    """Everything readable on it, buttons included."""
    labels = (key.label for row in bubble.keys for key in row)
    return "\n".join(x for x in (bubble.title, bubble.text, *labels) if x)


class Stage:
    """People with phones. Use as `async with`, so that opened browsers are closed."""

    def __init__(
        self,
        exchanges: Iterable[Exchange],
        cast: Iterable[Phone],
        groups: Iterable[Group] = (),
        *,
        patience: float = PATIENCE,
        echo: Callable[[str], None] | None = None,
        director: Director | None = None,
    ) -> None:
        self.director = director or Unhurried()
        self.exchanges = {exchange.platform: exchange for exchange in exchanges}
        self.groups = {group.name: group for group in groups}
        self.patience = patience
        self.transcript = Transcript(echo)
        self._guests: list[Actor] = []
        self._actors = {phone.name: Actor(self, phone) for phone in cast}

    def __getitem__(self, name: str) -> "Actor":
        return self._actors[name]

    def __iter__(self) -> "Iterator[Actor]":
        return iter(self._actors.values())

    def joined(self, phone: Phone) -> "Actor":
        """Somebody who was not on the stage from the beginning."""
        actor = Actor(self, phone)
        self._guests.append(actor)
        return actor

    def heading(self, text: str) -> None:
        self.transcript.heading(text)
        self.director.scene(text)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for actor in (*self, *self._guests):
            await actor.close()


@dataclass(slots=True)
class Actor:
    stage: Stage
    phone: Phone
    _known: set[State] = field(default_factory=set)  # before the last act
    _tapped: State | None = None  # by the last act, if it was one and no toast answered it
    _told: set[State] = field(default_factory=set)  # in the transcript
    _lines: dict[tuple[str, str], Told] = field(default_factory=dict)  # by chat and bubble
    _browser: Browser | None = None

    @property
    def exchange(self) -> Exchange:
        return self.stage.exchanges[self.phone.platform]

    @property
    def chats(self) -> tuple[str, ...]:
        groups = [self.stage.groups[name] for name in self.phone.groups]
        mine = [g.chat for g in groups if g.platform is self.phone.platform]
        return (self.phone.address, *mine)

    def screen(self) -> list[Seen]:
        """Everything on this phone, oldest first."""
        who = self.phone.address
        seen = [Seen(c, b) for c in self.chats for b in self.exchange.bubbles(c, who)]
        return sorted(seen, key=lambda s: s.bubble.at)

    async def says(self, text: str, *, group: str = "") -> None:
        chat = self._chat(group)
        await self.stage.director.turn(Act(self.phone, text, chat))
        self._act()
        self._tell(text)
        await self.exchange.say(self.phone.address, text, chat)

    async def photo(
        self, name: str = "photo.png", data: bytes = b"", *, caption: str = "", group: str = ""
    ) -> None:
        words, chat = f"▣ {name} {caption}".rstrip(), self._chat(group)
        await self.stage.director.turn(Act(self.phone, words, chat))
        self._act()
        self._tell(words)
        picture = data or PIXEL
        who = self.phone.address
        await self.exchange.send_file(who, name, "image/png", picture, caption, chat)

    async def taps(
        self, label: str, *, on: str = "", patience: float | None = None
    ) -> Toast | None:
        """The newest live button whose label contains `label`, on a bubble containing `on`. Where
        a platform has no buttons: an item of the menu, or the word that stands for it, typed."""
        if self.phone.platform is Platform.WECHAT:
            return await self._types(label, on, patience)
        seen, key = await self._about_to(label, on, patience, opening=False)
        self._act()
        self._saw(seen)
        self._tell(f"[{key.label}]")
        who = self.phone.address
        toast = await self.exchange.tap(who, seen.bubble.id, key.id, seen.chat)
        told = (toast.text or ("↗" if toast.url else "")) if toast else ""
        if told:
            self._tell(f"‹{told}›")
        self._tapped = None if told else seen.state
        return toast

    async def _types(self, label: str, on: str, patience: float | None) -> Toast | None:
        def item() -> Key | None:
            offered = () if on else self.exchange.menu()
            return next((it for it in offered if it.label == label and not it.url), None)

        def found() -> Key | tuple[Seen, str] | None:
            if there := item():
                return there
            for one in reversed(self.screen()):
                if on in words_of(one.bubble) and (said := typed_for(one.bubble.text, label)):
                    return one, said
            return None

        hit: Key | tuple[Seen, str] = await self._wait(
            found, f"a word to type for [{label}]", patience
        )
        if isinstance(hit, Key):
            await self.stage.director.turn(Act(self.phone, f"☰ {label}"))
            self._act()
            self._tell(f"☰ {label}")
            return await self.exchange.tap(self.phone.address, MENU, hit.id)
        seen, word = hit
        self._saw(seen)
        await self.says(word)
        return None

    async def sees(
        self, text: str, *, fresh: bool = False, patience: float | None = None
    ) -> Bubble:
        """The newest bubble containing `text`, once there is one, that somebody else wrote: the
        words just typed are no answer to themselves. `fresh`: only what appeared or changed since
        this person last did something."""

        def found() -> Seen | None:
            for seen in reversed(self.screen()):
                mine = seen.bubble.author == self.phone.address
                stale = fresh and seen.state in self._known
                if text in words_of(seen.bubble) and not (mine or stale):
                    return seen
            return None

        seen = await self._wait(found, f"{text!r}", patience)
        self._saw(seen)
        return seen.bubble

    async def sees_no(self, text: str, *, within: float = 0.0) -> None:
        """Nothing on this phone contains `text`, now and for `within` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while True:
            revision = self.exchange.revision
            for seen in self.screen():
                if text in words_of(seen.bubble):
                    raise NeverSeen(
                        f"{self.phone.name} should not see {text!r}:\n{self._dump()}"
                    )
            left = end - loop.time()
            if left <= 0:
                return
            await self.exchange.changed(revision, left)

    async def loses(self, text: str) -> None:
        """Until nothing on this phone contains `text` any more."""

        def gone() -> bool | None:
            there = any(text in words_of(seen.bubble) for seen in self.screen())
            return None if there else True

        await self._wait(gone, f"the end of {text!r}", None)

    async def opens(
        self, label: str = "", *, on: str = "", patience: float | None = None
    ) -> Page:
        """Opens the newest link (or card that is a link) whose label contains `label`, in this
        person's own browser."""
        seen, key = await self._about_to(label, on, patience, opening=True)
        self._act()
        self._saw(seen)
        self._tell(f"↗ [{key.label}]")
        return await self.browser().open(key.url)

    def browser(self) -> Browser:
        """Kept for the whole story: whoever logged in once stays logged in."""
        if self._browser is None:
            mine = {f"{self.phone.platform}_phone": self.phone.address}
            self._browser = Browser(mine, before=self._presses)
        return self._browser

    async def close(self) -> None:
        if self._browser:
            await self._browser.close()
            self._browser = None

    async def _presses(self, words: str, url: str) -> None:
        """On a page of his browser."""
        await self.stage.director.turn(Act(self.phone, f"[{words}]", url=url))

    async def _about_to(
        self, label: str, on: str, patience: float | None, *, opening: bool
    ) -> tuple[Seen, Key]:
        """Looked for again when it may be done: others may have been quicker."""
        seen, key = await self._key(label, on, patience, opening=opening)
        words = f"↗ [{key.label}]" if opening else f"[{key.label}]"
        act = Act(self.phone, words, seen.chat, seen.bubble.id, key.id, key.url)
        await self.stage.director.turn(act)
        return await self._key(label, on, patience, opening=opening)

    async def _key(
        self, label: str, on: str, patience: float | None, *, opening: bool
    ) -> tuple[Seen, Key]:
        def found() -> tuple[Seen, Key] | None:
            for seen in reversed(self.screen()):
                if on in words_of(seen.bubble) and not self._unanswered(seen):
                    keys = _keys(seen.bubble, opening=opening)
                    if best := _best(keys, label):
                        return seen, best
            return None

        what = f"{'link' if opening else 'button'} [{label}]" + (f" on {on!r}" if on else "")
        return await self._wait(found, what, patience)

    async def _wait(
        self, found: Callable[[], T | None], what: str, patience: float | None
    ) -> T:
        loop = asyncio.get_running_loop()
        end = loop.time() + (self.stage.patience if patience is None else patience)
        while True:
            revision = self.exchange.revision
            if (hit := found()) is not None:
                return hit
            left = end - loop.time()
            if left <= 0:
                self._tapped = None  # whoever has waited in vain may tap it again
                raise NeverSeen(f"{self.phone.name} never saw {what}:\n{self._dump()}")
            await self.exchange.changed(revision, left)

    def _unanswered(self, seen: Seen) -> bool:
        """He has just tapped it, it is as it was, and nothing new stands below: a button that looks
        the same on the next screen is not pressed on this one."""
        if seen.state != self._tapped:
            return False
        before, mine = {state[:2] for state in self._known}, self.phone.address
        return all(
            one.state[:2] in before or one.bubble.author == mine for one in self.screen()
        )

    def _act(self) -> None:
        self._known = {seen.state for seen in self.screen()}
        self._tapped = None

    def _saw(self, seen: Seen) -> None:
        if seen.state not in self._told and seen.bubble.author != self.phone.address:
            self._told.add(seen.state)
            place = seen.chat, seen.bubble.id
            before = self._lines.get(place)
            self._lines[place] = self.stage.transcript.saw(self.phone, seen.bubble, before)

    def _tell(self, words: str) -> None:
        self.stage.transcript.did(self.phone, words)

    def _chat(self, group: str) -> str:
        return self.stage.groups[group].chat if group else ""

    def _dump(self) -> str:
        return "\n".join(f"  {s.chat} │ {words_of(s.bubble)!r}" for s in self.screen()[-8:])


def typed_for(text: str, label: str) -> str:
    """What a message says to type: 71 for "71  同意", 跳过 for "[跳过]"; nothing if it offers none.
    Of several lines the shortest is meant: 同意 rather than 同意并转交."""
    lines = [m for line in text.splitlines() if (m := OFFERED.fullmatch(line))]
    fit = sorted((m for m in lines if label in m[2]), key=lambda m: len(ORNAMENT.sub("", m[2])))
    if fit:
        return fit[0][1]
    return label if f"[{label}]" in text else ""


def _keys(bubble: Bubble, *, opening: bool) -> list[Key]:
    keys = [k for row in bubble.keys for k in row if not k.dead and bool(k.url) == opening]
    if opening and bubble.url:
        keys.append(Key(id="", label=bubble.title or bubble.text, url=bubble.url))
    return keys


def _best(keys: Iterable[Key], label: str) -> Key | None:
    """The word 同意 finds 同意, ✅ 同意 or 1 同意 before 同意并转交, and that before 不同意."""

    def rank(key: Key) -> int:
        bare = ORNAMENT.sub("", key.label)
        return 0 if label in (key.label, bare) else 1 if bare.startswith(label) else 2

    return min((k for k in keys if label in k.label), key=rank, default=None)


# The smallest PNG: one warm grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63d8b16119000432020f37b835450000000049454e44ae426082"
)
