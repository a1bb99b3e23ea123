"""What routing looks at, drawn from a filled form, from who filled it, and from the places."""

import pytest

from bot.approvals.facts import Around, facts_of
from bot.approvals.policy import SHELF, named
from bot.cameras.zone import Camera, Places, Zone
from bot.people.person import Person, PersonId, Post

CANTEEN = Zone(id="Z1", name="餐厅", owners=("总务处",))
PAPERS = Zone(id="Z2", name="保密室", owners=("教务处",), flags=("paper_room",))
PLACES = Places(
    [CANTEEN, PAPERS],
    [
        Camera(id="C1", name="餐厅1号", zone="Z1", owners=("总务处",)),
        Camera(id="C2", name="保密室1号", zone="Z2", owners=("教务处",)),
    ],
)
TEACHER = Person(
    id=PersonId("t"),
    name="乔木",
    unit="高一级部",
    classes=("高一3班",),
    posts=(Post("homeroom_teacher"),),
)


def facts(pack, kind, **answers):
    rules = named(pack)
    return facts_of(rules, rules.kinds[kind], answers, TEACHER, Around(places=PLACES))


OF_FOOTAGE = [
    ({"for_student": True}, {"applicant": "homeroom_teacher", "for_student": True}),
    ({"for_student": False}, {"applicant": "staff"}),
    ({"zones": ["Z1"]}, {"applicant": "staff", "owner": "unit"}),
    ({"zones": ["Z1", "Z2"], "copy": True}, {"owner": "mixed", "copy": True}),
    ({"flags": ["sensitive_matter"]}, {"flags": ["sensitive_matter"]}),
    ({"viewing_room": "main"}, {"viewing_room": "main"}),
    ({"reason": "loss"}, {"applicant": "staff"}),  # no fact is called so
]


@pytest.mark.parametrize(("answers", "expected"), OF_FOOTAGE)
def test_footage(answers, expected):
    assert {"applicant": "staff", **expected} == facts("k12_ta_2024", "footage", **answers)


def test_places_bring_their_flags_whatever_was_ticked():
    told = facts("uni_gz_2022", "footage", zones=["Z2"], flags=["privacy"], seal=[{"id": 1}])
    assert told["flags"] == ["privacy", "paper_room"]
    assert told["unit_seal"]


INVENTED = """
[kinds.visit]
title = { zh = "来访" }
paper = { zh = "来访单" }
number = "访{serial}"
may_file = ["staff"]
fields = [
  { key = "applicant", kind = "choice", label = { zh = "来访者" }, ask = { zh = "？" }, options = [
    { id = "police", label = { zh = "公安" } },
  ] },
  { key = "letter", kind = "files", label = { zh = "公函" }, ask = { zh = "？" } },
  { key = "loud", kind = "yes_no", label = { zh = "吵" }, ask = { zh = "？" } },
  { key = "hats", kind = "choices", label = { zh = "帽" }, ask = { zh = "？" }, options = [
    { id = "top", label = { zh = "礼帽" } },
  ] },
]
[kinds.visit.facts.letter]
[kinds.visit.facts.loud]
[kinds.visit.facts.hats]
kind = "list"
values = ["top"]
[[kinds.visit.base]]
id = "V"
article = "第一条第1款"
src = "text"
steps = ["principal"]
"""


def test_any_fact_with_a_field_of_its_name_is_what_was_answered(tmp_path):
    shipped = (SHELF / "k12_ta_2024.toml").read_text("utf-8")
    file = tmp_path / "visited.toml"
    file.write_text(shipped + INVENTED, "utf-8")
    told = facts(
        file, "visit", applicant="police", letter=[{"id": 4}], loud=False, hats=["top"]
    )
    assert told == {"applicant": "police", "letter": True, "hats": ["top"]}


def test_a_kind_states_only_facts_its_rules_may_ask_about():
    told = facts("k12_ta_2024", "suspension", zones=["Z1"], copy=True, matter="other")
    assert told == {"applicant": "staff", "owner": "unit"}
