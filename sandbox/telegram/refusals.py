"""How the Bot API says no, in its own words (telegram-bot-api/Client.cpp)."""

from typing import Any


class Refused(Exception):
    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return {**answer, "parameters": self.parameters} if self.parameters else answer


def bad(words: str, **parameters: int) -> Refused:
    return Refused(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> Refused:
    return Refused(403, f"Forbidden: {words}")


def too_many(seconds: int) -> Refused:
    return Refused(
        429, f"Too Many Requests: retry after {seconds}", retry_after=max(1, seconds)
    )


def unauthorized() -> Refused:
    return Refused(401, "Unauthorized")


def no_such_method() -> Refused:
    return Refused(404, "Not Found: method not found")


def other_poller() -> Refused:
    return Refused(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )


def webhook_active() -> Refused:
    return Refused(
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )


def unchanged() -> Refused:
    return bad(
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )


def query_too_old() -> Refused:
    return bad("query is too old and response timeout expired or query ID is invalid")


def upgraded(new_chat: int) -> Refused:
    return bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_chat)
