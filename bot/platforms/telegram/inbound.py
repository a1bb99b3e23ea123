"""From one raw update to what was meant by it. Pure, and cheap: every update passes here.

Telegram's own JSON is read directly. Its objects would be built and thrown away again, and an
update python-telegram-bot cannot read must become a reason in the log, not an exception.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.people.person import Platform
from bot.platforms.ports import Inbound, Noticed, Said, SentFile, Tapped

ALLOWED = ("message", "callback_query", "my_chat_member")

# As JSON spells them.
NUL, BACKSLASH = r"\u0000", r"\u005c"

Raw = Mapping[str, Any]
What = Said | Tapped | SentFile | Noticed

_PRESENT = {"member", "administrator", "creator", "restricted"}
_MEDIA = {
    "document": ("file", "application/octet-stream"),
    "video": ("video.mp4", "video/mp4"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "voice": ("voice.ogg", "audio/ogg"),
    "video_note": ("video.mp4", "video/mp4"),
}


def packed(raw: Raw) -> tuple[str, str, str]:
    """Key, lane and body as the inbox keeps them, of any update. Half a character (a lone
    surrogate) and NUL, which JSON can spell and not every database keeps, are replaced: what cannot
    be kept, Telegram brings again for ever."""
    body = _whole(json.dumps(raw, ensure_ascii=False, separators=(",", ":")))
    if NUL in body:
        body = body.replace(r"\\", BACKSLASH).replace(NUL, "?").replace(BACKSLASH, r"\\")
    return key(raw), _whole(lane(raw)), body


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def key(raw: Raw) -> str:
    """What makes a repeated update recognisable. Never compare by size: after a quiet week
    Telegram goes on at a random number."""
    return str(raw["update_id"])


def lane(raw: Raw) -> str:
    """Updates with one lane are handled one after another: a private chat, or one person in a
    group. Telegram itself orders messages by chat but taps by person, so they may overtake."""
    chat, sender = _whereabouts(raw)
    if not chat:
        return ""
    match sender:
        case {"id": person} if chat.get("type") != "private":
            return f"{chat['id']}:{person}"
    return str(chat["id"])


def read(raw: Raw, received: datetime) -> tuple[Inbound | None, str]:
    """What was meant, or None and why it is left alone.

    `received` (aware) stands in for the moment of a tap, which Telegram does not tell.
    """
    try:
        match raw:
            case {"callback_query": query}:
                return _tap(raw, query, received)
            case {"message": message}:
                return _message(raw, message)
            case {"my_chat_member": change}:
                return _membership(raw, change)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        return None, f"unreadable: {type(error).__name__} {error}"
    return None, "a kind of update nobody asked for"


def _tap(raw: Raw, query: Raw, received: datetime) -> tuple[Inbound | None, str]:
    match query:
        # A message too old for Telegram comes with nothing but chat and number: enough for us.
        case {
            "data": str(data),
            "message": {"chat": chat, "message_id": int(number)} as message,
        }:
            ref = {"chat": str(chat["id"]), "message": number}
            tapped = Tapped(data, ref, str(query["id"]))
            place = _place(chat, message)
            return _inbound(raw, chat, query["from"], received, tapped, place), ""
    return None, "a tap without data or message"


def _message(raw: Raw, message: Raw) -> tuple[Inbound | None, str]:
    chat = message["chat"]
    if "migrate_to_chat_id" in message:
        moved = Noticed(what="migrated", to=str(message["migrate_to_chat_id"]))
        return _inbound(raw, chat, message.get("from", {}), _at(message), moved), ""
    sender = message.get("from")
    if sender is None or sender.get("is_bot") or chat["type"] == "channel":
        return None, "not written by a person"
    what = _content(message, private=chat["type"] == "private")
    if what is None:
        return None, "nothing to read in it"
    return _inbound(raw, chat, sender, _at(message), what, _place(chat, message)), ""


def _content(message: Raw, *, private: bool) -> What | None:
    if "text" in message:
        text = str(message["text"])
        ref = {"chat": str(message["chat"]["id"]), "message": message["message_id"]}
        return Said(text, ref) if private else Said(_unaddressed(text))
    if "photo" in message:
        return _photo(message["photo"], message.get("caption", ""))
    for kind, (name, mime) in _MEDIA.items():
        if kind in message:
            return _file(message[kind], name, mime, message.get("caption", ""))
    # A sticker or a place: not an answer, but whoever sent it is told what is expected.
    return Said("") if private else None


def _unaddressed(text: str) -> str:
    """In groups a command carries the bot's name, `/bind@diaoyue_bot security`."""
    command, gap, rest = text.partition(" ")
    if not text.startswith("/") or "@" not in command:
        return text
    return command.partition("@")[0] + gap + rest


def _photo(sizes: Sequence[Raw], caption: str) -> SentFile:
    largest = max(sizes, key=lambda size: size["width"] * size["height"])
    return SentFile(
        file=largest["file_id"],
        name="photo.jpg",
        mime="image/jpeg",
        size=largest.get("file_size", 0),
        caption=caption,
    )


def _file(media: Raw, name: str, mime: str, caption: str) -> SentFile:
    return SentFile(
        file=media["file_id"],
        name=media.get("file_name", name),
        mime=media.get("mime_type", mime),
        size=media.get("file_size", 0),
        caption=caption,
    )


def _membership(raw: Raw, change: Raw) -> tuple[Inbound | None, str]:
    chat = change["chat"]
    was, now = _present(change["old_chat_member"]), _present(change["new_chat_member"])
    if was == now:
        return None, "still as present as before"
    private = chat["type"] == "private"
    words = ("blocked", "unblocked") if private else ("left", "joined")
    noticed = Noticed(what=words[now])
    return _inbound(raw, chat, change["from"], _at(change), noticed), ""


def _present(member: Raw) -> bool:
    return member["status"] in _PRESENT and member.get("is_member", True)


def _place(chat: Raw, message: Raw) -> str:
    """A chat, or a topic of it: what is said in one is answered there."""
    topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    return f"{chat['id']}#{topic}" if topic else str(chat["id"])


def _inbound(
    raw: Raw, chat: Raw, sender: Raw, at: datetime, what: What, place: str = ""
) -> Inbound:
    names = (sender.get("first_name", ""), sender.get("last_name", ""))
    return Inbound(
        platform=Platform.TELEGRAM,
        key=key(raw),
        sender=str(sender.get("id", "")),
        chat=place or str(chat["id"]),
        private=chat["type"] == "private",
        at=at,
        what=what,
        sender_name=" ".join(name for name in names if name),
        language=_language(sender.get("language_code", "")),
    )


def _language(code: object) -> str:
    """An IETF tag: zh-hans, en, en-GB. Whoever reads neither says which he prefers."""
    primary = str(code).partition("-")[0].lower()
    return primary if primary in ("zh", "en") else ""


def _at(dated: Raw) -> datetime:
    return datetime.fromtimestamp(dated["date"], UTC)


def _whereabouts(raw: Raw) -> tuple[Raw, Raw]:
    match raw:
        case {"message": {"chat": {"id": _} as chat} as message}:
            return chat, message.get("from") or {}
        case {"callback_query": {"from": sender, "message": {"chat": {"id": _} as chat}}}:
            return chat, sender
        case {"my_chat_member": {"chat": {"id": _} as chat}}:
            return chat, {}
    return {}, {}
