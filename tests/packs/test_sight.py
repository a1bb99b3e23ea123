"""Who may see what, students and keeping, as a pack file says them."""

import pytest

from bot.approvals.lint import lint
from bot.approvals.policy import SHIPPED, named
from bot.people.students import class_key
from tests.packs.test_reading import GOOD, mistakes

STUDENTS = """
[students]
shape = "{grade:1}-{class:2}"
class_name = "{grade}年{class}班"
example = "2-03"
article = "一"
"""
TASK = """
[[kinds.footage.tasks]]
id = "viewing"
title = { zh = "查看" }
actor = "guard"
books = ["retrieval"]
fields = [{ key = "r", kind = "text", label = { zh = "果" }, ask = { zh = "？" } }]
"""
GUARDED = GOOD.replace("[flags]", 'guard = { name = { zh = "门卫", en = "guard" } }\n[flags]')
SECRET = 'visible_to = ["head", "guard"]'
NAMES = (
    '{ key = "who", kind = "names", codes = "%s", label = { zh = "谁" }, ask = { zh = "？" } },'
)


def kind_with(line: str) -> str:
    return GUARDED.replace('may_file = ["staff"]', f'may_file = ["staff"]\n{line}')


def field(codes: str, kind: str = "names") -> str:
    row = (NAMES % codes).replace('"names"', f'"{kind}"')
    return GOOD.replace("fields = [\n", f"fields = [\n{row}\n")


WRONG = [
    (GOOD + '[sight]\nall = ["god"]', ("sight", "all", "unknown_role")),
    (GOOD + "[sight]\nnone = []", ("sight", "none", "unknown_key")),
    (
        kind_with('visible_to = ["head", "god"]'),
        ("kinds.footage", "visible_to", "unknown_role"),
    ),
    # The head signs, the guard carries it out: either must be able to see it.
    (kind_with('visible_to = ["guard"]'), ("kinds.footage", "visible_to", "works_unseeing")),
    (
        kind_with('visible_to = ["head"]') + TASK,
        ("kinds.footage", "visible_to", "works_unseeing"),
    ),
    (
        GOOD + STUDENTS.replace("{class}班", "{klass}班"),
        ("students", "class_name", "student_parts"),
    ),
    (
        GOOD + STUDENTS.replace("{class}班", "{class.room}班"),
        ("students", "class_name", "student_parts"),
    ),
    (
        GOOD + STUDENTS.replace("{class:2}", "{class}"),
        ("students", "class_name", "student_parts"),
    ),
    (GOOD + STUDENTS.replace('"2-03"', '"2-3"'), ("students", "example", "student_example")),
    (GOOD + STUDENTS.replace('"一"', '"二"'), ("students", "article", "unknown_article")),
    (field("own"), ("kinds.footage.fields[0]", "codes", "codes_without_students")),
    (field("mine") + STUDENTS, ("kinds.footage.fields[0]", "codes", "not_one_of")),
    (field("own", "text") + STUDENTS, ("kinds.footage.fields[0]", "codes", "not_one_of")),
    (GOOD + "[retention]\nentries = 0", ("retention", "entries", "out_of_range")),
    (GOOD + "[retention]\ncoffee = 3", ("retention", "coffee", "unknown_key")),
]


@pytest.mark.parametrize("text, wrong", WRONG, ids=[wrong[-1] for _, wrong in WRONG])
def test_what_is_wrong_is_named(text: str, wrong: tuple[str, str, str], tmp_path) -> None:
    assert mistakes(text, tmp_path) == [wrong]


def test_a_restricted_kind_shares_no_book(tmp_path) -> None:
    other = kind_with("").partition("[kinds.footage]")[2]
    other = "[kinds.secret]" + other.replace("kinds.footage", "kinds.secret")
    other = other.replace('may_file = ["staff"]', f'may_file = ["staff"]\n{SECRET}')
    text = GUARDED + TASK + other + TASK.replace("footage", "secret")
    assert mistakes(text, tmp_path) == [("kinds.secret", "tasks", "book_shared")]


def test_a_restricted_kind_whose_people_all_see_it_is_right(tmp_path) -> None:
    file = tmp_path / "secret.toml"
    file.write_text(kind_with(SECRET) + TASK, "utf-8")
    assert named(file).kinds["footage"].visible_to == ("head", "guard")


def test_registers_kept_for_less_than_the_law_asks_are_named(tmp_path) -> None:
    file = tmp_path / "short.toml"
    file.write_text(GOOD + "[retention]\nentries = 400", "utf-8")
    assert "pack.lint.records_below_law" in [said.key for said in lint(named(file))]


@pytest.mark.parametrize("id_", SHIPPED)
def test_the_shipped_packs_say_who_sees_all_and_how_long(id_: str) -> None:
    pack = named(id_)
    assert pack.sees_all
    assert pack.keeping.entries >= 3 * 365
    assert pack.keeping.attachments < pack.keeping.requests


def test_a_code_of_the_upper_school_names_its_class() -> None:
    codes = named("k12_ta_2024").students
    assert codes is not None
    assert codes.class_of("G1-03-17") == class_key("高一3班")
    field = {f.key: f for f in named("k12_ta_2024").kinds["footage"].form.fields}["students"]
    assert field.codes == "own"
