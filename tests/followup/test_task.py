"""One task from its opening to its report: who may do it, and what stays of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals.refusals import Refusal
from bot.followup import task as tasks
from bot.followup.task import NOBODY, Stage, Task
from bot.people.person import PersonId
from tests.followup.cases import NOW

LI, WANG = PersonId("li"), PersonId("wang")
LATER = NOW + timedelta(hours=1)
OPENED = Task(
    id=1,
    school="taishan",
    request=1,
    kind="viewing",
    opened_at=NOW,
    due_at=NOW + timedelta(hours=4),
    remind_at=NOW + timedelta(hours=2),
)


def taken() -> Task:
    return tasks.taken(OPENED, LI, LATER)


def done() -> Task:
    return tasks.done(taken(), LI, {"result": "found"}, LATER)


def back() -> Task:
    return tasks.sent_back(done())


def dropped() -> Task:
    return tasks.dropped(taken())


def test_who_takes_it_has_it_and_taking_it_again_changes_nothing() -> None:
    one = taken()
    assert (one.state, one.officer, one.taken_at) == (Stage.TAKEN, LI, LATER)
    assert one.remind_at == OPENED.remind_at  # the bell goes on
    assert tasks.taken(one, LI, LATER + timedelta(hours=1)) == one


@pytest.mark.parametrize(
    ("one", "by", "refusal"),
    [
        (taken, WANG, tasks.TaskTaken),
        (done, LI, tasks.TaskOver),
        (done, WANG, tasks.TaskOver),
        (back, LI, tasks.TaskSentBack),
        (dropped, LI, tasks.TaskDropped),
    ],
)
def test_what_another_has_or_nobody_needs_is_not_taken(
    one: Callable[[], Task], by: PersonId, refusal: type[Refusal]
) -> None:
    acts: tuple[Callable[[], Task], ...] = (
        lambda: tasks.taken(one(), by, LATER),
        lambda: tasks.done(one(), by, {}, LATER),
    )
    for act in acts:
        with pytest.raises(refusal) as raised:
            act()
        assert raised.value.values == ({"who": LI} if refusal is tasks.TaskTaken else {})


def test_the_report_of_who_never_took_it_is_his() -> None:
    one = tasks.done(OPENED, WANG, {"result": "not_found"}, LATER)
    assert (one.state, one.officer, one.taken_at) == (Stage.DONE, WANG, LATER)
    assert (one.answers, one.done_at) == ({"result": "not_found"}, LATER)
    assert (one.remind_at, one.due_at) == (None, OPENED.due_at)


def test_what_was_sent_back_keeps_its_answers_for_whoever_does_it_again() -> None:
    one = back()
    assert (one.state, one.officer, one.remind_at) == (Stage.SENT_BACK, NOBODY, None)
    assert not one.over
    due, remind = NOW + timedelta(days=1), NOW + timedelta(hours=20)
    again = tasks.reopened(one, LATER, due, remind)
    assert again == replace(
        OPENED, opened_at=LATER, due_at=due, remind_at=remind, answers={"result": "found"}
    )
    assert tasks.taken(again, WANG, LATER).officer == WANG


def test_nobody_is_reminded_of_what_was_dropped_and_a_report_stands() -> None:
    one = dropped()
    assert (one.state, one.remind_at, one.over) == (Stage.DROPPED, None, True)
    with pytest.raises(tasks.TaskOver):
        tasks.dropped(done())
    assert [one.over for one in (OPENED, taken(), done())] == [False, False, True]


def test_a_task_somebody_had_belongs_to_nobody_when_it_opens_again() -> None:
    again = tasks.reopened(done(), LATER, None, None)
    assert (again.state, again.officer, again.done_at) == (Stage.OPEN, NOBODY, None)
