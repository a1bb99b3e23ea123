"""New points, police filing, damage, footage of oneself, violations and leaks: what is decided."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import carrying_out, deciding, filing, registry
from bot.actions.office import Office, Rules
from bot.approvals.refusals import (
    NotForYou,
    NotWithdrawable,
    RefusedByRule,
    StaleCard,
)
from bot.approvals.request import Request, State, Verdict
from bot.cameras.zone import PUBLIC
from bot.followup.guards import OutsideScope, SamePerson
from bot.followup.task import Stage, Task, TaskSentBack
from bot.people.person import Person
from bot.speech import Voice
from bot.writing import filings
from bot.writing.scene import Reader, Scene
from sandbox.schools.demo import DEMO
from storage import books, changes, journal, requests, tasks
from storage.store import Store, Work
from storage.tables import outbox as outbox_table

lingnan = pytest.mark.parametrize("rules", ["lingnan"], indirect=True)
taishan = pytest.mark.parametrize("rules", ["taishan"], indirect=True)

PAPER = [{"id": 1, "name": "photo.jpg"}]
DAY = "2026-11-20"
AT = "2026-11-20T08:00:00+08:00"
URGENT = {
    "track": "urgent",
    "zones": ["A-Z05"],
    "point": "东侧车棚出口立柱",
    "zone_kind": "road",
    "aim": "public_safety",
    "purpose": "一周内丢失三辆自行车，现有监控看不到",
    "count": 1,
    "sign": "您已进入公共视频监控区域",
    "neighbour": "none",
    "budget": "unit",
    "urgent_reason": "连续失窃，需尽快补装",
    "files": PAPER,
}
PLAN = {"plan_on": DAY, "plan": "立柱装一台枪机，沿桥架走线", "plan_files": PAPER}
QUOTES = {"quotes_on": DAY, "quotes": "甲3800元", "price": 3800, "quote_files": PAPER}
PASSED = {"result": "passed", "review_on": DAY}
RETURNED = {"result": "returned", "reason": "镜头须朝向出口", "review_on": DAY}
BUILT = {"implement_on": DAY, "contractor": "衡木安防（演示）", "photos": PAPER}
ACCEPTED = {
    "commissioned_on": DAY,
    "points": ["车棚出口1号"],
    "owner": "public",
    "recorder": "NODE-05",
    "retention_days": 32,
    "sign_posted": True,
    "acceptance_files": PAPER,
}


class Case:
    """One school and a request in it, as the people of a test move it."""

    def __init__(self, work: Work, rules: Rules) -> None:
        self.work, self.rules = work, rules
        self.number = 0

    @property
    def office(self) -> Office:
        return Office.open(self.work, self.rules)

    @property
    def request(self) -> Request:
        return requests.peek(self.work, self.number)

    def person(self, name: str) -> Person:
        everybody = self.office.directory.persons.values()
        return {person.name.removesuffix(DEMO): person for person in everybody}[name]

    def files(self, name: str, kind: str, answers: Mapping[str, Any]) -> Request:
        request = filing.file(self.work, self.office, self.person(name), kind, answers)
        self.number = request.id
        return request

    def signs(self, verdict: Verdict = Verdict.APPROVE, reason: str = "") -> None:
        by = self.office.directory[self.request.open_seats[0].persons[0]]
        deciding.decide(
            self.work,
            self.office,
            by,
            self.number,
            token=self.request.token,
            verdict=verdict,
            reason=reason,
        )

    def task(self, kind: str) -> Task:
        return {t.kind: t for t in tasks.of_request(self.work, self.number)}[kind]

    def does(self, name: str, kind: str, answers: Mapping[str, Any]) -> Request:
        task = self.task(kind)
        return carrying_out.record(self.work, self.office, self.person(name), task.id, answers)

    def open(self) -> list[str]:
        there = tasks.of_request(self.work, self.number)
        return [t.kind for t in there if t.state in (Stage.OPEN, Stage.TAKEN)]


def urgent(work: Work, rules: Rules) -> Case:
    """The school has approved; the using unit is to make its plan."""
    case = Case(work, rules)
    case.files("辅导员01", "new_camera", URGENT)
    case.signs()
    case.signs()
    return case


async def lived(store: Store, rules: Rules, life: Any) -> None:
    await store.transact(lambda work: life(Case(work, rules)))


@lingnan
async def test_an_urgent_point_cannot_jump_to_the_work(store: Store, rules: Rules) -> None:
    def life(work: Work) -> None:
        case = urgent(work, rules)
        assert case.open() == ["plan"]
        plan = case.task("plan")
        with pytest.raises(StaleCard):  # the number of a task that is not there yet
            carrying_out.record(work, case.office, case.person("辅导员01"), plan.id + 1, BUILT)
        case.does("辅导员01", "plan", PLAN)
        assert case.open() == ["quotes"]
        case.does("晏知秋", "quotes", QUOTES)
        assert case.open() == ["review"]
        case.does("陆岱川", "review", PASSED)
        assert case.open() == ["implement"]

    await store.transact(life)


@lingnan
async def test_the_review_sends_the_plan_back_and_what_stood_on_it(
    store: Store, rules: Rules
) -> None:
    def life(work: Work) -> None:
        case = urgent(work, rules)
        case.does("辅导员01", "plan", PLAN)
        case.does("晏知秋", "quotes", QUOTES)
        case.does("陆岱川", "review", RETURNED)
        assert case.open() == ["plan"]
        assert case.task("plan").answers == PLAN  # only what was wrong is written anew
        for name, kind, answers in (("晏知秋", "quotes", QUOTES), ("陆岱川", "review", PASSED)):
            with pytest.raises(TaskSentBack):
                case.does(name, kind, answers)
        case.does("辅导员01", "plan", {**PLAN, "plan": "镜头朝向出口，沿桥架走线"})
        case.does("晏知秋", "quotes", QUOTES)
        case.does("陆岱川", "review", PASSED)
        assert case.open() == ["implement"]
        kinds = [entry.kind for entry in journal.entries(work, rules.school)]
        assert kinds.count("task.sent_back") == 1

    await store.transact(life)


@lingnan
async def test_whoever_made_the_plan_does_not_review_it(store: Store, rules: Rules) -> None:
    def life(work: Work) -> None:
        case = Case(work, rules)
        case.files("陆岱川", "new_camera", URGENT)
        case.signs()
        while case.request.state is State.IN_APPROVAL:
            case.signs()
        case.does("陆岱川", "plan", PLAN)
        case.does("晏知秋", "quotes", QUOTES)
        with pytest.raises(SamePerson):
            case.does("陆岱川", "review", PASSED)

    await store.transact(life)


@lingnan
async def test_an_accepted_point_stands_in_the_list_and_is_to_be_filed(
    store: Store, rules: Rules
) -> None:
    def life(work: Work) -> None:
        case = urgent(work, rules)
        case.does("辅导员01", "plan", PLAN)
        case.does("晏知秋", "quotes", QUOTES)
        case.does("陆岱川", "review", PASSED)
        case.does("辅导员01", "implement", BUILT)
        with pytest.raises(OutsideScope):
            case.does("宁拾叶", "acceptance", {**ACCEPTED, "points": ["一号", "二号"]})
        case.does("宁拾叶", "acceptance", ACCEPTED)
        camera = case.office.places.cameras["A-Z05-C073"]
        assert (camera.name, camera.zone) == ("车棚出口1号", "A-Z05")
        assert (camera.owners, camera.retention_days) == ((PUBLIC,), 32)
        assert len(books.entries(work, rules.school, "new_cameras", *ever(work))) == 1
        (change,) = changes.unfiled(work, rules.school)
        assert (change.added, change.request) == (["车棚出口1号"], case.number)
        due = case.task("amend_filing").due_at
        assert due is not None
        assert due.astimezone(rules.zone).date().isoformat() == "2026-12-20"

    await store.transact(life)


def ever(work: Work) -> tuple[Any, Any]:
    return work.now - timedelta(days=1), work.now + timedelta(days=1)


NORMAL = {**{k: v for k, v in URGENT.items() if k != "urgent_reason"}, "track": "normal"}
MONEY = {"lingnan": "陆岱川", "taishan": "计春生"}


async def test_what_is_no_project_is_never_accepted(store: Store, rules: Rules) -> None:
    def life(work: Work) -> None:
        case = Case(work, rules)
        filer = "辅导员01" if rules.school == "lingnan" else "柳承砚"
        place = "A-Z05" if rules.school == "lingnan" else "B-Z14"
        case.files(filer, "new_camera", {**NORMAL, "zones": [place]})
        while case.request.state is State.IN_APPROVAL:
            case.signs()
        assert case.open() == ["project"]
        case.does(MONEY[rules.school], "project", {"result": "refused", "project_on": DAY})
        assert case.request.state is State.CLOSED

    await store.transact(life)


async def test_a_point_in_a_changing_room_is_refused_by_its_article(
    store: Store, rules: Rules
) -> None:
    def life(case: Case) -> None:
        filer = "辅导员01" if rules.school == "lingnan" else "柳承砚"
        with pytest.raises(RefusedByRule) as no:
            case.files(filer, "new_camera", {**URGENT, "zone_kind": "changing"})
        assert "国务院令第799号第八条" in no.value.values["message"]["zh"]
        with pytest.raises(RefusedByRule):
            case.files(filer, "new_camera", {**URGENT, "aim": "attendance"})
        with pytest.raises(RefusedByRule) as no:
            case.files(filer, "new_camera", {**URGENT, "neighbour": "unasked"})
        assert no.value.values["article"] == "国务院令第799号第十条"

    await lived(store, rules, life)


# -- the filing with the police --------------------------------------------------------------------

FILING = {
    "occasion": "change",
    "commissioned_on": DAY,
    "content": "拆除一个点位",
    "unit_info": "学校名称、地址、负责人",
    "positions": "见点位图",
    "cameras_count": 200,
    "types": ["fixed"],
    "retention_days": 30,
}
RECEIPT = {"filed_on": DAY, "receipt": "DEMO-2026-1", "receipt_files": PAPER}
FILER = {"lingnan": "左丘禾", "taishan": "监控管理员乙"}
HEAD = {"lingnan": "陆岱川", "taishan": "温若谷"}


async def test_a_changed_list_is_told_until_it_is_filed(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        work, places = case.work, case.office.places
        first, *rest = places.cameras.values()
        registry.replace(work, case.office, places.zones.values(), rest)
        (change,) = changes.unfiled(work, rules.school)
        assert (change.removed, change.added) == ([first.name], [])
        card = filings.card(scene(case), ("change", str(change.id)))
        assert card is not None
        assert first.name in card.body[0]
        assert card.buttons[0][0].tap.arg == "police_filing"  # type: ignore[union-attr]  # it has one
        waits = [row.due_at - work.now for row in owed(work, f"filing/change/{change.id}")]
        assert sorted(waits) == [timedelta(), timedelta(days=23), timedelta(days=30)]

        case.files(FILER[rules.school], "police_filing", FILING)
        case.signs()
        case.does(FILER[rules.school], "receipt", RECEIPT)
        assert changes.unfiled(work, rules.school) == []
        assert filings.card(scene(case), ("change", str(change.id))) is None
        (yearly,) = owed(work, f"filing/yearly/{case.number}")
        assert yearly.due_at - work.now == timedelta(days=365)
        assert filings.card(scene(case), ("yearly", str(case.number))) is not None
        before = case.number
        case.files(FILER[rules.school], "police_filing", FILING)
        assert filings.card(scene(case), ("yearly", str(before))) is None

    await lived(store, rules, life)


async def test_the_same_list_again_is_no_change(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        places = case.office.places
        registry.replace(case.work, case.office, places.zones.values(), places.cameras.values())
        assert changes.unfiled(case.work, rules.school) == []

    await lived(store, rules, life)


def scene(case: Case) -> Scene:
    head = case.person(HEAD[case.rules.school])
    account = head.accounts[0]
    reader = Reader(person=head, platform=account.platform, address=account.address)
    voice = Voice("zh", case.rules.zone)
    return Scene(work=case.work, office=case.office, voice=voice, reader=reader)


def owed(work: Work, subject: str) -> list[Any]:
    table = outbox_table
    return list(work.conn.execute(table.select().where(table.c.subject == subject)))


# -- footage of oneself ----------------------------------------------------------------------------

OWN = {
    "relation": "guardian",
    "applicant_name": ["家长甲"],
    "subject": ["G1-03-17"],
    "proof": "household",
    "proof_checked": True,
    "interest": "life",
    "span": {"from": "2026-11-20T12:00:00+08:00", "to": "2026-11-20T12:40:00+08:00"},
    "purpose": "孩子午饭后摔伤，需要了解情况",
    "wish": "view",
}
ENTERS = {"lingnan": ("辅导员01", "A-Z09"), "taishan": ("乔木", "B-Z06")}


def asked(case: Case) -> None:
    name, place = ENTERS[case.rules.school]
    case.files(name, "data_subject", {**OWN, "zones": [place]})


async def test_a_refusal_is_answered_in_writing(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        asked(case)
        case.signs(Verdict.REJECT, "录像中涉及他人，且无法遮挡")
        assert case.open() == ["refusal"]
        why = {"reasons": "录像中有他人就医情况，无法遮挡", "remedy": True}
        case.does(HEAD[rules.school], "refusal", why)
        (entry,) = books.entries(case.work, rules.school, "data_subjects", *ever(case.work))
        assert entry.data["tasks"]["refusal"]["reasons"] == why["reasons"]

    await lived(store, rules, life)


async def test_what_was_taken_back_needs_no_answer(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        asked(case)
        requester = case.office.directory[case.request.requester]
        deciding.withdraw(case.work, case.office, requester, case.number)
        assert case.open() == []

    await lived(store, rules, life)


async def test_an_insurer_is_sent_to_the_police(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        name, place = ENTERS[rules.school]
        with pytest.raises(RefusedByRule) as no:
            case.files(name, "data_subject", {**OWN, "relation": "other", "zones": [place]})
        assert no.value.values["article"] == "国务院令第799号第二十一条"

    await lived(store, rules, life)


# -- damage, violations, leaks ---------------------------------------------------------------------

LEAK = {
    "category": "spread",
    "found_at": AT,
    "entry": "调阅〔2026〕0012",
    "data": "学生面部影像",
    "purpose": "查看人翻拍后发到群里，可能影响学生名誉",
}
NOTICE = ["what", "remedy", "contact"]
CONTAINED = {"contained_at": AT, "measures": "已删除并收回"}
AUTHORITY = {"body": "区网信办", "authority_at": AT, "told": NOTICE}
PERSONS = {"notified": "yes", "persons_at": AT, "told_persons": NOTICE}
LEADER = {"lingnan": "闻人砚", "taishan": "裴云旗"}


async def test_a_leak_is_contained_told_and_answered_for(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        name, _ = ENTERS[rules.school]
        head, leader = HEAD[rules.school], LEADER[rules.school]
        case.files(name, "leak", LEAK)
        assert case.open() == ["contain"]
        requester = case.office.directory[case.request.requester]
        with pytest.raises(NotWithdrawable):
            deciding.withdraw(case.work, case.office, requester, case.number)
        case.does(head, "contain", CONTAINED)
        assert case.open() == ["authority", "persons"]
        case.does(head, "authority", AUTHORITY)
        assert case.open() == ["persons"]
        case.does(head, "persons", PERSONS)
        assert case.open() == ["outcome"]
        case.does(head, "outcome", {"result": "discipline", "remarks": "已通报批评"})
        case.does(leader, "close", {"verdict": "again"})
        assert case.open() == ["outcome"]
        case.does(head, "outcome", {"result": "discipline", "remarks": "已通报批评并处分"})
        assert case.does(leader, "close", {"verdict": "agree"}).state is State.CLOSED
        (entry,) = books.entries(case.work, rules.school, "leaks", *ever(case.work))
        assert entry.data["form"]["entry"] == "调阅〔2026〕0012"

    await lived(store, rules, life)


@pytest.mark.parametrize("kind", ["violation", "leak"])
async def test_no_group_hears_of_it(store: Store, rules: Rules, kind: str) -> None:
    known = rules.pack.kinds[kind]
    assert known.visible_to
    working = {role for task in known.tasks for role in task.actors} - {"system"}
    assert working <= set(known.visible_to)
    assert not any(task.group for task in known.tasks)


async def test_a_violation_is_written_down_by_security_only(store: Store, rules: Rules) -> None:
    def life(case: Case) -> None:
        with pytest.raises(NotForYou):
            case.files(ENTERS[rules.school][0], "violation", {})

    await lived(store, rules, life)


async def test_incidents_are_a_switch(rules: Rules, tmp_path: Any) -> None:
    from bot.approvals.policy import SHELF, named

    text = (SHELF / f"{rules.pack.id}.toml").read_text("utf-8")
    on = "[switches.incident_report]\nvalue = true"
    assert on in text
    off = tmp_path / "off.toml"
    off.write_text(text.replace(on, on.replace("true", "false")), "utf-8")
    assert "incident_report" in rules.pack.kinds
    assert "incident_report" not in named(off).kinds
