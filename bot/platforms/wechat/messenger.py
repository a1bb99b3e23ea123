"""Sending through a service account: text with links, within the window a person opens by speaking.

A person's word opens the window for 48 hours and a few messages; a menu tap, a follow for one
minute (wechat.md §3). Outside it only a template message arrives, and only a link on it can be
tapped. Nothing can be edited, so news of a card is a new message. `Delivered.ref` holds {"kind",
"openid", "told"}: a mark of what the card said, so that nothing is told twice.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.cards import Card
from bot.people.person import Account, Platform
from bot.platforms.ports import (
    Capabilities,
    Delivered,
    FileUnavailable,
    Gone,
    Inbound,
    Outcome,
    Unreachable,
)
from bot.platforms.tencent.calling import Declined, NoAnswer
from bot.platforms.tencent.layout import TEXT_LIMIT, language_of, plain, split, text_of
from bot.platforms.wechat.client import Client
from bot.platforms.wechat.errcodes import Closed, as_outcome
from bot.platforms.wechat.passive import Line
from bot.platforms.wechat.template import Template, message
from bot.speech import Voice

log = logging.getLogger(__name__)

CAPABILITIES = Capabilities(
    edits=False,
    buttons=False,
    groups_tap=False,
    per_chat_per_minute=20,
    per_group_per_minute=1,
    per_second=50,
)
NEW = ("wechat.menu.new", "申请")
MINE = ("wechat.menu.mine", "我的申请")
WAITING = ("wechat.menu.todo", "待办")
_BETWEEN = "\n\n· · ·\n\n"
_PICTURES = ("image/jpeg", "image/png", "image/gif")
_PICTURE_LIMIT = 10 * 1024 * 1024  # bytes


class WeChatMessenger:
    """One school's account. Knows nothing that must survive a restart."""

    platform = Platform.WECHAT
    capabilities = CAPABILITIES

    def __init__(
        self,
        client: Client,
        *,
        template: Template | None = None,
        now: Callable[[], datetime],
    ) -> None:
        self.client = client
        self.line = Line()
        self._template = template
        self._now = now

    async def send(self, to: Account, card: Card) -> Outcome:
        return await self._sent(to.address, card, card)

    async def post(self, group: str, card: Card) -> Outcome:
        """A service account sits in no group."""
        del group, card
        return Gone("a service account has no groups")

    async def edit(
        self,
        ref: Mapping[str, Any],
        card: Card,
        to: Account | None = None,  # noqa: ARG002 — the reference names the reader
    ) -> Outcome:
        """WeChat changes no message: what is new about the card is said in one of its own."""
        if ref.get("told") == _told(card):
            return Delivered(ref)
        # The case itself was told when it was sent.
        outcome = await self._sent(str(ref["openid"]), card, replace(card, facts=()))
        return Gone(outcome.why) if isinstance(outcome, Unreachable) else outcome

    async def reply(
        self,
        inbound: Inbound,
        cards: tuple[Card, ...],
        toast: str = "",
        start: str = "",  # noqa: ARG002 — a group of ours is never tapped here
    ) -> None:
        """What fits into one message leaves with the packet's own answer; of several, that one
        could come last."""
        heard = toast and not any(_says(card, toast) for card in cards)
        parts = together((Card(title=toast), *cards) if heard else cards)
        if len(parts) == 1 and self.line.offer(inbound.key, parts[0]):
            return
        self.line.offer(inbound.key, "")
        outcome = await self._spoken(inbound.chat, parts)
        if not isinstance(outcome, Delivered):
            log.warning("a reply was not delivered: %s", getattr(outcome, "why", outcome))

    async def erase(self, inbound: Inbound) -> None:
        """WeChat takes nothing back that somebody else said."""

    async def send_file(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        """A service account sends pictures and no documents; of one it can only tell."""
        if mime in _PICTURES and len(data) <= _PICTURE_LIMIT:
            return await self.send_picture(to, name, mime, data)
        sorry = Card(title=Voice().say("wechat.no_documents", name=name))
        return await self.send(to, sorry)

    async def send_picture(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        try:
            media = await self.client.upload(name, mime, data)
            picture = {"touser": to.address, "msgtype": "image", "image": {"media_id": media}}
            await self.client.send(picture)
        except (Declined, NoAnswer) as trouble:
            return as_outcome(trouble)
        return Delivered({"kind": "image", "openid": to.address})

    async def fetch(self, file: str) -> bytes:
        try:
            return await self.client.download(file)
        except (Declined, NoAnswer) as trouble:
            raise FileUnavailable(str(trouble)) from None

    async def identify(self, code: str) -> str:
        """The openid a login code of the phone's browser belongs to; empty for used codes and when
        WeChat does not answer: nobody is let in on a doubt."""
        try:
            return await self.client.follower(code)
        except (Declined, NoAnswer) as trouble:
            log.warning("a login was not confirmed: %s", trouble)
            return ""

    async def offer_menu(self, language: str, page: str = "") -> None:
        """What stands under the conversation; each item says a word one could type, one opens
        `page`."""
        say = Voice(language).say
        new, mine, todo = (
            {"type": "click", "name": say(name), "key": word}
            for name, word in (NEW, MINE, WAITING)
        )
        view = {"type": "view", "name": say("wechat.menu.page"), "url": page}
        own = {"name": say("wechat.menu.own"), "sub_button": [mine, view]}
        await self.client.create_menu({"button": [new, own if page else mine, todo]})

    async def close(self) -> None:
        """The session belongs to whoever opened it."""

    async def _sent(self, openid: str, card: Card, shown: Card) -> Outcome:
        outcome = await self._spoken(openid, _parts(shown))
        if isinstance(outcome, Closed) and self._template:
            outcome = await self._called(self._template, openid, card)
        if isinstance(outcome, Delivered):
            return Delivered({**outcome.ref, "told": _told(card)})
        return outcome

    async def _spoken(self, openid: str, parts: tuple[str, ...]) -> Outcome:
        try:
            for part in parts:
                said = {"touser": openid, "msgtype": "text", "text": {"content": part}}
                await self.client.send(said)
        except (Declined, NoAnswer) as trouble:
            return as_outcome(trouble)
        return Delivered({"kind": "text", "openid": openid})

    async def _called(self, template: Template, openid: str, card: Card) -> Outcome:
        """Outside the window: a template that opens the page, or asks him to write to us."""
        hint = Voice(language_of(card)).say("wechat.write_to_us")
        once = sha256(repr((openid, card)).encode()).hexdigest()[:32]
        try:
            filled = message(template, openid, card, hint, self._now(), once)
            await self.client.send_template(filled)
        except (Declined, NoAnswer) as trouble:
            return as_outcome(trouble)
        return Delivered({"kind": "template", "openid": openid})


def _told(card: Card) -> str:
    """Two cards that say the same are told once."""
    return sha256(text_of(card, "").encode()).hexdigest()[:32]


def _says(card: Card, words: str) -> bool:
    return any(words in part for part in (card.title, *card.body, *card.notes, card.closed))


def together(cards: Iterable[Card]) -> tuple[str, ...]:
    """As few messages as hold them all: a window allows only a handful. No card is broken that
    fits into one message."""
    said: list[str] = []
    for part in (part for card in cards for part in _parts(card)):
        joined = f"{said[-1]}{_BETWEEN}{part}" if said else ""
        if joined and len(joined.encode()) <= TEXT_LIMIT:
            said[-1] = joined
        else:
            said.append(part)
    return tuple(said)


def _parts(card: Card) -> tuple[str, ...]:
    words = Voice(language_of(card)).say("wecom.open")
    return split(text_of(card, words)) or split(plain(card.title))
