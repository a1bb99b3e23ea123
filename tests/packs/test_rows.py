"""Every row of the decision tables (domain.md §2.4), and several dozen of their combinations."""

from typing import Any

import pytest

from bot.approvals.policy import named
from bot.approvals.refusals import RefusedByRule
from bot.approvals.rules import UnknownKind, route

A, B = "uni_gz_2022", "k12_ta_2024"
PACKS = {id_: named(id_) for id_ in (A, B)}
UNIT = {"applicant": "internal_unit", "unit_seal": True}
POLICE = {"applicant": "police", "letter": True, "officer_id": True}
COURT = POLICE | {"applicant": "judicial"}
BUREAU = POLICE | {"applicant": "supervising_authority"}
AGENCY = POLICE | {"applicant": "other_external"}
DORM = UNIT | {"owner": "dormitory"}
STUDENTS = {"matter": "student_affairs"}
HOMEROOM = {"applicant": "homeroom_teacher", "for_student": True}
STAFF = {"applicant": "staff"}
OWN_ZONE = {"applicant": "department", "standing_authorisation": True, "own_zone": True}

B2 = "security_chief > student_affairs_director > vice_principal"
B1 = f"grade_director > {B2}"

# school, facts, ladder, rules, wishes dropped
ROUTES = [
    # A, inside the school
    (A, DORM | STUDENTS, "unit_head > student_affairs_head", "A2", ""),
    (A, UNIT | {"owner": "public"}, "unit_head > security_head", "A3", ""),
    (A, UNIT | {"owner": "public"} | STUDENTS, "unit_head > security_head", "A3", ""),
    (A, UNIT | {"owner": "unit"}, "unit_head > owner_head", "A4", ""),
    (A, UNIT | {"owner": "mixed"}, "unit_head > security_head + owner_head", "A5", ""),
    (A, DORM | {"matter": "other"}, "unit_head > student_affairs_head", "A6", ""),
    (A, DORM, "unit_head > student_affairs_head", "A6", ""),
    *(
        (
            A,
            UNIT | {"owner": "unit", "flags": [flag]},
            "unit_head > owner_head > school_leader",
            "A4 A-S",
            "",
        )
        for flag in ("privacy", "national_exam", "paper_room", "key_part")
    ),
    (
        A,
        UNIT | {"owner": "mixed", "flags": ["key_part", "privacy"]},
        "unit_head > security_head + owner_head > school_leader",
        "A5 A-S",
        "",
    ),
    (
        A,
        DORM | STUDENTS | {"flags": ["privacy"]},
        "unit_head > student_affairs_head > school_leader",
        "A2 A-S",
        "",
    ),
    (
        A,
        UNIT | {"owner": "public", "copy": True},
        "unit_head > security_head",
        "A3 A-R7",
        "copy",
    ),
    (
        A,
        UNIT | {"owner": "public", "copy": True, "flags": ["privacy"]},
        "unit_head > security_head > school_leader",
        "A3 A-R7 A-S",
        "copy",
    ),
    (
        A,
        UNIT | {"owner": "public", "flags": ["sensitive_matter"]},
        "unit_head > security_head",
        "A3",
        "",
    ),
    *(
        (
            A,
            UNIT | {"applicant": who, "owner": "public"},
            "unit_head > security_head",
            "A3",
            "",
        )
        for who in ("department", "staff", "homeroom_teacher")
    ),
    # A, outsiders
    *((A, body, "security_head > school_leader", "A1", "") for body in (POLICE, COURT, BUREAU)),
    (A, POLICE | {"copy": True}, "security_head > school_leader", "A1 A-C", ""),
    (A, COURT | {"copy": True}, "security_head > school_leader", "A1 A-C", ""),
    (A, BUREAU | {"copy": True}, "security_head > school_leader", "A1 A-R8", "copy"),
    (A, POLICE | {"owner": "unit"}, "security_head > school_leader", "A1", ""),
    (
        A,
        POLICE | {"owner": "mixed", "flags": ["paper_room"]},
        "security_head > school_leader",
        "A1",
        "",
    ),
    (A, POLICE | {"viewers_overlap_parties": True}, "security_head > school_leader", "A1", ""),
    # B
    (B, HOMEROOM, B1, "B1", ""),
    (B, HOMEROOM | {"owner": "mixed", "unit_seal": True}, B1, "B1", ""),
    (B, HOMEROOM | {"flags": ["sensitive_matter"]}, f"{B1} > principal", "B1 B-S", ""),
    (
        B,
        HOMEROOM | {"flags": ["major_matter", "sensitive_matter"]},
        f"{B1} > principal",
        "B1 B-S",
        "",
    ),
    (B, HOMEROOM | {"viewing_room": "main"}, f"{B1} > principal", "B1 B-E", ""),
    (B, HOMEROOM | {"viewing_room": "south_gate"}, B1, "B1", ""),
    (B, HOMEROOM | {"copy": True}, B1, "B1 B-C", ""),
    (
        B,
        HOMEROOM | {"copy": True, "viewing_room": "main", "flags": ["major_matter"]},
        f"{B1} > principal",
        "B1 B-S B-C B-E",
        "",
    ),
    (B, HOMEROOM | {"viewers_overlap_parties": True}, B1, "B1", ""),
    *(
        (B, {"applicant": who}, B2, "B2", "")
        for who in ("homeroom_teacher", "department", "staff", "internal_unit", "individual")
    ),
    (B, STAFF | {"copy": True}, B2, "B2 B-C", ""),
    (B, STAFF | {"viewing_room": "main"}, f"{B2} > principal", "B2 B-E", ""),
    (B, STAFF | {"flags": ["sensitive_matter"]}, f"{B2} > principal", "B2 B-S", ""),
    (B, STAFF | {"standing_authorisation": True, "own_zone": True}, B2, "B2", ""),
    (B, OWN_ZONE, "", "B4", ""),
    (B, OWN_ZONE | {"copy": True}, B2, "B2 B-C", ""),
    (B, OWN_ZONE | {"own_zone": False}, B2, "B2", ""),
    (B, OWN_ZONE | {"standing_authorisation": False}, B2, "B2", ""),
    (B, OWN_ZONE | {"flags": ["major_matter"]}, f"{B2} > principal", "B2 B-S", ""),
    (B, OWN_ZONE | {"viewing_room": "main"}, "principal", "B4 B-E", ""),
    *((B, body, f"{B2} > principal", "B3", "") for body in (POLICE, COURT, BUREAU, AGENCY)),
    (B, POLICE | {"copy": True}, f"{B2} > principal", "B3 B-C", ""),
    (
        B,
        POLICE | {"viewing_room": "main", "flags": ["major_matter"]},
        f"{B2} > principal",
        "B3 B-S B-E",
        "",
    ),
]

# school, facts, rule, article
REFUSALS = [
    (A, {"applicant": "individual"}, "A-R1", "第十六条"),
    (A, UNIT | {"applicant": "individual", "owner": "public"}, "A-R1", "第十六条"),
    (A, {"applicant": "student"}, "A-R2", "第十六条"),
    (A, {"applicant": "parent", "letter": True}, "A-R2", "第十六条"),
    (A, {"applicant": "other_external"}, "A-R3", "第十六条（二）"),
    (A, AGENCY, "A-R3", "第十六条（二）"),
    (A, {"applicant": "police"}, "A-R4", "第十六条（二）2"),
    (A, COURT | {"letter": False}, "A-R4", "第十六条（二）2"),
    (A, BUREAU | {"officer_id": False}, "A-R4", "第十六条（二）2"),
    (A, {"applicant": "internal_unit", "owner": "public"}, "A-R5", "第十六条（一）1"),
    (A, UNIT | {"viewers_overlap_parties": True}, "A-R6", "第十六条（一）1"),
    (A, DORM | STUDENTS | {"viewers_overlap_parties": True}, "A-R6", "第十六条（一）1"),
    # the first refusal of the table wins
    (
        A,
        {"applicant": "internal_unit", "viewers_overlap_parties": True},
        "A-R5",
        "第十六条（一）1",
    ),
    (B, {"applicant": "student", "for_student": True}, "B-R1", "第三条第2款"),
    (B, {"applicant": "parent"}, "B-R1", "第三条第2款"),
    (B, STAFF | {"for_student": True}, "B-R2", "第三条第2款"),
    (B, OWN_ZONE | {"for_student": True}, "B-R2", "第三条第2款"),
    (B, {"applicant": "police"}, "B-R3", "第七条第5款"),
    (B, COURT | {"letter": False}, "B-R3", "第七条第5款"),
    (B, BUREAU | {"officer_id": False}, "B-R3", "第七条第5款"),
    (B, {"applicant": "other_external"}, "B-R3", "第七条第5款"),
    (B, AGENCY | {"letter": False}, "B-R3", "第七条第5款"),
]

# school, kind, facts, ladder
OTHERS = [
    (A, "room_entry", {"room": "main"}, "security_head"),
    (A, "suspension", {}, "unit_head > security_head"),
    (A, "suspension", {"owner": "unit"}, "unit_head > owner_head > security_head"),
    (
        A,
        "suspension",
        {"owner": "dormitory"},
        "unit_head > student_affairs_head > security_head",
    ),
    (A, "new_camera", {"track": "normal"}, "unit_head > security_head > school_leader"),
    (A, "new_camera", {}, "unit_head > security_head > school_leader"),
    (A, "new_camera", {"track": "urgent"}, "unit_head > school_leader"),
    (A, "police_filing", {}, "security_head"),
    (B, "police_filing", {}, "student_affairs_director"),
    (A, "damage_report", {}, ""),
    (B, "damage_report", {}, ""),
    (A, "incident_report", {}, ""),
    (B, "incident_report", {}, ""),
    (A, "violation", {}, ""),
    (B, "leak", {}, ""),
    (A, "data_subject", {"owner": "public"}, "security_head"),
    (A, "data_subject", {"owner": "unit"}, "owner_head > security_head"),
    (A, "data_subject", {"owner": "dormitory"}, "student_affairs_head > security_head"),
    (A, "data_subject", {"wish": "copy"}, "security_head > school_leader"),
    (
        B,
        "data_subject",
        {"wish": "copy"},
        "security_chief > student_affairs_director > vice_principal",
    ),
    (A, "unit_filing", {}, "unit_head > security_head"),
    (A, "custodian_change", {}, "unit_head > security_head"),
    (B, "room_entry", {"room": "main"}, "principal"),
    (B, "room_entry", {"room": "south_gate"}, "vice_principal"),
    (B, "room_entry", {"room": "other"}, "principal"),
    (B, "standing_authorisation", {}, "student_affairs_director > vice_principal"),
    (B, "suspension", {}, "student_affairs_director > vice_principal > principal"),
    (
        B,
        "new_camera",
        {"track": "urgent"},
        "student_affairs_director > vice_principal > principal",
    ),
    (B, "custodian_change", {}, "student_affairs_director"),
    (B, "zone_adjustment", {}, "student_affairs_director"),
]


def told(facts: Any) -> str:
    return ",".join(f"{k}={v}" for k, v in facts.items()) if isinstance(facts, dict) else facts


def read(ladder: str) -> list[list[str]]:
    return [step.split(" + ") for step in ladder.split(" > ")] if ladder else []


@pytest.mark.parametrize(("school", "facts", "ladder", "rules", "dropped"), ROUTES, ids=told)
def test_who_signs(school, facts, ladder, rules, dropped):
    routed = route(PACKS[school], "footage", facts)
    assert [[s.role for s in step.seats] for step in routed.chain.steps] == read(ladder)
    assert routed.rules == tuple(rules.split())
    assert routed.dropped == tuple(dropped.split())
    assert routed.register_only == (not ladder)


@pytest.mark.parametrize(("school", "facts", "rule", "article"), REFUSALS, ids=told)
def test_what_is_refused(school, facts, rule, article):
    with pytest.raises(RefusedByRule) as refused:
        route(PACKS[school], "footage", facts)
    assert (refused.value.values["rule"], refused.value.values["article"]) == (rule, article)


@pytest.mark.parametrize(("school", "kind", "facts", "ladder"), OTHERS, ids=told)
def test_other_requests(school, kind, facts, ladder):
    routed = route(PACKS[school], kind, facts)
    assert [[s.role for s in step.seats] for step in routed.chain.steps] == read(ladder)


@pytest.mark.parametrize(
    ("school", "kind"),
    [(A, "standing_authorisation"), (A, "zone_adjustment"), (B, "unit_filing"), (B, "party")],
)
def test_requests_a_school_does_not_know(school, kind):
    with pytest.raises(UnknownKind):
        route(PACKS[school], kind, {})


def test_a_copy_is_the_vice_principals_express_word_not_another_signature():
    routed = route(PACKS[B], "footage", HOMEROOM | {"copy": True})
    assert {s.role: s.rules for step in routed.chain.steps for s in step.seats} == {
        "grade_director": ("B1",),
        "security_chief": ("B1",),
        "student_affairs_director": ("B1",),
        "vice_principal": ("B1", "B-C"),
    }


def test_a_collapsed_signature_keeps_the_reasons_of_all_its_places():
    facts = STAFF | {"viewing_room": "main", "flags": ["major_matter"]}
    last = route(PACKS[B], "footage", facts).chain.steps[-1].seats[0]
    assert last.rules == ("B-S", "B-E")
    assert last.articles == ("第三条第2款", "第六条第1款")


def test_security_hears_of_dormitory_footage_without_signing():
    assert route(PACKS[A], "footage", DORM | STUDENTS).told == ("security_head",)


def test_a_unit_hears_when_the_police_want_its_footage():
    assert route(PACKS[A], "footage", POLICE | {"owner": "unit"}).told == ("owner_head",)
