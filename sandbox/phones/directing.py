"""Who lets a story go on: act by act, at a pace one can follow."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from enum import StrEnum

from sandbox.player import Act
from sandbox.revised import Revised

PACES = {"slow": 2.2, "even": 1.1, "fast": 0.15}  # seconds before each act


class State(StrEnum):
    IDLE = "idle"  # no story: people play by hand
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"  # as told
    BROKEN = "broken"  # something stood on no screen


class Directing(Revised):
    """A `sandbox.player.Director`. Anybody may tap in between; the story goes on if it can."""

    def __init__(self, *, paused: bool = False) -> None:
        super().__init__()
        self.state, self.pace = State.IDLE, "even"
        self.line, self.acts, self.why = "", 0, ""
        self.act: Act | None = None
        self._begins = State.PAUSED if paused else State.PLAYING
        self._nudge = asyncio.Event()
        self._steps = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def runs(self) -> bool:
        return self.state in (State.PLAYING, State.PAUSED)

    def begin(self, play: Callable[[], Awaitable[None]]) -> None:
        self.state = self._begins
        self._task = asyncio.create_task(self._played(play))

    async def _played(self, play: Callable[[], Awaitable[None]]) -> None:
        try:
            await play()
        except Exception as error:  # noqa: BLE001 — whatever a hand in between has led to is said
            self.state, self.why = State.BROKEN, str(error) or type(error).__name__
        else:
            self.state = State.ENDED
        self.act = None
        self.bump()

    async def leave(self) -> None:
        """From here on by hand."""
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self.runs:
            self.state, self.act = State.IDLE, None
        self.bump()

    # -- the buttons -------------------------------------------------------------------------------

    def play(self) -> None:
        self._turn_to(State.PLAYING)

    def pause(self) -> None:
        self._turn_to(State.PAUSED)

    def step(self) -> None:
        """The next act, whether it plays or not."""
        self._steps += 1
        self._nudge.set()

    def at(self, pace: str) -> None:
        self.pace = pace if pace in PACES else self.pace
        self._turn_to(self.state)

    def _turn_to(self, state: State) -> None:
        if self.runs:
            self.state = state
        self._nudge.set()
        self.bump()

    # -- the play ----------------------------------------------------------------------------------

    def scene(self, text: str) -> None:
        self.line = text
        self.bump()

    async def turn(self, act: Act) -> None:
        self.act = act
        self.acts += 1
        self.bump()
        while not self._steps:
            pause = PACES[self.pace] if self.state is State.PLAYING else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._nudge.wait()
                self._nudge.clear()
                continue
            return
        self._steps -= 1
        self._nudge.clear()
