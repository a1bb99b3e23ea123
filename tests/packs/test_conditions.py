"""Match tables: the closed set of matchers, each way round."""

import pytest

from bot.approvals.conditions import Unreadable, read
from bot.approvals.rules import settled
from bot.approvals.vocabulary import vocabulary, yes_no
from bot.cards import Saying

FACTS = vocabulary("footage")

# what is asked, of which case, and whether it holds
TABLE = [
    ({}, {}, True),
    ({"owner": "public"}, {"owner": "public"}, True),
    ({"owner": "public"}, {"owner": "unit"}, False),
    ({"owner": "public"}, {}, False),
    ({"owner": ["public", "unit"]}, {"owner": "unit"}, True),
    ({"owner": ["public", "unit"]}, {"owner": "mixed"}, False),
    ({"not_owner": "public"}, {"owner": "public"}, False),
    ({"not_owner": "public"}, {}, True),
    ({"not_owner": ["public", "unit"]}, {"owner": "unit"}, False),
    ({"copy": True}, {"copy": True}, True),
    ({"copy": False}, {}, True),
    ({"not_copy": True}, {"copy": True}, False),
    ({"flags_any": ["privacy", "key_part"]}, {"flags": ["key_part"]}, True),
    ({"flags_any": ["privacy", "key_part"]}, {"flags": ["paper_room"]}, False),
    ({"flags_any": ["privacy"]}, {}, False),
    ({"flags_all": ["privacy", "key_part"]}, {"flags": ["key_part"]}, False),
    ({"flags_all": ["privacy", "key_part"]}, {"flags": ["key_part", "privacy"]}, True),
    ({"flags_all": ["privacy"]}, {"flags": ["privacy", "key_part"]}, True),
    ({"not_flags_any": ["privacy", "key_part"]}, {"flags": ["key_part"]}, False),
    ({"not_flags_any": ["privacy", "key_part"]}, {}, True),
    ({"not_flags_all": ["privacy", "key_part"]}, {"flags": ["key_part"]}, True),
    ({"owner": "public", "copy": True}, {"owner": "public"}, False),
    ([{"owner": "public"}, {"copy": True}], {"copy": True}, True),
    ([{"owner": "public"}, {"copy": True}], {"owner": "unit"}, False),
    ([], {}, False),
]


@pytest.mark.parametrize(("when", "case", "holds"), TABLE)
def test_a_table_holds(when, case, holds):
    condition, mistakes = read(when, FACTS)
    assert not mistakes
    assert condition.holds(settled(FACTS, {"applicant": "staff", **case})) is holds


def unreadable(key, sentence, **values):
    return Unreadable(key, Saying(sentence, values))


NO_TABLE = unreadable("", "pack.mistake.not_a_match_table")
UNKNOWN = unreadable("onwer", "pack.mistake.unknown_fact", fact="onwer", known=tuple(FACTS))
OWNERS = ("public", "unit", "dormitory", "mixed")
MISTAKEN = [
    ("privacy", [NO_TABLE]),
    ({"onwer": "public"}, [UNKNOWN]),
    (["privacy", {"onwer": "public"}, 7], [NO_TABLE, UNKNOWN, NO_TABLE]),
    ([{"onwer": "public"}, {"copy": True}], [UNKNOWN]),
    ({"flags": "privacy"}, [unreadable("flags", "pack.mistake.list_matcher", fact="flags")]),
    (
        {"not_owner_any": ["public"]},
        [unreadable("not_owner_any", "pack.mistake.matcher", fact="owner")],
    ),
    (
        {"owner": "security"},
        [
            unreadable(
                "owner",
                "facts.mistake.not_a_value",
                fact="owner",
                value="security",
                known=OWNERS,
            )
        ],
    ),
    (
        {"copy": "yes"},
        [
            unreadable(
                "copy",
                "facts.mistake.not_a_value",
                fact="copy",
                value="yes",
                known=("true", "false"),
            )
        ],
    ),
]


@pytest.mark.parametrize(("when", "mistakes"), MISTAKEN)
def test_what_cannot_be_read_is_told_line_by_line(when, mistakes):
    assert list(read(when, FACTS)[1]) == mistakes


def test_a_fact_of_a_school_may_itself_begin_with_not():
    facts = vocabulary("footage", own=(yes_no("not_alone"),))
    condition, mistakes = read({"not_alone": True}, facts)
    assert not mistakes
    assert condition.holds(settled(facts, {"applicant": "staff", "not_alone": True}))
    assert not condition.holds(settled(facts, {"applicant": "staff"}))
