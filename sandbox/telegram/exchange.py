"""The stand-in from its users' side: typing, tapping, groups, and what stands on the screens."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from bot.people.person import Platform
from sandbox.exchange import Bubble, Kept, Key, Toast
from sandbox.telegram.markup import parse, units
from sandbox.telegram.menus import Menus
from sandbox.telegram.setup import membership
from sandbox.telegram.talking import Talk, document_json, photo_sizes
from sandbox.telegram.updates import Updates
from sandbox.telegram.world import Chat, Json, Message, Person, World

# Whom a group's own deeds are written by.
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
COPY = "copy:"
STYLES = {"success": "go", "danger": "stop"}


class Phones:
    """Implements `sandbox.exchange.Exchange`. People are named by their user id as text; a
    private chat has the person's id, a group the one `create_group` gave."""

    platform = Platform.TELEGRAM

    def __init__(self, world: World, updates: Updates, talk: Talk, menus: Menus) -> None:
        self.revision = 0
        self.patience = 10.0  # real seconds a client shows the spinner of a tapped button
        self.privacy = True  # in groups the bot sees commands and replies to it only
        self._world = world
        self._updates = updates
        self._talk = talk
        self._menus = menus
        self._queries = itertools.count(100_000_000_000)
        self._turned: set[asyncio.Event] = set()

    def seen(self) -> None:
        self.revision += 1
        for event in self._turned:
            event.set()

    async def changed(self, after: int, timeout: float) -> int:
        await self._until(lambda: self.revision > after, timeout)
        return self.revision

    def bubbles(self, chat: str, viewer: str = "") -> tuple[Bubble, ...]:  # noqa: ARG002 — everybody in a Telegram chat sees the same
        found = self._world.chats.get(int(chat))
        return tuple(map(self._bubble, found.messages.values())) if found else ()

    def menu(self) -> tuple[Key, ...]:
        return ()

    def file(self, name: str) -> Kept | None:
        found = self._world.files.get(name)
        return Kept(found.name, found.mime, found.data) if found else None

    def entities(self, chat: str, bubble: str) -> tuple[Json, ...]:
        """How the text is marked up, for a page that shows bold as bold."""
        message = self._world.chats[int(chat)].messages[int(bubble)]
        return tuple(message.json.get("entities", ()))

    def commands(self, who: str, chat: str = "") -> tuple[tuple[str, str], ...]:
        """Name and description, as the client offers them beside the input line."""
        person, place = self._world.enter(int(who)), self._world.chats[int(chat or who)]
        listed = self._menus.seen(person, place)
        return tuple((one["command"], one["description"]) for one in listed)

    def greeting(self, who: str) -> str:
        """What stands in his chat before anything was said."""
        return self._menus.greeting(self._world.enter(int(who)))

    def enter(self, who: str, first_name: str, **more: Any) -> Person:
        return self._world.enter(int(who), first_name, **more)

    async def start(self, who: str, payload: str = "") -> None:
        """Presses Start, or opens `t.me/<bot>?start=payload`."""
        await self.say(who, f"/start {payload}".strip())

    async def say(self, who: str, text: str, chat: str = "") -> None:
        plain, entities = parse(text, "")
        marks = {"entities": entities} if entities else {}
        await self._bring(who, chat, {"text": plain, **marks})

    async def send_file(
        self, who: str, name: str, mime: str, data: bytes, caption: str = "", chat: str = ""
    ) -> None:
        await self.send_media(who, name, mime, data, caption=caption, chat=chat)

    async def send_media(
        self,
        who: str,
        name: str,
        mime: str,
        data: bytes,
        *,
        caption: str = "",
        chat: str = "",
        told_size: int = 0,
        album: str = "",
    ) -> None:
        """Pictures go as photos. `told_size` pretends to a larger file than is kept."""
        file = self._world.keep_file(name, mime, data, told_size)
        is_photo = mime.startswith("image/")
        media = {"photo": photo_sizes(file)} if is_photo else {"document": document_json(file)}
        more = {"caption": caption} if caption else {}
        grouped = {"media_group_id": album} if album else {}
        await self._bring(who, chat, {**media, **more, **grouped})

    async def tap(self, who: str, bubble: str, key: str, chat: str = "") -> Toast | None:
        """`key` is the callback data; a key that is gone can still be sent, as an old client
        would. None: no answer came while the client waited. A link to the bot opens the private
        chat, where the person presses Start."""
        if key.startswith(COPY):
            return Toast()  # between the client and the clipboard
        if key.startswith(self._talk.own_links):
            return await self._follow(who, key)
        query_id = str(next(self._queries))
        query = self._talk.ask(query_id)
        content = self._query(query_id, int(who), int(chat or who), int(bubble), key)
        await self._updates.add("callback_query", content, f"tap:{who}")
        await self._until(lambda: query.answer is not None, self.patience)
        if query.answer is None:
            return None
        if url := query.answer["url"]:
            return await self._follow(who, url)
        return Toast(text=query.answer["text"], alert=query.answer["show_alert"])

    async def _follow(self, who: str, link: str) -> Toast:
        await self.start(who, link.removeprefix(self._talk.own_links))
        return Toast(url=link)

    async def block(self, who: str) -> None:
        await self._turn_private(who, blocked=True)

    async def unblock(self, who: str) -> None:
        await self._turn_private(who, blocked=False)

    def create_group(
        self,
        title: str,
        members: Iterable[str],
        *,
        administrators: Iterable[str] = (),
        supergroup: bool = True,
    ) -> str:
        people = [self._world.enter(int(one)).id for one in members]
        chat = self._world.found(title, people, supergroup=supergroup)
        chat.administrators = set(map(int, administrators))
        return str(chat.id)

    async def add_bot(self, who: str, group: str, *, admin: bool = False) -> None:
        await self._set_bot(who, group, "administrator" if admin else "member")

    async def remove_bot(self, who: str, group: str, *, ban: bool = False) -> None:
        await self._set_bot(who, group, "kicked" if ban else "left")

    async def migrate(self, group: str) -> str:
        """The group becomes a supergroup with a new id. Old messages stay behind."""
        old = self._world.chats[int(group)]
        new = self._world.found(old.title, list(old.members), supergroup=True)
        new.bot_is, old.became = old.bot_is, new.id
        leave = self._world.write(old, ANONYMOUS, {"migrate_to_chat_id": new.id})
        come = self._world.write(new, ANONYMOUS, {"migrate_from_chat_id": old.id})
        await self._updates.add("message", leave.json, f"chat:{old.id}")
        await self._updates.add("message", come.json, f"chat:{new.id}")
        self.seen()
        return str(new.id)

    async def _bring(self, who: str, chat: str, content: Json) -> None:
        person = self._world.enter(int(who))
        place = self._world.chats[int(chat or who)]
        if place.person is not None:
            if person.blocked:
                raise RuntimeError(
                    f"{who} blocked the bot: his phone offers only to unblock it"
                )
            person.started = True
        message = self._world.write(place, person.json(), content)
        self.seen()
        if self._reaches_bot(place, message.json):
            await self._updates.add("message", message.json, f"chat:{place.id}")

    def _reaches_bot(self, chat: Chat, message: Json) -> bool:
        if chat.person is not None:
            return True
        if chat.bot_is not in ("member", "administrator"):
            return False
        text = str(message.get("text", ""))
        return not self.privacy or text.startswith("/") or chat.bot_is == "administrator"

    def _query(self, query_id: str, who: int, chat: int, bubble: int, data: str) -> Json:
        place = self._world.chats[chat]
        message = place.messages.get(bubble)
        gone = {"chat": place.json(), "message_id": bubble, "date": 0}
        return {
            "id": query_id,
            "from": self._world.enter(who).json(),
            "message": message.json if message else gone,
            "chat_instance": str(abs(chat) * 7919),
            "data": data,
        }

    async def _turn_private(self, who: str, *, blocked: bool) -> None:
        person = self._world.enter(int(who))
        was, person.blocked = person.blocked, blocked
        if was != blocked:
            chat = self._world.chats[person.id]
            await self._membership(chat, person, *_statuses(was), *_statuses(blocked))

    async def _set_bot(self, who: str, group: str, status: str) -> None:
        chat = self._world.chats[int(group)]
        was, chat.bot_is = chat.bot_is, status
        await self._membership(chat, self._world.enter(int(who)), was, status)

    async def _membership(self, chat: Chat, by: Person, was: str, now: str) -> None:
        change = {
            "chat": chat.json(),
            "from": by.json(),
            "date": self._world.stamp(),
            "old_chat_member": membership(self._world.bot, was),
            "new_chat_member": membership(self._world.bot, now),
        }
        await self._updates.add("my_chat_member", change, f"chat:{chat.id}")
        self.seen()

    async def _until(self, ready: Callable[[], bool], seconds: float) -> None:
        event = asyncio.Event()
        self._turned.add(event)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    while not ready():
                        event.clear()
                        await event.wait()
        finally:
            self._turned.discard(event)

    def _bubble(self, message: Message) -> Bubble:
        json = message.json
        bot = message.author == self._world.bot["id"]
        title, text = _headed(json) if bot else ("", _readable(json))
        return Bubble(
            id=str(message.number),
            author="" if bot else str(message.author),
            kind=_kind(json),
            text=text,
            title=title,
            keys=_keys(json.get("reply_markup"), self._talk.own_links),
            at=datetime.fromtimestamp(json["date"], UTC),
            edits=message.edits,
            file=_file(json),
        )


def _statuses(blocked: bool) -> tuple[str]:
    return ("kicked",) if blocked else ("member",)


def _kind(json: Json) -> str:
    if "photo" in json:
        return "photo"
    if "document" in json:
        return "file"
    return "card" if "reply_markup" in json else "text"


def _file(json: Json) -> str:
    largest = json["photo"][-1] if json.get("photo") else json.get("document") or {}
    return str(largest.get("file_id", ""))


def _headed(json: Json) -> tuple[str, str]:
    """A first line that is wholly bold is read as a title."""
    text = _readable(json)
    line, _, rest = text.partition("\n")
    for entity in json.get("entities", ()):
        if (entity["type"], entity["offset"], entity["length"]) == ("bold", 0, units(line)):
            return line, rest.lstrip("\n")
    return "", text


def _readable(json: Json) -> str:
    if "migrate_to_chat_id" in json or "migrate_from_chat_id" in json:
        return "⇄"
    if "document" in json:
        return "\n".join(filter(None, (json["document"]["file_name"], json.get("caption"))))
    text = str(json.get("text", json.get("caption", "")))
    # What a link brings is seen by the bot alone.
    return "/start" if text.startswith("/start ") and not json["from"]["is_bot"] else text


def _keys(markup: Json | None, own_links: str) -> tuple[tuple[Key, ...], ...]:
    rows = markup["inline_keyboard"] if markup else []
    return tuple(tuple(_key(button, own_links) for button in row) for row in rows)


def _key(button: Json, own_links: str) -> Key:
    """A link to the bot itself stays in Telegram: it is tapped, not opened."""
    url = button.get("url", "")
    copy = button.get("copy_text", {}).get("text", "")
    return Key(
        id=str(button.get("callback_data", url or f"{COPY}{copy}")),
        label=button["text"],
        style=STYLES.get(button.get("style", ""), ""),
        url="" if url.startswith(own_links) else url,
        copy=copy,
    )
