"""The people, chats, messages and files of one stand-in, as Telegram keeps them.

A message is kept as the JSON that is given out for it: what the bot reads back is what it will
have been sent.
"""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.telegram.refusals import bad, forbidden, upgraded

Json = dict[str, Any]

FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_001_000_000_001


@dataclass(slots=True, kw_only=True)
class Person:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "zh-hans"
    started: bool = False  # wrote to the bot at least once, or pressed Start
    blocked: bool = False

    def json(self) -> Json:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            **_told(last_name=self.last_name, username=self.username),
            **_told(language_code=self.language_code),
        }


@dataclass(slots=True)
class Message:
    json: Json
    author: int
    edits: int = 0

    @property
    def number(self) -> int:
        return int(self.json["message_id"])


@dataclass(slots=True, kw_only=True)
class Chat:
    id: int
    type: str  # "private", "group", "supergroup"
    title: str = ""
    person: Person | None = None
    members: set[int] = field(default_factory=set)
    administrators: set[int] = field(default_factory=set)
    bot_is: str = "left"  # status of the bot in a group: left, member, administrator, kicked
    became: int = 0  # the supergroup it was upgraded to
    topics: dict[int, bool] = field(default_factory=dict)  # by thread; False: closed
    messages: dict[int, Message] = field(default_factory=dict)

    def json(self) -> Json:
        if self.person is None:
            return {"id": self.id, "type": self.type, "title": self.title}
        names = _told(last_name=self.person.last_name, username=self.person.username)
        first_name = self.person.first_name
        return {"id": self.id, "type": self.type, "first_name": first_name, **names}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    id: str
    unique: str
    name: str
    mime: str
    data: bytes
    size: int  # may be told larger than `data` is, to try the limit

    @property
    def path(self) -> str:
        folder = "photos" if self.mime.startswith("image/") else "documents"
        return f"{folder}/{self.unique}_{self.name}"


class World:
    def __init__(self, now: Callable[[], datetime], bot: Json) -> None:
        self.now = now
        self.bot = bot
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self._numbers = itertools.count(1)  # private chats and basic groups share one row
        self._super_numbers: dict[int, itertools.count[int]] = {}
        self._group_ids = itertools.count(FIRST_GROUP, -1)
        self._supergroup_ids = itertools.count(FIRST_SUPERGROUP, -1)

    def stamp(self) -> int:
        return int(self.now().timestamp())

    def enter(self, address: int, first_name: str = "", **more: Any) -> Person:
        """A person known to Telegram; he has not yet spoken to the bot."""
        if address not in self.people:
            name = first_name or str(address)
            person = Person(id=address, first_name=name, **more)
            self.people[address] = person
            self.chats[address] = Chat(id=address, type="private", person=person)
        return self.people[address]

    def found(self, title: str, members: list[int], *, supergroup: bool) -> Chat:
        ids = self._supergroup_ids if supergroup else self._group_ids
        kind = "supergroup" if supergroup else "group"
        chat = Chat(id=next(ids), type=kind, title=title, members=set(members))
        self.chats[chat.id] = chat
        return chat

    def write(self, chat: Chat, author: Json, content: Json) -> Message:
        number = self._number(chat)
        json = {
            "message_id": number,
            "from": author,
            "chat": chat.json(),
            "date": self.stamp(),
            **content,
        }
        message = Message(json, author["id"])
        chat.messages[number] = message
        return message

    def keep_file(self, name: str, mime: str, data: bytes, size: int = 0) -> File:
        unique = hashlib.sha256(data + name.encode()).hexdigest()[:16]
        file = File(
            id=f"BQACAgUAAxkB{unique}{len(self.files):04d}",
            unique=f"AgAD{unique}",
            name=name,
            mime=mime,
            data=data,
            size=size or len(data),
        )
        self.files[file.id] = file
        return file

    def reachable(self, address: str) -> Chat:
        """The chat a bot may write to; refuses as the server does."""
        chat = self.chat(address)
        if chat.became:
            raise upgraded(chat.became)
        person = chat.person
        if person is None:
            self._refuse_outsider(chat)
        elif person.blocked:
            raise forbidden("bot was blocked by the user")
        elif not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def chat(self, address: str) -> Chat:
        try:
            return self.chats[int(address)]
        except (KeyError, ValueError):
            raise bad("chat not found" if address else "chat_id is empty") from None

    def _refuse_outsider(self, chat: Chat) -> None:
        if chat.bot_is == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if chat.bot_is == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")

    def _number(self, chat: Chat) -> int:
        if chat.type != "supergroup":
            return next(self._numbers)
        return next(self._super_numbers.setdefault(chat.id, itertools.count(1)))


def _told(**fields: str) -> Json:
    """Telegram leaves out what there is none of; it never says null."""
    return {name: value for name, value in fields.items() if value}
