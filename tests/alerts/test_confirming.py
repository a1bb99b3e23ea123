"""N of the last M must agree before a device counts as dead, and before it is alive again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.confirming import Quorum, Turned, Watch, Watched, blind, heard, judged

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
THREE_OF_FOUR = Quorum(3, 4)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def told(answers: list[bool], quorum: Quorum = THREE_OF_FOUR) -> list[Turned]:
    """One question a minute."""
    watched, turns = Watched(), []
    for minute, alive in enumerate(answers):
        watched, turned = heard("C1", watched, at(minute), alive, quorum)
        turns += [turned] if turned else []
    return turns


@pytest.mark.parametrize(
    ("answers", "turns"),
    [
        ("1111", []),
        ("0", []),
        ("00", []),
        ("1010101010", []),
        ("1000", [(False, 1)]),
        ("0100", [(False, 0)]),  # three of four
        ("10001", [(False, 1)]),
        ("1000111", [(False, 1), (True, 4)]),
        ("10001011", [(False, 1), (True, 4)]),
        ("00001111000", [(False, 0), (True, 4), (False, 8)]),
    ],
)
def test_it_turns_when_three_of_four_say_so_and_began_with_the_first(
    answers: str, turns: list[tuple[bool, int]]
) -> None:
    found = told([one == "1" for one in answers])
    assert [(t.alive, t.since) for t in found] == [(alive, at(m)) for alive, m in turns]


quorums = (
    st.integers(1, 8)
    .flatmap(lambda of: st.tuples(st.integers(of // 2 + 1, of), st.just(of)))
    .map(lambda pair: Quorum(*pair))
)
histories = st.lists(st.booleans(), max_size=60)


@given(histories, quorums)
def test_deaths_and_recoveries_take_turns(answers: list[bool], quorum: Quorum) -> None:
    found = told(answers, quorum)
    assert [t.alive for t in found] == [n % 2 == 1 for n in range(len(found))]
    deaths = [t.down_since for t in found if not t.alive]
    assert deaths == sorted(set(deaths))
    assert all(
        back.down_since == death.since
        for death, back in zip(found[::2], found[1::2], strict=False)
    )


@given(histories, quorums)
def test_fewer_missing_answers_than_needed_are_no_death(
    answers: list[bool], quorum: Quorum
) -> None:
    windows = [answers[max(0, n - quorum.of) : n] for n in range(1, len(answers) + 1)]
    ever = any(window.count(False) >= quorum.need for window in windows)
    assert bool(told(answers, quorum)) == ever


def test_both_numbers_of_a_majority_are_read() -> None:
    assert Quorum.read(" 12 of 23 ") == Quorum(12, 23)


@given(st.sampled_from(["3of4", " 5 of 5 ", "1 of 1", "2 of 3"]))
def test_a_majority_is_read(text: str) -> None:
    quorum = Quorum.read(text)
    assert quorum.of < 2 * quorum.need
    assert quorum.need <= quorum.of


@pytest.mark.parametrize(
    "text", ["", "2 of 4", "5 of 4", "0 of 0", "three of four", "3/4", "60 of 100", "3 of 4."]
)
def test_what_could_be_dead_and_alive_at_once_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^quorum$"):
        Quorum.read(text)


MANY = [f"C{n}" for n in range(20)]


@pytest.mark.parametrize(
    ("dead_now", "anchors", "known_dead", "expected"),
    [
        (20, [], 0, True),
        (18, [], 0, True),
        (17, [], 0, False),
        (20, [True], 0, False),  # the gateway answers: it is the cameras
        (0, [False, False], 0, True),
        (1, [False, True], 0, False),
        (18, [], 18, False),  # known to be dead already: the other two answer
        (20, [], 18, False),  # of two, nearly all says nothing
    ],
)
def test_a_round_in_which_nobody_could_have_answered(
    dead_now: int, anchors: list[bool], known_dead: int, expected: bool
) -> None:
    answers = {one: n >= dead_now for n, one in enumerate(MANY)}
    assert blind(answers, anchors, dict.fromkeys(MANY[:known_dead])) is expected


rounds = st.lists(
    st.tuples(st.booleans(), st.lists(st.booleans(), min_size=3, max_size=3)), max_size=40
)


@given(rounds)
def test_a_blind_round_changes_nothing_that_is_known_of_a_device(
    seen: list[tuple[bool, list[bool]]],
) -> None:
    """The same rounds without the blind ones end the same, and tell of the same devices."""

    def walk(those: list[tuple[int, bool, list[bool]]]) -> tuple[Watch, list[Turned]]:
        watch, turns = Watch(), []
        for minute, anchor, alive in those:
            answers = dict(zip(("C1", "C2", "C3"), alive, strict=True))
            after = judged(watch, at(minute), answers, [anchor], THREE_OF_FOUR)
            watch, turns = after.watch, [*turns, *after.turned]
        return watch, turns

    numbered = [(minute, anchor, alive) for minute, (anchor, alive) in enumerate(seen)]
    everything, all_turns = walk(numbered)
    sighted, turns = walk([one for one in numbered if one[1]])
    assert (everything.devices, all_turns) == (sighted.devices, turns)


def test_it_is_known_since_when_we_are_blind_and_for_how_many_rounds() -> None:
    seen = judged(Watch(), at(0), {"C1": False}, [True], Quorum(1, 1)).watch
    assert (seen.dead, seen.blind_since, seen.blind_rounds) == ({"C1": at(0)}, None, 0)
    once = judged(seen, at(1), {"C1": True}, [False], Quorum(1, 1)).watch
    twice = judged(once, at(2), {"C1": True}, [False], Quorum(1, 1)).watch
    assert (once.blind_since, once.blind_rounds) == (at(1), 1)
    assert (twice.blind_since, twice.blind_rounds, twice.dead) == (at(1), 2, {"C1": at(0)})
    after = judged(twice, at(3), {"C1": True, "C2": False}, [True], Quorum(1, 1))
    assert (after.watch.blind_since, after.watch.blind_rounds) == (None, 0)
    assert after.watch.dead == {"C2": at(3)}
    assert after.turned == (
        Turned(device="C1", alive=True, since=at(3), down_since=at(0)),
        Turned(device="C2", alive=False, since=at(3), down_since=at(3)),
    )


@pytest.mark.parametrize(("known", "expected"), [(4, False), (5, True)])
def test_of_fewer_than_five_nearly_all_says_nothing(known: int, expected: bool) -> None:
    assert blind(dict.fromkeys(MANY[:known], False), [], {}) is expected


def test_where_no_anchor_is_named_the_devices_say_whether_we_are_there() -> None:
    once = Quorum(1, 1)
    all_up = judged(Watch(), at(0), dict.fromkeys(MANY, True), [], once)
    assert (all_up.turned, all_up.watch.dead) == ((), {})
    silent = judged(all_up.watch, at(1), dict.fromkeys(MANY, False), [], once)
    assert (silent.turned, silent.watch.blind_since) == ((), at(1))
    answers = {one: n >= 17 for n, one in enumerate(MANY)}
    most = judged(all_up.watch, at(1), answers, [], once)
    assert (set(most.watch.dead), len(most.turned)) == (set(MANY[:17]), 17)
    rest = judged(most.watch, at(2), dict.fromkeys(MANY, False), [], once)
    assert [turned.device for turned in rest.turned] == MANY[17:]  # three say nothing of us


def test_who_left_the_list_is_forgotten() -> None:
    first = judged(Watch(), at(0), {"C1": True, "C2": False}, [True], THREE_OF_FOUR)
    after = judged(first.watch, at(1), {"C1": True}, [True], THREE_OF_FOUR)
    assert set(after.watch.devices) == {"C1"}
