"""Who may name a deputy for whom (C14)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals.deputising import (
    DeputyIsHimself,
    MayNotName,
    NoSuchPeriod,
    ReasonForProxy,
    check,
    may_name,
)
from bot.approvals.policy import named
from bot.people.person import PersonId
from tests.core.people import NOW, deputy, person

PACK = named("k12_ta_2024")
PEOPLE = {
    p.id: replace(p, unit=unit)
    for p, unit in (
        (person("admin", "admin"), "学工处"),
        (person("chief", "security_chief"), "保卫科"),
        (person("vice", "vice_principal"), "校领导"),
        (person("director", "grade_director@高一级部"), "高一级部"),
        (person("teacher", "homeroom_teacher"), "高一级部"),
        (person("other", "homeroom_teacher"), "高二级部"),
        (person("officer", "duty_officer"), "保卫科"),
    )
}


@pytest.mark.parametrize(
    ("by", "of", "may"),
    [
        ("chief", "chief", True),
        ("vice", "vice", True),
        ("chief", "vice", False),
        ("vice", "chief", False),
        ("admin", "vice", True),
        ("admin", "admin", True),
        ("director", "director", True),
        ("director", "teacher", True),
        ("director", "other", False),
        ("director", "chief", False),
        ("teacher", "teacher", False),
        ("teacher", "other", False),
        ("officer", "officer", False),
    ],
)
def test_who_names_whose(by, of, may):
    assert may_name(PACK, PEOPLE[by], PEOPLE[of]) is may


def test_what_stands_against_it():
    def wrong(who, of, **changes):
        check(PACK, PEOPLE[who], PEOPLE[of], replace(deputy(of, "officer"), **changes), NOW)

    wrong("chief", "chief")
    wrong("admin", "chief", reason="出差")
    with pytest.raises(MayNotName) as refused:
        wrong("teacher", "chief")
    assert refused.value.values == {"of": PEOPLE["chief"].name}
    with pytest.raises(DeputyIsHimself):
        wrong("chief", "chief", by=PersonId("chief"))
    with pytest.raises(NoSuchPeriod):
        wrong("chief", "chief", end=NOW)
    with pytest.raises(NoSuchPeriod):
        wrong("chief", "chief", start=NOW + timedelta(days=9))
    with pytest.raises(ReasonForProxy):
        wrong("director", "teacher", reason=" ")
