"""A month in numbers, counted by hand beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from bot.approvals.chain import Chain, Seat, Step
from bot.approvals.policy import Pack, named
from bot.approvals.request import REQUESTER, Decision, Request, State, Verdict
from bot.followup.task import Stage, Task
from bot.people.person import PersonId
from bot.registers.monthly import Material, Month, counted, opened_before
from tests.followup.cases import request

FIRST, NEXT = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@cache
def pack() -> Pack:
    return named("k12_ta_2024")


def filed(
    day: float, state: State = State.CLOSED, kind: str = "footage", **more: object
) -> Request:
    return replace(request(state), filed_at=FIRST + day * DAY, kind=kind, **more)  # type: ignore[arg-type]


def month(
    *requests: Request,
    tasks: tuple[Task, ...] = (),
    now: datetime = NEXT,
    faults: tuple[dict[str, object], ...] = (),
) -> Month:
    material = Material(requests=requests, tasks=tasks, entries={"faults": faults})
    return counted(pack(), material, FIRST, NEXT, now)


def test_what_was_filed_in_the_month_is_counted_by_kind_and_outcome() -> None:
    found = month(
        filed(-1),  # the last day of September
        filed(0),
        filed(30.9, State.REJECTED),
        filed(31),  # the first of November
        filed(3, State.IN_APPROVAL),
        filed(4, State.EXPIRED),
        filed(5, State.APPROVED, kind="room_entry"),
    )
    assert [(row.title.zh, dict(row.outcomes)) for row in found.kinds] == [
        ("查看监控录像", {"done": 1, "refused": 1, "withdrawn": 1, "open": 1}),
        ("进入监控室", {"done": 1, "refused": 0, "withdrawn": 0, "open": 0}),
    ]
    assert (found.filed, found.total("done"), found.total("open")) == (5, 2, 1)


def said(
    step: int,
    hours: float,
    round_: int = 0,
    verdict: Verdict = Verdict.APPROVE,
    to: int = REQUESTER,
) -> Decision:
    return Decision(
        step=step,
        seat=0,
        by=PersonId("x"),
        verdict=verdict,
        at=FIRST + hours * HOUR,
        round=round_,
        to=to,
    )


LADDER = Chain(
    steps=(
        Step(seats=(Seat(role="grade_director"),)),
        Step(seats=(Seat(role="security_chief"),)),
    )
)


def test_a_step_is_timed_from_its_opening_and_not_while_the_requester_supplements() -> None:
    decisions = (
        said(0, 2),
        said(1, 5, verdict=Verdict.RETURN),  # to the requester
        said(0, 50, round_=1),
        said(1, 51, round_=1),
    )
    case = filed(0, decisions=decisions, chain=LADDER)
    took = [(made.step, made.at - opened) for made, opened in opened_before(case)]
    assert took == [(0, 2 * HOUR), (1, 3 * HOUR), (1, 1 * HOUR)]
    rows = {row.role.zh: (row.signed, row.median) for row in month(case).steps}
    assert rows == {"级部主任": (1, 2 * HOUR), "保卫科长": (2, 2 * HOUR)}


def test_signatures_of_other_months_are_theirs() -> None:
    early = filed(-2, decisions=(said(0, -24), said(1, 30)), chain=LADDER)
    rows = {row.role.zh: (row.signed, row.median) for row in month(early).steps}
    assert rows == {"保卫科长": (1, 54 * HOUR)}


def task(due: float, done: float | None, state: Stage = Stage.DONE, kind: str = "hold") -> Task:
    return Task(
        id=1,
        school="taishan",
        request=1,
        kind=kind,
        state=state,
        opened_at=FIRST,
        due_at=FIRST + due * DAY,
        done_at=None if done is None else FIRST + done * DAY,
    )


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (task(3, 2), (1, 0, 0)),
        (task(3, 3), (1, 0, 0)),
        (task(3, 4), (0, 1, 0)),
        (task(3, None, Stage.OPEN), (0, 0, 1)),
        (task(3, None, Stage.DROPPED), (0, 0, 0)),
        (task(-1, 2), (0, 0, 0)),  # due in September
        (task(31, None, Stage.OPEN), (0, 0, 0)),  # due in November
    ],
)
def test_a_task_counts_in_the_month_it_was_due(one: Task, counts: tuple[int, int, int]) -> None:
    found = month(filed(0), tasks=(one,)).tasks
    assert (found.in_time, found.late, found.overdue) == counts
    named_late = [label.zh for label, _ in found.worst]
    assert named_late == (["保全录像"] if counts[1] or counts[2] else [])


def test_what_is_not_due_yet_is_not_late() -> None:
    open_one = task(20, None, Stage.OPEN)
    assert month(filed(0), tasks=(open_one,), now=FIRST + 10 * DAY).tasks.due == 0


def test_faults_are_counted_from_their_book() -> None:
    def at(hours: float) -> str:
        return (FIRST + hours * HOUR).isoformat()

    found = month(
        filed(1, State.APPROVED, kind="fault"),
        faults=(
            {"filed_at": at(0), "reported_at": at(1), "repaired_at": at(10), "in_time": True},
            {"found_at": at(5), "reported_at": at(10), "repaired_at": at(35), "in_time": False},
            {"filed_at": at(0)},
        ),
    ).faults
    assert (found.repaired, found.reported_in_time, found.reported_late) == (3, 1, 1)
    assert (found.to_report, found.to_repair) == (3 * HOUR, 20 * HOUR)
    assert found.unrepaired == 1
