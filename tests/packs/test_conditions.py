"""Match tables: the closed set of matchers, each way round."""

import pytest

from bot.approvals.conditions import read
from bot.approvals.rules import settled
from bot.approvals.vocabulary import vocabulary

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
