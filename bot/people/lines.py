"""A line: a platform's private chats, or its groups. Is it open, or does nobody hear us any more?

Sending tells nothing about hearing: a platform may take every message and bring back no tap. What
is silent for a working day is tried with a question; what stays silent after it is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.people.person import Platform

# Working time: at night and on holidays nobody taps.
QUIET = timedelta(hours=10)  # a whole working day without a word: somebody is asked to tap
ANSWERED_WITHIN = timedelta(hours=2)
# In a group nobody has to speak. Every evening a button stands there; three of them were passed.
QUIET_IN_GROUP = timedelta(hours=30)

Worked = Callable[[datetime, datetime], timedelta]


class Chat(StrEnum):
    DIRECT = "direct"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    platform: Platform
    chat: Chat
    since: datetime  # when we began to listen
    heard_at: datetime | None = None
    tapped_at: datetime | None = None
    probed_at: datetime | None = None
    told_at: datetime | None = None


class Step(StrEnum):
    NOTHING = "nothing"
    PROBE = "probe"  # ask somebody to tap
    TELL = "tell"  # it stayed silent: renew it, and say so on another line


def step(line: Line, now: datetime, worked: Worked) -> Step:
    """What is to be done about it now."""
    if line.told_at:
        return Step.NOTHING
    silent = worked(line.heard_at or line.since, now)
    if line.chat is Chat.GROUP:
        return Step.TELL if silent >= QUIET_IN_GROUP else Step.NOTHING
    if line.probed_at:
        waited = worked(line.probed_at, now)
        return Step.TELL if waited >= ANSWERED_WITHIN else Step.NOTHING
    return Step.PROBE if silent >= QUIET else Step.NOTHING
