"""When each loop last came to the end of its round: a loop that stands still raises nothing.

Monotonic seconds, so that a step of the clock makes nothing old.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Rounds:
    seconds: Callable[[], float] = time.monotonic
    _last: dict[str, float] = field(default_factory=dict)
    _within: dict[str, float] = field(default_factory=dict)

    def expect(self, name: str, within: float) -> None:
        """From now on `name` is to come round at least every `within` seconds."""
        self._within[name] = within
        self._last.setdefault(name, self.seconds())

    def done(self, name: str) -> None:
        self._last[name] = self.seconds()

    def since(self, name: str, moment: float) -> bool:
        return self._last.get(name, moment) > moment

    def ages(self) -> Mapping[str, float]:
        """Of everything expected: seconds since its last round, or since it was to begin."""
        now = self.seconds()
        return {name: now - self._last[name] for name in self._within}

    def still(self) -> Mapping[str, float]:
        """What stands still, and for how long."""
        return {n: age for n, age in self.ages().items() if age > self._within[n]}
