"""Which tasks a case opens, in which order, and when it is over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.approvals.pack import Due, Kind
from bot.approvals.policy import SHIPPED, named
from bot.approvals.request import Ending, Extension, State
from bot.followup import plan
from bot.followup.hold import Holding, holding, holds
from bot.followup.plan import Case
from bot.followup.task import Stage, Task, sent_back
from bot.people.calendar import Calendar, Counting
from tests.examples import examples
from tests.followup.cases import NOW, QIAO, SPAN, case, request

PACKS = {pack: named(pack).kinds["footage"] for pack in SHIPPED}
CALENDAR = Calendar(zone=UTC)
UPPER = PACKS["k12_ta_2024"]
UNIVERSITY = PACKS["uni_gz_2022"]


def whole(kind: Kind) -> tuple[str, ...]:
    return tuple(task.id for task in kind.tasks)


def opens(kind: Kind, about: Case) -> list[str]:
    return [task.id for task in plan.openings(kind, about)]


@pytest.mark.parametrize("kind", PACKS.values(), ids=PACKS)
def test_footage_is_to_be_held_as_soon_as_it_is_asked_for(kind: Kind) -> None:
    filed = request(State.IN_APPROVAL, whole(kind))
    assert opens(kind, case(filed)) == ["hold"]


def test_a_recorder_that_cannot_lock_asks_for_consent_before_anything_is_copied() -> None:
    filed = request(State.IN_APPROVAL, whole(UPPER))
    unlocked = {"method": "no_lock"}
    assert opens(UPPER, case(filed, hold=unlocked)) == ["hold_consent"]
    agreed = case(filed, hold=unlocked, hold_consent={"consent": "yes"})
    assert opens(UPPER, agreed) == ["hold_copy"]
    assert opens(UPPER, case(filed, hold=unlocked, hold_consent={"consent": "no"})) == []


def test_nothing_but_the_hold_before_the_last_signature() -> None:
    for state in (State.IN_APPROVAL, State.RETURNED):
        filed = request(state, whole(UPPER))
        assert opens(UPPER, case(filed, hold={"method": "locked"})) == []


STEPS = (
    ({}, ["appointment"]),
    ({"appointment": {"when": "now"}}, ["undertaking", "check_in"]),
    ({"undertaking": {"signed": "yes"}, "check_in": {"viewers": []}}, ["viewing"]),
)


def test_appointment_then_check_in_then_viewing() -> None:
    approved = request(plan=whole(UPPER))
    done = {"hold": {"method": "gone"}}
    for more, then in STEPS:
        done |= more
        assert opens(UPPER, case(approved, **done)) == then


def test_what_was_found_at_the_university_is_kept_before_it_is_entered() -> None:
    approved = request(plan=whole(UNIVERSITY))
    done = {"hold": {"method": "gone"}, "appointment": {}, "undertaking": {}, "check_in": {}}
    assert opens(UNIVERSITY, case(approved, **done, viewing={"result": "found"})) == ["backup"]
    nothing = case(approved, **done, viewing={"result": "not_found"})
    assert opens(UNIVERSITY, nothing) == ["register"]


def test_a_copy_is_there_only_where_it_was_approved_and_something_was_found() -> None:
    done = {"appointment": {}, "undertaking": {}, "check_in": {}, "hold": {"method": "gone"}}
    wished = request(plan=whole(UPPER), copy=True)
    assert opens(UPPER, case(wished, **done, viewing={"result": "found"})) == ["copy"]
    assert opens(UPPER, case(wished, **done, viewing={"result": "not_found"})) == ["register"]
    unwished = request(plan=whole(UPPER))
    assert opens(UPPER, case(unwished, **done, viewing={"result": "found"})) == ["register"]


def test_a_copy_keeps_the_case_open_until_it_is_back() -> None:
    wished = request(plan=whole(UPPER), copy=True)
    done = {"hold": {"method": "gone"}, "appointment": {}, "undertaking": {}, "check_in": {}}
    done |= {"viewing": {"result": "found"}, "copy": {"copied": True}}
    done |= {"register": {}, "copy_entered": {}}
    assert opens(UPPER, case(wished, **done)) == ["disposal"]
    assert not plan.complete(UPPER, case(wished, **done, disposal=None))
    assert plan.complete(UPPER, case(wished, **done, disposal={"how": "returned"}))


RELEASED_BY = (
    (UPPER, {}, {"result": "found"}, "release"),
    (UPPER, {}, {"result": "found", "crime": True}, "release_crime"),
    (UPPER, {"reason": "bullying"}, {"result": "not_found"}, "release_crime"),
    (UNIVERSITY, {}, {"result": "not_found"}, "release"),
)


@pytest.mark.parametrize(("kind", "answers", "viewing", "release"), RELEASED_BY)
def test_the_hold_ends_last_and_with_a_crime_only_by_the_head(
    kind: Kind, answers: dict[str, str], viewing: dict[str, object], release: str
) -> None:
    approved = request(plan=whole(kind), **answers)
    done = {"hold": {"method": "locked"}, "appointment": {}, "undertaking": {}, "check_in": {}}
    done |= {"viewing": viewing, "register": {}}
    if kind is UNIVERSITY and viewing["result"] == "found":
        done |= {"backup": {}}
    if kind is not UNIVERSITY and answers.get("reason") == "bullying":
        done |= {"inquiry_begun": {"number": "欺凌〔2026〕0001"}}
    assert opens(kind, case(approved, **done)) == [release]
    assert not plan.complete(kind, case(approved, **done))
    assert plan.complete(kind, case(approved, **done, **{release: {"released": "yes"}}))


SETTLED_BY = (
    ("incident_report", {"answer": {"result": "answered"}}, "release"),
    ("incident_report", {"answer": {"result": "police"}}, "release_crime"),
    ("suspicious_report", {"handle": {"handling": "nothing"}}, "release"),
    ("suspicious_report", {"handle": {"handling": "police"}}, "release_crime"),
)


@pytest.mark.parametrize("pack", SHIPPED)
@pytest.mark.parametrize(("name", "settled", "release"), SETTLED_BY)
def test_what_the_duty_room_locked_for_a_report_is_unlocked_after_it(
    pack: str, name: str, settled: dict[str, Any], release: str
) -> None:
    """第七条第4款、第十一条（三）: where the police were called, not without the head."""
    kind = named(pack).kinds[name]
    done = {**settled, "entered": {}}
    locked = case(request(plan=whole(kind)), hold={"method": "locked"}, **done)
    assert holding(locked) is Holding.HELD
    assert opens(kind, locked) == [release]
    blind = case(request(plan=whole(kind)), hold={"method": "blind"}, **done)
    assert opens(kind, blind) == []


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_a_refused_request_lets_go_of_what_was_held_and_of_nothing_else(state: State) -> None:
    ended = request(state, whole(UPPER))
    assert opens(UPPER, case(ended, hold={"method": "locked"})) == ["release"]
    assert opens(UPPER, case(ended, hold={"method": "gone"})) == []
    assert opens(UPPER, case(ended)) == []


def behind(kind: Kind, task: str, *after: str) -> Kind:
    """The same kind, where this task waits for those."""
    tasks = (replace(one, after=after) if one.id == task else one for one in kind.tasks)
    return replace(kind, tasks=tuple(tasks))


def test_a_hold_is_not_released_while_somebody_may_still_look() -> None:
    approved = request(plan=whole(UPPER))
    assert opens(UPPER, case(approved, hold={"method": "locked"})) == ["appointment"]


def test_nobody_waits_for_a_task_that_no_person_has() -> None:
    """Guests sign on paper: there is no undertaking to wait for."""
    guests = request(plan=whole(UPPER), viewers=[{"id": "", "name": "客人"}])
    done = {"hold": {"method": "gone"}, "appointment": {}}
    kind = behind(UPPER, "check_in", "undertaking")
    assert opens(kind, case(guests, **done)) == ["check_in"]
    assert opens(kind, case(request(plan=whole(UPPER)), **done)) == ["undertaking"]


def test_after_an_end_nobody_waits_for_what_will_not_come_and_everybody_for_what_will() -> None:
    ended = case(request(State.WITHDRAWN, whole(UPPER)), hold={"method": "locked"})
    assert opens(behind(UPPER, "release", "viewing"), ended) == ["release"]
    crime = replace(ended, request=replace(ended.request, facts={"reason": "bullying"}))
    locked = behind(UPPER, "release_crime", "release")
    assert opens(locked, crime) == ["release_crime"]  # the other is not wanted
    everything = replace(locked, tasks=tuple(replace(t, when=({},)) for t in locked.tasks))
    assert opens(everything, ended) == ["release"]


def test_a_case_filed_under_an_older_pack_ends_as_it_began() -> None:
    old = request()
    assert request().plan == ()
    old = request(plan=("viewing",))
    assert opens(UPPER, case(old)) == ["viewing"]
    assert plan.complete(UPPER, case(old, viewing={"result": "found"}))


def test_every_viewer_on_the_staff_signs_for_himself() -> None:
    undertaking = UPPER.task("undertaking")
    assert undertaking
    viewers = [{"id": "a", "name": "甲"}, {"id": "", "name": "客人"}, {"id": "b", "name": "乙"}]
    assert plan.persons_of(undertaking, request(viewers=viewers)) == ("a", "b")
    assert plan.persons_of(undertaking, request()) == (QIAO,)
    guests = request(plan=whole(UPPER), viewers=[{"id": "", "name": "客人"}])
    assert plan.persons_of(undertaking, guests) == ()
    done = {"hold": {"method": "gone"}, "appointment": {}}
    assert opens(UPPER, case(guests, **done)) == ["check_in"]


DUES: tuple[tuple[Due | None, str | None], ...] = (
    (None, None),
    (Due(hours=4), "2026-03-02T13:00:00+00:00"),
    (Due(hours=0.25, field="span"), "2026-03-01T12:55:00+08:00"),
    (Due(hours=0, field="copy.return_by"), "2026-03-30T23:59:00+00:00"),
    (Due(hours=1, field="unanswered"), None),
    (
        Due(hours=1, field="noticed"),
        "2026-03-02T11:00:00+00:00",
    ),  # without a zone: of the school
    (Due(hours=1, field="open_span"), None),
    (Due(days=1), "2026-03-03T23:59:00+00:00"),
    (Due(days=1, counting=Counting.WORKING_DAYS, field="friday"), "2026-03-09T23:59:00+00:00"),
)


@pytest.mark.parametrize(("due", "at"), DUES)
def test_when_a_task_is_late(due: Due | None, at: str | None) -> None:
    known = {
        "span": SPAN,
        "copy.return_by": "2026-03-30",
        "noticed": "2026-03-02T10:00:00",
        "open_span": {"from": "2026-03-02T10:00:00"},
        "friday": "2026-03-06",
    }
    found = plan.deadline(due, known, NOW)
    assert (found and found.at(CALENDAR)) == (datetime.fromisoformat(at) if at else None)


def test_a_moment_without_a_zone_is_the_schools_own() -> None:
    here = NOW.astimezone(timezone(timedelta(hours=8)))
    found = plan.deadline(Due(hours=1, field="noticed"), {"noticed": "2026-03-02T10:00"}, here)
    assert found
    assert found.start == here.replace(hour=10)
    assert found.start.tzinfo is here.tzinfo


FAULT = named("k12_ta_2024").kinds["fault"]
REPAIRED = {"report": {"how": "self"}, "repair": {"result": "repaired"}}
WAITING = {"report": {"how": "self"}, "repair": {"result": "waiting"}}


@pytest.mark.parametrize(
    ("done", "by", "again"),
    [
        ({**REPAIRED, "recheck": {"result": "again"}}, "recheck", ["repair", "recheck"]),
        ({**REPAIRED, "recheck": {"result": "fine"}}, "recheck", []),
        ({**WAITING, "parts": {"state": "arrived"}}, "parts", ["repair", "parts"]),
        # What is open still, or stands before the one that is done again, is let be.
        ({**WAITING, "dispatch": {}, "recheck": None, "parts": {"state": "arrived"}}, "parts",
         ["repair", "parts"]),
        ({**WAITING, "recheck": {"result": "fine"}, "parts": {"state": "arrived"}}, "parts",
         ["repair", "parts"]),
        ({**REPAIRED, "recheck": {"result": "again"}}, "repair", []),  # sends nothing back
        ({"unknown": {}}, "unknown", []),  # of an older pack
    ],
)  # fmt: skip
def test_what_is_done_again(done: dict[str, Any], by: str, again: list[str]) -> None:
    about = case(request(plan=whole(FAULT)), **done)
    (reporting,) = about.of(by)
    assert [task.kind for task in plan.sent_back(FAULT, about, reporting)] == again


def back(about: Case, *kinds: str) -> Case:
    tasks = tuple(sent_back(one) if one.kind in kinds else one for one in about.tasks)
    return replace(about, tasks=tasks)


def test_what_was_sent_back_opens_in_its_turn_and_a_case_does_not_wait_for_what_nobody_wants(
) -> None:  # fmt: skip
    failed = case(request(plan=whole(FAULT)), **REPAIRED, recheck={"result": "again"})
    again = back(failed, "repair", "recheck")
    assert opens(FAULT, again) == ["repair"]
    assert not plan.complete(FAULT, again)
    done = case(request(plan=whole(FAULT)), **REPAIRED, recheck={"result": "fine"}, entered={})
    assert plan.complete(FAULT, done)
    assert not plan.complete(FAULT, back(done, "recheck"))
    scrapped = {"report": {"how": "self"}, "repair": {"result": "waiting"}}
    gone = case(request(plan=whole(FAULT)), **scrapped, recheck={}, entered={}, parts={})
    assert plan.complete(FAULT, back(gone, "recheck"))
    open_still = case(
        request(plan=whole(FAULT)), **scrapped, recheck=None, entered={}, parts={}
    )
    assert not plan.complete(FAULT, open_still)  # somebody has it in hand


STAYS = [
    (UPPER, "release", None, True),
    (UPPER, "release", Ending.UNDONE, True),  # it was locked all the same
    (UPPER, "inquiry_begun", None, True),
    (UPPER, "inquiry_begun", Ending.DISOWNED, True),
    (UPPER, "inquiry_begun", Ending.UNDONE, False),  # nobody had heard of it
    (UPPER, "viewing", None, False),
    (UPPER, "of_an_older_pack", None, False),
]


@pytest.mark.parametrize(("kind", "task", "ending", "stays"), STAYS)
def test_what_is_owed_though_the_case_ended(
    kind: Kind, task: str, ending: Ending | None, stays: bool
) -> None:
    ended = replace(request(State.WITHDRAWN), ending=ending)
    (owed,) = case(ended, **{task: None}).tasks
    assert plan.stays(kind, owed, ended) is stays


@pytest.mark.parametrize(
    ("when", "known", "wanted"),
    [
        ([{}], {}, True),
        ([], {}, False),
        ([{"how": "vendor"}], {"how": "vendor"}, True),
        ([{"how": "vendor"}], {"how": "self"}, False),
        ([{"how": ["vendor", "self"]}], {"how": "self"}, True),
        ([{"how": ("vendor",)}], {"how": "self"}, False),
        ([{"zones": "gate"}], {"zones": ["yard", "gate"]}, True),
        ([{"zones": "gate"}], {"zones": ("yard",)}, False),
        ([{"zones": "gate"}], {"zones": frozenset({"gate"})}, True),
        ([{"zones": "gate"}], {"zones": {"gate"}}, True),
        ([{"copy": True}], {}, False),  # unanswered is no
        ([{"copy": False}], {}, True),
        ([{"not_copy": True}], {}, True),
        ([{"not_copy": True}], {"copy": True}, False),
        ([{"not_seen": True}], {"not_seen": True}, True),  # an answer of that very name
        ([{"not_seen": True}], {"not_seen": False}, False),
        ([{"how": "vendor", "copy": True}], {"how": "vendor"}, False),  # every line of it
        ([{"how": "vendor"}, {"copy": True}], {"copy": True}, True),  # one of them
    ],
)
def test_when_a_task_is_wanted(when: Any, known: dict[str, Any], wanted: bool) -> None:
    assert plan.holds(when, known) is wanted


def test_what_is_known_of_a_case() -> None:
    """The answers of the form and what follows from them, the reports that were made, and whether
    a copy is allowed still."""
    asked = replace(request(copy=True), facts={"weight": "heavy"}, narrows={"copy": "yes_no"})
    about = case(asked, hold={"method": "locked"}, viewing=None)
    known = about.known()
    assert (known["weight"], known["zones"]) == ("heavy", ["B-Z06"])
    assert (known["hold.method"], known["copy"], known["state"]) == ("locked", True, "approved")
    assert not [key for key in known if key.startswith("viewing.")]
    refused = replace(about, request=replace(asked, approved={"copy": False}))
    assert refused.known()["copy"] is False
    assert case(request()).known()["copy"] is False  # nobody asked for one
    assert (about.answered("hold"), about.answered("viewing")) == ({"method": "locked"}, {})


ADDED = Extension(
    number="2",
    limits={},
    at=NOW,
    approvers=(),
    whole_ladder=True,
    held={"hold.method": "locked"},
)


def test_what_locks_an_added_part_is_released_with_the_rest() -> None:
    plain = request(State.WITHDRAWN, whole(UPPER))
    assert opens(UPPER, case(plain, hold={"method": "gone"})) == []
    widened = replace(plain, extended=(ADDED,))
    assert opens(UPPER, case(widened, hold={"method": "gone"})) == ["release"]
    viewing = UPPER.task("viewing")
    assert viewing
    assert plan.told(case(widened), viewing, {}) == {}  # not before the end


def test_what_of_the_safeguards_has_to_be_taken_off_again() -> None:
    locked = case(request(), hold={"method": "locked"})
    assert holds(locked) == {"hold.method": "locked"}
    aside = {"hold": {"method": "no_lock"}, "hold_consent": {"consent": "yes"}}
    assert holds(case(request(), **aside)) == {"hold_consent.consent": "yes"}
    assert holds(case(request(), hold={"method": "gone"})) == {}


def test_a_task_of_named_people_is_one_for_each_with_an_account() -> None:
    receive = named("k12_ta_2024").kinds["key_handover"].task("receive")
    assert receive
    named_ = [{"id": "a", "name": "甲"}, {"name": "客人"}, {"id": "a", "name": "甲"}]
    assert plan.persons_of(receive, request(receiver=named_)) == ("a",)
    assert plan.persons_of(receive, request()) == ()


HOLDS = (
    ({}, Holding.NONE),
    ({"hold": None}, Holding.ASKED),
    ({"hold": {"method": "locked"}}, Holding.HELD),
    ({"hold": {"method": "gone"}}, Holding.GONE),
    ({"hold": {"method": "no_lock"}}, Holding.NO_LOCK),
    ({"hold": {"method": "no_lock"}, "hold_copy": {"place": "保险柜"}}, Holding.HELD),
    ({"hold": {"method": "locked"}, "release": {"released": "yes"}}, Holding.RELEASED),
)


@pytest.mark.parametrize(("tasks", "held"), HOLDS)
def test_whether_the_footage_is_safe(tasks: dict[str, dict[str, str]], held: Holding) -> None:
    assert holding(case(request(), **tasks)) is held


ANSWERS: dict[str, Callable[[Random], dict[str, object]]] = {
    "hold": lambda chance: {"method": chance.choice(["locked", "no_lock", "gone"])},
    "hold_consent": lambda chance: {"consent": chance.choice(["yes", "no"])},
    "viewing": lambda chance: {
        "result": chance.choice(["found", "not_found", "unavailable"]),
        "crime": chance.random() < 0.5,
    },
    "copy": lambda chance: {"copied": chance.random() < 0.5, "return_by": "2026-03-30"},
}


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(list(PACKS)), st.randoms(use_true_random=False), st.booleans())
def test_an_approved_case_always_has_a_next_task_until_it_is_complete(
    pack: str, chance: Random, copied: bool
) -> None:
    """Whoever reports whatever in whatever order: it never hangs, and no task comes twice."""
    kind, ids = PACKS[pack], count(1)
    about = Case(request=request(plan=whole(kind), copy=copied))
    for _ in range(40):
        for task in plan.openings(kind, about):
            assert not about.of(task.id)
            opened = Task(id=next(ids), school="s", request=1, kind=task.id, opened_at=NOW)
            about = Case(request=about.request, tasks=(*about.tasks, opened))
        if plan.complete(kind, about):
            break
        unfinished = [task for task in about.tasks if not task.over]
        assert unfinished, [task.kind for task in about.tasks]
        about = reported(about, chance.choice(unfinished), chance)
    assert plan.complete(kind, about)
    assert about.answered("viewing")
    assert about.of("register")


def reported(about: Case, task: Task, chance: Random) -> Case:
    answers = ANSWERS.get(task.kind, lambda _: {"done": True})(chance)
    done = Task(
        id=task.id,
        school=task.school,
        request=task.request,
        kind=task.kind,
        state=Stage.DONE,
        answers=answers,
        opened_at=NOW,
        done_at=NOW + timedelta(minutes=1),
    )
    tasks = tuple(done if one.id == task.id else one for one in about.tasks)
    return Case(request=about.request, tasks=tasks)
