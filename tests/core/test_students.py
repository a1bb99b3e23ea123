"""Students by code: which class a code names, and who answers for that class."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.policy import named
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy, Directory
from bot.people.students import (
    NotAStudentCode,
    NotYourClass,
    StudentCodes,
    answers_for,
    class_key,
    teachers_of,
)
from tests.core.people import NOW

CODES = named("k12_ta_2024").students
assert CODES is not None
QIAO = Person(id=PersonId("qiao"), name="乔木", classes=("高一3班", "高一04班"))
SHU = Person(id=PersonId("shu"), name="舒望", classes=("高二7班",))
TAN = Person(id=PersonId("tan"), name="科任老师")


def deputy(of: Person, by: Person, kinds: tuple[str, ...] = ()) -> Deputy:
    return Deputy(of=of.id, by=by.id, start=NOW, end=NOW + timedelta(days=5), kinds=kinds)


def school(*deputies: Deputy) -> Directory:
    return Directory((QIAO, SHU, TAN), deputies)


@pytest.mark.parametrize(
    "said, code, class_",
    [
        ("G1-03-17", "G1-03-17", "高一3班"),
        (" g4-11-02 ", "G4-11-02", "高四11班"),
        ("Ｇ２-07-01", "G2-07-01", "高二7班"),
        ("Ｇ２－０７－０１", "G2-07-01", "高二7班"),
        ("G٢-٠٧-٠١", None, ""),
        ("G1-3-17", None, ""),
        ("王小明", None, ""),
        ("G1-03-17-1", None, ""),
    ],
)
def test_a_code_as_it_is_typed(said: str, code: str | None, class_: str) -> None:
    assert CODES.read(said) == code
    assert CODES.class_of(code or "") == (class_key(class_) if code else "")


@pytest.mark.parametrize("other", ["高一03班", "高一３班", " 高一 3 班"])
def test_one_class_however_the_list_writes_it(other: str) -> None:
    assert class_key(other) == class_key("高一3班") != class_key("高一13班")


@given(st.integers(1, 4), st.integers(1, 99), st.integers(1, 99))
def test_every_code_names_the_class_it_was_made_from(
    grade: int, class_: int, seat: int
) -> None:
    code = f"G{grade}-{class_:02}-{seat:02}"
    assert CODES.read(code) == code
    assert CODES.class_of(code) == class_key(f"高{'一二三四'[grade - 1]}{class_}班")


def test_another_school_writes_them_otherwise() -> None:
    codes = StudentCodes(shape="{class:3}.{seat:2}", names="{class}班", example="102.03")
    assert codes.read("102.03") == "102.03"
    assert codes.read("102x03") is None
    assert codes.class_of("102.03") == "102班"


def test_a_teacher_answers_for_several_classes() -> None:
    mine = answers_for(QIAO, school(), NOW)
    assert teachers_of(CODES, ["G1-03-17", "g1-04-02"], mine) == (QIAO,)
    with pytest.raises(NotYourClass) as refused:
        teachers_of(CODES, ["G1-03-17", "G2-07-01"], mine)
    assert refused.value.values == {"codes": ["G2-07-01"], "article": "第三条第2款"}


def test_a_name_is_no_code() -> None:
    with pytest.raises(NotAStudentCode) as refused:
        teachers_of(CODES, ["王小明"], answers_for(QIAO, school(), NOW))
    assert refused.value.values == {"text": "王小明", "example": CODES.example}


@pytest.mark.parametrize(
    "text, found",
    [
        ("g1-03-17 的手机丢了", [("G1-03-17", (0, 8))]),
        ("找G1-03-17和g2-07-01", [("G1-03-17", (1, 9)), ("G2-07-01", (10, 18))]),
        ("AG1-03-17", []),
        ("9G1-03-17", []),
        ("G1-03-171", []),
        ("G1-03-17b", []),
        ("高一3班17号", []),
        ("G١-٠٣-١٧", []),
    ],
)
def test_codes_are_found_in_a_sentence(
    text: str, found: list[tuple[str, tuple[int, int]]]
) -> None:
    assert CODES.found_in(text) == found


@pytest.mark.parametrize(
    "days, kind, kinds, stands",
    [
        (0, "footage", (), True),
        (0, "footage", ("footage",), True),
        (0, "room_entry", ("footage",), False),
        (6, "footage", (), False),
        (-1, "footage", (), False),
    ],
)
def test_a_stand_in_answers_for_the_class_while_he_stands_in(
    days: int, kind: str, kinds: tuple[str, ...], stands: bool
) -> None:
    at = NOW + timedelta(days=days)
    classes = answers_for(TAN, school(deputy(SHU, TAN, kinds)), at, kind)
    assert (classes == {class_key("高二7班"): SHU}) is stands


def test_whatever_he_stands_in_for_the_class_is_his_where_no_kind_is_asked_for() -> None:
    classes = answers_for(TAN, school(deputy(SHU, TAN, ("footage",))), NOW)
    assert classes == {class_key("高二7班"): SHU}


def test_nobody_answers_by_the_deputy_of_another_or_for_who_has_left() -> None:
    gone = Person(id=PersonId("gone"), name="周去", classes=("高三1班",))
    for one in (deputy(SHU, QIAO), deputy(gone, TAN)):
        assert answers_for(TAN, school(one), NOW, "footage") == {}


def test_who_has_the_class_himself_stands_in_for_nobody() -> None:
    both = answers_for(QIAO, school(deputy(SHU, QIAO)), NOW)
    assert teachers_of(CODES, ["G1-03-17", "G2-07-09"], both) == (QIAO, SHU)
