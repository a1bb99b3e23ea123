"""Whoever reads English meets no Chinese but the school's own words, and the other way round."""

import re
from pathlib import Path

import pytest

from sandbox.stories import STORIES, Story
from sandbox.town import town
from tests.stories.overheard import CHINESE, Overheard, own_words, strange

# Both schools, all three platforms, private chats and groups, forms, cards, lists, refusals.
TOLD = (
    *("lost_phone", "dormitory", "service_account", "police", "power_cut", "narrowed"),
    *("administrator", "not_mine", "many_hands"),
    *("corrected", "dark_camera", "one_sentence", "works", "custodian", "joint_inspection"),
)
# Latin words a Chinese office writes as they are, and what is copied from a machine.
LATIN = ("PDF", "Telegram", "WeCom", "SHA-256", "DEMO", "http")
ENGLISH = re.compile(r"(?<![A-Za-z0-9])(?![0-9a-f]{9,})[A-Za-z]{3,}")


@pytest.mark.parametrize("story", [s for s in STORIES if s.id in TOLD], ids=lambda s: s.id)
async def test_nobody_reads_the_other_language(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overheard = Overheard()
    overheard.listen(monkeypatch)
    async with town(
        story.school, tmp_path, clock=story.clock(), undo=story.undo, quiet=story.quiet
    ) as here:
        await story.play(here)
        own = await own_words(here, overheard)
    assert len(overheard.english) > 20
    assert len(overheard.chinese) > 20
    chinese = strange(overheard.english, own, CHINESE)
    assert {said: overheard.english[said] for said in chinese} == {}
    english = strange(overheard.chinese, [*own, *LATIN], ENGLISH)
    assert {said: overheard.chinese[said] for said in english} == {}


def test_every_story_that_is_named_is_played() -> None:
    assert set(TOLD) <= {story.id for story in STORIES}


def test_a_word_of_the_other_language_is_noticed() -> None:
    own = ["乔木", "餐厅"]
    assert strange(["Sent by 乔木 for 餐厅"], own, CHINESE) == []
    assert strange(["Sent by 乔木：餐厅"], own, CHINESE) == ["Sent by 乔木：餐厅"]
    assert strange(["请 submit 后等待"], own, ENGLISH) == ["请 submit 后等待"]
