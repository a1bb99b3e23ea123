"""A signature takes its time: who is reminded, who is next in line, how it ends (C30–C36)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from bot import schedule
from bot.actions import deciding, filing, hurrying, quieting, ringing, writing_calendar
from bot.actions.office import Office
from bot.approvals.deadlines import Rung
from bot.approvals.refusals import NotYours, NotYourTurn, NudgedAlready
from bot.approvals.request import Request, State, Verdict
from bot.notices import Reason
from bot.people.calendar import Counting
from bot.people.days import Almanac, Change, DayKind
from sandbox.clock import PushedClock
from storage import requests, rings
from storage.store import Store, Work
from storage.tables import outbox
from storage.tables import rings as ring_rows
from tests.actions.conftest import WEDNESDAY
from tests.actions.kinds import Case, called, signed
from tests.actions.test_extending import FORM

DIRECTOR, CHIEF = "谢折桂", "雷默言"


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


def lost(when: datetime = WEDNESDAY, days: int = 2) -> dict[str, Any]:
    """A bag lost in 餐厅 two days ago: its recorder keeps thirty."""
    noon = (when - timedelta(days=days)).replace(hour=12)
    span = {"from": noon.isoformat(), "to": (noon + timedelta(minutes=40)).isoformat()}
    return {**FORM, "span": span, "parties": []}


async def filed(school: Case, **other: Any) -> Request:
    me = await school.person("科任老师甲")
    return await school.files("科任老师甲", "footage", **{**lost(), **other}, viewers=[me])


async def at(school: Case, **later: float) -> None:
    """That long after Wednesday 09:00, with every bell on the way rung when it was due."""
    end = WEDNESDAY + timedelta(**later)
    while (ring := await school.acts(next_ring)) and ring <= end:
        school.clock.push(max(ring - school.clock.now(), timedelta()))
        await school.acts(ringing.ring)
    school.clock.push(end - school.clock.now())


def next_ring(work: Work, _office: Office) -> datetime | None:
    return work.conn.execute(select(func.min(ring_rows.c.at))).scalar_one()


async def now(school: Case, request: Request) -> Request:
    return await school.acts(lambda work, _: requests.peek(work, request.id))


async def due(school: Case, request: Request) -> datetime | None:
    wait = await school.acts(lambda work, _: rings.wait_of(work, request.id))
    return wait.due_at.astimezone(WEDNESDAY.tzinfo) if wait and wait.due_at else None


def near(one: datetime | None, other: datetime) -> bool:
    """The clock runs while the school acts."""
    return one is not None and abs(one - other) < timedelta(minutes=2)


async def decides(
    school: Case, request: Request, who: str, verdict: Verdict = Verdict.APPROVE
) -> Request:
    def act(work: Work, office: Office) -> Request:
        token = requests.peek(work, request.id).token
        by, why = called(office, who), "请补充说明"
        return deciding.decide(
            work, office, by, request.id, token=token, verdict=verdict, reason=why
        )

    return await school.acts(act)


# ------------------------------------------------------------------ the ladder of one step


async def test_half_a_day_gone_whoever_is_asked_is_reminded_once(school: Case) -> None:
    request = await filed(school)
    asked = await signers(school, request)
    assert near(await due(school, request), WEDNESDAY + timedelta(days=1))
    await at(school, hours=11)
    assert await school.told(Reason.REMINDED) == []
    await at(school, hours=13)
    assert await school.told(Reason.REMINDED) == asked


async def signers(school: Case, request: Request) -> list[str]:
    def read(_work: Work, office: Office) -> list[str]:
        return [office.directory[p].name for s in request.open_seats for p in s.persons]

    return await school.acts(read)


async def test_at_the_limit_the_next_in_line_may_sign_and_the_first_still_may(
    school: Case,
) -> None:
    request = await filed(school)
    await at(school, hours=25)
    late = await now(school, request)
    before, after = await signers(school, request), await signers(school, late)
    assert late.state is State.IN_APPROVAL
    assert late.step == request.step
    assert set(before) < set(after)
    assert [seat.why for seat in late.open_seats] == ["late"]
    assert await school.told(Reason.RAN_OUT) == ["科任老师甲"]
    signed_by = next(name for name in after if name not in before)
    moved = await decides(school, late, signed_by)
    assert moved.decisions[-1].acting_for
    assert moved.step > late.step or moved.state is State.APPROVED


async def test_the_last_step_never_approves_by_itself(school: Case) -> None:
    """Nobody signs for two weeks: it ends as what it is, and is asked anew with one tap."""
    request = await filed(school)
    await at(school, days=20)
    over = await now(school, request)
    assert over.state is State.EXPIRED
    assert over.decisions == ()
    assert await school.told(Reason.EXPIRED) == ["科任老师甲"]
    assert await school.acts(lambda work, _: rings.of_request(work, request.id)) == {}


async def test_reminders_after_the_limit_grow_apart(school: Case) -> None:
    request = await filed(school)
    (first, *_) = await signers(school, request)
    await at(school, days=13)
    moments = await reminders(school, first)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert len(moments) >= 4
    assert gaps[-1] > gaps[0]
    assert max(gaps) <= timedelta(days=4)


async def reminders(school: Case, name: str) -> list[datetime]:
    def read(work: Work, office: Office) -> list[datetime]:
        mine = outbox.c.person == called(office, name).id
        rows = select(outbox.c.created_at).where(mine, outbox.c.reason == Reason.REMINDED.value)
        return sorted(work.conn.execute(rows).scalars())

    return await school.acts(read)


async def test_a_weekend_is_not_anybodys_time(school: Case) -> None:
    """Filed on Friday at five: until Monday at five."""
    school.clock.push(timedelta(days=2, hours=8))
    request = await filed(school)
    assert near(await due(school, request), WEDNESDAY + timedelta(days=5, hours=8))


async def test_footage_about_to_go_does_not_wait_for_monday(school: Case) -> None:
    """Recorded 29 days ago: a day is left for four signatures, and the weekend counts."""
    school.clock.push(timedelta(days=2, hours=8))
    friday = school.clock.now().astimezone(WEDNESDAY.tzinfo)
    request = await filed(school, **lost(friday, days=29))
    until = await due(school, request)
    assert until is not None
    assert until < friday + timedelta(hours=8)
    assert (await wait(school, request)).counting == Counting.ALWAYS


async def wait(school: Case, request: Request) -> rings.Wait:
    found = await school.acts(lambda work, _: rings.wait_of(work, request.id))
    assert found is not None
    return found


async def test_once_it_is_held_nobody_has_to_hurry(school: Case) -> None:
    request = await filed(school, **lost(days=29))
    hurried = await due(school, request)
    await school.does(request, "hold", "值班员甲", method="locked")
    relaxed = await due(school, request)
    assert hurried is not None
    assert near(relaxed, WEDNESDAY + timedelta(days=1))
    assert hurried < WEDNESDAY + timedelta(hours=8)


# ------------------------------------------------------------------ the clock stands still


async def test_the_clock_stands_while_the_requester_must_act(school: Case) -> None:
    request = await filed(school)
    (first, *_) = await signers(school, request)
    await at(school, hours=6)
    await decides(school, request, first, Verdict.RETURN)
    await at(school, days=1, hours=7)  # a day passes with the requester, who is reminded
    assert await school.told(Reason.REMINDED) == []
    assert await school.told(Reason.SUPPLYING) == ["科任老师甲"]
    again = await school.acts(
        lambda work, office: filing.amend(
            work,
            office,
            called(office, "科任老师甲"),
            request.id,
            {**request.answers, "purpose": "书包里有学生证，需要确认去向"},
        )
    )
    assert again.state is State.IN_APPROVAL
    left = timedelta(hours=18)
    assert near(await due(school, request), WEDNESDAY + timedelta(days=1, hours=7) + left)


async def test_what_is_never_supplied_ends(school: Case) -> None:
    request = await filed(school)
    (first, *_) = await signers(school, request)
    await decides(school, request, first, Verdict.RETURN)
    await at(school, days=22)
    assert (await now(school, request)).state is State.EXPIRED


async def test_an_approval_nobody_uses_ends_after_seven_days(school: Case) -> None:
    request = await filed(school)
    await school.acts(lambda work, office: signed(work, office, request.id))
    await at(school, days=6, hours=1)
    assert await school.told(Reason.SUPPLYING) == ["科任老师甲"]
    await at(school, days=7, hours=1)
    over = await now(school, request)
    assert over.state is State.EXPIRED
    assert await school.waits(over) == []


async def test_an_appointment_keeps_it_alive(school: Case) -> None:
    request = await filed(school)
    await school.acts(lambda work, office: signed(work, office, request.id))
    await at(school, days=5)
    slot = {"from": school.day(5) + "T14:00:00+08:00", "to": school.day(5) + "T15:00:00+08:00"}
    await school.does(request, "appointment", "值班员甲", when="at", slot=slot)
    await at(school, days=8)
    assert (await now(school, request)).state is State.APPROVED


# ------------------------------------------------------------------ haste and delay


async def test_a_nudge_once_in_four_hours(school: Case) -> None:
    request = await filed(school)
    asked = await signers(school, request)

    def nudged(work: Work, office: Office) -> Request:
        return hurrying.nudge(work, office, called(office, "科任老师甲"), request.id)

    await school.acts(nudged)
    assert await school.told(Reason.NUDGED) == asked
    with pytest.raises(NudgedAlready) as refused:
        await school.acts(nudged)
    assert near(refused.value.saying.values["at"], school.clock.now() + timedelta(hours=4))
    school.clock.push(timedelta(hours=4))
    await school.acts(nudged)
    assert await school.told(Reason.NUDGED) == asked * 2


async def test_nobody_else_nudges(school: Case) -> None:
    request = await filed(school)
    with pytest.raises(NotYours):
        await school.acts(
            lambda work, office: hurrying.nudge(
                work, office, called(office, "值班员甲"), request.id
            )
        )


async def test_put_off_but_never_past_the_deadline(school: Case) -> None:
    request = await filed(school)
    (first, *_) = await signers(school, request)
    await at(school, hours=13)
    limit = await due(school, request)

    def later(work: Work, office: Office) -> datetime:
        wish = office.now + timedelta(days=3)
        return hurrying.snooze(work, office, called(office, first), request.id, wish)

    assert await school.acts(later) == limit
    await at(school, hours=25)
    with pytest.raises(hurrying.PastDeadline):
        await school.acts(later)


async def test_the_next_in_line_gives_more_time_with_a_reason(school: Case) -> None:
    request = await filed(school)
    first = await signers(school, request)
    await at(school, hours=25)
    above = next(n for n in await signers(school, await now(school, request)) if n not in first)

    def give(who: str) -> Callable[[Work, Office], Request]:
        return lambda work, office: hurrying.give_time(
            work,
            office,
            called(office, who),
            request.id,
            days=2,
            reason="下周教研活动，周五前办完",
        )

    with pytest.raises(NotYourTurn):
        await school.acts(give(first[0]))
    eased = await school.acts(give(above))
    assert not eased.overdue
    assert await signers(school, eased) == first
    assert near(await due(school, eased), WEDNESDAY + timedelta(days=5, hours=1))
    with pytest.raises(NotYourTurn):
        await school.acts(give(above))
    await at(school, days=5, hours=2)
    assert (await now(school, request)).overdue


# ------------------------------------------------------------------ never in vain, never for ever


async def test_without_its_rows_it_is_armed_anew(school: Case) -> None:
    request = await filed(school)
    await school.acts(lambda work, _: work.conn.execute(delete(ring_rows)).rowcount)
    assert await school.acts(ringing.arm_all) == 1
    assert rings.EVERYBODY in await school.acts(lambda w, _: rings.of_request(w, request.id))
    assert await school.acts(ringing.arm_all) == 0


async def test_a_ring_rings_once_for_two_processes(school: Case) -> None:
    """Both have read that it is due; whoever comes second finds it gone."""
    request = await filed(school)
    school.clock.push(timedelta(hours=13))
    seen = await school.acts(lambda work, office: rings.due(work, office.id, work.now))
    assert seen
    await school.acts(ringing.ring)
    for one in seen:
        there = await school.acts(lambda w, _: rings.of_request(w, request.id))
        assert there.get(one.person) != one
    assert len(await school.told(Reason.REMINDED)) == len(await signers(school, request))


# ------------------------------------------------------------------ the night


@pytest.mark.parametrize(
    ("hour", "until"),
    [
        (21.9, None),
        (22.0, 31.0),
        (23.5, 31.0),
        (2.0, 7.0),
        (6.9, 7.0),
        (7.0, None),
        (12.0, None),
    ],
)
async def test_quiet_hours(school: Case, hour: float, until: float | None) -> None:
    day = WEDNESDAY.replace(hour=0)

    def end(_work: Work, office: Office) -> datetime | None:
        return quieting.quiet_end(office, day + timedelta(hours=hour))

    assert await school.acts(end) == (day + timedelta(hours=until) if until else None)


async def test_the_morning_has_one_message(school: Case) -> None:
    school.clock.push(timedelta(hours=14))  # eleven at night
    for _ in range(3):
        request = await filed(school)
    (first, *_) = await signers(school, request)
    morning = WEDNESDAY.replace(hour=7) + timedelta(days=1)

    def waiting(work: Work, office: Office) -> list[tuple[str, datetime]]:
        mine = (outbox.c.person == called(office, first).id, outbox.c.state == "waiting")
        rows = work.conn.execute(select(outbox.c.reason, outbox.c.due_at).where(*mine))
        return [(row.reason, row.due_at) for row in rows]

    assert await school.acts(waiting) == [(Reason.DIGEST, morning)]


async def test_what_cannot_wait_passes(school: Case) -> None:
    """Footage with hours to live wakes whoever must sign, and the duty room is told at once."""
    school.clock.push(timedelta(hours=14))
    night = school.clock.now().astimezone(WEDNESDAY.tzinfo)
    await filed(school, **lost(night, days=29))

    def held_back(work: Work, _office: Office) -> list[str]:
        late = outbox.c.due_at > work.now + timedelta(minutes=5)
        return list(work.conn.execute(select(outbox.c.reason).where(late)).scalars())

    assert await school.acts(held_back) == []


async def test_a_holiday_announced_later_moves_the_signature_at_once(school: Case) -> None:
    """Thursday and Friday are suddenly free: the day of Wednesday's case ends on Monday."""
    request = await filed(school)
    days = (WEDNESDAY.date() + timedelta(days=n) for n in (1, 2))
    free = {day: Change(date=day, kind=DayKind.OWN_OFF, name="运动会补休") for day in days}

    def announced(work: Work, office: Office) -> int:
        admin = called(office, "监控管理员甲")
        return len(writing_calendar.write(work, office, Almanac(changes=free), admin))

    assert await school.acts(announced) == 1
    assert near(await due(school, request), WEDNESDAY + timedelta(days=5))
    assert set(await school.told(Reason.MOVED)) == {
        *await signers(school, request),
        "科任老师甲",
    }
    await at(school, days=3)
    assert (await now(school, request)).overdue is False


async def test_cases_without_a_bell_of_their_own_crowd_nobody_out(school: Case) -> None:
    """An approved case is seen to by its tasks; the search for lost bells passes it by."""
    request = await filed(school)
    await school.acts(lambda work, office: signed(work, office, request.id))
    await school.acts(lambda work, _: work.conn.execute(delete(ring_rows)).rowcount)
    assert await school.acts(ringing.arm_all) == 0


async def test_a_case_that_is_not_as_it_should_be_holds_up_no_other(
    school: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one's ring fails; the second one's people are reminded all the same."""
    broken, sound = await filed(school), await filed(school)
    half = ringing.SOUNDS[Rung.HALF]

    def fails(work: Work, office: Office, request: Request, one: rings.Ring) -> None:
        if request.id == broken.id:
            raise RuntimeError("not as it should be")
        half(work, office, request, one)

    monkeypatch.setattr(ringing, "SOUNDS", {**ringing.SOUNDS, Rung.HALF: fails})
    school.clock.push(timedelta(hours=13))
    await schedule.rung(school.store, school.rules)
    assert await school.told(Reason.REMINDED) == await signers(school, sound)
    waiting = await school.acts(lambda work, _: rings.of_request(work, broken.id))
    assert min(ring.at for ring in waiting.values()) > school.clock.now()
