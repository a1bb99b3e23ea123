"""Whatever an approval says beside yes, its proof guards all of it: a PIN, or a second person."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.actions import deciding, filing, finding, proving, together
from bot.actions.office import Office, Rules
from bot.actions.proving import PinNotSet
from bot.approvals.request import Consent, Request, Verdict
from bot.approvals.scope import scope_of
from bot.approvals.sight import Sight
from bot.conversation.draft import Draft
from bot.handlers.dispatch import dispatch
from bot.people.person import Person
from bot.platforms.ports import Inbound, Said, Tapped
from bot.taps import Tap, Verb
from bot.writing.seconding import card as second_card
from storage import drafts, requests, scopes
from storage.store import Store, Work
from tests.actions.kinds import called
from tests.actions.test_looking import PARTY, scene

PIN, WRONG = "480392", "137950"
REPORT = "两名学生的家长已知情"


def bullying(office: Office, **more: Any) -> dict[str, Any]:
    start = office.now.replace(hour=11, minute=0, second=0, microsecond=0) - timedelta(days=2)
    return {
        "reason": "bullying",
        "zones": ["B-Z06"],
        "span": {"from": start.isoformat(), "to": (start + timedelta(hours=4)).isoformat()},
        "content": "看谁先动手",
        "purpose": "核实冲突经过",
        "parties": [PARTY],
        "viewers": [{"id": "", "name": "乔木"}],
        "flags": ["sensitive_matter"],
        "copy": False,
        **more,
    }


def up_to(work: Work, office: Office, role: str, **more: Any) -> Request:
    """Filed by 乔木 and signed by everybody below that role."""
    asker = called(office, "乔木")
    request = filing.file(work, office, asker, "footage", bullying(office, **more))
    while request.chain.steps[request.step].seats[0].role != role:
        by = signer(office, request)
        request = deciding.decide(
            work, office, by, request.id, token=request.token, verdict=Verdict.APPROVE
        )
    return request


def signer(office: Office, request: Request) -> Person:
    return office.directory[request.open_seats[0].persons[0]]


def an_hour(request: Request) -> dict[str, Any]:
    start = datetime.fromisoformat(request.answers["span"]["from"])
    until = (start + timedelta(hours=1)).isoformat()
    return {"span": {"from": start.isoformat(), "to": until}}


def has_a_pin(work: Work, office: Office, who: Person) -> None:
    proving.propose(work, office, who, PIN)
    assert proving.settle(work, office, who, PIN)


class Phone:
    """What one person says and taps, through the product's own door."""

    def __init__(self, work: Work, rules: Rules, who: Person) -> None:
        self.work, self.rules, self.account = work, rules, who.accounts[0]
        self.person = who.id

    def does(self, what: Said | Tapped) -> str:
        inbound = Inbound(
            key=f"{what}",
            platform=self.account.platform,
            sender=self.account.address,
            chat=self.account.address,
            private=True,
            at=self.work.now,
            what=what,
        )
        answer = dispatch(self.work, self.rules, inbound)
        told = (f"{c.title} {c.body} {c.facts} {c.notes} {c.closed}" for c in answer.cards)
        return " ".join((answer.toast, *told))

    def says(self, words: str) -> str:
        return self.does(Said(words))

    def taps(self, verb: Verb, request: Request, arg: str = "") -> str:
        return self.does(Tapped(Tap(verb, request.id, request.token, arg).packed(), {}))

    def cancels(self, request: Request) -> str:
        """取消, under the question he sees now."""
        asked = drafts.all_of(self.work, request.school, self.person)[0]
        version = Draft.from_json(asked.state).version
        return self.does(Tapped(Tap(Verb.CANCEL, asked.id, version).packed(), {}))


# ------------------------------------------------------------------ a PIN


def narrowed(work: Work, rules: Rules) -> tuple[Phone, Request]:
    """裴云旗 leaves one hour, reports, and gives his PIN last; a wrong one loses nothing."""
    office = Office.open(work, rules)
    request = up_to(work, office, "vice_principal")
    leader = signer(office, request)
    phone = Phone(work, rules, leader)
    assert "还没有设置口令" in phone.taps(Verb.NARROW, request)  # before he fills in anything
    has_a_pin(work, office, leader)
    phone.taps(Verb.NARROW, request)
    assert "请向校长报告" in phone.says("跳过")  # no camera in particular
    phone.says(REPORT)
    assert "请核对" in phone.says("跳过")  # no remark
    day = datetime.fromisoformat(request.answers["span"]["from"]).astimezone(rules.zone)
    phone.says("查看时段")
    phone.says(f"{day.month}月{day.day}日 11:00-12:00")
    assert "输入后即同意" in phone.says("提交")
    assert requests.peek(work, request.id).step == request.step
    assert "还可以再试" in phone.says(WRONG)
    return phone, request


def narrows(work: Work, rules: Rules) -> Request:
    phone, request = narrowed(work, rules)
    assert "缩小范围" in phone.says(PIN)
    return requests.peek(work, request.id)


async def test_what_he_left_counts_once_his_pin_is_given(store: Store, taishan: Rules) -> None:
    request = await store.transact(lambda work: narrows(work, taishan))
    made = request.decisions[-1]
    assert made.report == REPORT
    assert scope_of(request).span is not None
    assert made.cut["span"] == an_hour(request)["span"]


@pytest.mark.parametrize("way", ["says", "taps"])
async def test_whoever_gives_no_pin_finds_what_he_had_filled_in(
    store: Store, taishan: Rules, way: str
) -> None:
    def job(work: Work) -> Request:
        phone, request = narrowed(work, taishan)
        shown = phone.says("取消") if way == "says" else phone.cancels(request)
        assert "未输入口令，尚未同意" in shown
        assert "请核对" in shown
        assert REPORT in shown
        assert "11:00" in shown
        assert "12:00" in shown
        assert requests.peek(work, request.id).step == request.step
        assert "输入后即同意" in phone.says("提交")
        assert "缩小范围" in phone.says(PIN)
        return requests.peek(work, request.id)

    request = await store.transact(job)
    made = request.decisions[-1]
    assert made.report == REPORT
    assert made.cut["span"] == an_hour(request)["span"]


async def test_a_report_is_not_lost_with_the_pin(store: Store, taishan: Rules) -> None:
    """A form of one question has no summary on its way; when he comes back to it there is one."""

    def job(work: Work) -> Request:
        office = Office.open(work, taishan)
        request = up_to(work, office, "vice_principal")
        leader = signer(office, request)
        has_a_pin(work, office, leader)
        phone = Phone(work, taishan, leader)
        phone.taps(Verb.APPROVE, request)
        phone.says(REPORT)
        assert REPORT in phone.says("取消")
        assert "已取消" in phone.says("取消")  # and again: he will not approve
        assert drafts.current(work, office.id, leader.id) is None
        phone.taps(Verb.APPROVE, request)
        phone.says(REPORT)
        phone.says("取消")
        phone.says("提交")
        phone.says(PIN)
        return requests.peek(work, request.id)

    request = await store.transact(job)
    assert request.decisions[-1].report == REPORT


async def test_a_plain_yes_says_nothing_that_was_left_unfinished(
    store: Store, taishan: Rules
) -> None:
    def job(work: Work) -> Request:
        office = Office.open(work, taishan)
        request = up_to(work, office, "vice_principal")
        leader = signer(office, request)
        has_a_pin(work, office, leader)
        phone = Phone(work, taishan, leader)
        for report in ("先这样写着，以后再说", REPORT):
            phone.taps(Verb.APPROVE, request)
            assert "输入后即同意" in phone.says(report)
        phone.says(PIN)
        return requests.peek(work, request.id)

    request = await store.transact(job)
    assert request.decisions[-1].report == REPORT


@pytest.mark.parametrize("more", [{"scope": True}, {"reason": "注意保密"}, {}])
async def test_no_way_to_say_yes_goes_round_the_pin(
    store: Store, taishan: Rules, more: dict[str, Any]
) -> None:
    def job(work: Work) -> None:
        office = Office.open(work, taishan)
        request = up_to(work, office, "vice_principal")
        said = {**more, "scope": an_hour(request)} if "scope" in more else more
        with pytest.raises(PinNotSet):
            deciding.decide(
                work,
                office,
                signer(office, request),
                request.id,
                token=request.token,
                verdict=Verdict.APPROVE,
                report=REPORT,
                **said,
            )

    await store.transact(job)


# ------------------------------------------------------------------ a second person


def with_second_person(rules: Rules) -> Rules:
    kind = rules.pack.kinds["footage"]
    assert kind.confirm
    asked = replace(kind.confirm, by="second_person", roles=("vice_principal",))
    kinds = {**rules.pack.kinds, "footage": replace(kind, confirm=asked)}
    return replace(rules, pack=replace(rules.pack, kinds=kinds))


def waits_for_the_principal(work: Work, rules: Rules) -> tuple[Office, Request]:
    office = Office.open(work, rules)
    request = up_to(work, office, "vice_principal", copy=True, copy_basis="school_case")
    left = deciding.decide(
        work,
        office,
        signer(office, request),
        request.id,
        token=request.token,
        verdict=Verdict.APPROVE,
        reason="只看冲突前后",
        scope=an_hour(request),
        consent=Consent.GIVEN,
        report=REPORT,
    )
    return office, left


async def test_the_second_person_confirms_exactly_what_was_said(
    store: Store, taishan: Rules
) -> None:
    rules = with_second_person(taishan)

    def job(work: Work) -> None:
        office, waits = waits_for_the_principal(work, rules)
        (noted,) = waits.pending
        assert waits.approved == {}  # nothing counts yet
        head = called(office, "应北辰")
        assert finding.sees(work, office, head, waits) is Sight.WHOLE
        phone = Phone(work, rules, head)
        about = (str(waits.id), str(noted.seat), str(noted.token))
        shown = second_card(scene(work, office, head), about)
        assert shown is not None
        told = f"{shown.body} {shown.facts} {shown.notes}"
        for words in (REPORT, "只看冲突前后", "同意拷贝", "11:00–12:00", PARTY):
            assert words in told
        tap = Tap(Verb.CONFIRM, waits.id, noted.token, str(noted.seat))
        assert "已确认" in phone.does(Tapped(tap.packed(), {}))
        after = requests.peek(work, waits.id)
        made = after.decisions[-1]
        assert (made.by, made.confirmed_by) == (noted.by, head.id)
        assert (made.reason, made.report, made.consent) == (
            "只看冲突前后",
            REPORT,
            Consent.GIVEN,
        )
        assert made.cut == an_hour(waits)
        later = replace(waits, id=0, answers={**waits.answers, "span": last_hour(waits)})
        assert scopes.overlapping(work, later, office.places) == []

    await store.transact(job)


def last_hour(request: Request) -> dict[str, str]:
    until = datetime.fromisoformat(request.answers["span"]["to"])
    return {"from": (until - timedelta(hours=1)).isoformat(), "to": until.isoformat()}


# ------------------------------------------------------------------ many at once


@pytest.mark.parametrize(
    ("more", "alone"),
    [({}, False), ({"copy": True, "copy_basis": "school_case"}, True)],
    ids=["a plain yes", "an express word on the copy"],
)
async def test_what_wants_more_than_a_yes_is_looked_at_alone(
    store: Store, taishan: Rules, more: dict[str, Any], alone: bool
) -> None:
    def job(work: Work) -> None:
        office = Office.open(work, taishan)
        request = up_to(work, office, "vice_principal", flags=[], reason="loss", **more)
        assert together.stands_alone(office, request, signer(office, request)) is alone

    await store.transact(job)
