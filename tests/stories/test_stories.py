"""Every story of the sandbox ends as told; `make demo ARGS=--play` plays the same ones."""

import re
from pathlib import Path

import pytest

from bot.people.naming import plain
from sandbox.stories import STORIES, Story
from sandbox.town import Town, town
from tests.stories.disk import files_of, lying_open, telling, typed

__all__ = ["typed"]

CODE = re.compile(r"G\d-\d\d-\d\d")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
async def test_the_story_ends_as_told(story: Story, tmp_path: Path, typed: list[str]) -> None:
    async with town(
        story.school, tmp_path, clock=story.clock(), undo=story.undo, quiet=story.quiet
    ) as here:
        await story.play(here)
        assert here.platforms.wecom.corp.violations == []
        assert not named_in_groups(here)
        words = telling(typed, here)
        assert len(words) > 5
        assert lying_open(words, files_of(tmp_path)) == []


def named_in_groups(here: Town) -> list[str]:
    """Whatever a story sends to a group names nobody: surnames only, and no student's code."""
    names = {plain(row["name"]) for row in here.platforms.school.people}
    said = [
        bubble.title + bubble.text
        for group in here.platforms.school.groups
        for bubble in here.stage.exchanges[group.platform].bubbles(group.chat)
        if not bubble.author
    ]
    return [
        words for words in said if any(name in words for name in names) or CODE.search(words)
    ]
