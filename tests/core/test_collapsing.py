"""One person signs a case once, at the highest place that asks for him."""

import pytest

from bot.approvals.chain import Mode, Seat, Step
from bot.approvals.collapsing import collapsed, seated, with_reasons
from tests.core.people import step


def seat(role: str, unit: str = "", *rules: str) -> Seat:
    return Seat(role=role, unit=unit, rules=rules, articles=tuple(f"第{r}条" for r in rules))


def roles(steps) -> list[list[str]]:
    return [[s.role for s in one.seats] for one in steps]


@pytest.mark.parametrize(
    "before, after",
    [
        ([["a"], ["b"]], [["a"], ["b"]]),
        ([["a"], ["b"], ["a"]], [["b"], ["a"]]),  # at the highest place
        ([["a", "b"], ["a"]], [["b"], ["a"]]),  # the step keeps its others
        ([["a"], ["a"], ["a"]], [["a"]]),
        ([["a", "a"]], [["a"]]),  # twice in one step
        ([["b"], ["a", "b"]], [["a", "b"]]),
        ([], []),
    ],
)
def test_the_same_role_signs_once_at_its_last_place(before, after):
    assert roles(collapsed(step(*one) for one in before)) == after


def test_the_same_role_of_two_units_is_two_people():
    steps = (Step(seats=(seat("a", "高一"),)), Step(seats=(seat("a", "高二"),)))
    assert collapsed(steps) == steps
    assert roles(collapsed(steps, key=lambda s: s.role)) == [["a"]]


def test_the_place_that_stays_tells_every_rule_that_asked_in_their_order():
    steps = (
        Step(seats=(seat("a", "", "1", "2"),)),
        Step(seats=(seat("b", "", "3"),)),
        Step(seats=(seat("a", "", "2", "4"),)),
    )
    _, (last,) = (one.seats for one in collapsed(steps))
    assert last.rules == ("1", "2", "4")
    assert last.articles == ("第1条", "第2条", "第4条")


def test_reasons_are_put_before_its_own_each_once():
    told = with_reasons(seat("a", "", "2"), ("1", "2", "1"), ("第九条",))
    assert (told.rules, told.articles) == (("1", "2"), ("第九条", "第2条"))


@pytest.mark.parametrize("needed, left, expected", [(3, 2, 2), (2, 3, 2), (2, 0, 0)])
def test_a_quorum_never_needs_more_than_there_are(needed, left, expected):
    quorum = step("a", "b", "c", mode=Mode.QUORUM, needed=needed)
    kept = seated(quorum, quorum.seats[:left])
    assert (kept.needed, len(kept.seats), kept.mode) == (expected, left, Mode.QUORUM)
