"""What routing looks at, drawn from a filled form, from who filled it, and from the places."""

from dataclasses import replace
from datetime import date

import pytest

from bot.approvals.facts import Around, decided, facts_of, overlap, parties_on_staff
from bot.approvals.policy import SHELF, named
from bot.cameras.grant import Grant, Rights
from bot.cameras.zone import PUBLIC, Camera, Places, Zone
from bot.people.person import Person, PersonId, Post
from tests.core.people import directory, person

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


def facts(pack, kind, *, by=TEACHER, around=None, **answers):
    rules = named(pack)
    around = around or Around(places=PLACES)
    return facts_of(rules, rules.kinds[kind], answers, by, around)


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


def test_a_kind_without_a_form_states_what_places_and_people_say(tmp_path):
    shipped = (SHELF / "k12_ta_2024.toml").read_text("utf-8")
    formless = INVENTED[: INVENTED.index("fields = [")] + INVENTED[INVENTED.index("[[") :]
    file = tmp_path / "formless.toml"
    file.write_text(shipped + formless, "utf-8")
    assert facts(file, "visit", zones=["Z2"]) == {"applicant": "staff", "owner": "unit"}
    assert decided(named(file).kinds["visit"], {"copy": True}) == {}


def test_an_uploaded_letter_is_a_letter_and_of_an_empty_one_there_is_none():
    kind = named("uni_gz_2022").kinds["external"]
    for files, there in (([{"id": 7}], True), ([], False)):
        assert decided(kind, {"letter": files, "agency_kind": "police"}) == {
            "applicant": "police",
            "letter": there,
        }
    custom = named("uni_gz_2022").kinds["new_camera"]
    assert decided(custom, {"track": "urgent"}) == {"track": "urgent"}  # the word itself


# -- who asks --------------------------------------------------------------------------------

TODAY = date(2026, 3, 2)
LEAVE = Grant(
    school="s",
    request=1,
    unit="高一级部",
    zones=("Z1",),
    persons=(TEACHER.id,),
    rights=Rights.BOTH,
    starts=TODAY,
    until=TODAY,
)


@pytest.mark.parametrize(
    ("answers", "applicant", "standing"),
    [
        ({"zones": ["Z1"]}, "department", True),
        ({"zones": ["Z1"], "for_student": False}, "department", True),
        ({"zones": ["Z1"], "for_student": True}, "homeroom_teacher", True),
        ({"zones": ["Z1", "Z2"]}, "staff", False),  # one of them is not in it
        ({}, "staff", False),
    ],
)
def test_a_standing_leave_makes_a_department_of_who_asks_unless_for_his_student(
    answers, applicant, standing
):
    around = Around(places=PLACES, grants=(LEAVE,), today=TODAY)
    told = facts("k12_ta_2024", "footage", around=around, **answers)
    assert (told["applicant"], told.get("standing_authorisation", False)) == (
        applicant,
        standing,
    )
    later = replace(around, today=date(2026, 3, 3))
    assert facts("k12_ta_2024", "footage", around=later, **answers)["applicant"] != "department"


def test_a_student_is_asked_for_by_the_teacher_of_a_class_only():
    colleague = replace(TEACHER, classes=())
    told = facts("k12_ta_2024", "footage", by=colleague, for_student=True)
    assert told["applicant"] == "staff"


# -- whose places ----------------------------------------------------------------------------

YARD = Zone(id="Z3", name="操场", owners=("体育组",))
HALL = Zone(id="Z4", name="大厅", owners=("图书馆", "体育组"))
LOT = Zone(id="Z5", name="空地")
SPORTS = Person(id=PersonId("s"), name="江河", unit="体育组")
GROUNDS = Places(
    [CANTEEN, YARD, HALL, LOT, Zone(id="Z6", name="器材室", owners=("总务处",))],
    [
        Camera(id="C1", name="餐厅1号", zone="Z1", owners=("总务处",)),
        Camera(id="C3", name="操场1号", zone="Z3", owners=("体育组",)),
        Camera(id="C4", name="大厅1号", zone="Z4", owners=("图书馆",)),
        Camera(id="C6", name="器材室1号", zone="Z6", owners=("体育组",)),
        Camera(id="C7", name="器材室2号", zone="Z6", owners=("体育组", "总务处")),
    ],
)


@pytest.mark.parametrize(
    ("answers", "own"),
    [
        ({}, False),
        ({"zones": ["Z3"]}, True),
        ({"zones": ["Z4"]}, True),  # with another, and though its camera is the other's
        ({"zones": ["Z6"]}, True),  # every camera in it, though not the area
        ({"zones": ["Z5"]}, False),  # nobody's, without a camera
        ({"zones": ["Z3", "Z1"]}, False),
        ({"zones": ["Z4"], "cameras": ["C4"]}, False),  # cameras know better
        ({"zones": ["Z3"], "cameras": ["C3"]}, True),
        ({"zones": ["Z1"], "cameras": ["C3", "C1"]}, False),
    ],
)
def test_a_place_of_ones_own(answers, own):
    around = Around(places=GROUNDS)
    told = facts("k12_ta_2024", "footage", by=SPORTS, around=around, **answers)
    assert told.get("own_zone", False) is own
    told = facts("k12_ta_2024", "standing_authorisation", by=SPORTS, around=around, **answers)
    assert told.get("outside_zone", False) is not own


def test_student_affairs_has_every_place_for_its_own():
    affairs = replace(SPORTS, unit="学工处")
    around = Around(places=GROUNDS)
    told = facts("k12_ta_2024", "footage", by=affairs, around=around, zones=["Z5"])
    assert told["own_zone"]
    assert "own_zone" not in facts("k12_ta_2024", "footage", by=affairs, around=around)


def test_a_dormitory_is_one_only_if_nothing_else_is_asked_for():
    house = Zone(id="D1", name="1号公寓", owners=("学生处",), flags=("dormitory",))
    gate = Zone(id="D2", name="校门", owners=(PUBLIC,))
    around = Around(places=Places([house, gate]))
    owner = {
        zones: facts("uni_gz_2022", "footage", around=around, zones=list(zones)).get("owner")
        for zones in (("D1",), ("D1", "D2"), ("D2",), ())
    }
    assert owner == {("D1",): "dormitory", ("D1", "D2"): "mixed", ("D2",): "public", (): None}


# -- who is concerned, who comes, who is trusted -----------------------------------------------


def test_who_is_named_on_both_sides_is_found():
    viewers = [{"name": "张三（演示）", "id": "z"}, {"name": "李四"}]
    answers = {"viewers": viewers, "parties": ["张三", "王五"]}
    assert overlap(answers) == {"张三"}
    assert overlap({**answers, "parties": ["王五", "李四（演示）"]}) == {"李四"}
    assert facts("uni_gz_2022", "footage", **answers)["viewers_overlap_parties"]
    assert "viewers_overlap_parties" not in facts("uni_gz_2022", "footage", viewers=viewers)
    assert overlap({"parties": ["张三"]}) == set()


def test_parties_of_the_staff_are_known_by_name():
    who = directory(person("张三"), person("李四"), replace(person("w"), name="王五（演示）"))
    assert parties_on_staff({"parties": ["王五", "张三（演示）", "赵某"]}, who) == ("张三", "w")
    assert parties_on_staff({}, who) == ()


STAFF = directory(
    person("v", "vice_principal"),
    person("c", "security_chief"),
    person("p", "principal", "teacher"),
    person("t", "homeroom_teacher"),
)


def ids(named):
    return [{"id": one} for one in named]


@pytest.mark.parametrize(
    ("room", "visitors", "headcount", "free"),
    [
        ("main", "v", 1, True),
        ("main", "vp", 2, True),  # who keeps the key, and who may enter with him
        ("main", "v", 2, False),  # one comes whom nobody named
        ("main", "v", 0, True),  # no number was asked
        ("main", "vc", 2, False),
        ("main", "x", 1, False),  # nobody knows him
        ("main", "", 0, False),
        ("south_gate", "c", 1, True),
        ("south_gate", "t", 1, False),
        ("", "v", 1, False),
    ],
)
def test_a_room_is_entered_freely_by_those_who_hold_it_alone(room, visitors, headcount, free):
    answers = {"room": room, "visitors": ids(visitors)}
    if headcount:
        answers["headcount"] = headcount
    around = Around(places=PLACES, directory=STAFF)
    told = facts("k12_ta_2024", "room_entry", around=around, **answers)
    assert told.get("free_entry", False) is free


def test_nobody_enters_freely_while_nobody_is_named():
    around = Around(places=PLACES, directory=STAFF)
    assert "free_entry" not in facts("k12_ta_2024", "room_entry", around=around, room="main")
    assert "free_entry" not in facts("k12_ta_2024", "room_entry", around=around)


@pytest.mark.parametrize(
    ("answers", "permitted"),
    [
        ({"room": "main", "receiver": ids("v")}, True),
        ({"room": "main", "receiver": ids("p")}, False),  # may enter, but keeps no key
        ({"room": "south_gate", "receiver": ids("c")}, True),
        ({"room": "south_gate", "receiver": ids("v")}, False),
        ({"room": "main"}, False),
        ({"receiver": ids("v")}, False),
    ],
)
def test_a_key_goes_to_whoever_the_regulation_names(answers, permitted):
    around = Around(places=PLACES, directory=STAFF)
    told = facts("k12_ta_2024", "key_handover", around=around, **answers)
    assert told.get("permitted_holder", False) is permitted


@pytest.mark.parametrize(
    ("answers", "elsewhere"),
    [
        ({"persons": ids("a")}, False),
        ({"persons": ids("ab")}, True),
        ({"successor": ids("b")}, True),
        ({"custodian": ids("b"), "persons": ids("a")}, True),
        ({"persons": ids("g")}, True),  # has left
        ({"persons": ids("x")}, True),
        ({}, False),
    ],
)
def test_who_is_trusted_is_of_the_unit_that_asks(answers, elsewhere):
    ours = {"unit": TEACHER.unit}
    who = directory(
        replace(person("a"), **ours),
        person("b"),
        replace(person("g", active=False), **ours),
    )
    around = Around(places=PLACES, directory=who)
    told = facts("k12_ta_2024", "standing_authorisation", around=around, **answers)
    assert told.get("named_elsewhere", False) is elsewhere


@pytest.mark.parametrize(
    ("answers", "differs"),
    [
        ({"zones": ["Z1"], "from_owner": "general", "to_owner": "grade1"}, False),
        ({"zones": ["Z1"], "from_owner": "general", "to_owner": "general"}, True),
        ({"zones": ["Z1"], "from_owner": "grade1", "to_owner": "general"}, True),
        ({"zones": ["Z1", "Z6"], "from_owner": "general", "to_owner": "grade1"}, False),
        ({"zones": ["Z1", "Z3"], "from_owner": "general", "to_owner": "grade1"}, True),
        # by its camera, though the list of areas says nothing
        ({"zones": ["Z7"], "from_owner": "general", "to_owner": "grade1"}, False),
        # by the list of areas, though the camera is another's
        ({"zones": ["Z8"], "from_owner": "general", "to_owner": "grade1"}, False),
        ({"zones": ["Z5"], "from_owner": "general", "to_owner": "grade1"}, True),
        ({"zones": ["Z1"], "to_owner": "grade1"}, True),
    ],
)
def test_an_area_is_passed_on_by_whoever_has_it_to_somebody_else(answers, differs):
    store = Zone(id="Z7", name="库房")
    shop = Zone(id="Z8", name="超市", owners=("总务处",))
    cameras = (
        *GROUNDS.cameras.values(),
        Camera(id="C8", name="库房1号", zone="Z7", owners=("总务处",)),
        Camera(id="C9", name="超市1号", zone="Z8", owners=("体育组",)),
    )
    around = Around(places=Places([*GROUNDS.zones.values(), store, shop], cameras))
    told = facts("k12_ta_2024", "zone_adjustment", around=around, **answers)
    assert told.get("owner_differs", False) is differs


def test_a_form_that_does_not_ask_who_had_an_area_lets_none_be_passed_on():
    pack = named("k12_ta_2024")
    kind = pack.kinds["zone_adjustment"]
    for form in (None, replace(kind.form, fields=())):
        mute = replace(kind, form=form)
        answers = {"zones": ["Z1"], "to_owner": "grade1"}
        told = facts_of(pack, mute, answers, TEACHER, Around(places=PLACES))
        assert told["owner_differs"]
