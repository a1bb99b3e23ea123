"""The examples of contract §5, word for word, and how an answer is shaped."""

from dataclasses import replace

import pytest

from bot.approvals.chain import Mode
from bot.approvals.conditions import read
from bot.approvals.policy import named
from bot.approvals.refusals import RefusedByRule
from bot.approvals.rules import (
    BadFacts,
    NoRule,
    UnknownKind,
    answer,
    bound,
    ladder,
    refusal,
    route,
    settled,
)
from bot.approvals.vocabulary import vocabulary
from bot.cards import Saying


def test_a_homeroom_teacher_for_his_student():
    routed = route(
        named("k12_ta_2024"), "footage", {"applicant": "homeroom_teacher", "for_student": True}
    )
    assert answer(routed, "zh") == {
        "outcome": "route",
        "steps": [
            ["grade_director"],
            ["security_chief"],
            ["student_affairs_director"],
            ["vice_principal"],
        ],
        "rules": ["B1"],
        "dropped": [],
        "register_only": False,
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_names_rule_and_article_and_says_what_to_do(language):
    with pytest.raises(RefusedByRule) as refused:
        route(named("k12_ta_2024"), "footage", {"applicant": "student"})
    said = answer(refused.value, language)
    assert list(said) == ["outcome", "rule", "article", "message"]
    assert (said["outcome"], said["rule"], said["article"]) == (
        "refused",
        "B-R1",
        "第三条第2款",
    )
    assert ("班主任" if language == "zh" else "homeroom teacher") in said["message"]


def test_a_kind_the_pack_does_not_have_is_refused_with_what_there_is():
    with pytest.raises(UnknownKind) as unknown:
        route(named("uni_gz_2022"), "standing_authorisation", {})
    assert "footage" in unknown.value.values["known"]


def test_all_mistakes_in_the_facts_are_told_at_once():
    facts = {"applicant": "alien", "colour": "red", "copy": "yes", "flags": ["privacy", "odd"]}
    with pytest.raises(BadFacts) as bad:
        route(named("k12_ta_2024"), "footage", facts)
    told = [(mistake.key, mistake.values["fact"]) for mistake in bad.value.mistakes]
    known = bad.value.mistakes[0].values["known"]
    assert known[:3] == ("applicant", "matter", "for_student")
    assert told == [
        ("facts.mistake.unknown", "colour"),
        ("facts.mistake.not_a_value", "applicant"),
        ("facts.mistake.not_a_value", "flags"),
        ("facts.mistake.not_a_value", "copy"),
    ]


@pytest.mark.parametrize("flags", ["privacy", 3, {"privacy": True}])
def test_flags_are_a_list(flags):
    with pytest.raises(BadFacts) as bad:
        route(named("k12_ta_2024"), "footage", {"applicant": "staff", "flags": flags})
    assert [mistake.key for mistake in bad.value.mistakes] == ["facts.mistake.not_a_list"]


def test_a_flag_the_pack_adds_stands_beside_the_usual_ones():
    facts = vocabulary("room_entry", ("laboratory", "privacy"))
    assert settled(facts, {"flags": ["laboratory"]})["flags"] == {"laboratory"}
    with pytest.raises(BadFacts) as bad:
        settled(facts, {"flags": ["odd"]})
    (mistake,) = bad.value.mistakes
    assert mistake.values["fact"] == "flags"
    assert mistake.values["known"][-2:] == ("major_matter", "laboratory")


@pytest.mark.parametrize("unknown", ["", None])
def test_an_empty_fact_is_an_absent_one(unknown):
    facts = {"applicant": "staff", "copy": unknown, "viewing_room": unknown, "flags": unknown}
    routed = route(named("k12_ta_2024"), "footage", facts)
    assert routed.rules == ("B2",)


def test_whose_cameras_they_are_must_be_known_where_it_decides():
    with pytest.raises(BadFacts) as bad:
        route(
            named("uni_gz_2022"), "footage", {"applicant": "internal_unit", "unit_seal": True}
        )
    owners = {"fact": "owner", "known": ("public", "unit", "dormitory", "mixed")}
    assert bad.value.mistakes == (Saying("facts.mistake.needed", owners),)


def test_facts_that_are_complete_and_fit_nothing_are_a_gap_of_the_pack():
    pack = named("k12_ta_2024")
    kind = pack.kinds["footage"]
    only = replace(kind.base[0], when=read({"copy": True}, kind.facts)[0])
    gapped = replace(pack, kinds={"footage": replace(kind, base=(only,))})
    with pytest.raises(NoRule) as gap:
        route(gapped, "footage", {"applicant": "staff"})
    assert gap.value.values == {"kind": "footage", "pack": "k12_ta_2024"}


def test_a_refusal_without_english_is_said_in_chinese():
    (rule, *_) = named("k12_ta_2024").kinds["footage"].refusals
    refused = refusal(rule)
    refused.values["message"].pop("en")
    assert answer(refused, "en")["message"] == rule.message.zh


def test_people_read_who_signs_together_and_how_in_their_own_language():
    pack = named("uni_gz_2022")
    case = {"applicant": "internal_unit", "unit_seal": True, "owner": "mixed"}
    owners = ("public", "图书馆", "后勤处")
    chain = bound(route(pack, "footage", case).chain, pack, "外国语学院", owners)
    two_of_three = replace(chain.steps[1], mode=Mode.QUORUM, needed=2)
    chain = replace(chain, steps=(chain.steps[0], two_of_three))
    rungs = ladder(pack, chain, "en")
    assert [(r.number, r.names, r.mode, r.needed, r.rules) for r in rungs] == [
        (1, ("head of the applying unit (外国语学院)",), Mode.ALL, 0, ("A5",)),
        (
            2,
            (
                "head of security",
                "head of the unit that owns the cameras (图书馆)",
                "head of the unit that owns the cameras (后勤处)",
            ),
            Mode.QUORUM,
            2,
            ("A5",),
        ),
    ]
    assert rungs[0].articles[0][1].startswith("The unit fills in the form")


def test_people_read_each_step_with_the_words_of_the_article_behind_it():
    pack = named("k12_ta_2024")
    facts = {"applicant": "staff", "viewing_room": "main"}
    rungs = ladder(pack, route(pack, "footage", facts).chain, "zh")
    assert [rung.names for rung in rungs] == [
        ("保卫科长",),
        ("学工处主任",),
        ("分管校长",),
        ("校长",),
    ]
    number, words = rungs[-1].articles[0]
    assert number == "第六条第1款"
    assert "未经校长批准不得进入" in words
