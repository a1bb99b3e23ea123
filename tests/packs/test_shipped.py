"""What the two regulations print, the packs carry: articles, tables, registers, forms."""

from datetime import UTC

import pytest

from bot.approvals.lint import lint, untranslated
from bot.approvals.policy import COLUMN_SOURCES, SHELF, SHIPPED, named
from bot.approvals.rules import route
from bot.conversation.form import FieldKind
from bot.registers.columns import cell

A, B = named("uni_gz_2022"), named("k12_ta_2024")
PACKS = (A, B)


@pytest.mark.parametrize("pack", PACKS, ids=SHIPPED)
def test_every_rule_has_an_article_with_words_and_says_where_it_comes_from(pack):
    rules = [rule for kind in pack.kinds.values() for rule in kind.rules]
    assert len(rules) > 15
    for rule in rules:
        assert pack.articles[rule.article].zh
        assert rule.src in ("text", "resolved")


def test_every_row_of_the_decision_tables_stands_in_its_pack():
    rows = {
        A.id: "A-R1 A-R2 A-R3 A-R4 A-R5 A-R6 A-R7 A-R8 A1 A2 A3 A4 A5 A6 A-S A-C",
        B.id: "B-R1 B-R2 B-R3 B1 B2 B3 B4 B-S B-C B-E",
    }
    for pack in PACKS:
        ids = {rule.id for rule in pack.kinds["footage"].rules}
        assert set(rows[pack.id].split()) <= ids


def test_every_article_of_both_regulations_is_there():
    for n in ("一", "二", "三", "四", "五", "六", "七"):
        assert any(article.startswith(f"第{n}条") for article in B.articles)
    tens = [f"十{n}" for n in ("", *"一二三四五六七八")]
    for n in (*"一二三四五六七八九", *tens):
        assert f"第{n}条" in A.articles
    assert {"附件1", "附件2", "附件3"} <= set(B.articles)


def test_annex_1():
    owners = {zone.name: zone.owners for zone in B.zones}
    assert owners["餐厅"] == ("总务处",)
    assert owners["教学楼一、二楼"] == ("高一级部",)
    assert owners["教学楼四、五楼"] == ("高二级部",)
    assert owners["教学楼三、四楼"] == ("高三级部",)
    assert owners["实验楼三、四楼"] == ("高四级部",)
    assert {zone.id for zone in B.zones} >= {f"B-Z{n:02}" for n in range(1, 18)}


def test_the_fourth_floor_belongs_to_two_grades():
    (shared,) = [zone for zone in B.zones if len(zone.owners) > 1]
    assert "教学楼四楼" in shared.aliases
    assert shared.owners == ("高二级部", "高三级部")


def test_the_main_control_room_is_not_the_party_offices():
    (room,) = [zone for zone in B.zones if "总监控室" in zone.aliases]
    assert room.owners == ("学工处",)


def test_people_say_canteen():
    (canteen,) = [zone for zone in B.zones if "食堂" in (zone.name, *zone.aliases)]
    assert canteen.id == "B-Z06"


def test_annex_2_and_annex_3_column_by_column():
    retrieval = (
        "序号 | 调取时间 | 调取人、部门（单位） | 批准人 | 是否拷贝"
        " | 查看区域、时段及事由 | 备注 | 值班员"
    )
    entry = "日期 | 姓名（人数） | 批准人 | 出入时间 | 事由 | 备注"
    assert " | ".join(c.title for c in B.books["retrieval"].columns) == retrieval
    assert " | ".join(c.title for c in B.books["room_entry"].columns) == entry


@pytest.mark.parametrize("source", COLUMN_SOURCES)
def test_every_column_a_pack_may_name_is_one_the_register_can_fill(source):
    assert isinstance(cell(source, {}, 1, UTC), str)


def test_what_article_16_wants_written_down():
    sources = {column.source for column in A.books["retrieval"].columns}
    assert {"persons", "retrieved_at", "purpose", "destination", "span", "backup"} <= sources


def test_retention_names_the_school_and_the_law():
    assert (B.retention_days, B.legal_retention_days) == (15, 30)
    assert (A.retention_days, A.legal_retention_days) == (0, 30)


FORMS = {
    B.id: """
        for_student students reason zones cameras span content purpose parties viewers copy
        copy_basis flags viewing_room fixed_time preferred_1 preferred_2 preferred_3 files
        undertaking
    """,
    A.id: """
        matter reason zones cameras span content purpose parties viewers copy flags fixed_time
        preferred_1 preferred_2 preferred_3 seal files undertaking
    """,
}


@pytest.mark.parametrize("pack", PACKS, ids=SHIPPED)
def test_the_forms(pack):
    asked = [field.key for field in pack.kinds["footage"].form.fields]
    assert asked == FORMS[pack.id].split()


@pytest.mark.parametrize("pack", PACKS, ids=SHIPPED)
def test_a_window_is_past_and_at_most_a_day(pack):
    span = next(f for f in pack.kinds["footage"].form.fields if f.key == "span")
    assert (span.kind, span.past, span.max_hours) == (FieldKind.SPAN, True, 24)


def test_bullying_suggests_the_principal():
    reason = next(f for f in B.kinds["footage"].form.fields if f.key == "reason")
    suggested = {option.id: option.suggests for option in reason.options}
    assert suggested["bullying"] == ("sensitive_matter",)
    assert suggested["loss"] == ()


@pytest.mark.parametrize("pack", PACKS, ids=SHIPPED)
def test_questions_fit_a_phone(pack):
    """Questions are headings of cards, labels and options sit on buttons."""
    for field in pack.kinds["footage"].form.fields:
        assert len(field.label.zh) <= 12
        assert len(field.ask.zh) <= (40 if field.key != "undertaking" else 200)
        assert all(len(option.label.zh) <= 16 for option in field.options)


@pytest.mark.parametrize("pack", PACKS, ids=SHIPPED)
def test_an_approver_has_quick_reasons_long_enough_to_count(pack):
    kind = pack.kinds["footage"]
    for reasons in (kind.reject_reasons, kind.return_reasons):
        assert 3 <= len(reasons) <= 5
        assert all(len(reason.zh) >= 5 for reason in reasons)


@pytest.mark.parametrize("pack", PACKS, ids=SHIPPED)
def test_the_outcome_says_what_the_book_needs(pack):
    task = pack.kinds["footage"].task("viewing")
    assert {"result", "unavailable", "span", "remarks"} <= {f.key for f in task.form.fields}
    assert task.books == ("room_entry",)
    assert pack.kinds["footage"].task("register").books == ("retrieval",)


@pytest.mark.parametrize("pack", PACKS, ids=SHIPPED)
def test_every_signing_post_but_the_highest_has_somebody_above(pack):
    highest = {"k12_ta_2024": "principal", "uni_gz_2022": "school_leader"}[pack.id]
    steps = [s for k in pack.kinds.values() for r in (*k.base, *k.addons) for s in r.steps]
    for role in {role for step in steps for role in step.roles} - {highest}:
        assert pack.roles[role].above


def switched(pack_id, tmp_path, **values):
    text = (SHELF / f"{pack_id}.toml").read_text("utf-8")
    for name, (old, new) in values.items():
        at = f"[switches.{name}]\nvalue = {old}"
        assert at in text
        text = text.replace(at, f"[switches.{name}]\nvalue = {new}")
    file = tmp_path / "switched.toml"
    file.write_text(text, "utf-8")
    return named(file)


SEALED = {"applicant": "internal_unit", "unit_seal": True}
SWITCHES = [
    (
        "k12_ta_2024",
        {"grade_director_place": ('"first"', '"after_security_chief"')},
        {"applicant": "homeroom_teacher", "for_student": True},
        ["security_chief", "grade_director", "student_affairs_director", "vice_principal"],
    ),
    (
        "k12_ta_2024",
        {"auth_covers": ('"own_zone_only"', '"nothing"')},
        {"applicant": "department", "standing_authorisation": True, "own_zone": True},
        ["security_chief", "student_affairs_director", "vice_principal"],
    ),
    (
        "k12_ta_2024",
        {"main_room_viewing": ('"principal"', '"no_extra_signature"')},
        {"applicant": "staff", "viewing_room": "main"},
        ["security_chief", "student_affairs_director", "vice_principal"],
    ),
    (
        "uni_gz_2022",
        {"dorm_final": ('"student_affairs_head"', '"student_affairs_and_security"')},
        SEALED | {"owner": "dormitory", "matter": "student_affairs"},
        ["unit_head", "student_affairs_head + security_head"],
    ),
    (
        "uni_gz_2022",
        {"dorm_is_private": ("false", "true")},
        SEALED | {"owner": "dormitory"},
        ["unit_head", "student_affairs_head", "school_leader"],
    ),
    (
        "uni_gz_2022",
        {"sensitive_mode": ('"follows"', '"replaces"')},
        SEALED | {"owner": "mixed", "flags": ["privacy"]},
        ["unit_head", "school_leader"],
    ),
    (
        "uni_gz_2022",
        {"internal_copy": ('"never"', '"school_leader"')},
        SEALED | {"owner": "public", "copy": True},
        ["unit_head", "security_head", "school_leader"],
    ),
    (
        "uni_gz_2022",
        {"party_scope": ('"all"', '"student_affairs"')},
        SEALED | {"owner": "public", "viewers_overlap_parties": True},
        ["unit_head", "security_head"],
    ),
]


@pytest.mark.parametrize(("pack_id", "switches", "facts", "expected"), SWITCHES)
def test_our_resolutions_are_switches(pack_id, switches, facts, expected, tmp_path):
    pack = switched(pack_id, tmp_path, **switches)
    steps = route(pack, "footage", facts).chain.steps
    assert [" + ".join(seat.role for seat in step.seats) for step in steps] == expected
    assert not [s for s in lint(pack) if "retention" not in s.key]


@pytest.mark.parametrize("pack_id", SHIPPED)
def test_every_word_of_a_shipped_pack_is_there_in_english(pack_id):
    assert untranslated(named(pack_id)) == ()
