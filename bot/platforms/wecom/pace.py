"""WeCom drops what exceeds a member's limit and still answers errcode 0: so we never exceed it."""

from collections import deque
from collections.abc import Callable

MEMBER = ((30, 60.0), (1000, 3600.0))  # messages, seconds; per app (document 90454)
# Of a member's 30 messages a minute. A client we do not know gets each question twice, and whoever
# types fast would soon get none at all.
KEPT_FREE = 12
GROUP = ((20, 60.0),)  # per robot (document 99110)

Limits = tuple[tuple[int, float], ...]


class Pace:
    """What was sent to whom lately, by a monotonic clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: dict[str, deque[float]] = {}

    def wait_for_member(self, userid: str, messages: int) -> float:
        """Seconds until `messages` more may be sent; 0 = now."""
        return self._wait("m:" + userid, messages, MEMBER)

    def wait_for_group(self, group: str, messages: int) -> float:
        return self._wait("g:" + group, messages, GROUP)

    def sent_to_member(self, userid: str) -> None:
        self._note("m:" + userid, MEMBER)

    def sent_to_group(self, group: str) -> None:
        self._note("g:" + group, GROUP)

    def resumes(self, userid: str, times: int) -> None:
        """The process before answered him or told him something `times` in the last minute. A case
        may have taken three messages: rather late than dropped."""
        for _ in range(min(3 * times, MEMBER[0][0])):
            self.sent_to_member(userid)

    def _note(self, key: str, limits: Limits) -> None:
        sent = self._sent.setdefault(key, deque())
        sent.append(self._clock())
        longest = max(seconds for _, seconds in limits)
        while sent[0] <= self._clock() - longest:
            sent.popleft()

    def _wait(self, key: str, messages: int, limits: Limits) -> float:
        sent = self._sent.get(key, deque())
        return max(self._over(sent, messages, *limit) for limit in limits)

    def _over(self, sent: deque[float], messages: int, most: int, seconds: float) -> float:
        now = self._clock()
        inside = [at for at in sent if at > now - seconds]
        # More than the limit at once can never fit; it goes out into an empty window.
        must_leave = len(inside) + min(messages, most) - most
        return inside[must_leave - 1] + seconds - now if must_leave > 0 else 0.0
