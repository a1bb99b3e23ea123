"""The cases a pack is tried on: each way of standing in its rules, and each of them once."""

from dataclasses import replace

import pytest

from bot.approvals.cases import cases
from bot.approvals.conditions import read
from bot.approvals.pack import BaseRule, Kind
from bot.approvals.policy import named
from bot.approvals.vocabulary import choice, several, yes_no

FLAGS = tuple("abcdefghi")
FACTS = (
    choice("owner", "public", "unit", "dormitory", "mixed"),
    yes_no("copy"),
    several("flags", *FLAGS),
)
FOOTAGE = named("k12_ta_2024").kinds["footage"]


def judged_by(*tables: object) -> Kind:
    """A kind of request with one rule for each of these tables."""
    facts = {fact.name: fact for fact in FACTS}
    rules = []
    for table in tables:
        when, mistakes = read(table, facts)
        assert not mistakes
        rules.append(BaseRule(id="R", article="第一条", src="text", when=when, steps=()))
    return replace(FOOTAGE, facts=facts, refusals=(), addons=(), base=tuple(rules))


def tried(kind: Kind, fact: str) -> list[object]:
    found = dict.fromkeys(case[fact] for case in cases(kind))
    return ["".join(sorted(v)) if isinstance(v, frozenset) else v for v in found]


@pytest.mark.parametrize(
    ("tables", "fact", "values"),
    [
        # nobody asks about it
        ([{"copy": True}], "owner", [""]),
        ([{"copy": True}], "flags", [""]),
        ([{"owner": "unit"}], "copy", [False]),
        ([{"copy": True}], "copy", [False, True]),
        # of those that stand alike in every rule the first, and one of whom no rule speaks
        ([{"owner": "unit"}], "owner", ["public", "unit"]),
        ([{"owner": ["unit", "mixed"]}], "owner", ["public", "unit"]),
        (
            [{"owner": "unit"}, {"owner": ["unit", "mixed"]}],
            "owner",
            ["public", "unit", "mixed"],
        ),
        ([[{"owner": "unit"}, {"owner": "mixed"}]], "owner", ["public", "unit", "mixed"]),
        # every set of the words that rules tell apart, and no other word
        ([{"flags_any": ["b"]}], "flags", ["", "b"]),
        ([{"flags_any": ["b", "c"]}], "flags", ["", "b"]),
        ([{"flags_any": ["b"]}, {"flags_any": ["c"]}], "flags", ["", "b", "c", "bc"]),
        ([{"flags_all": ["b", "c"]}], "flags", ["", "b", "c", "bc"]),
        # one rule asks for the set, another for one of its words or some third
        (
            [{"flags_all": ["b", "c"]}, {"flags_any": ["a", "b"]}],
            "flags",
            ["", "a", "b", "c", "ab", "ac", "bc", "abc"],
        ),
    ],
)
def test_one_of_each_sort_is_tried(tables, fact, values):
    assert tried(judged_by(*tables), fact) == values


def test_every_choice_meets_every_other_once():
    kind = judged_by({"owner": "unit", "copy": True}, {"flags_any": ["b"]})
    told = list(cases(kind))
    assert len(told) == len({tuple(case.values()) for case in told}) == 2 * 2 * 2
    assert all(set(case) == {"owner", "copy", "flags"} for case in told)
    assert list(cases(kind, 3)) == told[:3]


def test_of_many_words_only_pairs_are_tried_and_all_at_once():
    eight = {"flags_all": list(FLAGS[:8])}
    assert len(tried(judged_by(eight), "flags")) == 2**8
    sets = tried(judged_by({"flags_all": list(FLAGS)}), "flags")
    assert [len(words) for words in sets] == [0] + [1] * 9 + [2] * 36 + [9]
