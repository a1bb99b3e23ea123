"""What a report must fulfil, guard by guard."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest

from bot.approvals.pack import Guard, TaskKind
from bot.approvals.packtasks import GUARDS as NAMES
from bot.approvals.refusals import Refusal, RefusedByRule
from bot.cameras.zone import Camera, Places
from bot.conversation.form import Field, FieldKind, Form, Label
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
    (guard("present", field="security"), {"security": [GUARD]}, None, {}, guards.NotPresent),
    (TODAY, {}, request(starts="2026-03-02"), {}, None),
    (TODAY, {}, request(starts="2026-03-03"), {}, guards.TooEarly),
    (TODAY, {}, request(starts="2026-03-02T09:00:00+00:00"), {}, None),
    (TODAY, {}, request(starts={"from": "2026-03-02T09:01:00+00:00"}), {}, guards.TooEarly),
    (TODAY, {}, request(starts="2026-03-02T16:30:00+08:00"), {}, None),  # half past eight here
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
    (guard("undertaken"), {"viewers": ["客人"]}, None, {}, None),
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
        said = {"until": until} if refusal is guards.TrainingOver else {}
        assert raised.value.values == {**said, "article": "第九条"}


LETTERS = request(officers=[{"id": "", "name": "民警甲"}, "民警乙（演示）"], people=["民警丁"])
SIGNERS = request(viewers=[ME, LI])
COPIES = request(copies=2, files=["甲", "乙"])
NO_MORE = guard("no_more_than", field="copied", than="copies")
# What each refusal says beside the article: whom, what, until when.
SAID: tuple[tuple[Guard, dict[str, Any], Any, dict[str, Any]], ...] = (
    (
        guard("no_party", field="come"),
        {"come": [LI, ME, GUARD]},
        request(parties=["李明", "乔木 （演示）"]),
        {"names": ["乔木", "李明"]},
    ),
    (
        guard("named_in_letter"),
        {"officers": ["民警甲", "民警乙", "民警丙", {"id": "", "name": "民警丁"}]},
        LETTERS,
        {"names": ["民警丙", "民警丁"]},
    ),
    (
        guard("named_in_letter", field="come", among="people"),
        {"come": ["民警甲", "民警丁"]},
        LETTERS,
        {"names": ["民警甲"]},
    ),
    (guard("undertaken"), {"viewers": [ME, LI]}, SIGNERS, {"names": ["李明"]}),
    (guard("undertaken", field="come"), {"come": [LI, ME]}, SIGNERS, {"names": ["李明"]}),
    (guard("undertaken", task="promise"), {"viewers": [LI, ME]}, SIGNERS, {"names": ["乔木"]}),
    (NO_MORE, {"copied": 3}, COPIES, {"what": Label("份数")}),
    (NO_MORE, {"copied": ["甲", "乙", "丙"]}, COPIES, {"what": Label("份数")}),
    (guard("within_scope"), {"span": LONGER}, None, {"what": Label("时段")}),
    (guard("within_scope"), {"zones": ["B-Z06", "B-Z01"]}, None, {"what": Label("区域")}),
    (guard("within_scope"), {"viewers": [ME, LI]}, None, {"what": Label("viewers")}),
    (TODAY, {}, request(starts="2026-03-03"), {"at": date(2026, 3, 3)}),
    (
        TODAY,
        {},
        request(starts={"from": "2026-03-02T09:01:00+00:00"}),
        {"at": NOW + timedelta(minutes=1)},
    ),
)
ASKED = tuple(
    Field(key=key, kind=FieldKind.TEXT, label=Label(label), ask=Label("？"))
    for key, label in (("copied", "份数"), ("span", "时段"), ("zones", "区域"))
)


def signed(one: Report) -> Report:
    """乔木 has signed the undertaking, 李明 what this school calls a promise."""
    tasks = tuple(
        replace(task, person=PersonId(who))
        for task, who in zip(one.case.tasks, ("qiao", "li"), strict=True)
    )
    return replace(one, case=replace(one.case, tasks=tasks))


@pytest.mark.parametrize(("guard", "answers", "about", "says"), SAID)
def test_what_a_guard_says(
    guard: Guard, answers: dict[str, Any], about: Any, says: dict[str, Any]
) -> None:
    one = signed(report(guard, answers, about, undertaking={"signed": True}, promise={}))
    form = replace(one.task.form, fields=ASKED)
    with pytest.raises(Refusal) as raised:
        check(replace(one, task=replace(one.task, form=form)))
    assert raised.value.values == {**says, "article": "第三条第2款"}


@pytest.mark.parametrize(
    ("answers", "about"),
    [
        ({"copied": 2}, COPIES),
        ({"copied": ["甲", "乙"]}, COPIES),
        ({}, COPIES),
        ({"copied": 9}, request()),  # nothing was approved that could be counted
    ],
)
def test_so_many_as_were_approved_may_be_copied(answers: dict[str, Any], about: Any) -> None:
    check(report(NO_MORE, answers, about))


@pytest.mark.parametrize(
    ("answers", "about"),
    [
        (
            {"span": SPAN, "zones": ["B-Z06"], "viewers": [{"id": "", "name": "乔木（演示）"}]},
            None,
        ),
        ({"span": LONGER}, request(span=None)),
        ({"viewers": [LI]}, request()),  # whoever comes: nobody was named
        ({"cameras": ["C-1"]}, request(cameras=["C-1", "C-2"], zones=[])),
    ],
)
def test_within_what_was_approved_and_where_nothing_was_said(
    answers: dict[str, Any], about: Any
) -> None:
    check(report(guard("within_scope"), answers, about))


@pytest.mark.parametrize(
    "answers", [{"span": {**SPAN, "from": "2026-03-01T11:59:00+08:00"}}, {"cameras": ["C-3"]}]
)
def test_beyond_what_was_approved(answers: dict[str, Any]) -> None:
    with pytest.raises(guards.OutsideScope):
        check(report(guard("within_scope"), answers, request(cameras=["C-1", "C-2"])))


def test_one_of_those_who_must_be_there_is_enough() -> None:
    check(report(SECURITY, {"security": [{"id": "gone", "name": "安保九"}, GUARD, LI]}))
    check(report(OWN, {"viewers": [LI, ME]}))


@pytest.mark.parametrize(("starts", "refused"), [("09:00", False), ("09:01", True)])
def test_a_moment_without_a_zone_is_the_schools_own(starts: str, refused: bool) -> None:
    one = report(TODAY, {}, request(starts=f"2026-03-02T{starts}"))
    zone = timezone(timedelta(hours=8))
    there = replace(one, now=datetime(2026, 3, 2, 9, 0, tzinfo=zone))
    if not refused:
        check(there)
        return
    with pytest.raises(guards.TooEarly):
        check(there)


def test_before_anything_is_reported_only_the_doer_is_looked_at() -> None:
    guards.check_doer(report(FINE, {"picture": "abnormal"}))


def test_the_guards_own_article_goes_before_the_tasks() -> None:
    with pytest.raises(guards.NotYet) as raised:
        check(report(guard("answered", field="x", values=["y"], article="第九条"), {}))
    assert raised.value.values == {"article": "第九条"}


def test_a_school_may_say_it_in_its_own_words() -> None:
    own = guard("no_party", message={"zh": "当事人请回避。", "en": "Parties keep away."})
    with pytest.raises(RefusedByRule) as refused:
        check(report(own, {"viewers": [LI]}, PARTY))
    assert refused.value.values == {
        "rule": "no_party",
        "article": "第三条第2款",
        "message": Label("当事人请回避。", "Parties keep away."),
    }


def test_words_in_chinese_alone_are_enough() -> None:
    own = guard("no_party", message={"zh": "当事人请回避。"})
    with pytest.raises(RefusedByRule) as refused:
        check(report(own, {"viewers": [LI]}, PARTY))
    assert refused.value.values["message"] == Label("当事人请回避。", "")


def test_a_pack_may_name_exactly_the_guards_there_are() -> None:
    assert set(NAMES) == set(GUARDS)
