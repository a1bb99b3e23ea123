"""What a thief of the disk would read, beside what was typed on the stage."""

import re
from pathlib import Path

import pytest

from bot.people.naming import plain
from sandbox.player import Actor
from sandbox.town import Town

# Shorter ones are words of the office: 申请, 餐厅, a number that is tapped.
WORDS = 8


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything anybody types on the stage from here on."""
    kept: list[str] = []
    says = Actor.says

    async def noted(self: Actor, text: str, *, group: str = "") -> None:
        kept.append(text)
        await says(self, text, group=group)

    monkeypatch.setattr(Actor, "says", noted)
    return kept


def telling(typed: list[str], here: Town) -> list[str]:
    """What tells something of somebody: whole sentences, codes of pupils, names."""
    named = {plain(row["name"]) for row in here.platforms.school.people}
    sentences = {text for text in typed if len(text) >= WORDS and not text.startswith("/")}
    places = {row["name"] for row in here.platforms.school.listed}
    codes = {code for text in typed for code in re.findall(r"G\d-\d\d-\d\d", text)}
    return sorted(named | sentences - places | codes)


def lying_open(words: list[str], data: bytes) -> list[str]:
    forms = {word: (word.encode(), word.encode("unicode_escape")) for word in words}
    return [word for word, some in forms.items() if any(form in data for form in some)]


def files_of(folder: Path) -> bytes:
    """The database with its log, as whoever carries off the disk has it."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("demo.db*")))
