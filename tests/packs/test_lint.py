"""The linter finds what was planted, and nothing in the shipped packs that should not be there."""

from dataclasses import replace

import pytest

from bot.approvals.cases import cases
from bot.approvals.conditions import read
from bot.approvals.keeping import Keeping
from bot.approvals.lint import lint, untranslated, vacant
from bot.approvals.pack import BaseRule, Signing
from bot.approvals.policy import SHIPPED, named
from bot.approvals.refusals import RefusedByRule
from bot.approvals.rules import route
from bot.conversation.form import Label
from bot.people.person import Person, PersonId, Post
from bot.people.roles import Directory
from bot.speech import Voice

B = named("k12_ta_2024")
FOOTAGE = B.kinds["footage"]


def with_base(*rules):
    return replace(B, retention_days=0, kinds={"footage": replace(FOOTAGE, base=rules)})


def when(**tests):
    condition, mistakes = read(tests, FOOTAGE.facts)
    assert not mistakes
    return condition


def chain(id_, *roles, **tests):
    steps = tuple(Signing(roles=(role,)) for role in roles)
    return BaseRule(id=id_, article="第三条第2款", src="text", when=when(**tests), steps=steps)


def found(pack):
    return list(map(Voice("zh"), lint(pack)))


def test_the_shipped_packs_leave_nothing_open():
    assert [said.key for said in lint(B)] == ["pack.lint.retention_below_law"]
    assert lint(named("uni_gz_2022")) == ()


@pytest.mark.parametrize("id_", SHIPPED)
def test_every_case_of_every_kind_gets_an_answer(id_):
    pack = named(id_)
    tried = 0
    for kind in pack.kinds.values():
        for case in cases(kind):
            tried += 1
            try:
                routed = route(pack, kind.id, case)
            except RefusedByRule:
                continue
            assert routed.chain.steps or routed.register_only
    assert tried > 1000


def test_a_case_without_an_answer_is_a_gap_and_three_of_many_are_shown():
    rule = chain("ONLY", "principal", copy=True, flags_all=["privacy", "major_matter"])
    bare = replace(FOOTAGE, base=(rule,), addons=(), refusals=())
    case = "footage：这种情形没有规定由谁审批："
    assert found(replace(with_base(), kinds={"footage": bare})) == [
        "footage：最普通的情形没有规定由谁审批",
        f"{case}copy = true",
        f"{case}flags = major_matter",
    ]


def test_a_gap_is_told_with_all_that_makes_the_case():
    rules = (
        chain("PLAIN", "principal", copy=False),
        chain("ONE", "principal", not_flags_all=["privacy", "key_part"]),
        chain("ELSE", "principal", not_owner="unit"),
    )
    bare = replace(FOOTAGE, base=rules, addons=(), refusals=())
    assert found(replace(with_base(), kinds={"footage": bare})) == [
        "footage：这种情形没有规定由谁审批：owner = unit; flags = key_part, privacy; copy = true"
    ]


def test_a_rule_behind_a_wider_one_is_never_reached():
    pack = with_base(chain("WIDE", "principal"), chain("NARROW", "vice_principal", copy=True))
    assert found(pack) == ["footage：规则 NARROW 在任何情形下都不会用到"]


def test_a_narrower_rule_before_a_wider_one_is_no_doubtful_overlap():
    pack = with_base(chain("NARROW", "vice_principal", copy=True), chain("WIDE", "principal"))
    assert found(pack) == []


def test_two_rules_that_cross_are_a_doubtful_overlap():
    crossing = (
        chain("COPY", "vice_principal", copy=True),
        chain("ROOM", "principal", viewing_room="main"),
        chain("REST", "security_chief"),
    )
    assert found(with_base(*crossing)) == [
        "footage：规则 COPY 与 ROOM 有重叠，且互不包含，目前按文件先后取 COPY；请写明界限"
    ]
    alike = (crossing[0], chain("ROOM", "vice_principal", viewing_room="main"), crossing[2])
    assert found(with_base(*alike)) == []  # the order decides nothing


def test_a_chain_whose_signatures_are_all_taken_away():
    thief = replace(FOOTAGE.addons[0], replaces=("principal",), steps=())
    pack = with_base(chain("REST", "principal"))
    pack = replace(pack, kinds={"footage": replace(pack.kinds["footage"], addons=(thief,))})
    assert found(pack) == ["footage：规则 REST 的签字人全部被附加规则取消"]


def test_more_cases_than_anybody_tries_are_said_to_be_more(monkeypatch):
    pack = with_base(chain("REST", "principal"))
    number = len(list(cases(pack.kinds["footage"])))
    monkeypatch.setattr("bot.approvals.lint.MOST", number + 1)
    assert found(pack) == []
    monkeypatch.setattr("bot.approvals.lint.MOST", number)
    assert found(pack) == [f"footage：情形过多，只检查了前 {number} 种"]


def test_less_than_the_law_asks_is_said_with_both_numbers():
    pack = with_base(chain("REST", "principal"))
    assert found(replace(pack, retention_days=1, keeping=Keeping(entries=1094))) == [
        "规章包规定的保存期 1 天少于法定的 30 天，按 30 天执行",
        "登记簿只保存 1094 天，少于法定的 1095 天（3 年）",
    ]
    assert found(replace(pack, retention_days=30)) == []


def test_words_without_english_are_named_where_they_are():
    role = replace(B.roles["principal"], name=Label("校长"))
    bare = replace(FOOTAGE, reject_reasons=(Label("不符", "unfit"), Label("不清")))
    kinds = {**B.kinds, "footage": bare}
    pack = replace(B, title=Label("办法"), roles={**B.roles, "principal": role}, kinds=kinds)
    assert untranslated(pack) == (
        "title",
        "roles.principal.name",
        "kinds.footage.reject_reasons[1]",
    )


def person(id_, *posts, unit="学工处", classes=()):
    held = tuple(Post.read(post) for post in posts)
    return Person(id=PersonId(id_), name=id_, unit=unit, posts=held, classes=classes)


def vacancies(pack, *people, owners=()):
    return {Voice("en")(said): stuck for said, stuck in vacant(pack, Directory(people), owners)}


def test_a_post_nobody_holds_is_signed_for_from_above_or_gets_stuck():
    staffed = (
        person("a", "grade_director@高一级部"),
        person("b", "security_chief"),
        person("c", "student_affairs_director"),
        person("d", "vice_principal"),
        person("t", unit="高一级部", classes=("高一1班",)),
        person("u", unit="高二级部", classes=("高二1班",)),
    )
    assert vacancies(B, *staffed) == {
        "nobody is grade director (高二级部); the student affairs director signs instead": False,
        "nobody is principal, nor is there anybody above to sign": True,
    }


def test_owners_of_cameras_need_a_head_who_signs():
    pack = named("uni_gz_2022")
    staffed = (
        person("a", "unit_head@外国语学院", unit="外国语学院"),
        person("b", "security_head", unit="保卫处"),
        person("c", "student_affairs_head", unit="学生处"),
        person("d", "school_leader", unit="外国语学院"),
        person("e", "owner_head@图书馆", unit="外国语学院"),
    )
    owners = ("public", "学生处", "图书馆", "档案馆")
    assert vacancies(pack, *staffed, owners=owners) == {
        "nobody is head of the unit that owns the cameras (档案馆); "
        "the school leader in charge signs instead": False
    }


def test_whoever_stands_highest_signs_for_all_below_him_who_are_missing():
    left = replace(person("x", unit="高三级部", classes=("高三1班",)), active=False)
    teacher = person("t", unit="高一级部", classes=("高一1班",))
    alone = (person("a", "principal"), person("o", unit="总务处"), teacher, left)
    missing = (
        "grade director (高一级部)",
        "chief of the security section",
        "student affairs director",
        "vice principal in charge",
    )
    assert vacancies(B, *alone) == {
        f"nobody is {post}; the principal signs instead": False for post in missing
    }
