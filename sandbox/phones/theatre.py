"""What is on the page now: one school, perhaps a story; and everything its buttons do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.people.person import Platform
from sandbox.apart import Manner, Nursery, TownApart, nursery
from sandbox.phones.aerial import TRYING, Aerial, aerials
from sandbox.phones.clockwork import Due, Push, next_due, push
from sandbox.phones.directing import Directing
from sandbox.phones.registers import Registers
from sandbox.phones.webview import WebView, webviews
from sandbox.revised import Revised
from sandbox.schools import SCHOOLS, Group, Phone
from sandbox.stories import STORIES, Story
from sandbox.stories.shelves import cast
from sandbox.town import Platforms

LOOK = 0.4  # seconds between two looks at what the product wrote
TENCENT_RETRY = 5.0  # seconds between two deliveries of a callback nobody took


@dataclass(slots=True, kw_only=True)
class Scene:
    """One town on the page, from its beginning to the next."""

    town: TownApart
    story: Story | None
    directing: Directing
    aerials: dict[Platform, Aerial]
    phones: tuple[Phone, ...]
    webviews: tuple[WebView, ...]
    registers: Registers
    due: Due | None = None
    entries: int = 0
    entered: int = 0
    starting: bool = False

    @property
    def groups(self) -> Sequence[Group]:
        return self.town.platforms.school.groups

    @property
    def alive(self) -> bool:
        return self.town.process.alive

    async def look(self) -> bool:
        """Whether there is anything new in the books and ahead."""
        before = self.due, self.entries
        self.entries = await self.registers.length()
        self.due = await next_due(self.town)
        return (self.due, self.entries) != before


class Theatre(Revised):
    """`generation` grows with every new scene; `revision` with everything but the screens."""

    scene: Scene

    def __init__(self, towns: Nursery) -> None:
        super().__init__()
        self.generation = 0
        self._towns = towns
        self._over = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()

    def prepare(self) -> None:
        """The other schools move in meanwhile: whoever chooses one need not wait for that."""
        self._keep(self._prepared())

    async def _prepared(self) -> None:
        for school in SCHOOLS:
            await self._towns.prepare(school)

    # -- scenes ------------------------------------------------------------------------------------

    async def begin(
        self,
        school: str,
        story: Story | None = None,
        *,
        kept: Path | None = None,
        paused: bool = False,
    ) -> None:
        """The old scene closes behind the new one."""
        async with self._changing:
            ready: asyncio.Future[Scene] = asyncio.get_running_loop().create_future()
            over = asyncio.Event()
            self._keep(self._scene(school, story, kept, paused, ready, over))
            scene = await ready
            self._over.set()
            self.scene, self._over = scene, over
            self.generation += 1
            self.bump()
            if story:
                scene.directing.begin(lambda: story.play(scene.town))

    async def _scene(
        self,
        school: str,
        story: Story | None,
        kept: Path | None,
        paused: bool,
        ready: "asyncio.Future[Scene]",
        over: asyncio.Event,
    ) -> None:
        try:
            async with self._staged(school, story, kept, paused) as scene:
                ready.set_result(scene)
                looking = asyncio.create_task(self._looks(scene))
                await over.wait()
                looking.cancel()
                await scene.directing.leave()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)

    @contextlib.asynccontextmanager
    async def _staged(
        self, school: str, story: Story | None, kept: Path | None, paused: bool
    ) -> AsyncIterator[Scene]:
        directing, around = Directing(paused=paused), dict[Platform, Aerial]()

        def with_network(platforms: Platforms) -> tuple[Aerial, ...]:
            platforms.wecom.callbacks.pause = TENCENT_RETRY
            platforms.wechat.callbacks.pause = TENCENT_RETRY
            around.update({one.platform: one for one in aerials(platforms, TRYING)})
            return tuple(around.values())

        opening = self._towns.opened(
            school, manner(story), kept=kept, director=directing, around=with_network
        )
        async with opening as here:
            phones = cast(story, here.platforms.school)
            async with webviews(here, phones, around) as views:
                yield Scene(
                    town=here,
                    story=story,
                    directing=directing,
                    aerials=around,
                    phones=phones,
                    webviews=views,
                    registers=Registers(here),
                )

    async def _looks(self, scene: Scene) -> None:
        while True:
            directed, alive = scene.directing.revision, scene.alive
            if await scene.look():
                self.bump()
            await scene.directing.changed(directed, LOOK)
            if (scene.directing.revision, scene.alive) != (directed, alive):
                self.bump()

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """All towns end; what is still being prepared is waited for."""
        self._over.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- the buttons -------------------------------------------------------------------------------

    async def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        await self.scene.town.process.kill()
        self.bump()

    async def start(self) -> None:
        scene = self.scene
        if scene.alive or scene.starting:
            return
        scene.starting = True
        self.bump()
        try:
            await scene.town.process.start()
        finally:
            scene.starting = False
            self.bump()

    async def network(self, platform: Platform, *, out: bool) -> None:
        aerial = self.scene.aerials[platform]
        if out:
            aerial.pull()
        elif aerial.out:
            await aerial.put_back()
            await self.scene.town.rings()
        self.bump()

    async def push(self, by: Push) -> None:
        await push(self.scene.town, by)
        await self.scene.look()
        self.bump()


def manner(story: Story | None) -> Manner:
    if story is None:
        return Manner()
    return Manner(start=story.clock().now(), undo=story.undo, quiet=story.quiet)


def named(story: str) -> Story | None:
    return next((s for s in STORIES if s.id == story), None)


@contextlib.asynccontextmanager
async def theatre(
    folder: Path, school: str, *, kept: Path | None = None
) -> AsyncIterator[Theatre]:
    async with nursery(folder) as towns:
        house = Theatre(towns)
        await house.begin(school, kept=kept)
        house.prepare()
        try:
            yield house
        finally:
            await house.close()
