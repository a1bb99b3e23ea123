"""Who hears when of a task that stays open; every moment is found once, however the bell rings."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.pack import Due, Rung, TaskKind
from bot.conversation.form import Form, Label
from bot.followup import rungs
from bot.followup.task import Task
from tests.followup.cases import NOW


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def kind(*at: float, again: float = 0, **more: float) -> TaskKind:
    parts = [Rung(tells=("chief",), at=part) for part in at]
    return TaskKind(
        id="report",
        title=Label("报修"),
        actors=("duty",),
        form=Form(id="task", title=Label(""), fields=()),
        due=Due(hours=2, again=again),
        rungs=(*parts, *(Rung(tells=("head",), hours=h) for h in more.values())),
    )


REPAIR = kind(0.25, 0.5, 0.75)


def task(due: float | None = 120, remind: float | None = None) -> Task:
    return Task(
        id=1,
        school="taishan",
        request=1,
        kind="report",
        opened_at=NOW,
        due_at=None if due is None else NOW + minutes(due),
        remind_at=None if remind is None else NOW + minutes(remind),
    )


def test_the_bell_is_first_heard_at_the_first_rung():
    assert rungs.first_call(REPAIR, task()) == NOW + minutes(30)
    assert rungs.first_call(kind(), task()) == NOW + minutes(120)
    assert rungs.first_call(kind(0.5), task(due=None)) is None
    assert rungs.first_call(kind(early=1), task(due=None)) == NOW + minutes(60)


@pytest.mark.parametrize(
    ("looked", "now", "fallen", "late", "then"),
    [
        (30, 30, (0,), False, 60),
        (30, 59, (0,), False, 60),
        (60, 95, (1, 2), False, 120),
        (120, 120, (), True, None),
        (30, 500, (0, 1, 2), True, None),  # the bell was silent all the time
    ],
)
def test_what_fell_since_the_bell_was_last_heard(looked, now, fallen, late, then):
    calls = rungs.calls(REPAIR, task(remind=looked), NOW + minutes(now))
    assert (calls.rungs, calls.late) == (fallen, late)
    assert calls.then == (None if then is None else NOW + minutes(then))


def test_what_is_late_is_said_again_and_a_long_silence_only_once():
    daily = kind(again=24)
    first = rungs.calls(daily, task(remind=120), NOW + minutes(120))
    assert (first.late, first.then) == (True, NOW + minutes(120 + 24 * 60))
    much_later = rungs.calls(daily, task(remind=120 + 24 * 60), NOW + timedelta(days=9))
    assert (much_later.late, much_later.then) == (True, NOW + timedelta(days=9, hours=2))


def test_what_a_later_pack_asks_no_more_is_said_to_be_late_once():
    undated = replace(kind(), due=None)
    assert rungs.calls(undated, task(remind=120), NOW + minutes(130)).late
    assert rungs.calls(undated, task(remind=120), NOW + minutes(130)).then is None


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_every_rung_falls_once_whenever_somebody_looks(pauses):
    heard, at, now = [], task(remind=30), NOW
    lates = 0
    for pause in (*pauses, 1000):
        now += minutes(pause)
        if at.remind_at is None or at.remind_at > now:
            continue
        calls = rungs.calls(REPAIR, at, now)
        heard += calls.rungs
        lates += calls.late
        at = task(remind=None if calls.then is None else (calls.then - NOW) / minutes(1))
    assert heard == [0, 1, 2]
    assert lates == 1


def test_whoever_was_told_is_known_from_then_on():
    assert not list(rungs.reached(REPAIR, task(), NOW + minutes(29)))
    assert len(list(rungs.reached(REPAIR, task(), NOW + minutes(60)))) == 2
