"""`Messenger` for Telegram: sends, edits, answers, and says in one of five ways how it went."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import CallbackQueryLimit, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.cards import Card
from bot.people.person import Account, Platform
from bot.platforms.ports import (
    Capabilities,
    Delivered,
    FileUnavailable,
    Gone,
    Inbound,
    Moved,
    Outcome,
    Said,
    Tapped,
    TryLater,
)
from bot.platforms.recent import Recent
from bot.platforms.telegram.client import FILE_LIMIT, MaybeSent, RawCalls
from bot.platforms.telegram.outcomes import (
    KEYBOARD,
    MARKUP,
    TOO_LATE,
    TOPIC,
    UNCHANGED,
    outcome,
    says,
)
from bot.platforms.telegram.render import (
    NOTHING_TO_SEE,
    Keyboard,
    Part,
    leads_away,
    link,
    older,
    parts,
)
from bot.platforms.telegram.standing import (
    REMEMBERED,
    TIDIED,
    TIDIED_PER_SECOND,
    Allowance,
    asks,
    is_question,
    settles_question,
)

TOAST_LIMIT = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
_NO_PREVIEW = '{"is_disabled":true}'

Ref = Mapping[str, Any]

log = logging.getLogger(__name__)


class TelegramMessenger:
    """A card's reference is `{"chat", "message"}`, the message with the buttons; a card in
    several messages has the ones above it under `"above"`."""

    platform = Platform.TELEGRAM
    capabilities = Capabilities(
        edits=True,
        edits_again=True,
        buttons=True,
        groups_tap=True,
        per_chat_per_minute=60,
        per_group_per_minute=20,
        per_second=25,
    )

    def __init__(self, bot: Bot, calls: RawCalls) -> None:
        # What every update leads to is called raw: `Bot` would build a Message of each answer,
        # a quarter of the whole cost, for the sake of its number.
        self._bot = bot
        self._call = calls
        self._above: Recent[str, list[int]] = Recent(REMEMBERED)
        self._questions: Recent[str, Ref] = Recent(REMEMBERED)
        self._tidying = Allowance(TIDIED, TIDIED_PER_SECOND)
        self._name = ""
        self._older = False  # the server knows neither colours nor the clipboard

    async def send(self, to: Account, card: Card) -> Outcome:
        return await self._show(to.address, card)

    async def post(self, group: str, card: Card) -> Outcome:
        return await self._show(group, card)

    async def edit(
        self,
        ref: Ref,
        card: Card,
        to: Account | None = None,  # noqa: ARG002 — a message is edited alike for everybody
    ) -> Outcome:
        asked = self._questions.get(ref["chat"])
        if asked and asked["message"] == ref["message"]:
            self._questions.forget(ref["chat"])  # what stood there is over
        return await self._changed_to(ref, card)

    async def _changed_to(self, ref: Ref, card: Card) -> Outcome:
        wanted = await self._parts(card)
        chat, shown = ref["chat"], _messages(ref)
        # The lowest messages are kept: the buttons hang there, and the reader's eye.
        surplus, kept = shown[: -len(wanted)], shown[-len(wanted) :]
        try:
            for message, part in zip(kept, wanted, strict=False):
                await self._rewrite(chat, message, part)
            for message in surplus:
                await self._remove(chat, message)
        except TelegramError as error:
            return self._failed(error, sending=False)
        if len(kept) == len(wanted):
            return self._delivered(chat, kept)
        return await self._lengthen(chat, kept, wanted[len(kept) :])

    async def reply(
        self, inbound: Inbound, cards: tuple[Card, ...], toast: str = "", start: str = ""
    ) -> None:
        match inbound.what:
            case Tapped() as tapped:
                await asyncio.gather(
                    self._answer(tapped.callback, toast, start),
                    self._redraw(inbound, tapped, cards),
                )
            case what:
                old = (
                    self._questions.get(inbound.chat) if settles_question(what, cards) else None
                )
                await self._send_replies(inbound, cards)
                # Its message may show its card again by now. In a rush Telegram's limits and our
                # time belong to those who wait for an answer; a button that stays says, when it is
                # tapped, that it is old.
                stands = self._questions.get(inbound.chat)
                if old and stands and self._tidying.grants(time.monotonic()):
                    await self._strip(old)

    async def erase(self, inbound: Inbound) -> None:
        ref = inbound.what.message if isinstance(inbound.what, Said) else {}
        if ref:
            with contextlib.suppress(TelegramError):
                await self._bot.delete_message(_chat(ref["chat"]), ref["message"])

    async def send_file(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        document = InputFile(data, filename=name)
        document.mimetype = mime or document.mimetype
        try:
            sent = await self._bot.send_document(_chat(to.address), document)
        except TelegramError as error:
            return self._failed(error, sending=True)
        return Delivered({"chat": to.address, "message": sent.message_id})

    async def send_picture(self, to: Account, name: str, mime: str, data: bytes) -> Outcome:
        picture = InputFile(data, filename=name)
        try:
            sent = await self._bot.send_photo(_chat(to.address), picture)
        except BadRequest:
            # Not as Telegram wants a photo to be (its sides, its size): then as a document.
            return await self.send_file(to, name, mime, data)
        except TelegramError as error:
            return self._failed(error, sending=True)
        return Delivered({"chat": to.address, "message": sent.message_id})

    async def fetch(self, file: str) -> bytes:
        try:
            found = await self._bot.get_file(file)
            if (found.file_size or 0) > FILE_LIMIT:
                raise FileUnavailable("larger than Telegram gives out")
            return bytes(await found.download_as_bytearray())
        except TelegramError as error:
            raise FileUnavailable(error.message) from None

    async def close(self) -> None:
        """The session belongs to whoever opened it; nothing else is held."""

    async def _show(self, chat: str, card: Card) -> Outcome:
        return await self._lengthen(chat, [], await self._parts(card))

    async def _parts(self, card: Card) -> tuple[Part, ...]:
        return parts(card, await self.name() if leads_away(card) else "")

    async def name(self) -> str:
        """The bot's own, for links; "" while Telegram does not tell it."""
        if not self._name:
            with contextlib.suppress(TelegramError):
                self._name = (await self._bot.get_me()).username or ""
        return self._name

    async def _lengthen(self, chat: str, shown: list[int], more: tuple[Part, ...]) -> Outcome:
        """Sends `more` below what is shown. A half-sent card counts as perhaps sent."""
        sent = list(shown)
        try:
            for part in more:
                sent += [await self._write(chat, part)]
        except TelegramError as error:
            if _topic(chat) and says(error, TOPIC):
                return Moved(_bare(chat))
            result = self._failed(error, sending=True)
            return _maybe(result) if len(sent) > len(shown) else result
        return self._delivered(chat, sent)

    async def _write(self, chat: str, part: Part) -> int:
        try:
            return await self._post(chat, part.html, part.keyboard, ParseMode.HTML)
        except BadRequest as error:
            self._complain_about_markup(error)
            return await self._post(chat, part.plain, part.keyboard, None)

    async def _post(
        self,
        chat: str,
        text: str,
        keyboard: Keyboard | None,
        mode: ParseMode | None,
    ) -> int:
        where = {"chat_id": _chat(chat), **_topic(chat)}
        sent = await self._write_out("sendMessage", where, text, keyboard, mode)
        if not isinstance(sent, dict) or "message_id" not in sent:
            raise MaybeSent("an answer without a message")
        return int(sent["message_id"])

    async def _rewrite(self, chat: str, message: int, part: Part) -> None:
        try:
            await self._change(chat, message, part.html, part.keyboard, ParseMode.HTML)
        except BadRequest as error:
            if says(error, UNCHANGED):
                return
            self._complain_about_markup(error)
            await self._change(chat, message, part.plain, part.keyboard, None)

    async def _change(
        self,
        chat: str,
        message: int,
        text: str,
        keyboard: Keyboard | None,
        mode: ParseMode | None,
    ) -> None:
        where = {"chat_id": _chat(chat), "message_id": message}
        await self._write_out("editMessageText", where, text, keyboard, mode)

    async def _write_out(
        self,
        method: str,
        where: dict[str, Any],
        text: str,
        keyboard: Keyboard | None,
        mode: ParseMode | None,
    ) -> Any:
        """With all a keyboard has, until the server is found not to know some of it."""
        if not self._older:
            try:
                return await self._call(method, {**where, **_content(text, keyboard, mode)})
            except BadRequest as error:
                if keyboard is None or not says(error, KEYBOARD):
                    raise
                log.warning("telegram: an older server, plain buttons from now on: %s", error)
                self._older = True
        plain = older(keyboard) if keyboard else None
        return await self._call(method, {**where, **_content(text, plain, mode)})

    def _complain_about_markup(self, error: BadRequest) -> None:
        """Passes on every other refusal."""
        if not says(error, MARKUP):
            raise error
        log.error("telegram: our markup was refused and is left out: %s", error)

    async def _remove(self, chat: str, message: int) -> None:
        """A message older than 48 hours cannot be deleted; then it is emptied."""
        try:
            await self._bot.delete_message(_chat(chat), message)
        except BadRequest:
            empty = Part(html=NOTHING_TO_SEE, plain=NOTHING_TO_SEE)
            await self._rewrite(chat, message, empty)

    async def _answer(self, callback: str, toast: str, start: str = "") -> None:
        """Stops the spinner on the button. Too late is nobody's loss."""
        name = await self.name() if start else ""
        told = {"text": _shortened(toast)} if toast else {}
        # Never both: some clients show the words and forget the address.
        said = {"url": link(name, start)} if name else told
        try:
            await self._call("answerCallbackQuery", {"callback_query_id": callback, **said})
        except TelegramError as error:
            if not says(error, TOO_LATE):
                log.warning("telegram: a tap was not answered: %s", error)

    async def _redraw(self, inbound: Inbound, tapped: Tapped, cards: tuple[Card, ...]) -> None:
        if not cards:
            return
        ref = self._whole(tapped.message)
        if lowest := self._below(inbound, tapped, cards[0]):
            await self._strip(ref)
            ref = lowest
        result = await self._changed_to(ref, cards[0])
        if isinstance(result, Gone):
            result = await self._show(inbound.chat, cards[0])
        self._noted(inbound, cards[0], result)
        await self._send_replies(inbound, cards[1:])

    def _below(self, inbound: Inbound, tapped: Tapped, card: Card) -> Ref | None:
        """The question further down, where an older one was tapped: a form is one message."""
        now = self._questions.get(inbound.chat)
        if now is None or not is_question(card) or not asks(tapped.payload):
            return None
        return None if now["message"] == tapped.message["message"] else now

    async def _send_replies(self, inbound: Inbound, cards: tuple[Card, ...]) -> None:
        for card in cards:
            self._noted(inbound, card, await self._show(inbound.chat, card))

    def _noted(self, inbound: Inbound, card: Card, result: Outcome) -> None:
        if not isinstance(result, Delivered):
            log.warning("telegram: a reply to update %s was lost: %s", inbound.key, result)
        elif inbound.private and is_question(card):
            self._questions.put(inbound.chat, dict(result.ref))
        elif self._questions.get(inbound.chat) == result.ref:
            self._questions.forget(inbound.chat)

    async def _strip(self, ref: Ref) -> None:
        """The question above a typed answer keeps its text and loses its buttons."""
        try:
            where = {"chat_id": _chat(ref["chat"]), "message_id": ref["message"]}
            await self._call("editMessageReplyMarkup", where)
        except TelegramError as error:
            log.debug("telegram: old buttons stay: %s", error)

    def _failed(self, error: TelegramError, *, sending: bool) -> Outcome:
        result = outcome(error, sending=sending)
        if isinstance(error, BadRequest) and isinstance(result, TryLater):
            log.error("telegram: a call of ours was refused: %s", error)
        return result

    def _delivered(self, chat: str, messages: list[int]) -> Delivered:
        *above, message = messages
        tapped = {"chat": _bare(chat), "message": message}
        name = f"{tapped['chat']}/{message}"
        if not above:
            self._above.forget(name)
            return Delivered(tapped)
        self._above.put(name, above)
        return Delivered({**tapped, "above": above}, tapped=tapped)

    def _whole(self, ref: Ref) -> Ref:
        """A tap names only the message with the button."""
        above = self._above.get(f"{ref['chat']}/{ref['message']}")
        return {**ref, "above": above} if above and "above" not in ref else ref


def _bare(address: str) -> str:
    """The chat of a topic: -100123#77."""
    return address.partition("#")[0]


def _chat(address: str) -> int | str:
    bare = _bare(address)
    try:
        return int(bare)
    except ValueError:
        return bare


def _topic(address: str) -> dict[str, int]:
    topic = address.partition("#")[2]
    return {"message_thread_id": int(topic)} if topic.isdigit() else {}


def _content(text: str, keyboard: Keyboard | None, mode: ParseMode | None) -> dict[str, Any]:
    content: dict[str, Any] = {"text": text, "link_preview_options": _NO_PREVIEW}
    if mode is not None:
        content["parse_mode"] = mode
    if keyboard is not None:
        content["reply_markup"] = keyboard
    return content


def _messages(ref: Ref) -> list[int]:
    return [*ref.get("above", ()), ref["message"]]


def _maybe(result: Outcome) -> Outcome:
    if not isinstance(result, TryLater):
        return result
    return TryLater(
        seconds=result.seconds,
        why=result.why,
        maybe_sent=True,
        whole_platform=result.whole_platform,
    )


def _shortened(toast: str) -> str:
    return toast if len(toast) <= TOAST_LIMIT else toast[: TOAST_LIMIT - 1] + "…"
