"""Who may see what, students and keeping, as a pack file says them."""

from pathlib import Path

import pytest

from bot.approvals.lint import lint
from bot.approvals.pack import Pack
from bot.approvals.policy import SHIPPED, named
from bot.people.students import class_key
from tests.packs.everything import told
from tests.packs.test_reading import ADDED, GOOD

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


GOD = "没有“god”这个岗位；已定义的有：head"
PARTS = "class_name 只能用编号里的各段：{}；每段如 {{class:2}}，名称不重复"
UNSEEING = "kinds.footage.visible_to: 岗位 {} 要审批或办理此类事项，须列入 visible_to"
WRONG = [
    (GOOD + '[sight]\nall = ["god"]', f"sight.all: {GOD}"),
    (GOOD + "[sight]\nnone = []", "sight.none: 没有这个键，请检查拼写"),
    (kind_with('visible_to = ["head", "god"]'), f"kinds.footage.visible_to: {GOD}、guard"),
    # The head signs, the guard carries it out: either must be able to see it.
    (kind_with('visible_to = ["guard"]'), UNSEEING.format("head")),
    (kind_with('visible_to = ["head"]') + TASK, UNSEEING.format("guard")),
    (
        GOOD + STUDENTS.replace("{class}班", "{klass}班"),
        f"students.class_name: {PARTS.format('grade、class')}",
    ),
    (
        GOOD + STUDENTS.replace("{class}班", "{class.room}班"),
        f"students.class_name: {PARTS.format('grade、class')}",
    ),
    (
        GOOD + STUDENTS.replace("{class:2}", "{class}"),
        f"students.class_name: {PARTS.format('grade')}",
    ),
    (GOOD + STUDENTS.replace('"2-03"', '"2-3"'), "students.example: 示例 2-3 不符合 shape"),
    (GOOD + STUDENTS.replace('"一"', '"二"'), "students.article: [articles] 中没有“二”"),
    (
        field("own"),
        "kinds.footage.fields[0].codes: 填编号的栏目需要 [students]，说明编号怎么写",
    ),
    (
        field("mine") + STUDENTS,
        "kinds.footage.fields[0].codes: “mine”不在可选范围内：any、own",
    ),
    (
        field("own", "text") + STUDENTS,
        "kinds.footage.fields[0].codes: “own”不在可选范围内：",
    ),
    (GOOD + "[retention]\nentries = 0", "retention.entries: “0”超出允许的范围"),
    (GOOD + "[retention]\ncoffee = 3", "retention.coffee: 没有这个键，请检查拼写"),
]


@pytest.mark.parametrize(("text", "wrong"), WRONG)
def test_what_is_wrong_is_told(text: str, wrong: str, tmp_path) -> None:
    assert told(text, tmp_path) == [wrong]


def test_who_is_told_besides_must_see_a_restricted_kind_too(tmp_path) -> None:
    base = 'steps = ["head"]\n'
    for line in ('tells = ["guard"]', f'{ADDED}tells = ["guard"]', f'{ADDED}steps = ["guard"]'):
        text = kind_with('visible_to = ["head"]').replace(base, base + line)
        assert told(text, tmp_path) == [UNSEEING.format("guard")]
    late = TASK.replace('"guard"', '"head"').replace("books", 'tells = ["guard"]\nbooks')
    text = kind_with('visible_to = ["head"]') + late
    assert told(text, tmp_path) == [UNSEEING.format("guard")]
    # who asks and who looks are no posts
    text = kind_with('visible_to = ["head"]') + TASK.replace('"guard"', '"requester"')
    assert named_of(text, tmp_path).kinds["footage"].visible_to == ("head",)


def named_of(text: str, folder: Path) -> Pack:
    file = folder / "p.toml"
    file.write_text(text, "utf-8")
    return named(file)


def test_a_restricted_kind_shares_no_book(tmp_path) -> None:
    other = kind_with("").partition("[kinds.footage]")[2]
    other = "[kinds.secret]" + other.replace("kinds.footage", "kinds.secret")
    other = other.replace('may_file = ["staff"]', f'may_file = ["staff"]\n{SECRET}')
    text = GUARDED + TASK + other + TASK.replace("footage", "secret")
    assert told(text, tmp_path) == [
        "kinds.secret.tasks: 登记簿 retrieval 还登记其他事项；限定查看范围的事项须有单独的登记簿"
    ]


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
