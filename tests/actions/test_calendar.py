"""The calendar of a school changes, and what counts by it moves in the same transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.actions import tasking, timing, writing_calendar
from bot.actions.office import Office, Rules
from bot.approvals.deadlines import Rung
from bot.approvals.request import Request
from bot.followup.task import Task
from bot.notices import Reason
from bot.people.days import Almanac, Change, DayKind
from bot.people.person import Platform
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import card_for, explaining
from bot.writing.scene import Reader, Scene
from sandbox.clock import PushedClock
from storage import journal, rings, tasks
from storage.store import Store, Work
from storage.tables import outbox
from tests.actions.test_points_and_rights import Case, urgent

lingnan = pytest.mark.parametrize("rules", ["lingnan"], indirect=True)
SHANGHAI = ZoneInfo("Asia/Shanghai")
# The plan of an urgent camera is due in three working days: 30 September, 8 and 9 October.
FILED = datetime(2026, 9, 29, 15, tzinfo=SHANGHAI)
STOOD = datetime(2026, 10, 9, 23, 59, tzinfo=SHANGHAI)
LATER = datetime(2026, 10, 10, 23, 59, tzinfo=SHANGHAI)  # a Saturday that is worked


@pytest.fixture
def clock() -> PushedClock:
    return PushedClock(FILED)


def off(*days: str) -> Almanac:
    changes = (
        Change(date=date.fromisoformat(day), kind=DayKind.OWN_OFF, name="国庆后补休")
        for day in days
    )
    return Almanac(changes={change.date: change for change in changes})


def announces(case: Case, almanac: Almanac) -> list[Any]:
    """The school's terms and exams stand beside it."""
    admin = case.office.directory.holders("admin")[0]
    whole = replace(almanac, periods=case.office.school.almanac.periods)
    return writing_calendar.write(case.work, case.office, whole, admin)


def told(work: Work, office: Office, why: Reason) -> dict[str, str]:
    """Name → subject of whoever was owed a word."""
    rows = work.conn.execute(
        select(outbox.c.person, outbox.c.subject).where(outbox.c.reason == why)
    )
    return {office.directory.persons[r.person].name.split("（")[0]: r.subject for r in rows}


def reads(case: Case, name: str, subject: str, language: str = "zh") -> str:
    reader = Reader(person=case.person(name), platform=Platform.TELEGRAM, address="1")
    scene = Scene(
        work=case.work,
        office=case.office,
        reader=reader,
        voice=Voice(language, SHANGHAI),
    )
    card = card_for(scene, subject)
    return "\n".join((card.title, *card.body, card.hint)) if card else ""


def put_off(work: Work, rules: Rules) -> int:
    """A plan due by the announcement of the 8th, which made it a day later; the case's number."""
    case = urgent(work, rules)
    announces(case, off("2026-10-08"))
    return case.number


async def lived(store: Store, rules: Rules, life: Callable[[Case], None]) -> None:
    await store.transact(lambda work: life(urgent(work, rules)))


@lingnan
async def test_a_holiday_announced_later_moves_an_open_deadline_at_once(
    store: Store, rules: Rules
) -> None:
    def life(case: Case) -> None:
        assert case.task("plan").due_at == STOOD
        (move,) = announces(case, off("2026-10-08"))
        assert (move.was, move.due) == (STOOD, LATER)
        plan = case.task("plan")
        assert (plan.due_at, plan.remind_at) == (LATER, LATER)
        kinds = [e.kind for e in journal.entries(case.work, case.office.id)]
        assert kinds[-2:] == ["calendar.changed", "deadline.moved"]

    await lived(store, rules, life)


@lingnan
async def test_whoever_owes_it_hears_once_what_moved_and_why(
    store: Store, rules: Rules
) -> None:
    def life(case: Case) -> None:
        announces(case, off("2026-10-08"))
        heard = told(case.work, case.office, Reason.MOVED)
        assert list(heard) == ["辅导员01"]  # who asked for the point makes its plan himself
        text = reads(case, "辅导员01", heard["辅导员01"])
        assert "10月8日（周四） 本校休息（国庆后补休）" in text
        assert "10月9日 23:59 → 10月10日 23:59" in text
        assert "制定安装方案" in text
        assert text.count("→") == 1
        english = reads(case, "辅导员01", heard["辅导员01"], "en")
        assert "9 Oct, 23:59 → 10 Oct, 23:59" in english

    await lived(store, rules, life)


@lingnan
async def test_whoever_waits_hears_of_it_beside_whoever_owes(
    store: Store, rules: Rules
) -> None:
    def life(case: Case) -> None:
        case.does(
            "辅导员01",
            "plan",
            {
                "plan_on": "2026-09-29",
                "plan": "立柱装一台枪机，沿桥架走线",
                "plan_files": [{"id": 1, "name": "a.png"}],
            },
        )
        announces(case, off("2026-10-08"))
        heard = told(case.work, case.office, Reason.MOVED)
        assert set(heard) == {"晏知秋", "辅导员01"}
        assert "需要您办理的" in reads(case, "晏知秋", heard["晏知秋"])
        waiting = reads(case, "辅导员01", heard["辅导员01"])
        assert "您提出、由他人办理的" in waiting
        assert "需要您办理的" not in waiting

    await lived(store, rules, life)


@lingnan
async def test_what_is_done_meanwhile_is_not_told_as_moved(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        announces(case, off("2026-10-08"))
        subject = told(case.work, case.office, Reason.MOVED)["辅导员01"]
        announces(case, off("2026-10-08", "2026-10-10"))
        assert reads(case, "辅导员01", subject) == ""

    await lived(store, rules, life)


@lingnan
async def test_a_take_back_moves_it_back_and_the_same_word_twice_moves_nothing(
    store: Store, rules: Rules
) -> None:
    def life(case: Case) -> None:
        announces(case, off("2026-10-08"))
        assert announces(case, off("2026-10-08")) == []
        announces(case, Almanac())
        assert case.task("plan").due_at == STOOD

    await lived(store, rules, life)


@lingnan
async def test_a_day_worked_after_all_makes_nobody_late(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    """The plan was due on the 10th by the announcement of the 8th; on the 10th at noon that is
    taken back, which would make it due the evening before."""
    number = await store.transact(lambda work: put_off(work, rules))

    def after(work: Work) -> None:
        case = Case(work, rules)
        case.number = number
        assert announces(case, Almanac()) == []
        assert case.task("plan").due_at == LATER

    clock.push(datetime(2026, 10, 10, 12, tzinfo=SHANGHAI) - clock.now())
    await store.transact(after)


@lingnan
async def test_what_was_late_and_got_more_time_is_reminded_at_the_new_moment(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    number = 0

    def before(work: Work) -> None:
        nonlocal number
        number = urgent(work, rules).number

    def rung(work: Work) -> None:
        tasking.overdue(work, Office.open(work, rules))
        assert plan(work).remind_at is None
        case = Case(work, rules)
        announces(case, off("2026-10-09", "2026-10-10", "2026-10-12"))
        assert plan(work).remind_at == datetime(2026, 10, 13, 23, 59, tzinfo=SHANGHAI)

    def plan(work: Work) -> Task:
        return next(t for t in tasks.of_request(work, number) if t.kind == "plan")

    await store.transact(before)
    clock.push(STOOD + timedelta(hours=1) - clock.now())
    await store.transact(rung)


@lingnan
async def test_deadlines_of_the_law_and_of_the_night_stand(store: Store, rules: Rules) -> None:
    """Holding footage counts by the clock: no holiday stops what overwrites it."""
    always = [
        (kind.id, task.id)
        for kind in rules.pack.kinds.values()
        for task in kind.tasks
        if task.due and task.due.counting.value == "always"
    ]
    for name in ("hold", "hold_copy"):
        assert ("footage", name) in always
    assert {("police_filing", "receipt"), ("new_camera", "amend_filing")} <= set(always)
    assert {("data_subject", "reply"), ("leak", "authority"), ("leak", "contain")} <= set(
        always
    )


@lingnan
async def test_a_trial_run_changes_nothing(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        foreseen = writing_calendar.foreseen(case.work, case.office, off("2026-10-08"))
        assert len(foreseen) == 1
        assert case.task("plan").due_at == STOOD
        assert not case.office.school.almanac.changes

    await lived(store, rules, life)


# ------------------------------------------------------------------ signatures


FOOTAGE = {
    "zones": ["B-Z09"],
    "span": {"from": "2026-09-28T12:00:00+08:00", "to": "2026-09-28T12:40:00+08:00"},
}
taishan = pytest.mark.parametrize("rules", ["taishan"], indirect=True)


def entry(case: Case) -> Request:
    """牧星野 is asked, on a Tuesday at three; a signature has a working day."""
    answers = {
        **FOOTAGE,
        "for_student": True,
        "students": ["G1-03-17"],
        "reason_kind": "lost",
        "target": "看谁拿走了黑色手机",
        "reason": "学生午饭后发现手机不见",
        "viewing_room": "south_gate",
    }
    return case.files("乔木", "footage", answers)


def minute(at: datetime | None) -> datetime:
    """The clock runs on while a test does."""
    assert at is not None
    return at.replace(second=0, microsecond=0)


@taishan
async def test_a_signature_moves_with_its_bells(store: Store, rules: Rules) -> None:
    def life(work: Work) -> None:
        case = Case(work, rules)
        request = entry(case)
        asked = rings.wait_of(work, request.id)
        assert asked is not None
        assert minute(asked.due_at) == datetime(2026, 9, 30, 15, tzinfo=SHANGHAI)
        announces(case, off("2026-09-30"))
        later = datetime(2026, 10, 8, 15, tzinfo=SHANGHAI)
        moved = rings.wait_of(work, request.id)
        assert moved is not None
        assert minute(moved.due_at) == later
        bells = {
            ring.rung: minute(ring.at) for ring in rings.of_request(work, request.id).values()
        }
        assert bells[Rung.DUE] == later
        assert bells[Rung.HALF] == datetime(2026, 10, 8, 3, tzinfo=SHANGHAI)
        heard = told(work, case.office, Reason.MOVED)
        assert set(heard) == {"牧星野", "乔木"}
        assert "审批" in reads(case, "牧星野", heard["牧星野"])

    await store.transact(life)


@taishan
async def test_no_holiday_lets_a_signature_outlast_the_footage(
    store: Store, rules: Rules
) -> None:
    def life(work: Work) -> None:
        case = Case(work, rules)
        request = entry(case)
        days = [(date(2026, 9, 30) + timedelta(days=n)).isoformat() for n in range(40)]
        announces(case, off(*days))
        moved = rings.wait_of(work, request.id)
        end = timing.unsafe_until(work, case.office, request)
        assert moved is not None
        assert end is not None
        assert moved.due_at == end

    await store.transact(life)


# ------------------------------------------------------------------ explained


def explained(case: Case, language: str = "zh") -> str:
    reader = Reader(person=case.person("辅导员01"), platform=Platform.TELEGRAM, address="1")
    voice = Voice(language, SHANGHAI)
    scene = Scene(work=case.work, office=case.office, reader=reader, voice=voice)
    return "\n".join(explaining.card(scene, case.request).body)


@lingnan
async def test_a_deadline_explains_itself_day_by_day(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        announces(case, off("2026-10-08"))
        assert explained(case).splitlines()[1:] == [
            "9月29日 15:00 开始，3 个工作日：开始当天不计，到最后一天结束为止",
            "· 9月30日（周三）：计 1 天",
            "· 10月1日（周四）–10月8日（周四）：国庆节、国庆后补休，不计",
            "· 10月9日（周五）：计 1 天",
            "· 10月10日（周六）：调休上班，计 1 天",
            "10月10日 23:59 到期",
        ]
        assert "make-up working day, 1 day counted" in explained(case, "en")
        assert "National Day" in explained(case, "en")

    await lived(store, rules, life)


@lingnan
async def test_a_deadline_that_was_kept_says_so(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    number = await store.transact(lambda work: put_off(work, rules))

    def after(work: Work) -> None:
        case = Case(work, rules)
        case.number = number
        announces(case, Almanac())
        assert explained(case).splitlines()[-2:] == [
            "10月9日 23:59 到期",
            "期限另定为 10月10日 23:59，以此为准",
        ]

    clock.push(datetime(2026, 10, 10, 12, tzinfo=SHANGHAI) - clock.now())
    await store.transact(after)


@lingnan
async def test_the_card_offers_the_account_where_days_of_rest_lie_in_it(
    store: Store, rules: Rules
) -> None:
    def life(case: Case) -> None:
        reader = Reader(person=case.person("辅导员01"), platform=Platform.TELEGRAM, address="1")
        scene = Scene(work=case.work, office=case.office, reader=reader, voice=Voice())
        card = card_for(scene, f"task/{case.task('plan').id}")
        assert card is not None
        taps = [b.tap for row in card.buttons for b in row if b.tap]
        assert Tap(Verb.WHY, case.number, arg=str(case.task("plan").id)) in taps

    await lived(store, rules, life)
