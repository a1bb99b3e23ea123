"""Every message has a reason, and every reason a test that fails without it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.approvals.policy import named
from bot.notices import About, Reason
from bot.writing import WRITERS
from tests.house import messages

ROOT = Path(__file__).resolve().parents[2]
DOOR = "bot/delivery/leaving.py"
# What makes a messenger speak. A platform's own parts may call each other.
SPEAKS = {"send", "post", "edit", "reply", "send_file", "send_picture"}


def spoken_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=whose)) if name in SPEAKS:
                if ast.unparse(whose) != "leaving":
                    yield f"{ast.unparse(whose)}.{name}"


@pytest.mark.slow
def test_nothing_is_sent_past_the_door() -> None:
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "storage").rglob("*.py")]
    said = {
        str(file.relative_to(ROOT)): found
        for file in files
        if "platforms" not in file.parts
        and (found := [*spoken_in(ast.parse(file.read_text(encoding="utf-8")))])
    }
    assert len(said.pop(DOOR)) == len(SPEAKS)
    assert said == {}


@pytest.mark.parametrize("word", [*Reason, *About], ids=messages.name_of)
def test_every_word_of_the_closed_lists_is_shown_by_a_test(word: Reason | About) -> None:
    assert messages.shown().get(messages.name_of(word))


def test_every_reason_says_who_hears_when_and_on_which_article() -> None:
    assert list(messages.REASONS) == list(Reason)
    for told in messages.REASONS.values():
        assert told.who
        assert told.when
        assert all(number in named(pack).articles for pack, number in told.on)


def test_every_subject_has_its_writer() -> None:
    assert WRITERS.keys() == set(About)


def test_every_reason_is_owed_by_somebody() -> None:
    files = (file for part in ("bot", "storage") for file in (ROOT / part).rglob("*.py"))
    said = [f.read_text("utf-8") for f in files if f.name not in ("notices.py", "quieting.py")]
    unowed = [r for r in Reason if not any(f"Reason.{r.name}" in text for text in said)]
    assert unowed == [Reason.DIGEST]  # gathered in `quieting`, out of what was owed


def test_the_page_is_written_from_the_tests() -> None:
    """`make messages` writes it anew."""
    assert messages.PAGE.read_text(encoding="utf-8") == messages.page()
