"""Every sentence the code asks for stands in both languages, with the same gaps, and no other."""

import ast
import string

import pytest

from tests.house import catalogues

LANGUAGES = tuple(catalogues.FOLDERS)


@pytest.fixture(scope="module")
def said() -> catalogues.Asked:
    """Every key the code asks for; reading all of it takes seconds."""
    return catalogues.asked()


@pytest.mark.slow
def test_the_code_was_really_read(said: catalogues.Asked) -> None:
    assert len(catalogues.sources()) > 50
    assert len(said.keys) > 50
    assert "refusal.not_your_turn" in said.keys
    assert len(catalogues.sentences("zh")) > 100


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing(said: catalogues.Asked, language: str) -> None:
    assert catalogues.missing(said, catalogues.sentences(language)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_over(said: catalogues.Asked, language: str) -> None:
    assert catalogues.unused(said, catalogues.sentences(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice_or_is_a_guess(language: str) -> None:
    assert catalogues.doubtful(language) == []


def test_both_languages_have_the_same_rooms_keys_and_gaps() -> None:
    assert list(catalogues.files("zh")) == list(catalogues.files("en"))
    chinese, english = catalogues.sentences("zh"), catalogues.sentences("en")
    assert set(chinese) == set(english)
    differing = {
        key: (chinese[key], english[key])
        for key in chinese
        if catalogues.gaps(chinese[key]) != catalogues.gaps(english[key])
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_says_something_and_can_be_filled(language: str) -> None:
    for key, sentence in catalogues.sentences(language).items():
        assert sentence.strip(), key
        names = [
            name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None
        ]
        assert all(name.isidentifier() for name in names), (key, names)


def test_a_missing_and_a_forgotten_sentence_are_noticed() -> None:
    said = catalogues.Asked()
    code = 'Saying("room.here"); voice.say("room.gone"); voice.say(f"kind.{name}"); oops(1, "away")'
    catalogues._walk(ast.parse(code), "a.py", said, {"oops": ("room.", 1)})
    known = {"room.here": "…", "room.left_over": "…"}
    assert set(catalogues.missing(said, known)) == {
        "room.gone",
        "room.away",
        r"kind\.[\w.]+",
    }
    assert catalogues.unused(said, known) == ["room.left_over"]
