"""What is said of an outage: how grave, since when, how far, and the words of its ticket."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.alerts import grouping
from bot.alerts.extent import Extent, extent, touched
from bot.alerts.fault import Fault
from bot.alerts.grouping import Group
from bot.alerts.hiding import Cover
from bot.alerts.rules import AlertRules, Wording
from bot.alerts.silence import Silence
from bot.alerts.tickets import symptom
from bot.alerts.troubles import Severity, Trouble
from bot.cameras.devices import Devices
from bot.cameras.works import Window
from bot.cameras.zone import Places
from bot.people.person import PersonId
from tests.alerts.test_grouping import DEVICES, MINUTE, NOON, RULES, SECOND, fault, outage, row

WORDED = AlertRules(
    wordings={
        Trouble.OFFLINE: Wording(fault_class="offline", words="离线"),
        Trouble.CLOCK: Wording(fault_class="clock", words="时间不准"),
    }
)
CANTEEN = Devices(
    Places(
        (),
        [
            row("NVR", name="录像机", flags=("recorder",)),
            *(row(f"C{n}", name=f"餐厅{n}号", recorder="NVR") for n in range(1, 6)),
            row("L1", name="校门"),
        ],
    )
)
LI = PersonId("li")


def test_a_trouble_the_school_has_no_words_for_is_another_one_by_its_own_name() -> None:
    assert WORDED.worded(Trouble.CLOCK) == Wording(fault_class="clock", words="时间不准")
    assert WORDED.worded(Trouble.POWER) == Wording(fault_class="other", words="power")


def ailing(*troubles: Trouble) -> list[Fault]:
    return [fault("C10", n, trouble=one) for n, one in enumerate(troubles)]


# ------------------------------------------------------------------ how grave


@pytest.mark.parametrize(
    ("troubles", "grave", "called"),
    [
        ([], Severity.MINOR, None),
        ([Trouble.CLOCK], Severity.MINOR, Trouble.CLOCK),
        ([Trouble.CLOCK, Trouble.CLOCK, Trouble.OFFLINE], Severity.MAJOR, Trouble.OFFLINE),
        ([Trouble.OFFLINE, Trouble.DISK, Trouble.CLOCK], Severity.CRITICAL, Trouble.DISK),
        ([Trouble.OFFLINE, Trouble.POWER, Trouble.POWER], Severity.MAJOR, Trouble.POWER),
    ],
)
def test_the_gravest_trouble_and_of_several_the_most_frequent_names_it(
    troubles: list[Trouble], grave: Severity, called: Trouble | None
) -> None:
    assert grouping.severity(ailing(*troubles)) is grave
    assert called is None or grouping.trouble(ailing(*troubles)) is called


@pytest.mark.parametrize(
    ("one", "grave"),
    [
        (fault("C10", zone="gate"), Severity.CRITICAL),
        (fault("C10", zone="yard"), Severity.MAJOR),  # the same camera, of another area
        (fault("C11", zone="gate"), Severity.MAJOR),
        (
            fault("C10", zone="gate", trouble=Trouble.CLOCK),
            Severity.MINOR,
        ),  # it shows something
    ],
)
def test_a_dark_camera_of_a_key_place_is_critical(one: Fault, grave: Severity) -> None:
    assert grouping.severity([one], frozenset({("C10", "gate")})) is grave


def test_it_came_back_as_often_as_the_worst_of_its_devices() -> None:
    twice = [fault("C10", 1), fault("C10", 2), fault("C11", 3)]
    clock = fault("C10", 4, trouble=Trouble.CLOCK)
    assert grouping.returns([*twice, clock]) == 2
    assert grouping.returns([]) == 1


# ------------------------------------------------------------------ since when


@pytest.mark.parametrize(
    ("hidden", "earlier", "minutes"),
    [
        ("parent/NVR1", 1, 1),
        ("parent/NVR1", 2, 2),
        ("parent/NVR1", 2.1, 0),  # so long before: it was something else
        ("parent/NVR1", -1, 0),  # after it
        ("parent/SW1", 1, 0),  # hidden by another device
        ("works/1", 1, 0),
        ("", 1, 0),
    ],
)
def test_a_camera_may_have_said_it_a_moment_before_its_recorder(
    hidden: str, earlier: float, minutes: float
) -> None:
    camera = fault("C10", 9, hidden=hidden, since=NOON - earlier * MINUTE)
    both = (fault("NVR1", 2, since=NOON + MINUTE), fault("NVR1", 1))
    first = grouping.first_heard(Group(faults=both), [camera], RULES)
    assert first == NOON - minutes * MINUTE


def test_what_was_hidden_is_counted_from_the_moment_it_was_shown() -> None:
    shown = fault("C10", shown_at=NOON + MINUTE)
    assert (shown.since, fault("C10").since) == (NOON + MINUTE, NOON)


@pytest.mark.parametrize(
    ("one", "waits"),
    [
        (fault("C10"), True),
        (fault("C10", hidden="works/1"), False),
        (fault("C10", outage=1), False),
        (fault("C10", ended_at=NOON), False),
    ],
)
def test_a_fault_waits_until_somebody_hears_of_it(one: Fault, waits: bool) -> None:
    assert one.waits is waits


@pytest.mark.parametrize(
    ("handler", "until", "handled"),
    [
        ("", None, False),
        ("li", None, True),
        ("li", 1, True),
        ("li", 0, False),
        ("", 1, False),
    ],
)
def test_i_have_it_holds_for_its_time(handler: str, until: int | None, handled: bool) -> None:
    end = None if until is None else NOON + until * MINUTE
    one = outage(cause="C10", handler=PersonId(handler), handled_until=end)
    assert one.handled(NOON) is handled


# ------------------------------------------------------------------ how far


@pytest.mark.parametrize(
    ("faults", "cameras", "down"),
    [
        ([], "", ""),
        ([fault("C2"), fault("L1"), fault("C2", trouble=Trouble.CLOCK)], "C2 L1", ""),
        ([fault("NVR")], "C1 C2 C3 C4 C5", "NVR"),
        ([fault("NVR", trouble=Trouble.DISK)], "", "NVR"),  # ill, and its cameras show
        ([fault("C2"), fault("NVR"), fault("L1")], "C2 C1 C3 C4 C5 L1", "NVR"),
    ],
)
def test_what_cannot_be_seen_in_the_order_in_which_it_failed(
    faults: list[Fault], cameras: str, down: str
) -> None:
    found = extent(faults, CANTEEN.behind)
    assert found == Extent(cameras=(*cameras.split(),), down=(*down.split(),))


@pytest.mark.parametrize(
    ("faults", "devices"),
    [
        ([fault("NVR"), fault("C2"), fault("L1")], "C1 C2 C3 C4 C5 L1"),
        ([fault("NVR", trouble=Trouble.DISK), fault("C2"), fault("C2")], "NVR C2"),
    ],
)
def test_what_ails_is_named_once(faults: list[Fault], devices: str) -> None:
    assert touched(faults, CANTEEN.behind) == devices.split()


# ------------------------------------------------------------------ in words


def dark(*devices: str) -> list[Fault]:
    return [fault(one) for one in devices]


CLOCKS = [fault(f"C{n}", trouble=Trouble.CLOCK) for n in (1, 2)]


@pytest.mark.parametrize(
    ("those", "words"),
    [
        (dark("C1"), "离线：餐厅1号"),
        (dark("C1", "C1", "L1"), "离线：餐厅1号、校门"),
        (dark("C1", "C2"), "离线：餐厅1号、餐厅2号（均在录像机下）"),
        (dark("C1", "C2", "L1"), "离线：餐厅1号、餐厅2号、校门"),
        (dark("C1", "C2", "C3"), "离线：餐厅1号、餐厅2号、餐厅3号（均在录像机下）"),
        (
            dark("C1", "C2", "C3", "C4"),
            "离线：餐厅1号、餐厅2号、餐厅3号等4台设备（均在录像机下）",
        ),
        (dark("NVR"), "离线：录像机（其下5个摄像头无画面）"),
        (dark("C1", "NVR"), "离线：餐厅1号、录像机（其下4个摄像头无画面）"),
        ([fault("NVR", trouble=Trouble.DISK)], "disk：录像机"),  # the pack has no word for it
        ([*dark("L1"), *CLOCKS], "时间不准：餐厅1号、餐厅2号（均在录像机下）；离线：校门"),
    ],
)
def test_the_words_of_a_ticket_nobody_wrote(those: Sequence[Fault], words: str) -> None:
    assert symptom(those, CANTEEN, WORDED) == words
    again = f"{words}（接报修〔2026〕0003，24小时内再次发生）"
    assert symptom(those, CANTEEN, WORDED, before="报修〔2026〕0003") == again


def test_a_long_list_of_names_is_cut_so_that_the_form_takes_it() -> None:
    long = Devices(Places((), [row("C1", name="餐" * 300)]))
    assert symptom(dark("C1"), long, WORDED) == "离线：" + "餐" * 237


# ------------------------------------------------------------------ who asked for quiet


def silence(**scope: object) -> Silence:
    end = NOON + MINUTE
    known = {"id": 4, "school": "s", "starts": NOON, "ends": end, "reason": "检修", "by": LI}
    return Silence(**{**known, **scope})


@pytest.mark.parametrize(
    ("quiet", "seconds", "covers"),
    [
        (silence(devices=("C10",)), 0, True),
        (silence(devices=("C10",)), -1, False),
        (silence(devices=("C10",)), 59, True),
        (silence(devices=("C10",)), 60, False),
        (silence(devices=("C10",), ended_at=NOON + 30 * SECOND), 29, True),
        (silence(devices=("C10",), ended_at=NOON + 30 * SECOND), 30, False),
        (silence(devices=("C10",), ended_at=NOON + 2 * MINUTE), 60, False),  # told afterwards
        (silence(devices=("C11",)), 0, False),
        (silence(devices=("NVR1",)), 0, True),  # it hangs behind it
        (silence(devices=("NVR2",)), 0, False),
        (silence(zones=("Z1",)), 0, True),
        (silence(zones=("Z2",)), 0, False),
        (silence(zones=("Z2",), devices=("C10",)), 0, True),
    ],
)
def test_how_far_and_how_long_somebody_asked_for_quiet(
    quiet: Silence, seconds: int, covers: bool
) -> None:
    now = NOON + seconds * SECOND
    known = {"devices": DEVICES, "faults": (), "windows": (), "stable": timedelta(0)}
    here = Cover(silences=[quiet], now=now, **known)
    assert here.silence(fault("C10")) is (quiet if covers else None)
    assert here.why(fault("C10")) == ("silence/4" if covers else "")


@pytest.mark.parametrize(
    ("over", "seconds", "silent"),
    [(None, 0, True), (None, -1, False), (None, 60, False), (30, 29, True), (30, 30, False)],
)
def test_works_that_were_approved_are_no_news_until_the_picture_is_back(
    over: int | None, seconds: int, silent: bool
) -> None:
    works = Window(
        school="s",
        request=7,
        camera="C10",
        starts=NOON,
        ends=NOON + MINUTE,
        ended_at=None if over is None else NOON + over * SECOND,
    )
    assert works.silent(NOON + seconds * SECOND) is silent


def test_works_go_before_a_silence_and_a_silence_before_the_recorder() -> None:
    works = Window(school="s", request=7, camera="C10", starts=NOON, ends=NOON + MINUTE)
    quiet = silence(zones=("Z1",))

    def why(*windows: Window, silences: Sequence[Silence] = ()) -> str:
        return Cover(
            devices=DEVICES,
            faults=[fault("NVR1")],
            windows=windows,
            silences=silences,
            stable=timedelta(0),
            now=NOON,
        ).why(fault("C10"))

    assert why(works, silences=[quiet]) == "works/7"
    assert why(silences=[quiet]) == "silence/4"
    assert why() == "parent/NVR1"
