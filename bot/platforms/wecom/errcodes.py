"""What WeCom's error codes mean for whoever wanted to send (wechat.md §2.14).

Codes arrive inside HTTP 200. Matched by number only: the text beside it changes and carries hints.
"""

from bot.platforms.ports import TryLater, Unreachable
from bot.platforms.tencent.calling import TOKEN_ERRORS, Declined, NoAnswer

# Until somebody changes the directory, the app's visibility or the robot.
_UNREACHABLE = {
    40003: "unknown userid",
    40031: "unknown userid",
    60011: "outside the app's visibility",
    60111: "unknown userid",
    81013: "unknown or invisible member",
    86001: "unknown group chat",
    93000: "robot removed or its key is wrong",
    600039: "robot may not send here",
    846609: "robot not subscribed any more",
}

# Until an administrator changes a setting; everything of this school would fail the same way.
_CONFIGURATION = {
    40001: "wrong secret",
    40013: "wrong corp id",
    40056: "wrong agent id",
    40091: "secret of another corp",
    48002: "the app may not call this",
    50001: "redirect domain not trusted",
    50003: "app disabled",
    60020: "address not among the trusted IPs",
    301002: "agent id does not belong to the secret",
}

# Our payload was refused: the same words as plain text may still pass.
PAYLOAD_ERRORS = frozenset({40008, 40058, 41016, 42045, 45001, 45002, 44004})

_MOMENTARY = TOKEN_ERRORS | {45009}
_WAITS = {-1: 3.0, 45033: 2.0, 40007: 30.0}


def as_outcome(trouble: Declined | NoAnswer) -> TryLater | Unreachable:
    if isinstance(trouble, NoAnswer):
        return TryLater(seconds=5, why=str(trouble), maybe_sent=trouble.maybe_sent)
    code = trouble.code
    if code in _UNREACHABLE:
        return Unreachable(f"{code} {_UNREACHABLE[code]}")
    if code == 45009:
        # A tripped minute limit blocks for a minute, an hour limit for an hour: ask each minute.
        return TryLater(seconds=60, why="45009 call frequency", whole_platform=True)
    if code in _CONFIGURATION:
        # 60020 names the refused address in its text: the one thing an administrator needs.
        return TryLater(
            seconds=300, why=f"{_CONFIGURATION[code]}: {trouble}", whole_platform=True
        )
    if code in TOKEN_ERRORS:
        return TryLater(seconds=30, why=f"{code} token refused twice", whole_platform=True)
    return TryLater(seconds=_WAITS.get(code, 600), why=str(trouble))


def is_known(code: int) -> bool:
    """Whether the code has a meaning of its own, other than "this payload is not accepted"."""
    return (
        code in _UNREACHABLE or code in _CONFIGURATION or code in _WAITS or code in _MOMENTARY
    )
