"""Who hears what, and why: each reason to speak once, from the act to what stands on a phone.

A test fails without any of the messages it is marked with: `make reasons` tries that, and
docs/messages.md lists them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from bot import logs
from bot.actions import (
    binding,
    chasing,
    deciding,
    deputising,
    filing,
    handing,
    hurrying,
    inviting,
    listening,
    owing,
    probing,
    qualifying,
    registry,
    reporting,
    retaining,
    switching,
    telling_of_sources,
    watching,
    writing_calendar,
)
from bot.actions.instead import pass_on
from bot.actions.office import Office, Rules
from bot.actions.sealing import seal_the_day
from bot.alerts.confirming import Judged, Quorum, Watch
from bot.approvals.chain import Place
from bot.approvals.request import Request, Verdict
from bot.cards import Card
from bot.delivery.packing import Branch
from bot.handlers.dispatch import dispatch
from bot.handlers.intake import RETRIES, Intake
from bot.handlers.visit import Answer
from bot.notices import About, Reason, ToPerson, subject
from bot.people.days import Almanac, Change, DayKind
from bot.people.lines import Chat
from bot.people.person import Platform
from bot.people.roles import Deputy
from bot.platforms.ports import Inbound, Said, Unreachable
from bot.schedule import audited
from sandbox.clock import PushedClock
from storage import attachments, drafts, inbox, journal, places, requests
from storage.inbox import InboxRow
from storage.store import Store, Work
from storage.tables import rings as ring_rows
from tests.actions.boards import Ears
from tests.actions.conftest import WEDNESDAY
from tests.actions.kinds import Case, called
from tests.actions.test_auditing import by_hand, entered
from tests.actions.test_faults import MENDED, REPORTED, dark
from tests.actions.test_guarded_yes import waits_for_the_principal, with_second_person
from tests.actions.test_qualifying import trains
from tests.actions.test_ringing import at, decides, filed, lost, signers

TEACHER, OFFICER, CHIEF, DEAN = "科任老师甲", "值班员甲", "雷默言", "温若谷"
PRINCIPAL, ADMIN, OTHER_ADMIN = "裴云旗", "监控管理员甲", "监控管理员乙"
WINDOW = timedelta(seconds=31)  # in which it can be taken back, and nobody else hears of it
GROUP = "-100700"
shows = pytest.mark.shows


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


@pytest.fixture
async def campus(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "lingnan").moves_in()


async def told(case: Case, why: Reason, about: About | None = None) -> dict[str, str]:
    return await case.ears.heard(why, about)


async def waiting(case: Case, **other: Any) -> tuple[Request, str]:
    """A case that waits for its first signature, and whose that is."""
    request = await filed(case, **other)
    case.clock.push(WINDOW)
    (first,) = await signers(case, request)
    return request, first


Handing = Callable[..., Request]


async def hands(case: Case, request: Request, who: str, act: Handing, **what: Any) -> Request:
    """Somebody who may sign brings somebody else in."""

    def does(work: Work, office: Office) -> Request:
        token = requests.peek(work, request.id).token
        known = {k: called(office, v).id if k == "to" else v for k, v in what.items()}
        return act(work, office, called(office, who), request.id, token=token, **known)

    return await case.acts(does)


# -- a case ----------------------------------------------------------------------------------------


@shows(Reason.FILED, Reason.ASKED, Reason.TASKED, Reason.SETTLED, Reason.CONCLUDED)
@shows(About.STATUS, About.ASK, About.TASK)
async def test_a_case_is_filed_signed_and_handed_on(school: Case) -> None:
    request, first = await waiting(school)
    assert "已提交" in (await told(school, Reason.FILED, About.STATUS))[TEACHER]
    assert request.number in (await told(school, Reason.ASKED, About.ASK))[first]
    assert "保全录像" in (await told(school, Reason.TASKED, About.TASK))[OFFICER]
    await decides(school, request, first)
    assert "已同意" in (await told(school, Reason.SETTLED, About.ASK))[first]
    await school.signs(request)
    assert "已批准" in (await told(school, Reason.CONCLUDED, About.STATUS))[TEACHER]


@shows(Reason.NUDGED, Reason.REMINDED, Reason.RAN_OUT, Reason.EXPIRED)
async def test_nobody_signs(school: Case) -> None:
    request, first = await waiting(school)
    await school.acts(lambda w, o: hurrying.nudge(w, o, called(o, TEACHER), request.id))
    assert first in await told(school, Reason.NUDGED)
    await at(school, hours=13)
    assert first in await told(school, Reason.REMINDED)
    await at(school, hours=25)
    assert TEACHER in await told(school, Reason.RAN_OUT)
    await at(school, days=20)
    assert TEACHER in await told(school, Reason.EXPIRED)


@shows(Reason.RETURNED, Reason.SUPPLYING)
async def test_something_is_to_be_supplied(school: Case) -> None:
    request, first = await waiting(school)
    await decides(school, request, first, Verdict.RETURN)
    assert "请补充说明" in (await told(school, Reason.RETURNED))[TEACHER]
    await at(school, days=1, hours=7)
    assert TEACHER in await told(school, Reason.SUPPLYING)


@shows(Reason.NARROWED, Reason.REVOKED, About.NEWS)
async def test_less_is_approved_and_that_is_taken_back(school: Case) -> None:
    request, first = await waiting(school)
    await decides(school, request, first)

    def less(work: Work, office: Office) -> Request:
        one = requests.load(work, request.id)
        start = datetime.fromisoformat(one.answers["span"]["from"])
        span = {"from": start.isoformat(), "to": (start + timedelta(minutes=20)).isoformat()}
        by = office.directory[one.open_seats[0].persons[0]]
        yes = {"token": one.token, "verdict": Verdict.APPROVE, "reason": "只看前二十分钟"}
        return deciding.decide(work, office, by, one.id, scope={"span": span}, **yes)

    await school.acts(less)
    assert {TEACHER, first} <= {*await told(school, Reason.NARROWED, About.NEWS)}
    await school.signs(request)

    def back(work: Work, office: Office) -> Request:
        by = called(office, PRINCIPAL)
        return deciding.revoke(work, office, by, request.id, reason="家长已到派出所报案")

    await school.acts(back)
    assert {TEACHER, first} <= {*await told(school, Reason.REVOKED)}


@shows(Reason.CONSULTED, Reason.ANSWERED, Reason.INFORMED, Reason.UNASKED)
@shows(About.OPINION, About.INFORMED)
async def test_an_approver_brings_others_in(school: Case) -> None:
    request, first = await waiting(school)
    await hands(school, request, first, handing.consult, to=DEAN, question="有必要看吗？")
    assert "有必要看吗" in (await told(school, Reason.CONSULTED, About.OPINION))[DEAN]
    said = {"number": 0, "words": "有必要，失物贵重"}
    await school.acts(lambda w, o: handing.answer(w, o, called(o, DEAN), request.id, **said))
    assert "失物贵重" in (await told(school, Reason.ANSWERED))[first]
    await hands(school, request, first, handing.inform, to=OFFICER)
    assert OFFICER in await told(school, Reason.INFORMED, About.INFORMED)
    more = await hands(
        school, request, first, handing.add, to=ADMIN, place=Place.BEFORE, words="请先核实"
    )
    seats = more.chain.steps[more.step].seats
    added = next(n for n, seat in enumerate(seats) if seat.added)
    await hands(school, request, first, handing.remove, seat=added)
    assert ADMIN in await told(school, Reason.UNASKED)


@shows(About.BEHALF)
async def test_it_is_filed_in_another_s_name(school: Case) -> None:
    me = await school.person(TEACHER)

    def act(work: Work, office: Office) -> Request:
        asker, filer = called(office, TEACHER), called(office, "科任老师乙")
        return filing.file(work, office, asker, "footage", {**lost(), "viewers": [me]}, filer)

    await school.acts(act)
    school.clock.push(WINDOW)
    assert "科任老师乙" in (await told(school, Reason.FILED, About.BEHALF))[TEACHER]


@shows(About.SECOND)
async def test_a_second_person_is_asked(store: Store, taishan: Rules) -> None:
    rules = with_second_person(taishan)
    await store.transact(lambda work: waits_for_the_principal(work, rules))
    assert "应北辰" in await Ears(store, rules).heard(Reason.ASKED, About.SECOND)


@shows(Reason.DIGEST, About.DIGEST)
async def test_what_came_at_night_is_one_message_in_the_morning(school: Case) -> None:
    school.clock.push(timedelta(hours=14))  # eleven at night
    for _ in range(3):
        request = await filed(school)
    (first,) = await signers(school, request)
    assert first not in await told(school, Reason.DIGEST)
    school.clock.push(timedelta(hours=9))
    assert request.number in (await told(school, Reason.DIGEST, About.DIGEST))[first]


# -- what somebody has to do -----------------------------------------------------------------------


@shows(Reason.LATE, Reason.SENT_BACK)
async def test_a_fault_is_late_and_its_repair_comes_back(school: Case) -> None:
    fault = await dark(school, "乔木", "B-Z06")
    await school.passes(minutes=121)
    assert PRINCIPAL in await told(school, Reason.LATE)
    await school.does(fault, "report", OFFICER, **REPORTED)
    await school.does(fault, "repair", OFFICER, **MENDED)
    await school.does(fault, "recheck", CHIEF, result="again")
    assert OFFICER in await told(school, Reason.SENT_BACK)


@shows(Reason.CHASED, About.UNFILED)
async def test_a_unit_that_never_filed_is_asked_once_a_week(campus: Case) -> None:
    await campus.acts(lambda work, _: chasing.chase(work, campus.rules))
    assert "陆岱川" in await told(campus, Reason.CHASED, About.UNFILED)


@shows(About.TRAINING, About.RETENTION)
async def test_trainings_and_recorders_that_run_out(school: Case) -> None:
    await trains(school, OFFICER, result="passed", valid_until=school.day(20))
    await school.acts(lambda work, _: qualifying.remind(work, school.rules))
    assert OFFICER in await told(school, Reason.CHASED, About.TRAINING)
    await school.acts(lambda work, _: retaining.remind(work, school.rules))
    assert await told(school, Reason.CHASED, About.RETENTION)


@shows(Reason.FILING, About.FILING)
async def test_the_police_are_to_hear_that_a_camera_is_gone(school: Case) -> None:
    def gone(work: Work, office: Office) -> str:
        first, *rest = office.places.cameras.values()
        registry.replace(work, office, office.places.zones.values(), rest)
        return first.name

    name = await school.acts(gone)
    assert any(name in said for said in (await told(school, Reason.FILING)).values())


@shows(Reason.MOVED, About.MOVED)
async def test_a_day_off_moves_a_deadline(school: Case) -> None:
    _, first = await waiting(school)
    day = WEDNESDAY.date() + timedelta(days=1)
    free = Almanac(changes={day: Change(date=day, kind=DayKind.OWN_OFF, name="运动会补休")})
    await school.acts(lambda w, o: len(writing_calendar.write(w, o, free, called(o, ADMIN))))
    assert {TEACHER, first} <= {*await told(school, Reason.MOVED, About.MOVED)}


# -- papers ----------------------------------------------------------------------------------------


@shows(Reason.FILES, About.FILES, About.PAPER)
async def test_papers_come_to_whoever_asked_for_them(school: Case) -> None:
    request, first = await waiting(school)

    def asked(work: Work, office: Office) -> None:
        at = (work, office.id, Platform.TELEGRAM)
        photo = attachments.add(*at, "f", "桌面.png", "image/png")
        attachments.store_bytes(work, photo, b"\x89PNG")
        for card in (subject(About.FILES, photo), subject(About.PAPER, request.id)):
            to = ToPerson(called(office, first).id)
            owing.owe(work, office, to, Reason.FILES, card, f"{card}/asked")

    await school.acts(asked)
    assert "桌面.png" in (await told(school, Reason.FILES, About.FILES))[first]
    assert first in await told(school, Reason.FILES, About.PAPER)


@shows(Reason.PASSED_ON, About.PASSED_ON)
async def test_whoever_may_file_it_is_told(school: Case) -> None:
    def wish(work: Work, office: Office) -> None:
        by = called(office, "科任老师乙")
        answers = {"for_student": True, "students": ["G1-03-17"]}
        row = drafts.open(work, office.id, by.id, "file:footage", {"answers": answers})
        pass_on(work, office, by, row, "class.G1-03-17")

    await school.acts(wish)
    assert "G1-03-17" in (await told(school, Reason.PASSED_ON, About.PASSED_ON))["乔木"]


@shows(Reason.REPORTED, About.MONTHLY)
async def test_the_month_in_numbers(school: Case) -> None:
    first = WEDNESDAY.date().replace(day=1)

    def asked(work: Work, office: Office) -> str:
        head = reporting.readers(office)[0]
        reporting.ask(work, office, head, first, "1")
        return head.name

    assert await school.acts(asked) in await told(school, Reason.REPORTED, About.MONTHLY)


# -- accounts, deputies, channels ------------------------------------------------------------------


@shows(Reason.BOUND, About.WELCOME, About.ACCOUNT)
async def test_an_account_is_invited_and_bound(school: Case) -> None:
    def invited(work: Work, office: Office) -> str:
        admin, teacher = called(office, ADMIN), called(office, TEACHER)
        return inviting.invite(work, office, admin, teacher.id).code

    code = await school.acts(invited)
    assert TEACHER in await told(school, Reason.BOUND, About.ACCOUNT)
    await school.acts(lambda w, o: binding.bind_account(w, o, Platform.TELEGRAM, "700", code))
    assert TEACHER in await told(school, Reason.BOUND, About.WELCOME)


@shows(Reason.DEPUTISED, About.DEPUTY)
async def test_somebody_stands_in(school: Case) -> None:
    def named(work: Work, office: Office) -> None:
        chief, officer = called(office, CHIEF), called(office, DEAN)
        end = office.now + timedelta(days=3)
        deputy = Deputy(of=chief.id, by=officer.id, start=office.now, end=end)
        deputising.name(work, office, chief, deputy)

    await school.acts(named)
    assert CHIEF in (await told(school, Reason.DEPUTISED, About.DEPUTY))[DEAN]


@shows(Reason.SWITCHED, About.CHANNEL)
async def test_a_channel_is_switched_off(school: Case) -> None:
    def off(work: Work, office: Office) -> None:
        by = called(office, ADMIN)
        until = office.now + timedelta(hours=1)
        switching.switch_off(work, office, by, Platform.WECOM, until=until, reason="正在迁移")

    await school.acts(off)
    school.clock.push(timedelta(hours=1))
    await school.acts(switching.over)
    assert await told(school, Reason.SWITCHED, About.CHANNEL)


@shows(Reason.LISTENING, About.LINE)
async def test_a_line_nobody_has_used_for_days_is_tried(school: Case) -> None:
    here = [(Platform.TELEGRAM, Chat.DIRECT)]
    await school.acts(lambda work, _: listening.listen(work, school.rules, here, {}))
    school.clock.push(timedelta(days=2))
    await school.acts(lambda work, _: listening.listen(work, school.rules, here, {}))
    assert await told(school, Reason.LISTENING, About.LINE)


# -- what administrators and the security group hear -----------------------------------------------


@shows(Reason.STUCK, About.STUCK, Reason.ANCHORED, About.SEAL)
async def test_the_day_is_sealed_and_it_is_known_whether_that_arrived(school: Case) -> None:
    def sealed(work: Work, office: Office) -> str:
        places.bind_group(work, office.id, "security", Platform.TELEGRAM, GROUP)
        journal.append(work, office.id, "account.bound", {"person": "DEMO-1"})
        seal_the_day(work, school.rules)
        return journal.head(work, office.id).hash

    assert await school.acts(sealed) in (await told(school, Reason.ANCHORED, About.SEAL))[GROUP]
    telegram = school.ears.boards[Platform.TELEGRAM]
    telegram.refuses = lambda to: Unreachable("kicked") if to == GROUP else None
    school.clock.push(timedelta(days=1))
    await school.acts(sealed)
    assert "没有送达" in (await told(school, Reason.STUCK, About.STUCK))[ADMIN]


@shows(Reason.BLIND, About.BLIND)
async def test_our_own_eyes_see_nothing(school: Case) -> None:
    def blind(work: Work, office: Office) -> None:
        at = ("security", Platform.TELEGRAM, GROUP)
        places.bind_group(work, office.id, *at)
        quorum = Quorum(need=3, of=4)
        dark = Watch(blind_since=office.now, blind_rounds=quorum.need)
        probing.note(work, school.rules, Watch(), Judged(watch=dark), quorum)

    await school.acts(blind)
    assert GROUP in await told(school, Reason.BLIND, About.BLIND)


@shows(Reason.SOURCE, About.SOURCE)
async def test_a_monitoring_system_tries_us(school: Case) -> None:
    await school.acts(lambda w, o: telling_of_sources.tried(w, o, "uptime_kuma"))
    assert ADMIN in await told(school, Reason.SOURCE, About.SOURCE)


@shows(Reason.TAMPERED, About.AUDIT)
async def test_a_record_that_was_changed_by_hand(store: Store, taishan: Rules) -> None:
    await store.transact(entered(taishan))
    await store.transact(by_hand("UPDATE entries SET data = '{}' WHERE serial = 2"))
    await audited(store, taishan)
    heard = await Ears(store, taishan).heard(Reason.TAMPERED, About.AUDIT)
    assert "第2号" in heard[ADMIN]


@shows(Reason.FORGOTTEN, About.WATCH)
async def test_nothing_would_have_come_back_to_a_case(school: Case) -> None:
    request, _ = await waiting(school)
    await school.acts(lambda work, _: work.conn.execute(delete(ring_rows)).rowcount)
    await school.acts(lambda work, _: len(watching.mend(work, school.rules)))
    assert request.number in (await told(school, Reason.FORGOTTEN, About.WATCH))[ADMIN]


# -- answers ---------------------------------------------------------------------------------------


@dataclass
class Answering:
    """A platform on which only answers are heard."""

    answers: list[str] = field(default_factory=list)

    async def reply(self, _to: Inbound, cards: tuple[Card, ...], toast: str, _: str) -> None:
        self.answers += [*(card.title for card in cards), toast]


@pytest.fixture
def quiet_logs() -> None:
    """As the product writes them: left to itself, structlog draws every local of a bug's frames."""
    logs.set_up(level="WARNING")


@pytest.mark.usefixtures("quiet_logs")
@shows(Reason.REPLIED, Reason.REFUSED, Reason.TROUBLED)
async def test_whoever_speaks_is_answered(
    store: Store, taishan: Rules, clock: PushedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He asks for help, for what does not exist, and for what breaks us."""
    me = await store.read(lambda work: called(Office.open(work, taishan), TEACHER).accounts[0])
    mouth = Answering()

    def read(row: InboxRow) -> Inbound:
        return Inbound(
            platform=me.platform,
            key=row.key,
            sender=me.address,
            chat=me.address,
            private=True,
            at=row.received_at,
            what=Said(row.body),
        )

    def breaks(work: Work, rules: Rules, heard: Inbound) -> Answer:
        if heard.what == Said("poison"):
            raise ZeroDivisionError
        return dispatch(work, rules, heard)

    monkeypatch.setattr("bot.handlers.intake.dispatch", breaks)

    async def says(key: str, words: str) -> str:
        mouth.answers.clear()
        said = [(key, me.address, words)]
        await store.transact(lambda w: inbox.put(w, taishan.school, me.platform, said))
        for seconds in (0, *RETRIES):
            clock.push(timedelta(seconds=seconds + 1))
            await intake.round()
        await intake.finish()
        return " ".join(mouth.answers)

    branch = Branch(rules=taishan, messengers={me.platform: mouth})  # type: ignore[dict-item]  # answers are all it gives
    intake = Intake(store, {taishan.school: branch}, {me.platform: read}, lambda: None)
    assert "怎么用" in await says("1", "帮助")
    assert "没有编号为" in await says("2", "撤回 9999")
    assert "编号" in await says("3", "poison")
