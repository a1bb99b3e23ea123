"""The examples of contract §5, word for word, and how an answer is shaped."""

import pytest

from bot.approvals.policy import named
from bot.approvals.refusals import RefusedByRule
from bot.approvals.rules import BadFacts, UnknownKind, answer, ladder, route


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
    assert [mistake.values["fact"] for mistake in bad.value.mistakes] == ["owner"]


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
