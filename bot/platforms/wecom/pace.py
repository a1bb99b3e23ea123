"""WeCom drops what exceeds a member's limit and still answers errcode 0: so we never exceed it."""

from collections import deque
from collections.abc import Callable, Iterable

MEMBER = ((30, 60.0), (1000, 3600.0))  # messages, seconds; per app (document 90454)
# Of a member's 30 messages a minute. A client we do not know gets each question twice, and whoever
# types fast would soon get none at all.
KEPT_FREE = 12
GROUP = ((20, 60.0),)  # per robot (document 99110)
# Seconds between our counting a message, when it leaves, and WeCom's, when it has come: as long as
# a call may take.
ON_THE_LINE = 10.0
# Messages that one thing told may have taken: rather late than dropped.
A_CASE = 3

Limits = tuple[tuple[int, float], ...]


def only_us() -> int:
    return 1


class Pace:
    """What was sent to whom lately, by a monotonic clock. What was cut off or refused counts too:
    it may have arrived.

    `sharing`: how many processes send for the same application. None knows what the others send,
    so each keeps to its part.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.sharing: Callable[[], int] = only_us
        self._sent: dict[str, deque[float]] = {}

    def to_member(self, userid: str, messages: int) -> float:
        """Seconds until `messages` more may be sent; 0: now, and they count as sent."""
        return self._taken("m:" + userid, messages, MEMBER)

    def to_group(self, group: str, messages: int) -> float:
        return self._taken("g:" + group, messages, GROUP)

    def wait_for_member(self, userid: str, messages: int) -> float:
        """As `to_member`, but counts nothing."""
        return self._wait("m:" + userid, messages, MEMBER)

    def is_crowded(self, userid: str) -> bool:
        return self.wait_for_member(userid, self._part(KEPT_FREE)) > 0

    def resumes(self, userid: str, ago: Iterable[float]) -> None:
        """So many seconds ago each time another process answered him or told him something."""
        now = self._clock()
        sent = (now - seconds for seconds in ago for _ in range(A_CASE))
        key = "m:" + userid
        self._sent[key] = deque(sorted([*self._sent.get(key, ()), *sent]))

    def _taken(self, key: str, messages: int, limits: Limits) -> float:
        wait = self._wait(key, messages, limits)
        if not wait:
            self._note(key, messages, limits)
        return wait

    def _note(self, key: str, messages: int, limits: Limits) -> None:
        sent, now = self._sent.setdefault(key, deque()), self._clock()
        sent.extend([now] * messages)
        longest = max(seconds for _, seconds in limits) + ON_THE_LINE
        while sent and sent[0] <= now - longest:
            sent.popleft()

    def _wait(self, key: str, messages: int, limits: Limits) -> float:
        sent = self._sent.get(key, deque())
        return max(
            self._over(sent, messages, self._part(most), seconds + ON_THE_LINE)
            for most, seconds in limits
        )

    def _part(self, of: int) -> int:
        return max(1, of // self.sharing())

    def _over(self, sent: deque[float], messages: int, most: int, seconds: float) -> float:
        now = self._clock()
        inside = [at for at in sent if at > now - seconds]
        # More than the limit at once can never fit; it goes out into an empty window.
        must_leave = len(inside) + min(messages, most) - most
        return inside[must_leave - 1] + seconds - now if must_leave > 0 else 0.0
