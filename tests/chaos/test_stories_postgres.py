"""What the stories and the deciding tests show on SQLite, shown on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.stories import STORIES, Story
from sandbox.town import Town, town
from tests.stories import test_deciding as deciding

pytestmark = pytest.mark.postgres


@pytest.fixture
async def taishan(tmp_path: Path, postgres_url: str) -> AsyncIterator[Town]:
    clock = PushedClock(SCHOOL_DAY)
    async with town("taishan", tmp_path, clock=clock, database=postgres_url) as here:
        yield here


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
async def test_the_story_ends_as_told(story: Story, tmp_path: Path, postgres_url: str) -> None:
    async with town(
        story.school,
        tmp_path,
        clock=story.clock(),
        database=postgres_url,
        undo=story.undo,
        quiet=story.quiet,
    ) as here:
        await story.play(here)
        assert here.platforms.wecom.corp.violations == []


THE_SAME = {name: test for name, test in vars(deciding).items() if name.startswith("test_")}
assert THE_SAME
globals().update(THE_SAME)
