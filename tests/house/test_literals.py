"""No sentence hides in the code, and none is glued together there."""

import ast
from functools import cache

import pytest

from tests.house import literals, sentences
from tests.house.literals import MAY_JOIN, REASONS, reason


@cache
def modules() -> dict[str, ast.Module]:
    return dict(literals.modules())


@pytest.mark.slow
def test_chinese_in_the_code_has_a_reason() -> None:
    found = [s for where, tree in modules().items() for s in literals.strays(where, tree)]
    assert len(modules()) > 300
    assert [stray for stray in found if not reason(stray)] == []
    assert set(REASONS) == {reason(stray) for stray in found}  # none stays without need


def test_only_a_few_places_glue_words_with_a_comma() -> None:
    found = [j for where, tree in modules().items() for j in literals.joins(where, tree)]
    assert [joint for joint in found if not reason(joint, MAY_JOIN)] == []
    assert set(MAY_JOIN) == {reason(joint, MAY_JOIN) for joint in found}


def test_every_label_in_the_code_is_written_well_in_both_languages() -> None:
    found = [
        (where, line, zh, en)
        for where, tree in modules().items()
        for zh, en, line in literals.labels(tree)
        if zh
    ]
    assert len(found) > 50
    assert [one for one in found if not one[3]] == []
    wrong = [
        (where, line, said)
        for where, line, zh, en in found
        for said in (sentences.wrong("zh", where, zh), sentences.wrong("en", where, en))
        if said
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "code",
    ["say = '请核对'", "x = Label('理由')", "f'（{unit}）'", "send('请稍候', 'Please wait')"],
)
def test_a_stray_sentence_is_found(code: str) -> None:
    assert literals.strays("bot/a.py", ast.parse(code))


def test_a_label_in_both_languages_and_a_docstring_are_no_strays() -> None:
    code = "def f():\n    '教学楼'\n    return Label('理由', 'Reason')"
    assert literals.strays("bot/a.py", ast.parse(code)) == []


@pytest.mark.parametrize(
    "code", ["'；'.join(said)", "('、' if zh else ', ').join(names)", "', '.join(names)"]
)
def test_glue_is_found(code: str) -> None:
    assert literals.joins("bot/a.py", ast.parse(code)) == ["bot/a.py:1"]
