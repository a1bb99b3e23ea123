"""A chat as the page's templates want it: who speaks, on which side, in which skin."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.people.person import Platform
from sandbox.exchange import Bubble, Exchange, Kept, Key
from sandbox.schools import Group, Phone

# WeCom writes 申请人：乔木, Telegram 申请人　乔木, English “Applicant: …”; a summary numbers them.
LABELLED = re.compile(
    r"^((?:\d{1,2}\. )?(?:[^：\s]{1,9}|[A-Z][a-z ,]{1,20}))(?:：|: |\u3000)(\S.*)$"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a message; `label` is empty for plain words."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    bubble: Bubble
    mine: bool
    author: str  # a name, where several people speak
    rows: tuple[Row, ...]
    picture: bool  # there is one to look at
    keys: tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    id: str
    title: str
    group: bool
    members: int = 0


def skin(phone: Phone) -> str:
    """The platform this phone looks like."""
    if phone.platform is Platform.WECOM and phone.client == "plugin":
        return "plugin"
    return str(phone.platform)


def chats(phone: Phone, groups: Iterable[Group], bot: str) -> tuple[Chat, ...]:
    """The chats of a phone; the one that shows first comes first."""
    by_name = {g.name: g for g in groups if g.platform is phone.platform}
    mine = [Chat(id=phone.address, title=bot, group=False)]
    for name in phone.groups:
        if group := by_name.get(name):
            members = len(group.members) + 1
            chat = Chat(id=group.chat, title=group.title, group=True, members=members)
            mine.insert(0 if name == phone.home else len(mine), chat)
    return tuple(mine)


def shown(
    exchange: Exchange, phone: Phone, chat: Chat, names: Mapping[str, str]
) -> tuple[Shown, ...]:
    return tuple(
        _shown(exchange, b, phone, chat, names)
        for b in exchange.bubbles(chat.id, phone.address)
    )


# A smaller picture is the one pixel of the stories.
SMALLEST = 200
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def picture(kept: Kept | None) -> bool:
    return kept is not None and kept.mime in PICTURES and len(kept.data) >= SMALLEST


def _shown(
    exchange: Exchange, bubble: Bubble, phone: Phone, chat: Chat, names: Mapping[str, str]
) -> Shown:
    mine = bubble.author == phone.address
    others = chat.group and not mine and bubble.author
    return Shown(
        bubble=bubble,
        mine=mine,
        author=names.get(bubble.author, bubble.author) if others else "",
        rows=tuple(map(_row, bubble.text.splitlines())),
        picture=bool(bubble.file) and picture(exchange.file(bubble.file)),
        keys=bubble.keys,
    )


def _row(line: str) -> Row:
    found = LABELLED.match(line)
    return Row(found[1], found[2]) if found else Row("", line)
