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
TAKEN = tasks.taken(OPENED, LI, LATER)
DONE = tasks.done(TAKEN, LI, {"result": "found"}, LATER)
BACK = tasks.sent_back(DONE)
DROPPED = tasks.dropped(TAKEN)


def test_who_takes_it_has_it_and_taking_it_again_changes_nothing() -> None:
    assert (TAKEN.state, TAKEN.officer, TAKEN.taken_at) == (Stage.TAKEN, LI, LATER)
    assert TAKEN.remind_at == OPENED.remind_at  # the bell goes on
    assert tasks.taken(TAKEN, LI, LATER + timedelta(hours=1)) == TAKEN


@pytest.mark.parametrize(
    ("one", "by", "refusal"),
    [
        (TAKEN, WANG, tasks.TaskTaken),
        (DONE, LI, tasks.TaskOver),
        (DONE, WANG, tasks.TaskOver),
        (BACK, LI, tasks.TaskSentBack),
        (DROPPED, LI, tasks.TaskDropped),
    ],
)
def test_what_another_has_or_nobody_needs_is_not_taken(
    one: Task, by: PersonId, refusal: type[Refusal]
) -> None:
    acts: tuple[Callable[[], Task], ...] = (
        lambda: tasks.taken(one, by, LATER),
        lambda: tasks.done(one, by, {}, LATER),
    )
    for act in acts:
        with pytest.raises(refusal) as raised:
            act()
        assert raised.value.values == ({"who": LI} if refusal is tasks.TaskTaken else {})


def test_the_report_of_who_never_took_it_is_his() -> None:
    done = tasks.done(OPENED, WANG, {"result": "not_found"}, LATER)
    assert (done.state, done.officer, done.taken_at) == (Stage.DONE, WANG, LATER)
    assert (done.answers, done.done_at) == ({"result": "not_found"}, LATER)
    assert (done.remind_at, done.due_at) == (None, OPENED.due_at)


def test_what_was_sent_back_keeps_its_answers_for_whoever_does_it_again() -> None:
    assert (BACK.state, BACK.officer, BACK.remind_at) == (Stage.SENT_BACK, NOBODY, None)
    assert not BACK.over
    due, remind = NOW + timedelta(days=1), NOW + timedelta(hours=20)
    again = tasks.reopened(BACK, LATER, due, remind)
    assert again == replace(
        OPENED, opened_at=LATER, due_at=due, remind_at=remind, answers={"result": "found"}
    )
    assert tasks.taken(again, WANG, LATER).officer == WANG


def test_nobody_is_reminded_of_what_was_dropped_and_a_report_stands() -> None:
    assert (DROPPED.state, DROPPED.remind_at, DROPPED.over) == (Stage.DROPPED, None, True)
    with pytest.raises(tasks.TaskOver):
        tasks.dropped(DONE)
    assert [one.over for one in (OPENED, TAKEN, DONE)] == [False, False, True]
