"""Whatever can be owed has a name by which an administrator hears that it did not arrive."""

import pytest

from bot.notices import About
from tests.house.catalogues import sentences


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_subject_has_its_name(language: str) -> None:
    named = {key for key in sentences(language) if key.startswith("stuck.about_")}
    assert {f"stuck.about_{about}" for about in About} - named == set()
