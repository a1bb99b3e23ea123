"""What began to be sent and did not all arrive, so that a second try neither repeats the words of a
case nor leaves out its card.

In memory: the next process tells the whole case once more.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.cards import Card
from bot.platforms.recent import Recent
from bot.platforms.wecom.render import Message

REMEMBERED = 2048
# As long as WeCom itself compares task ids (`duplicate_check_interval`): later the same card is
# another occasion.
LASTS = 1800.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """`unsure`: the first of `messages` may have arrived, for no answer came to it."""

    messages: tuple[Message, ...]
    unsure: bool
    at: float

    def may_show(self, left: tuple[Message, ...]) -> bool:
        """Whether what is `left` now is the very card that may have arrived."""
        return self.unsure and left == self.messages and left[0]["msgtype"] == "template_card"


class Unfinished:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: Recent[tuple[str, Card], Rest] = Recent(REMEMBERED)

    def of(self, userid: str, card: Card) -> Rest | None:
        rest = self._kept.get((userid, card))
        return rest if rest and rest.at > self._clock() - LASTS else None

    def keep(
        self, userid: str, card: Card, messages: tuple[Message, ...], *, unsure: bool
    ) -> None:
        if messages[-1]["msgtype"] == "text":
            # Words alone may be all there was room for: who is promised a card still gets it.
            return
        rest = Rest(messages=messages, unsure=unsure, at=self._clock())
        self._kept.put((userid, card), rest)

    def forget(self, userid: str, card: Card) -> None:
        self._kept.forget((userid, card))
