"""Laws of hearing, hiding and gathering, whatever comes in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts import grouping, hearing
from bot.alerts.fault import Fault
from bot.alerts.grouping import Standing
from bot.alerts.hearing import Said
from bot.alerts.hiding import Cover
from bot.alerts.outage import Outage
from bot.alerts.rules import AlertRules
from bot.alerts.signal import Phase, Signal
from bot.alerts.silence import Silence
from bot.alerts.troubles import Severity, Trouble
from bot.cameras.devices import Devices
from bot.cameras.works import Window
from bot.cameras.zone import Camera, Places
from bot.people.person import PersonId

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
RULES = AlertRules()


def row(id_: str, **other: object) -> Camera:
    known = {"name": id_, "zone": "Z1", "owners": ("public",)}
    return Camera(id=id_, **{**known, **other})  # type: ignore[arg-type]


# CORE ← SW1 ← four cameras of NVR1, SW2 ← four of NVR2, 140 that hang behind nothing
ROWS = [
    row("CORE", flags=("switch",)),
    *(row(f"SW{n}", flags=("switch",), parent="CORE") for n in (1, 2)),
    *(row(f"NVR{n}", flags=("recorder",), parent=f"SW{n}") for n in (1, 2)),
    *(row(f"C{n}{m}", parent=f"SW{n}", recorder=f"NVR{n}") for n in (1, 2) for m in range(4)),
    *(row(f"L{m:03}", zone=f"Z{m % 9}") for m in range(140)),
]
DEVICES = Devices(Places((), ROWS))
NAMES = [one.id for one in ROWS[:20]]


def fault(device: str, number: int = 0, **other: object) -> Fault:
    since = other.pop("since", NOON)
    times = {"began_at": since, "heard_at": since, "last_at": since}
    known = {"school": "s", "zone": "Z1", "trouble": Trouble.OFFLINE, "id": number}
    return Fault(device=device, **{**known, **times, **other})  # type: ignore[arg-type]


def outage(number: int = 0, **other: object) -> Outage:
    known = {"cause": "", "trouble": Trouble.OFFLINE, "severity": Severity.MAJOR}
    times = {"began_at": NOON, "heard_at": NOON}
    return Outage(id=number, school="s", **{**known, **times, **other})  # type: ignore[arg-type]


def said(at: datetime, phase: Phase = Phase.OPEN, occurred: datetime | None = None) -> Said:
    signal = Signal(source="x", key="k", device="C10", phase=phase, occurred_at=occurred or at)
    return Said(device="C10", zone="Z1", at=at, signal=signal)


def heard(all_of_it: Sequence[Said]) -> list[Fault]:
    """Everything this device had, as the rows would stand."""
    known: dict[int, Fault] = {}
    for one in all_of_it:
        made = hearing.hear(list(known.values()), one, "s", RULES)
        if made is not None:
            made = made if made.id else replace(made, id=len(known) + 1)
            known[made.id] = made
    return list(known.values())


# ------------------------------------------------------------------ hearing

moments = st.integers(0, 3000).map(lambda s: NOON + s * SECOND)
phases = st.sampled_from(Phase)


@given(st.lists(moments, min_size=1), st.randoms())
def test_the_first_heard_is_t0_whatever_the_order_and_repetition(times, chance) -> None:
    told = [said(at) for at in times] * 2
    chance.shuffle(told)
    (one,) = heard(told)
    assert one.heard_at == min(times)
    assert one.last_at == max(times)


@given(st.lists(st.tuples(moments, phases)))
def test_a_device_has_a_trouble_once_at_a_time_and_its_spans_are_true(told) -> None:
    in_order = [said(at, phase) for at, phase in sorted(told, key=lambda one: one[0])]
    found = heard(in_order)
    assert sum(f.open for f in found) <= 1
    for f in found:
        assert f.began_at <= f.heard_at <= f.last_at
        assert f.ended_at is None or f.began_at <= f.ended_at <= f.last_at


@given(st.lists(moments))
def test_heartbeats_and_tests_make_nothing(times) -> None:
    told = [said(at, phase) for at in times for phase in (Phase.HEARTBEAT, Phase.TEST)]
    assert heard(told) == []


def test_a_clock_that_is_ahead_is_not_believed() -> None:
    (one,) = heard([said(NOON, occurred=NOON + 90 * MINUTE)])
    assert one.began_at == NOON


def test_what_only_happens_is_ended_by_nobody_but_a_person() -> None:
    (one,) = heard([said(NOON, Phase.PULSE), said(NOON + MINUTE, Phase.CLOSE)])
    assert one.open
    assert one.by_eye


def test_somebody_who_will_say_when_it_is_over_takes_the_burden_from_people() -> None:
    told = [said(NOON, Phase.PULSE), said(NOON + MINUTE), said(NOON + 2 * MINUTE, Phase.CLOSE)]
    (one,) = heard(told)
    assert one.ended_at == NOON + 2 * MINUTE


def test_three_beginnings_within_half_an_hour_are_unstable() -> None:
    told = [
        said(NOON + n * 10 * MINUTE, phase)
        for n, phase in enumerate((Phase.OPEN, Phase.CLOSE) * 3)
    ]
    found = heard([replace(one, at=NOON + n * 5 * MINUTE) for n, one in enumerate(told)])
    assert [f.opens for f in found] == [1, 2, 3]
    assert [grouping.unstable(f, RULES) for f in found] == [False, False, True]


# ------------------------------------------------------------------ hiding


def cover(faults: Sequence[Fault] = (), now: datetime = NOON, **other: object) -> Cover:
    known = {"windows": (), "silences": (), "stable": RULES.stable}
    return Cover(devices=DEVICES, faults=faults, now=now, **{**known, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize("parent", ["NVR1", "SW1", "CORE"])
def test_whatever_a_camera_hangs_behind_hides_it(parent: str) -> None:
    assert cover([fault(parent)]).why(fault("C10")) == f"parent/{parent}"
    assert cover([fault(parent)]).why(fault("L001")) == ""


def test_a_parent_that_is_ill_but_not_dark_hides_nothing() -> None:
    assert cover([fault("NVR1", trouble=Trouble.DISK)]).why(fault("C10")) == ""
    assert cover([fault("NVR1")]).why(fault("C10", trouble=Trouble.COVERED)) == ""


def test_two_that_hang_behind_each_other_hide_nobody() -> None:
    ring = Devices(Places((), [row("A", parent="B"), row("B", parent="A")]))
    both = [fault("A"), fault("B")]
    here = Cover(
        devices=ring, faults=both, windows=(), silences=(), stable=RULES.stable, now=NOON
    )
    assert [here.why(one) for one in both] == ["", ""]


@given(
    st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES), st.sampled_from(["", "C10", "C23"])
)
def test_hidden_is_only_what_has_a_reason_that_is_not_hidden_itself(
    dark, device, works
) -> None:
    """Somebody is alarmed whenever anything is dark: a fault is hidden by something that is dark
    and above it, so that the highest of them is not hidden; or by works, or a silence."""
    faults = [fault(name) for name in dark | {device}]
    window = Window(
        school="s", request=1, camera=works, starts=NOON - MINUTE, ends=NOON + MINUTE
    )
    here = cover(faults, windows=[window])
    shown = [one for one in faults if not here.why(one)]
    assert shown or {one.device for one in faults} <= {works}
    for one in faults:
        why = here.why(one)
        if why.startswith("parent/"):
            assert why.removeprefix("parent/") in DEVICES.above(one.device)


@given(st.lists(st.sampled_from(["parent/NVR1", "works/1", "silence/1", ""]), min_size=1))
def test_what_is_hidden_ends_all_the_same(hidden) -> None:
    """Hiding never touches the end of a fault."""
    for why in hidden:
        known = [replace(fault("C10", 1), hidden=why)]
        over = hearing.hear(known, said(NOON + MINUTE, Phase.CLOSE), "s", RULES)
        assert over is not None
        assert over.ended_at == NOON + MINUTE


def test_a_recorder_that_is_just_back_gives_its_cameras_time() -> None:
    back = replace(fault("NVR1"), ended_at=NOON, last_at=NOON)
    camera = replace(fault("C10"), hidden="parent/NVR1")
    soon, later = NOON + 4 * MINUTE, NOON + 5 * MINUTE
    assert cover([back], soon).shown(camera) == camera
    assert cover([back], later).shown(camera) == replace(camera, hidden="", shown_at=later)


def test_what_people_were_told_of_is_not_hidden_any_more() -> None:
    told = replace(fault("C10"), outage=3)
    assert cover([fault("NVR1")]).shown(told) == told


def test_a_silenced_switch_silences_what_hangs_behind_it() -> None:
    quiet = Silence(
        id=4,
        school="s",
        devices=("SW1",),
        starts=NOON,
        ends=NOON + MINUTE,
        reason="更换交换机",
        by=PersonId("li"),
    )
    assert cover(silences=[quiet]).why(fault("C10")) == "silence/4"
    assert cover(silences=[quiet], now=NOON + MINUTE).why(fault("C10")) == ""


# ------------------------------------------------------------------ gathering

many = st.lists(
    st.tuples(
        st.sampled_from([one.id for one in ROWS]),
        st.sampled_from(Trouble),
        st.integers(0, 600),
    ),
    unique_by=lambda one: one[:2],
    max_size=40,
)


def made(rows: Sequence[tuple[str, Trouble, int]], first: int = 1) -> list[Fault]:
    return [
        fault(device, n, trouble=trouble, since=NOON + s * SECOND)
        for n, (device, trouble, s) in enumerate(rows, first)
    ]


def standing(faults: Sequence[Fault]) -> list[Standing]:
    groups = grouping.gathered(faults, [], DEVICES, RULES)
    return [
        Standing(
            outage=outage(n),
            faults=tuple(replace(f, outage=n) for f in group.faults),
        )
        for n, group in enumerate(groups, 1)
    ]


@given(many, many)
def test_every_fault_belongs_to_exactly_one_outage(before, now) -> None:
    here = standing(made(before))
    waiting = made(now, 1000)
    groups = grouping.gathered(waiting, here, DEVICES, RULES)
    assert sorted(f.id for group in groups for f in group.faults) == [f.id for f in waiting]
    assert {group.joins for group in groups} <= {None, *(s.outage.id for s in here)}


@given(many, st.randoms())
def test_the_order_in_which_they_are_read_changes_nothing(rows, chance) -> None:
    waiting = made(rows)
    mixed = list(waiting)
    chance.shuffle(mixed)
    one, other = (grouping.gathered(some, [], DEVICES, RULES) for some in (waiting, mixed))
    assert {g.faults for g in one} == {g.faults for g in other}


@given(
    st.permutations([one.id for one in ROWS]), st.lists(st.sampled_from(Trouble), min_size=1)
)
def test_a_hundred_and_twenty_at_once_are_one(devices, troubles) -> None:
    rows = [(d, troubles[n % len(troubles)], n) for n, d in enumerate(devices[:120])]
    (group,) = grouping.gathered(made(rows), [], DEVICES, RULES)
    assert len(group.faults) == 120


def test_those_that_come_a_little_later_join() -> None:
    first = made([(f"L{n:03}", Trouble.OFFLINE, n) for n in range(6)])
    late = made([("L050", Trouble.OFFLINE, 100)], 900)
    assert [g.joins for g in grouping.gathered(late, standing(first), DEVICES, RULES)] == [1]
    later = made([("L050", Trouble.OFFLINE, 200)], 900)
    assert [g.joins for g in grouping.gathered(later, standing(first), DEVICES, RULES)] == [
        None
    ]


def test_a_late_one_joins_the_many_and_not_the_few_told_before_them() -> None:
    few = Standing(outage=outage(1), faults=tuple(made([("C10", Trouble.OFFLINE, 0)])))
    rows = [(f"L{n:03}", Trouble.OFFLINE, n) for n in range(RULES.mass)]
    many = Standing(outage=outage(2), faults=tuple(made(rows, 100)))
    late = made([("L050", Trouble.OFFLINE, 60)], 900)
    (group,) = grouping.gathered(late, [few, many], DEVICES, RULES)
    assert group.joins == 2


# Of X the switch is C10's and the recorder C20's; BARE hangs behind a recorder alone, as does Y.
CROSSED = Devices(
    Places(
        (),
        [
            *ROWS,
            row("X", parent="SW1", recorder="NVR2"),
            row("Y", parent="SW1", recorder="BOX"),
            row("BARE", recorder="BOX"),
        ],
    )
)


@pytest.mark.parametrize("chain", [("C10", "X", "C20"), ("Y", "BARE", "CORE")])
def test_one_that_hangs_together_with_two_makes_them_one(chain: tuple[str, ...]) -> None:
    rows = [(device, Trouble.OFFLINE, 0) for device in chain]
    for told in (rows, rows[::-1], [*rows[1:], rows[0]]):
        (group,) = grouping.gathered(made(told), [], CROSSED, RULES)
        assert len(group.faults) == 3


def test_two_of_one_recorder_are_one_and_two_of_different_ones_two() -> None:
    def groups(*devices: str) -> int:
        rows = [(d, Trouble.OFFLINE, 0) for d in devices]
        return len(grouping.gathered(made(rows), [], DEVICES, RULES))

    assert groups("C10", "C11") == 1
    assert groups("C10", "C20") == 2
    assert groups("C10", "L001") == 2
    assert groups("L001", "L002") == 2


def test_a_wrong_clock_is_another_matter_than_a_dark_camera() -> None:
    rows = [("C10", Trouble.OFFLINE, 0), ("C10", Trouble.CLOCK, 0), ("C11", Trouble.POWER, 0)]
    groups = grouping.gathered(made(rows), [], DEVICES, RULES)
    assert sorted(len(group.faults) for group in groups) == [1, 2]


@pytest.mark.parametrize(("trouble", "joins"), [(Trouble.VIDEO_LOSS, 1), (Trouble.CLOCK, None)])
def test_what_ails_a_dark_camera_days_later(trouble: Trouble, joins: int | None) -> None:
    here = standing(made([("C10", Trouble.OFFLINE, 0)]))
    late = [fault("C10", 9, trouble=trouble, since=NOON + timedelta(days=2))]
    assert [g.joins for g in grouping.gathered(late, here, DEVICES, RULES)] == [joins]


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        (["C10"], "C10"),
        (["C10", "C11"], "SW1"),
        (["C10", "NVR1"], "NVR1"),
        (["C10", "C20"], "CORE"),
        (["C10", "L001"], ""),
        (["SW1", "C10"], "SW1"),
    ],
)
def test_the_cause_is_the_nearest_thing_behind_which_all_hang(devices, expected) -> None:
    assert grouping.cause([fault(d) for d in devices], DEVICES) == expected


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        ([], False),
        ([10], False),
        ([45], True),
        ([50, 5], False),  # more keep coming
        ([50, 15], True),
        ([120, 1], True),  # they will not stop; so long nobody waits
    ],
)
def test_when_they_are_told(waited: list[int], expected: bool) -> None:
    faults = [fault("C10", n, since=NOON - s * SECOND) for n, s in enumerate(waited)]
    assert grouping.ready(faults, RULES, NOON) is expected


@pytest.mark.parametrize(
    ("shown", "known"),
    [(None, None), (NOON - MINUTE, NOON - MINUTE), (NOON + MINUTE, NOON)],
)
def test_what_a_clock_that_was_ahead_showed_was_shown_now(
    shown: datetime | None, known: datetime | None
) -> None:
    ahead = fault("C10", since=NOON + MINUTE, shown_at=shown)
    heard = grouping.by_now(ahead, NOON)
    assert (heard.heard_at, heard.shown_at) == (NOON, known)
