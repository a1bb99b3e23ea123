"""An agency at the desk: what its papers lead to, in the answers of the form itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.approvals.facts import Around, decided, facts_of
from bot.approvals.policy import named
from bot.approvals.refusals import RefusedByRule
from bot.approvals.request import State
from bot.approvals.rules import barred, route
from bot.cameras.zone import PUBLIC, Camera, Places, Zone
from bot.followup import guards
from bot.followup.plan import Case, openings
from bot.followup.task import Stage, Task
from bot.people.person import Person, PersonId, Post
from bot.people.roles import Directory
from tests.core.people import request, step

A, B = named("uni_gz_2022"), named("k12_ta_2024")
GATE = Zone(id="Z1", name="校门", owners=(PUBLIC,))
LIBRARY = Zone(id="Z2", name="阅览区", owners=("图书馆",))
PLACES = Places(
    [GATE, LIBRARY],
    [
        Camera(id="C1", name="校门1号", zone="Z1", owners=(PUBLIC,)),
        Camera(id="C2", name="阅览区1号", zone="Z2", owners=("图书馆",)),
    ],
)
DESK = Person(id=PersonId("d"), name="班一", unit="保卫处", posts=(Post("duty_officer"),))
AT_DESK = {"agency_kind": "police", "letter": True, "id_kind": "police_card", "zones": ["Z1"]}


def routed(pack, **answers):
    kind = pack.kinds["external"]
    given = AT_DESK | answers
    return route(pack, "external", facts_of(pack, kind, given, DESK, Around(places=PLACES)))


def ladder(pack, **answers):
    return [[seat.role for seat in s.seats] for s in routed(pack, **answers).chain.steps]


A1 = [["security_head"], ["school_leader"]]
B3 = [["security_chief"], ["student_affairs_director"], ["vice_principal"], ["principal"]]
SERVED = ("police", "procuratorate", "court", "state_security", "supervision", "authority")


@pytest.mark.parametrize("agency", SERVED)
def test_at_the_college_security_then_the_school_leader(agency):
    assert ladder(A, agency_kind=agency) == A1
    assert ladder(A, agency_kind=agency, zones=["Z2"]) == A1  # a unit's own cameras too


@pytest.mark.parametrize("agency", (*SERVED, "other"))
def test_at_taishan_everybody_goes_up_to_the_principal(agency):
    assert ladder(B, agency_kind=agency) == B3


@pytest.mark.parametrize("agency", ["police", "procuratorate", "court", "supervision"])
def test_evidence_may_be_copied(agency):
    assert routed(A, agency_kind=agency, copy=True).dropped == ()
    assert "A-C" in routed(A, agency_kind=agency, copy=True).rules


def test_the_authority_in_charge_only_looks():
    assert routed(A, agency_kind="authority", copy=True).dropped == ("copy",)


REFUSED = [
    (A, {"agency_kind": "other"}, "A-R3"),
    (A, {"letter": False}, "A-R4"),
    (A, {"id_kind": "none"}, "A-R4"),
    (B, {"letter": False}, "B-R3"),
    (B, {"id_kind": "none"}, "B-R3"),
]


@pytest.mark.parametrize(("pack", "answers", "rule"), REFUSED)
def test_what_is_missing_is_refused(pack, answers, rule):
    with pytest.raises(RefusedByRule) as refused:
        routed(pack, **answers)
    assert refused.value.values["rule"] == rule


IN_VAIN = [
    (A, {"agency_kind": "other"}, "A-R3"),
    (A, {"agency_kind": "police"}, None),  # no letter yet is not no letter
    (A, {"agency_kind": "police", "letter": False}, "A-R4"),
    (A, {"agency_kind": "police", "letter": True, "id_kind": "none"}, "A-R4"),
    (A, AT_DESK, None),
    (B, {"agency_kind": "other"}, None),
    (B, {"agency_kind": "other", "letter": False}, "B-R3"),
    (B, AT_DESK, None),
]


@pytest.mark.parametrize(("pack", "answers", "rule"), IN_VAIN)
def test_it_is_refused_as_soon_as_nothing_more_could_help(pack, answers, rule):
    kind = pack.kinds["external"]
    refusal = barred(kind, decided(kind, answers))
    assert (refusal.values["rule"] if refusal else None) == rule


def test_who_asks_for_a_student_is_not_settled_by_the_form():
    """A stand-in's classes are known to the directory only; his yes must not be refused early."""
    kind = B.kinds["footage"]
    assert barred(kind, decided(kind, {"for_student": True})) is None


@pytest.mark.parametrize("pack", [A, B], ids=lambda pack: pack.id)
def test_only_the_desk_enters_it(pack):
    assert "staff" not in pack.kinds["external"].may_file
    assert "duty_officer" in pack.kinds["external"].may_file
    assert pack.kinds["external"].series == "footage"


# -- what follows the signatures --------------------------------------------------------------

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
VIEWED = {"result": "found", "crime": False}
COPIED = {"copied": True, "receiver": ["民警甲"]}


def case(pack, *done, state=State.APPROVED, **answers):
    """An agency's case after these (task, answers)."""
    kind = pack.kinds["external"]
    given = AT_DESK | {"officers": ["民警甲", "民警乙"]} | answers
    asked = replace(
        request(step("security_head")),
        kind="external",
        answers=given,
        facts=facts_of(pack, kind, given, DESK, Around(places=PLACES)),
        dropped=routed(pack, **given).dropped,
        state=state,
        plan=tuple(task.id for task in kind.tasks),
    )
    tasks = [
        Task(
            id=number,
            school="s",
            request=asked.id,
            kind=name,
            state=Stage.DONE,
            answers=told,
            opened_at=NOW,
        )
        for number, (name, told) in enumerate(done, 1)
    ]
    return Case(request=asked, tasks=tuple(tasks))


def open_now(pack, *done, **answers):
    return {task.id for task in openings(pack.kinds["external"], case(pack, *done, **answers))}


HELD = ("hold", {"method": "locked"})
IN_ROOM = (HELD, ("appointment", {"when": "now"}), ("check_in", {"came": ["民警甲"]}))
LOOKED = (*IN_ROOM, ("viewing", VIEWED))


@pytest.mark.parametrize("pack", [A, B], ids=lambda pack: pack.id)
def test_the_footage_is_held_before_anybody_has_signed(pack):
    assert open_now(pack, state=State.IN_APPROVAL) == {"hold"}


@pytest.mark.parametrize("pack", [A, B], ids=lambda pack: pack.id)
def test_only_an_approved_copy_is_made(pack):
    assert "copy" in open_now(pack, *LOOKED, copy=True)
    assert "copy" not in open_now(pack, *LOOKED, copy=False)
    not_found = (*IN_ROOM, ("viewing", VIEWED | {"result": "not_found"}))
    assert "copy" not in open_now(pack, *not_found, copy=True)


def test_the_authority_in_charge_gets_no_copy():
    assert "copy" not in open_now(A, *LOOKED, agency_kind="authority", copy=True)


def test_the_college_keeps_the_same_material_before_the_entry_is_written():
    assert open_now(A, *LOOKED, copy=True) == {"copy"}
    assert open_now(A, *LOOKED, ("copy", COPIED), copy=True) == {"copy_entered", "backup"}
    kept = ("backup", {"backup": "档案柜"})
    assert open_now(A, *LOOKED, ("copy", COPIED), kept, copy=True) == {
        "copy_entered",
        "register",
    }


def test_a_unit_hears_of_it_and_its_own_custodian_brings_the_footage_up():
    assert "owner_told" in open_now(A, HELD, zones=["Z2"])
    assert "owner_told" not in open_now(A, HELD)
    assert open_now(A, *IN_ROOM) == {"viewing"}
    told = ("owner_told", {"read": "yes"})
    assert open_now(A, *IN_ROOM, told, zones=["Z2"]) == {"bring_up"}
    brought = ("bring_up", {"ready": "yes"})
    assert open_now(A, *IN_ROOM, told, brought, zones=["Z2"]) == {"viewing"}


@pytest.mark.parametrize("pack", [A, B], ids=lambda pack: pack.id)
@pytest.mark.parametrize(
    ("task", "answers", "rule"),
    [
        ("check_in", {"came": ["民警甲"]}, None),
        ("check_in", {"came": ["民警乙", "民警甲"]}, None),
        ("check_in", {"came": ["民警丙"]}, "named_in_letter"),
        ("check_in", {"came": ["民警甲", "民警丙"]}, "named_in_letter"),
        ("copy", {"copied": True, "receiver": ["民警乙"]}, None),
        ("copy", {"copied": True, "receiver": ["驾驶员"]}, "named_in_letter"),
        ("copy", {"copied": False}, None),
    ],
)
def test_only_whom_the_letter_names_may_come_and_receive(pack, task, answers, rule):
    report = guards.Report(
        case=case(pack, *LOOKED, copy=True),
        task=pack.kinds["external"].task(task),
        answers=answers,
        by=DESK.id,
        directory=Directory([DESK]),
        now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    )
    if rule is None:
        guards.check(report)
        return
    with pytest.raises(RefusedByRule) as refused:
        guards.check(report)
    assert refused.value.values["rule"] == rule
    assert "公函" in refused.value.values["message"].zh
