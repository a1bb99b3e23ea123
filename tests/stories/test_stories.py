"""Every story of the sandbox ends as told; `make demo ARGS=--play` plays the same ones."""

from pathlib import Path

import pytest

from sandbox.stories import STORIES, Story
from sandbox.town import town


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
async def test_the_story_ends_as_told(story: Story, tmp_path: Path) -> None:
    async with town(story.school, tmp_path, undo=story.undo) as here:
        await story.play(here)
        assert here.platforms.wecom.corp.violations == []
