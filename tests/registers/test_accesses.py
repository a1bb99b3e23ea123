"""A recorder's access log against the approvals."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.registers.accesses import Access, Approval, accesses, compared

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
APPROVED = Approval(
    number="调阅〔2026〕0001",
    cameras=frozenset({"C-01", "C-02"}),
    start=NOON,
    end=NOON + HOUR,
    since=NOON + 5 * HOUR,
    until=NOON + 30 * HOUR,
)


def look(camera: str = "C-01", start: float = 0, end: float = 1, at: float = 6) -> Access:
    return Access(
        who="nvr-admin",
        camera=camera,
        start=NOON + start * HOUR,
        end=NOON + end * HOUR,
        at=NOON + at * HOUR,
    )


@pytest.mark.parametrize(
    "one, why",
    [
        (look(), ""),
        (look("C-02", 0.25, 0.5, 30), ""),
        (look("C-03"), "camera"),
        (look(end=1.1), "span"),
        (look(start=-0.1), "span"),
        (look(at=4), "moment"),  # before the last signature
        (look(at=31), "moment"),  # after the case was closed
    ],
)
def test_what_an_approval_allows(one: Access, why: str) -> None:
    found = compared([one], [APPROVED])
    assert [u.why for u in found.unapproved] == ([why] if why else [])


def test_an_approval_nobody_used() -> None:
    other = look("C-09", at=10)
    found = compared([other], [APPROVED])
    assert [a.number for a in found.unused] == ["调阅〔2026〕0001"]
    assert compared([look(), other], [APPROVED]).unused == ()
    # The log says nothing about the time before it began.
    assert compared([look("C-09", at=99)], [APPROVED]).unused == ()
    assert compared([], [APPROVED]).unused == ()


@given(
    st.lists(
        st.builds(
            look,
            st.sampled_from(["C-01", "C-03"]),
            st.floats(-1, 1),
            st.floats(1, 2),
            st.floats(0, 40),
        )
    )
)
def test_every_look_is_either_allowed_or_named(looks: list[Access]) -> None:
    found = compared(looks, [APPROVED])
    assert len(found.unapproved) + sum(map(APPROVED.covers, looks)) == len(looks)


HEADER = "who,camera,from,to,when\n"


def test_the_log_as_a_recorder_exports_it() -> None:
    data = (
        HEADER + "admin,C-01,2026/03/02 12:00:00,2026-03-02 13:00,2026-03-02T18:00:00+08:00\n"
    )
    read, wrong = accesses(data.encode(), ZONE)
    assert wrong == ()
    assert read[0].start == NOON
    assert read[0].at == NOON + 6 * HOUR


def test_every_mistake_is_said_at_once() -> None:
    data = HEADER + ",C-01,2026-03-02 12:00,2026-03-02 11:00,gestern\n"
    read, wrong = accesses(data.encode(), ZONE)
    assert read == ()
    assert [m.key for m in wrong] == [
        "importing.required",
        "importing.bad_time",
        "importing.ends_before",
    ]
