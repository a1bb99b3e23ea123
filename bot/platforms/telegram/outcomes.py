"""What Telegram's refusals mean for whoever asked: one table, tried before anything else.

The sentences are those of the Bot API server's source, compared without case:
python-telegram-bot cuts "Bad Request: " off and begins with a capital.
"""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.platforms.ports import Gone, Moved, Outcome, TryLater, Unreachable
from bot.platforms.telegram.client import Flooded, NotSent

SOON = 5.0  # seconds: a hiccup of the network or of Telegram
WHILE = 60.0  # seconds: somebody must repair something
LONG = 600.0  # seconds: our own mistake; trying again helps only after a new release

UNCHANGED = ("message is not modified",)
TOO_LATE = ("query is too old", "query id is invalid", "query_id_invalid")
MARKUP = ("can't parse entities", "can't find end", "unsupported start tag")
# A server of an earlier Bot API: a button whose only field it does not know is none to it.
KEYBOARD = ("text buttons are unallowed", "button style", "unknown field")
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "there is no text in the message to edit",
    "message_author_required",
)
# The topic is closed or gone: the group itself still hears.
TOPIC = ("topic_closed", "topic_deleted", "message thread not found", "topic_not_found")
UNREACHABLE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user_is_blocked",
    "user is deactivated",
    "input_user_deactivated",
    "group is deactivated",
    "group chat was deactivated",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
)


def outcome(error: TelegramError, *, sending: bool) -> Outcome:
    """`sending`: a repetition could be seen, as it could not with an edit."""
    match error:
        case ChatMigrated():
            return Moved(str(error.new_chat_id))
        case Flooded(seconds=seconds):
            return TryLater(seconds=seconds + 1, why=error.message)
        case Forbidden():
            return Unreachable(error.message)
        case BadRequest():  # a NetworkError by descent, but hopeless to repeat
            return _refused(error)
        case InvalidToken() | Conflict():
            return TryLater(seconds=WHILE, why=error.message, whole_platform=True)
        case NotSent():
            return TryLater(seconds=SOON, why=error.message, whole_platform=True)
        case NetworkError():
            return TryLater(seconds=SOON, why=error.message, maybe_sent=sending)
    return TryLater(seconds=WHILE, why=error.message, maybe_sent=sending)


def says(error: TelegramError, sentences: tuple[str, ...]) -> bool:
    text = error.message.casefold()
    return any(sentence in text for sentence in sentences)


def _refused(error: BadRequest) -> Outcome:
    if says(error, GONE):
        return Gone(error.message)
    if says(error, UNREACHABLE):
        return Unreachable(error.message)
    return TryLater(seconds=LONG, why=error.message)
