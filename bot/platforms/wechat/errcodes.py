"""What a service account's error codes mean for whoever wanted to send (wechat.md §3).

Codes arrive inside HTTP 200. Matched by number only: the text beside it changes and carries hints.
"""

from bot.platforms.ports import TryLater, Unreachable
from bot.platforms.tencent.calling import TOKEN_ERRORS, Declined, NoAnswer

# The person's window is over, or what it allows has been said.
CLOSED = frozenset({45015, 45047})


class Closed(Unreachable):
    """Only the person can open the window again, and he does so by speaking, which is noticed."""


# Until the person follows again, takes messages again, or is bound to another account.
_UNREACHABLE = {
    40003: "unknown openid",
    43004: "does not follow the account",
    43101: "refuses the message",
    50002: "limited by WeChat",
}

# Until an administrator changes a setting; everything of this school would fail the same way.
_CONFIGURATION = {
    40001: "wrong secret",
    40002: "wrong kind of token",
    40013: "wrong app id",
    40037: "unknown template",
    40125: "wrong secret",
    40164: "address not among the trusted IPs",
    48001: "the account may not call this: it is not verified",
    48004: "the account was forbidden this call",
    50001: "the account may not call this",
    61004: "address not among the trusted IPs",
    89503: "the call waits for an administrator's word",
}

_FREQUENCY = {45009: 600.0, 45011: 60.0}
_WAITS = {-1: 3.0, 40007: 30.0}


def as_outcome(trouble: Declined | NoAnswer) -> TryLater | Unreachable:
    if isinstance(trouble, NoAnswer):
        return TryLater(seconds=5, why=str(trouble), maybe_sent=trouble.maybe_sent)
    code = trouble.code
    if code in CLOSED:
        return Closed(f"{code} outside the person's window")
    if code in _UNREACHABLE:
        return Unreachable(f"{code} {_UNREACHABLE[code]}")
    if code in _FREQUENCY:
        return TryLater(
            seconds=_FREQUENCY[code], why=f"{code} call frequency", whole_platform=True
        )
    if code in _CONFIGURATION:
        # 40164 names the refused address in its text: the one thing an administrator needs.
        return TryLater(
            seconds=300, why=f"{_CONFIGURATION[code]}: {trouble}", whole_platform=True
        )
    if code in TOKEN_ERRORS:
        return TryLater(seconds=30, why=f"{code} token refused twice", whole_platform=True)
    return TryLater(seconds=_WAITS.get(code, 600), why=str(trouble))
