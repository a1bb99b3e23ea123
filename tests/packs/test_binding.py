"""Binding a ladder to units: whose head, and whose cameras."""

import pytest

from bot.approvals.chain import Chain, Seat, Step
from bot.approvals.policy import named
from bot.approvals.rules import bound, route

A = named("uni_gz_2022")
B = named("k12_ta_2024")


def ladder(owner, applicant_unit, owners=(), **facts):
    case = {"applicant": "internal_unit", "unit_seal": True, "owner": owner, **facts}
    chain = bound(route(A, "footage", case).chain, A, applicant_unit, owners)
    return [
        " + ".join(f"{s.role}@{s.unit}" if s.unit else s.role for s in step.seats)
        for step in chain.steps
    ]


@pytest.mark.parametrize(
    ("owner", "unit", "owners", "expected"),
    [
        ("public", "外国语学院", ["public"], ["unit_head@外国语学院", "security_head"]),
        ("unit", "外国语学院", ["图书馆"], ["unit_head@外国语学院", "owner_head@图书馆"]),
        # several owners sign side by side, each through his own post
        (
            "mixed",
            "外国语学院",
            ["public", "图书馆", "教务处"],
            ["unit_head@外国语学院", "security_head + owner_head@图书馆 + owner_head@教务处"],
        ),
        # two units and nothing public: security owns none of it
        (
            "mixed",
            "外国语学院",
            ["图书馆", "教务处"],
            ["unit_head@外国语学院", "owner_head@图书馆 + owner_head@教务处"],
        ),
        # a dormitory among others is asked of the head of student affairs
        (
            "mixed",
            "外国语学院",
            ["public", "学生处"],
            ["unit_head@外国语学院", "security_head + student_affairs_head"],
        ),
        # a unit looking at its own system signs once
        ("unit", "图书馆", ["图书馆"], ["owner_head@图书馆"]),
        ("mixed", "图书馆", ["public", "图书馆"], ["security_head + owner_head@图书馆"]),
        # security itself, student affairs itself (ambiguity 5)
        ("public", "保卫处", ["public"], ["security_head"]),
        ("dormitory", "学生处", ["学生处"], ["student_affairs_head"]),
        # nobody has said whose they are: the seat stays as the rules wrote it
        ("unit", "外国语学院", [], ["unit_head@外国语学院", "owner_head"]),
        ("mixed", "外国语学院", [], ["unit_head@外国语学院", "security_head + owner_head"]),
        # somebody without a unit does not become the owner by that
        ("unit", "", [], ["unit_head", "owner_head"]),
    ],
)
def test_every_seat_gets_its_unit(owner, unit, owners, expected):
    assert ladder(owner, unit, owners) == expected


def test_the_leader_still_follows_when_everything_else_collapses():
    assert ladder("public", "保卫处", ["public"], flags=["privacy"]) == [
        "security_head",
        "school_leader",
    ]


def test_binding_twice_changes_nothing():
    case = {"applicant": "internal_unit", "unit_seal": True, "owner": "mixed"}
    once = bound(route(A, "footage", case).chain, A, "图书馆", ["public", "图书馆", "教务处"])
    assert bound(once, A, "图书馆", ["public", "图书馆", "教务处"]) == once


def test_a_collapsed_seat_tells_both_reasons():
    case = {"applicant": "internal_unit", "unit_seal": True, "owner": "unit"}
    (step,) = bound(route(A, "footage", case).chain, A, "图书馆", ["图书馆"]).steps
    assert step.seats[0].articles == ("第十六条（一）1", "第十六条（一）2")


def test_a_grade_director_is_the_one_of_the_teachers_grade():
    case = {"applicant": "homeroom_teacher", "for_student": True}
    chain = bound(route(B, "footage", case).chain, B, "高一级部")
    assert [(s.role, s.unit) for step in chain.steps for s in step.seats] == [
        ("grade_director", "高一级部"),
        ("security_chief", ""),
        ("student_affairs_director", ""),
        ("vice_principal", ""),
    ]


def test_the_owner_is_told_through_the_head_who_would_have_signed():
    case = {"applicant": "police", "letter": True, "officer_id": True, "owner": "mixed"}
    owners = ["public", "图书馆", "后勤处"]
    told = bound(route(A, "footage", case).chain, A, "保卫处", owners).tells
    assert [(s.role, s.unit) for s in told] == [
        ("security_head", ""),
        ("owner_head", "图书馆"),
        ("owner_head", "后勤处"),
    ]
    sealed = Chain(steps=(), tells=(Seat(role="seal_keeper"),))
    assert bound(sealed, A, "后勤处").tells == (Seat(role="seal_keeper", unit="后勤处"),)


def test_a_leader_signs_beside_the_owners_whoever_they_are():
    beside = Step(seats=(Seat(role="school_leader"), Seat(role="owner_head")))
    (step,) = bound(Chain(steps=(beside,)), A, "外国语学院", ["图书馆"]).steps
    assert [(s.role, s.unit) for s in step.seats] == [
        ("school_leader", ""),
        ("owner_head", "图书馆"),
    ]


def test_security_ends_it_where_the_cameras_being_moved_are_another_units_alone():
    chain = route(A, "suspension", {"owner": "unit"}).chain
    steps = bound(chain, A, "后勤处", ["图书馆"]).steps
    assert [[(s.role, s.unit) for s in step.seats] for step in steps] == [
        [("unit_head", "后勤处")],
        [("owner_head", "图书馆")],
        [("security_head", "")],
    ]


def test_cameras_being_moved_are_countersigned_by_their_owners_and_end_with_security():
    chain = route(A, "suspension", {"owner": "mixed"}).chain
    steps = bound(chain, A, "后勤处", ["public", "图书馆"]).steps
    assert [[(s.role, s.unit) for s in step.seats] for step in steps] == [
        [("unit_head", "后勤处")],
        [("owner_head", "图书馆")],
        [("security_head", "")],
    ]
