"""Every story is found on the page, with the phones it needs."""

import pytest

from sandbox.schools import SCHOOLS, load
from sandbox.stories import STORIES, Story
from sandbox.stories.shelves import CAST, cast, shelved


def test_every_story_stands_on_one_shelf() -> None:
    found = [story.id for _, stories in shelved() for story in stories]
    assert len(found) > 30
    assert sorted(found) == sorted(story.id for story in STORIES)


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.id)
def test_a_story_has_four_to_six_phones_each_with_an_account(story: Story) -> None:
    phones = cast(story, load(story.school))
    assert 4 <= len(phones) <= 7
    assert all(phone.address for phone in phones)
    assert len({(p.platform, p.address) for p in phones}) == len(phones)


def test_an_unknown_story_is_played_on_the_phones_of_its_school() -> None:
    assert set(CAST) <= {story.id for story in STORIES}
    for school in SCHOOLS.values():
        assert cast(None, school) == school.cast
