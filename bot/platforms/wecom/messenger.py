"""Sending through WeCom: to a member, into a group, into a card that is already there.

`Delivered.ref` holds {"kind", "userid", "client", "msgid", "task_id", "response_code"}. A response
code changes its card once within 72 hours; a code used up is emptied, and an empty one means that
only a new message can tell the news (wechat.md §2.6).
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.cards import Card
from bot.people.person import Account, Client, Platform
from bot.platforms.ports import (
    Capabilities,
    Delivered,
    FileUnavailable,
    Gone,
    Inbound,
    Outcome,
    Tapped,
    TryLater,
    Unreachable,
)
from bot.platforms.recent import Recent
from bot.platforms.tencent.calling import MEDIA_LIMIT, Declined, NoAnswer
from bot.platforms.tencent.layout import case_lines, language_of, plain, split
from bot.platforms.wecom import client as api
from bot.platforms.wecom.errcodes import PAYLOAD_ERRORS, as_outcome, is_known
from bot.platforms.wecom.pace import Pace
from bot.platforms.wecom.render import Message, markdown, messages, new_task_id, template, texts
from bot.platforms.wecom.turning import chosen, is_answered, is_same
from bot.platforms.wecom.unfinished import Unfinished
from bot.speech import Voice

log = logging.getLogger(__name__)

CAPABILITIES = Capabilities(
    edits=True,
    buttons=True,
    groups_tap=False,
    # A case may take three messages; the limit of 30 is kept by `Pace`, message by message.
    per_chat_per_minute=20,
    per_group_per_minute=20,
    per_second=50,
)
FULL = "30 a minute for a member"
# Seconds between two looks whether the minute is over: its clock counts what a machine slept.
A_LOOK = 1.0
_REMEMBERED = 2048  # cards, to say what was chosen on them


class WeComMessenger:
    """One school's app. Knows nothing that must survive a restart."""

    platform = Platform.WECOM
    capabilities = CAPABILITIES

    def __init__(
        self,
        client: api.Client,
        *,
        agent_id: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._agent_id = agent_id
        self._pace = Pace(clock)
        self._clients: dict[str, Client] = {}
        self._unfinished = Unfinished(clock)
        self._sent: Recent[str, Card] = Recent(_REMEMBERED)
        self._first: Recent[str, str] = Recent(_REMEMBERED)
        self._turned_to: Recent[str, Card] = Recent(_REMEMBERED)

    def resume(self, exchanged: Mapping[str, Iterable[float]]) -> None:
        """So many seconds ago each time the process before answered a member or told him something.
        What WeCom finds too much it drops, and says that it has arrived."""
        for userid, ago in exchanged.items():
            self._pace.resumes(userid.lower(), ago)

    def share(self, processes: Callable[[], int]) -> None:
        """How many send for this application, or did a minute ago."""
        self._pace.sharing = processes

    async def send(self, to: Account, card: Card) -> Outcome:
        self._learn(to)
        userid = to.address.lower()
        return await self._send(userid, card, self._client_of(userid))

    async def post(self, group: str, card: Card) -> Outcome:
        """`group` is a robot's address (the key in it is a secret) or an appchat's id."""
        parts = markdown(card)
        wait = self._pace.to_group(group, len(parts))
        if wait:
            return TryLater(seconds=wait, why="20 a minute for a group")
        try:
            for part in parts:
                await self._post(group, part)
        except (Declined, NoAnswer) as trouble:
            return as_outcome(trouble)
        return Delivered({"kind": "group"})

    async def edit(
        self, ref: Mapping[str, Any], card: Card, to: Account | None = None
    ) -> Outcome:
        if to:
            self._learn(to)
        code = ref.get("response_code")
        if ref.get("kind") != "template_card" or not code:
            return Gone("no response code left")
        if self._turned_to.get(str(ref.get("task_id"))) == card:
            # The answer to a tap made it so; the code is kept for what changes later.
            return Delivered(ref)
        fitted = template(card, new_task_id(card))
        if fitted is None or not (fitted.whole or card.closed):
            # Open news that does not fit the card would not be seen.
            return Gone("does not fit into the card")
        userid = str(ref["userid"])
        beside = self._beside(ref, card, fitted.left_words)
        # Room for them first: once the card is changed, nobody would try again.
        if beside and (wait := self._pace.to_member(userid, len(beside))):
            return TryLater(seconds=wait, why=FULL)
        update = {**self._to_card(userid, str(code)), "template_card": fitted.payload}
        try:
            await self.client.update_card(update)
        except NoAnswer as trouble:
            return as_outcome(trouble)
        except Declined as trouble:
            return self._unedited(trouble)
        self._turned_to.forget(str(ref.get("task_id")))
        self._sent.put(str(fitted.payload["task_id"]), card)
        if not await self._said(userid, beside):
            return Gone("the words beside the changed card did not leave")
        return Delivered({**ref, "response_code": ""})

    async def reply(
        self,
        inbound: Inbound,
        cards: tuple[Card, ...],
        toast: str = "",
        start: str = "",  # noqa: ARG002 — a group of ours is never tapped here
    ) -> None:
        match inbound.what:
            case Tapped() as tapped:
                self._clients[inbound.sender] = Client.CARDS
                rest = await self._settle(inbound.sender, tapped, cards)
            case _:
                rest = cards
        if toast and not any(_says(card, toast) for card in cards):
            await self._spoken(inbound.chat, _in_words((toast,)))
        for card in rest:
            outcome = await self._answer(inbound.chat, card)
            if not isinstance(outcome, Delivered):
                log.warning("a reply was not delivered: %s", getattr(outcome, "why", outcome))

    async def _answer(self, userid: str, card: Card) -> Outcome:
        """Who speaks waits for an answer: rather words alone, or late, than none."""
        while True:
            crowded = self._pace.is_crowded(userid)
            outcome = await self._send(
                userid, card, self._client_of(userid), words_only=crowded
            )
            if not (isinstance(outcome, TryLater) and outcome.why == FULL):
                return outcome
            await asyncio.sleep(min(outcome.seconds, A_LOOK))

    async def erase(self, inbound: Inbound) -> None:
        """WeCom lets an application recall its own messages only."""

    async def send_file(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        if not 5 < len(data) <= MEDIA_LIMIT:
            return Gone("WeCom takes files of 6 bytes to 20 MiB")
        kind = "image" if _is_picture(name, mime, data) else "file"
        userid = to.address.lower()
        wait = self._pace.to_member(userid, 1)
        if wait:
            return TryLater(seconds=wait, why=FULL)
        try:
            media = await self.client.upload(kind, name, mime, data)
            message = {"msgtype": kind, kind: {"media_id": media}}
            return await self._deliver(userid, message)
        except (Declined, NoAnswer) as trouble:
            return as_outcome(trouble)

    async def send_picture(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        return await self.send_file(to, name, mime, data)

    async def fetch(self, file: str) -> bytes:
        try:
            return await self.client.download(file)
        except (Declined, NoAnswer) as trouble:
            raise FileUnavailable(str(trouble)) from None

    async def identify(self, code: str) -> str:
        """The userid a login code of the phone's browser belongs to; empty for outsiders, used
        codes and when WeCom does not answer: nobody is let in on a doubt."""
        try:
            return await self.client.member(code)
        except (Declined, NoAnswer) as trouble:
            log.warning("a login was not confirmed: %s", trouble)
            return ""

    async def close(self) -> None:
        """The session belongs to whoever opened it."""

    # ---- sending -------------------------------------------------------------------------------

    async def _send(
        self, userid: str, card: Card, client: Client, *, words_only: bool = False
    ) -> Outcome:
        """`words_only`: an unknown client gets no second copy with buttons."""
        begun = None if words_only else self._unfinished.of(userid, card)
        parts = begun.messages if begun else self._parts(card, client, words_only)
        wait = self._pace.to_member(userid, len(parts))
        if wait:
            return TryLater(seconds=wait, why=FULL)
        left = list(parts)
        try:
            outcome = await self._in_order(userid, left)
        except NoAnswer as trouble:
            unsure = trouble.maybe_sent or (begun is not None and begun.may_show(tuple(left)))
            self._unfinished.keep(userid, card, tuple(left), unsure=unsure)
            return as_outcome(trouble)
        except Declined as trouble:
            return await self._refused(userid, card, tuple(left), trouble)
        finally:
            self._sent.put(_task_in(parts), card)
        self._unfinished.forget(userid, card)
        return outcome

    def _parts(self, card: Card, client: Client, words_only: bool) -> tuple[Message, ...]:
        words = Voice(language_of(card)).say("wecom.open")
        if words_only and client is Client.UNKNOWN:
            return texts(card, words)
        return messages(card, client, new_task_id(card), words)

    async def _in_order(self, userid: str, left: list[Message]) -> Outcome:
        """Takes from `left` what has arrived."""
        outcome: Outcome = Gone("an empty card")
        while left:
            outcome = await self._deliver(userid, left[0])
            if not isinstance(outcome, Delivered):
                break
            left.pop(0)
        return outcome

    async def _deliver(self, userid: str, message: Message) -> Outcome:
        envelope = {"touser": userid, "agentid": self._agent_id, **message}
        if message["msgtype"] == "template_card":
            # Task ids differ between cards, so this only ever stops the same card coming twice.
            envelope |= {"enable_duplicate_check": 1, "duplicate_check_interval": 1800}
        answer = await self.client.send(envelope)
        for flaw in ("invaliduser", "unlicenseduser"):
            if userid in str(answer.get(flaw) or "").lower().split("|"):
                return Unreachable(flaw)
        return Delivered(self._ref(userid, message, answer))

    def _ref(
        self, userid: str, message: Message, answer: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        return {
            "kind": message["msgtype"],
            "userid": userid,
            "client": str(self._client_of(userid)),
            "msgid": str(answer.get("msgid", "")),
            "task_id": message.get("template_card", {}).get("task_id", ""),
            "response_code": str(answer.get("response_code", "")),
        }

    async def _refused(
        self, userid: str, card: Card, left: tuple[Message, ...], trouble: Declined
    ) -> Outcome:
        begun = self._unfinished.of(userid, card)
        unsure = begun is not None and begun.may_show(left)
        if unsure and not is_known(trouble.code):
            # Which errcode a task id used twice gets is documented nowhere. The first try of this
            # very payload went out, so its refusal now means that it had arrived.
            self._unfinished.forget(userid, card)
            return Delivered({"kind": "template_card", "userid": userid, "response_code": ""})
        if trouble.code not in PAYLOAD_ERRORS:
            self._unfinished.keep(userid, card, left, unsure=unsure)
            return as_outcome(trouble)
        log.error("a card was refused, sent as text instead: %s", trouble)
        self._unfinished.forget(userid, card)
        parts = texts(card, Voice(language_of(card)).say("wecom.open"))
        if wait := self._pace.to_member(userid, len(parts)):
            return TryLater(seconds=wait, why=FULL)
        try:
            return await self._in_order(userid, list(parts))
        except (Declined, NoAnswer) as again:
            return as_outcome(again)

    async def _post(self, group: str, part: str) -> None:
        message = {"msgtype": "markdown", "markdown": {"content": part}}
        if group.startswith(("http://", "https://")):
            await self.client.send_by_robot(group, message)
        else:
            await self.client.send_to_group({"chatid": group, **message, "safe": 0})

    # ---- cards that are already there ----------------------------------------------------------

    def _to_card(self, userid: str, code: str) -> dict[str, Any]:
        return {
            "userids": [userid],
            "atall": 0,
            "agentid": self._agent_id,
            "response_code": code,
        }

    def _unedited(self, trouble: Declined) -> Outcome:
        """The errcode of a used or expired code is documented nowhere: any refusal that is not
        about the moment or the whole platform is taken for it."""
        outcome = as_outcome(trouble)
        if isinstance(outcome, TryLater) and is_known(trouble.code):
            return outcome
        return Gone(str(trouble))

    def _beside(
        self, ref: Mapping[str, Any], card: Card, left_words: tuple[str, ...]
    ) -> Sequence[str]:
        """News that the changed card does not show, or whose reader may see no cards."""
        userid = str(ref["userid"])
        unseen = ref.get("client") != Client.CARDS
        if self._clients.get(userid) is not Client.CARDS and unseen:
            # The case itself was told when it was sent; of a settled one the outcome is news.
            told = replace(card, facts=(), notes=()) if card.closed else card
            return _in_words(case_lines(told))
        return _left(card, left_words)

    async def _settle(
        self, userid: str, tapped: Tapped, cards: tuple[Card, ...]
    ) -> tuple[Card, ...]:
        """Change the tapped card by the tap's own code; what remains to be sent."""
        if not cards or not tapped.callback:
            return cards
        before = self._sent.get(_task_of(tapped))
        self._turned_to.forget(self._first_of(tapped))
        if is_same(tapped, before, cards[0]):
            shown = await self._turned(userid, tapped, cards[0])
            return cards[1:] if shown else cards
        if is_answered(tapped):
            words = chosen(tapped, before, cards[0])
            await self._change(userid, tapped.callback, {"button": {"replace_name": words}})
        return cards

    async def _turned(self, userid: str, tapped: Tapped, card: Card) -> bool:
        """Show `card` in the place of the tapped one; False when it has to be sent instead."""
        fitted = template(card, new_task_id(card))
        if fitted is None or not (fitted.whole or card.closed):
            return False
        change = {"template_card": fitted.payload}
        if not await self._change(userid, tapped.callback, change):
            return False
        # Which of the two task ids a later tap brings is documented nowhere.
        for task_id in (str(fitted.payload["task_id"]), _task_of(tapped)):
            self._sent.put(task_id, card)
        first = self._first_of(tapped)
        self._first.put(str(fitted.payload["task_id"]), first)
        if await self._spoken(userid, _left(card, fitted.left_words)):
            self._turned_to.put(first, card)
        return True

    def _first_of(self, tapped: Tapped) -> str:
        """The task id the card was sent with; each change gives it another."""
        task_id = _task_of(tapped)
        return self._first.get(task_id) or task_id

    async def _change(self, userid: str, code: str, change: Mapping[str, Any]) -> bool:
        try:
            await self.client.update_card({**self._to_card(userid, code), **change})
        except (Declined, NoAnswer) as trouble:
            log.warning("a tapped card was not changed: %s", trouble)
            return False
        return True

    async def _spoken(self, userid: str, parts: Sequence[str]) -> bool:
        """Words of no lasting importance: a lost one is asked for again. As `_said`."""
        if parts and self._pace.to_member(userid, len(parts)):
            log.warning("a few words were not sent: WeCom would drop them")
            return False
        return await self._said(userid, parts)

    async def _said(self, userid: str, parts: Sequence[str]) -> bool:
        """False: they have certainly not arrived, or not all of them."""
        try:
            for part in parts:
                message = {"msgtype": "text", "text": {"content": part}}
                await self._deliver(userid, message)
        except (Declined, NoAnswer) as trouble:
            log.warning("a few words were not delivered: %s", trouble)
            return isinstance(trouble, NoAnswer) and trouble.maybe_sent
        return True

    def _learn(self, account: Account) -> None:
        """What the school has found out; a process that has just begun knows nobody."""
        if account.client is not Client.UNKNOWN:
            self._clients[account.address.lower()] = account.client

    def _client_of(self, userid: str) -> Client:
        return self._clients.get(userid, Client.UNKNOWN)


def _in_words(lines: Iterable[str]) -> Sequence[str]:
    return split(plain("\n".join(lines)))


def _left(card: Card, words: Sequence[str]) -> Sequence[str]:
    """What a card had no room for, under its title."""
    return _in_words((card.title, *words)) if words else ()


def _task_in(parts: tuple[Message, ...]) -> str:
    return str(parts[-1].get("template_card", {}).get("task_id", "")) if parts else ""


def _task_of(tapped: Tapped) -> str:
    return str(tapped.message.get("task_id", ""))


def _says(card: Card, toast: str) -> bool:
    return any(toast in part for part in (card.title, *card.body, *card.notes, card.closed))


def _is_picture(name: str, mime: str, data: bytes) -> bool:
    # WeCom goes by the ending, and an older text of its documents allows 5 MB for pictures:
    # anything else goes as a file.
    ending = name.lower().endswith((".jpg", ".jpeg", ".png"))
    return ending and mime in ("image/jpeg", "image/png") and len(data) < 5_000_000
