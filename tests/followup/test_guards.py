"""What a report must fulfil, guard by guard."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from bot.approvals.pack import Guard, TaskKind
from bot.approvals.packtasks import GUARDS as NAMES
from bot.approvals.refusals import Refusal, RefusedByRule
from bot.cameras.zone import Camera, Places
from bot.conversation.form import Form, Label
from bot.followup import guards
from bot.followup.guards import GUARDS, Report, check
from bot.people.person import Person, PersonId, Post
from bot.people.roles import Directory
from tests.followup.cases import NOW, QIAO, SPAN, case, request

STAFF = Directory(
    [
        Person(id=QIAO, name="乔木", unit="高一级部"),
        Person(id=PersonId("guard"), name="安保一", posts=(Post("security_staff"),)),
        Person(id=PersonId("li"), name="李明", unit="图书馆"),
    ]
)
ME = {"id": "qiao", "name": "乔木"}
GUARD = {"id": "guard", "name": "安保一"}
LI = {"id": "li", "name": "李明"}


def report(guard: Guard, answers: dict[str, Any], about: Any = None, **done: Any) -> Report:
    task = TaskKind(
        id="check_in",
        title=Label("到场签到"),
        actors=("duty_officer",),
        form=Form(id="task", title=Label("到场签到"), fields=()),
        guards=(guard,),
        article="第三条第2款",
    )
    return Report(
        case=case(about or request(viewers=[ME]), **done),
        task=task,
        answers=answers,
        by=PersonId("officer"),
        directory=STAFF,
        now=NOW,
    )


def guard(name: str, **options: Any) -> Guard:
    return Guard(name=name, options=MappingProxyType(options))


PARTY = request(viewers=[ME, LI], parties=["李明"])
LETTER = request(officers=["民警甲", "民警乙"])
SHORTER = {**SPAN, "to": "2026-03-01T12:20:00+08:00"}
LONGER = {**SPAN, "to": "2026-03-01T13:00:00+08:00"}
SECURITY = guard("present", field="security", roles=["security_staff"])
TODAY = guard("not_before", field="starts")
FINE = guard("answered", field="picture", values=["normal"])
OWN = guard("present", field="viewers", unit="applicant_unit")

ROWS: tuple[tuple[Guard, dict[str, Any], Any, dict[str, Any], type[Refusal] | None], ...] = (
    (guard("within_scope"), {"span": SHORTER, "viewers": [ME]}, None, {}, None),
    (guard("within_scope"), {"span": LONGER}, None, {}, guards.OutsideScope),
    (guard("within_scope"), {"zones": ["B-Z01"]}, None, {}, guards.OutsideScope),
    (guard("within_scope"), {"viewers": [ME, LI]}, None, {}, guards.OutsideScope),
    (guard("no_party"), {"viewers": [ME]}, PARTY, {}, None),
    (guard("no_party"), {"viewers": [ME, LI]}, PARTY, {}, guards.PartyPresent),
    (guard("party"), {"viewers": [LI]}, PARTY, {}, None),
    (guard("party"), {"viewers": [ME]}, PARTY, {}, guards.PartyMissing),
    (SECURITY, {"security": [GUARD]}, None, {}, None),
    (SECURITY, {"security": [LI]}, None, {}, guards.NotPresent),
    (SECURITY, {"security": [{"id": "", "name": "安保一"}]}, None, {}, guards.NotPresent),
    (TODAY, {}, request(starts="2026-03-02"), {}, None),
    (TODAY, {}, request(starts="2026-03-03"), {}, guards.TooEarly),
    (TODAY, {}, request(starts="2026-03-02T09:00:00+00:00"), {}, None),
    (TODAY, {}, request(starts={"from": "2026-03-02T09:01:00+00:00"}), {}, guards.TooEarly),
    (TODAY, {}, None, {}, None),  # nothing said of when
    (FINE, {"picture": "normal"}, None, {}, None),
    (FINE, {"picture": "abnormal"}, None, {}, guards.NotYet),
    (OWN, {"viewers": [ME]}, None, {}, None),
    (OWN, {"viewers": [LI]}, None, {}, guards.NotPresent),
    (guard("named_in_letter", field="officers"), {"officers": ["民警甲"]}, LETTER, {}, None),
    (
        guard("named_in_letter", field="officers"),
        {"officers": ["民警甲", "民警丙"]},
        LETTER,
        {},
        guards.NotInLetter,
    ),
    (guard("undertaken"), {"viewers": [{"id": "", "name": "客人"}]}, None, {}, None),
    (guard("undertaken"), {"viewers": [ME]}, None, {"undertaking": None}, guards.NotUndertaken),
    (
        guard("another_person", task="repair"),
        {},
        None,
        {"repair": {"how": "换线"}},
        None,
    ),
)


@pytest.mark.parametrize(("guard", "answers", "about", "done", "refusal"), ROWS)
def test_each_guard(
    guard: Guard,
    answers: dict[str, Any],
    about: Any,
    done: dict[str, Any],
    refusal: type[Refusal] | None,
) -> None:
    one = report(guard, answers, about, **done)
    if refusal is None:
        check(one)
        return
    with pytest.raises(refusal) as raised:
        check(one)
    assert raised.value.values["article"] == "第三条第2款"


def test_where_no_camera_was_named_those_of_the_approved_places_are_meant() -> None:
    here, there = (
        Camera(id=id_, name=id_, zone=zone, owners=("public",))
        for id_, zone in (("C-1", "B-Z06"), ("C-2", "B-Z01"))
    )
    places = Places((), (here, there))
    for camera, inside in ((here, True), (there, False)):
        one = report(guard("within_scope"), {"cameras": [camera.id]})
        looked = replace(one, places=places)
        if inside:
            check(looked)
        else:
            with pytest.raises(guards.OutsideScope):
                check(looked)


def test_whoever_did_the_one_does_not_do_the_other() -> None:
    one = report(guard("another_person", task="repair"), {}, None, repair={"how": "换线"})
    mine = Report(
        case=one.case,
        task=one.task,
        answers={},
        by=PersonId("did_repair"),
        directory=STAFF,
        now=NOW,
    )
    with pytest.raises(guards.SamePerson):
        check(mine)


@pytest.mark.parametrize(
    ("until", "refusal"),
    [
        (None, guards.NotTrained),
        (NOW.date() - timedelta(days=1), guards.TrainingOver),
        (NOW.date(), None),
    ],
)
def test_a_training_holds_to_the_end_of_its_last_day(until, refusal) -> None:
    one = replace(report(guard("trained", article="第九条"), {}), trained_until=until)
    if refusal is None:
        check(one)
        return
    for hold in (check, guards.check_doer):
        with pytest.raises(refusal) as raised:
            hold(one)
        assert raised.value.values["article"] == "第九条"


def test_a_school_may_say_it_in_its_own_words() -> None:
    own = guard("no_party", message={"zh": "当事人请回避。", "en": "Parties keep away."})
    with pytest.raises(RefusedByRule) as refused:
        check(report(own, {"viewers": [LI]}, PARTY))
    assert refused.value.values["message"] == Label("当事人请回避。", "Parties keep away.")


def test_a_pack_may_name_exactly_the_guards_there_are() -> None:
    assert set(NAMES) == set(GUARDS)
