"""The linter finds what was planted, and nothing in the shipped packs that should not be there."""

from dataclasses import replace

import pytest

from bot.approvals.cases import cases
from bot.approvals.conditions import read
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
    return replace(B, kinds={"footage": replace(FOOTAGE, base=rules)})


def when(**tests):
    condition, mistakes = read(tests, FOOTAGE.facts)
    assert not mistakes
    return condition


def chain(id_, *roles, **tests):
    steps = tuple(Signing(roles=(role,)) for role in roles)
    return BaseRule(id=id_, article="第三条第2款", src="text", when=when(**tests), steps=steps)


def found(pack):
    return [
        (said.key.removeprefix("pack.lint."), said.values.get("rule"))
        for said in lint(pack)
        if said.key != "pack.lint.retention_below_law"
    ]


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


def test_a_case_without_an_answer_is_a_gap():
    pack = with_base(chain("ONLY", "principal", copy=True))
    assert ("gap", None) in found(pack)
    said = next(s for s in lint(pack) if s.key == "pack.lint.gap")
    assert "applicant" in Voice("en")(said)


def test_a_rule_behind_a_wider_one_is_never_reached():
    pack = with_base(chain("WIDE", "principal"), chain("NARROW", "vice_principal", copy=True))
    assert ("unreachable", "NARROW") in found(pack)


def test_a_narrower_rule_before_a_wider_one_is_no_doubtful_overlap():
    pack = with_base(chain("NARROW", "vice_principal", copy=True), chain("WIDE", "principal"))
    assert found(pack) == []


def test_two_rules_that_cross_are_a_doubtful_overlap():
    pack = with_base(
        chain("COPY", "vice_principal", copy=True),
        chain("ROOM", "principal", viewing_room="main"),
        chain("REST", "security_chief"),
    )
    overlaps = [s for s in lint(pack) if s.key == "pack.lint.overlap"]
    assert [(s.values["first"], s.values["second"]) for s in overlaps] == [("COPY", "ROOM")]


def test_a_chain_whose_signatures_are_all_taken_away():
    thief = replace(FOOTAGE.addons[0], replaces=("principal",), steps=())
    pack = with_base(chain("REST", "principal"))
    pack = replace(pack, kinds={"footage": replace(pack.kinds["footage"], addons=(thief,))})
    assert ("nobody_signs", "REST") in found(pack)


def test_words_without_english_are_named_where_they_are():
    role = replace(B.roles["principal"], name=Label("校长"))
    pack = replace(B, roles={**B.roles, "principal": role})
    assert untranslated(pack) == ("roles.principal.name",)


def person(id_, *posts, unit="学工处", classes=()):
    held = tuple(Post.read(post) for post in posts)
    return Person(id=PersonId(id_), name=id_, unit=unit, posts=held, classes=classes)


def vacancies(pack, *people, owners=()):
    return {
        (
            said.key.removeprefix("pack.lint."),
            said.values["post"].in_("en"),
        ): stuck
        for said, stuck in vacant(pack, Directory(people), owners)
    }


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
        ("vacant", "grade director (高二级部)"): False,
        ("stuck", "principal"): True,
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
        ("vacant", "head of the unit that owns the cameras (档案馆)"): False
    }
