"""Sentences are written as an office writes them, and alike in every room."""

import pytest

from bot.speech import Voice
from tests.house import catalogues, sentences


@pytest.mark.parametrize("language", tuple(catalogues.FOLDERS))
def test_every_sentence_is_written_well(language: str) -> None:
    known = catalogues.sentences(language)
    found = {key: w for key, s in known.items() if (w := sentences.wrong(language, key, s))}
    assert len(known) > 1000
    assert found == {}


def test_every_english_count_chooses_its_noun() -> None:
    chinese, english = catalogues.sentences("zh"), catalogues.sentences("en")
    counted = [key for key in chinese if sentences.counts(chinese[key])]
    unchosen = {
        key: names
        for key in counted
        if (names := sentences.unchosen(key, chinese[key], english[key]))
    }
    assert len(counted) > 100
    assert unchosen == {}


def test_only_english_chooses_by_a_number_and_always_between_two_words() -> None:
    assert not any(map(sentences.choices, catalogues.sentences("zh").values()))
    chosen = [c for s in catalogues.sentences("en").values() for c in sentences.choices(s)]
    assert len(chosen) > 100
    assert [c for c in chosen if c.count("|") != 1 or not all(c.split("|"))] == []


def test_exceptions_are_still_needed() -> None:
    english = catalogues.sentences("en")
    plain = {key for key in sentences.QUOTING if english[key].isascii()}
    assert plain == set()


@pytest.mark.parametrize(
    "language, sentence",
    [
        ("zh", "请核对,再提交。"),
        ("zh", "已提交 "),
        ("zh", "请核对(如有)。"),
        ("zh", "稍候..."),
        ("zh", "共 {n}份"),
        ("zh", "请联系系统管理员。"),
        ("zh", "你好"),
        ("zh", "没有“{name}这一项"),
        ("en", "There is no 摄像头"),
        ("en", "{n} file(s)"),
        ("en", "Two  spaces"),
        ("en", "The requester’s wish"),
        ("en", "Please，wait"),
    ],
)
def test_what_an_editor_would_mark_is_found(language: str, sentence: str) -> None:
    assert sentences.wrong(language, "room.key", sentence)


def test_a_count_before_a_bare_plural_is_found() -> None:
    assert sentences.unchosen("room.key", "共 {n} 份", "{n} requests") == {"n"}
    assert sentences.unchosen("room.key", "共 {n} 份", "{n} {n:request|requests}") == set()
    assert sentences.unchosen("room.key", "{name}先签", "{name} signs first") == set()


@pytest.mark.parametrize("n, said", [(0, "0 cameras"), (1, "1 camera"), (2, "2 cameras")])
def test_one_is_one_and_everything_else_is_many(n: int, said: str) -> None:
    assert Voice("en").say("sentence.cameras", n=n) == said
    assert Voice("zh").say("sentence.cameras", n=n) == f"{n} 个摄像头"
