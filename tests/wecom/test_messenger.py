"""The messenger against the stand-in: what lands on whose screen, and what comes back."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.cards import Button, Card, Fact
from bot.people.person import Account, Client, Platform
from bot.platforms import wecom
from bot.platforms.ports import (
    Delivered,
    FileUnavailable,
    Gone,
    Inbound,
    Said,
    Tapped,
    TryLater,
    Unreachable,
)
from bot.platforms.tencent.calling import NoAnswer
from bot.platforms.wecom.messenger import WeComMessenger
from bot.platforms.wecom.pace import Pace
from bot.platforms.wecom.unfinished import Unfinished
from bot.taps import Tap, Verb
from sandbox import wecom as standin
from tests.wecom.test_render import decision, question

AGENT = 1000002


class StandingClock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class House:
    wecom: standin.WeCom
    corp: standin.Corp
    clock: StandingClock
    messenger: WeComMessenger

    def screen(self, chat: str) -> list[Any]:
        return list(self.wecom.exchange.bubbles(chat))

    def buttons(self, chat: str) -> list[str]:
        return [key.label for row in self.screen(chat)[-1].keys for key in row]

    def code(self) -> str:
        return next(reversed(self.corp.response_codes))


@pytest.fixture
async def house() -> AsyncIterator[House]:
    clock = StandingClock()
    corp = standin.Corp("ww1436e0e65a779aee", clock)
    corp.add_app(AGENT, "secret", callback_url="http://127.0.0.1:1/")
    for userid, name in (("li", "李卫国"), ("wang", "王芳")):
        corp.add_member(userid, name)
    corp.add_member("sun", "孙立", client=standin.Client.PLUGIN)
    corp.add_robot("robot-key", "security")
    async with (
        standin.serve(corp) as running,
        aiohttp.ClientSession(trust_env=False) as session,
    ):
        settings = SimpleNamespace(
            corp_id=corp.corp_id, agent_id=AGENT, secret="secret", base_url=running.base_url
        )
        yield House(running, corp, clock, wecom.connect(settings, session))
    assert corp.violations == []


def account(userid: str, client: Client = Client.CARDS) -> Account:
    return Account(platform=Platform.WECOM, address=userid, client=client)


def tapped(userid: str, payload: str, code: str, task_id: str = "") -> Inbound:
    message = {"task_id": task_id, "response_code": code}
    what = Tapped(payload=payload, message=message, callback=code)
    return said(userid, what)


def said(userid: str, what: Any) -> Inbound:
    return Inbound(
        platform=Platform.WECOM,
        key="k",
        sender=userid,
        chat=userid,
        private=True,
        at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        what=what,
    )


UPDATE = "/cgi-bin/message/update_template_card"
SETTLED = decision(buttons=(), closed="已同意")


async def test_a_decision_is_one_card_with_three_buttons(house) -> None:
    sent = await house.messenger.send(account("Li"), decision())
    assert isinstance(sent, Delivered)
    assert sent.ref["kind"] == "template_card"
    assert sent.ref["response_code"]
    (bubble,) = house.screen("li")
    assert bubble.kind == "card"
    assert house.buttons("li") == ["同意", "不同意", "退回补充"]


async def test_the_plugin_reads_everything_although_it_sees_no_cards(house) -> None:
    await house.messenger.send(account("sun", Client.UNKNOWN), decision())
    (bubble,) = house.screen("sun")
    for words in ("课间学生推搡", "教学楼三层", "录像还保存 3 天", "71  同意", "73  退回补充"):
        assert words in bubble.text
    assert bubble.keys[0][0].url == decision().link


async def test_a_reader_of_links_gets_a_text_card_that_opens_the_page(house) -> None:
    await house.messenger.send(account("sun", Client.LINKS), decision())
    (bubble,) = house.screen("sun")
    assert (bubble.kind, bubble.url, bubble.title) == (
        "card",
        decision().link,
        decision().title,
    )
    assert "72  不同意" in bubble.text


async def test_a_card_is_changed_once_by_its_send_time_code(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    assert isinstance(sent, Delivered)
    changed = await house.messenger.edit(sent.ref, SETTLED)
    assert isinstance(changed, Delivered)
    assert house.buttons("li") == ["已同意"]
    assert len(house.screen("li")) == 1
    assert isinstance(await house.messenger.edit(changed.ref, decision()), Gone)
    assert house.corp.calls.count(UPDATE) == 1
    # A caller who lost the new reference is told by WeCom instead.
    assert isinstance(await house.messenger.edit(sent.ref, decision()), Gone)


async def test_a_code_older_than_three_days_is_gone(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    house.clock.at += timedelta(hours=73)
    assert isinstance(await house.messenger.edit(sent.ref, SETTLED), Gone)


@pytest.mark.parametrize("errcode, outcome", [(-1, TryLater), (45009, TryLater), (40058, Gone)])
async def test_a_refused_change_waits_or_becomes_a_new_message(house, errcode, outcome) -> None:
    sent = await house.messenger.send(account("li"), decision())
    house.corp.faults.plan("update_template_card", errcode=errcode)
    assert isinstance(await house.messenger.edit(sent.ref, SETTLED), outcome)


async def test_texts_and_text_cards_cannot_be_changed(house) -> None:
    for client in (Client.LINKS, Client.CARDS):
        sent = await house.messenger.send(account("sun", client), replace(question(9), link=""))
        assert isinstance(await house.messenger.edit(sent.ref, SETTLED), Gone)


async def test_open_news_that_does_not_fit_the_card_is_a_new_message(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    longer = decision(notes=("字" * 300,))
    assert isinstance(await house.messenger.edit(sent.ref, longer), Gone)


async def test_a_settled_card_tells_in_words_what_it_has_no_room_for(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    reason = "理由：" + "字" * 300
    await house.messenger.edit(sent.ref, replace(SETTLED, body=(reason,)))
    assert reason in house.screen("li")[-1].text


async def test_the_outcome_also_reaches_a_reader_who_may_see_no_cards(house) -> None:
    sent = await house.messenger.send(account("sun", Client.UNKNOWN), decision())
    await house.messenger.edit(sent.ref, SETTLED)
    assert "已同意" in house.screen("sun")[-1].text


async def test_an_outcome_in_words_waits_for_room_and_the_card_with_it(house) -> None:
    """Once the card is changed nobody tries again: the words would be lost."""
    now = [0.0]
    messenger = WeComMessenger(house.messenger.client, agent_id=AGENT, clock=lambda: now[0])
    sent = await messenger.send(account("sun", Client.UNKNOWN), decision())
    messenger.resume({"sun": [0.0] * 10})
    later = await messenger.edit(sent.ref, SETTLED)
    assert isinstance(later, TryLater)
    assert house.corp.calls.count(UPDATE) == 0
    now[0] += later.seconds
    assert isinstance(await messenger.edit(sent.ref, SETTLED), Delivered)
    assert "已同意" in house.screen("sun")[-1].text


async def test_an_outcome_whose_words_did_not_leave_is_told_anew(house, monkeypatch) -> None:
    sent = await house.messenger.send(account("sun", Client.UNKNOWN), decision())

    async def no_line(_: Any) -> None:
        raise NoAnswer("no connection", maybe_sent=False)

    monkeypatch.setattr(house.messenger.client, "send", no_line)
    assert isinstance(await house.messenger.edit(sent.ref, SETTLED), Gone)


async def test_a_process_that_has_just_begun_is_told_who_sees_cards(house) -> None:
    sent = await house.messenger.send(account("li", Client.UNKNOWN), decision())
    words, _ = house.screen("li")
    await house.messenger.edit(sent.ref, SETTLED, account("li", Client.CARDS))
    assert house.buttons("li") == ["已同意"]
    assert [bubble.text for bubble in house.screen("li")[:-1]] == [words.text]


async def test_a_tap_settles_the_tapped_card_by_the_taps_own_code(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    await house.messenger.edit(sent.ref, decision(notes=("录像还保存 2 天",)))
    bubble = house.screen("li")[-1]
    await house.wecom.exchange.press("li", bubble.id, "v1:ap:12:3:0")
    await house.messenger.reply(
        tapped("li", "v1:ap:12:3:0", house.code()), (SETTLED,), "已同意"
    )
    assert house.buttons("li") == ["已同意"]
    assert len(house.screen("li")) == 1


async def test_a_tapped_card_is_changed_once_and_says_once_what_it_has_no_room_for(
    house,
) -> None:
    """The answer to the tap shows the outcome; the promise to bring every copy up to date finds
    that this one is."""
    reason = "理由：" + "字" * 300
    settled = replace(SETTLED, body=(reason,))
    sent = await house.messenger.send(account("li"), decision())
    for card in (decision(notes=("录像还保存 2 天",)), settled):
        # Each change gives the card another task id, and the next tap brings that.
        task_id = house.corp.chats["li"][0].body["task_id"]
        tap = await pressed(house, "li", "v1:ap:12:3:0", task_id)
        await house.messenger.reply(tap, (card,))
    assert await house.messenger.edit(sent.ref, settled, account("li")) == sent
    assert house.corp.calls.count(UPDATE) == 2
    assert [reason in bubble.text for bubble in house.screen("li")] == [False, True]
    # What changes later is shown, by the code that is still unused.
    later = replace(settled, closed="已撤销批准")
    assert isinstance(await house.messenger.edit(sent.ref, later), Delivered)
    assert house.corp.calls.count(UPDATE) == 3


async def test_what_a_tapped_card_has_no_room_for_is_said_later_if_it_could_not_be_at_once(
    house,
) -> None:
    reason = "理由：" + "字" * 300
    settled = replace(SETTLED, body=(reason,))
    now = [0.0]
    messenger = WeComMessenger(house.messenger.client, agent_id=AGENT, clock=lambda: now[0])
    sent = await messenger.send(account("li"), decision())
    messenger.resume({"li": [0.0] * 10})
    tap = await pressed(house, "li", "v1:ap:12:3:0", sent.ref["task_id"])
    await messenger.reply(tap, (settled,))
    assert reason not in house.screen("li")[-1].text
    now[0] += 70
    assert isinstance(await messenger.edit(sent.ref, settled), Delivered)
    assert reason in house.screen("li")[-1].text


async def test_a_tapped_card_that_may_not_have_been_changed_is_changed_again(
    house, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await house.messenger.send(account("li"), decision())
    tap = await pressed(house, "li", "v1:ap:12:3:0", sent.ref["task_id"])

    async def lost(*_: Any) -> None:
        raise NoAnswer("cut off", maybe_sent=True)

    with monkeypatch.context() as cut:
        cut.setattr(house.messenger.client, "update_card", lost)
        await house.messenger.reply(tap, (SETTLED,))
    assert isinstance(await house.messenger.edit(sent.ref, SETTLED), Delivered)
    assert house.corp.calls.count(UPDATE) == 1


async def test_a_tap_on_a_question_greys_it_and_asks_the_next(house) -> None:
    sent = await house.messenger.send(account("wang"), question(3))
    bubble = house.screen("wang")[-1]
    await house.wecom.exchange.press("wang", bubble.id, "v1:an:7:1:o2")
    answer = tapped("wang", "v1:an:7:1:o2", house.code(), sent.ref["task_id"])
    upcoming = Card(
        title="是否需要拷贝？",
        buttons=((Button(text="需要", tap=Tap(Verb.ANSWER, 7, 2, "yes"), typed="1"),),),
    )
    await house.messenger.reply(answer, (upcoming,))
    first, second = house.screen("wang")
    assert [key.label for row in first.keys for key in row] == ["已选：选项2"]
    assert second.title == "是否需要拷贝？"


async def test_a_card_of_an_earlier_process_is_greyed_without_its_words(house) -> None:
    await house.messenger.send(account("wang"), question(3))
    bubble = house.screen("wang")[-1]
    await house.wecom.exchange.press("wang", bubble.id, "v1:an:7:1:o2")
    await house.messenger.reply(
        tapped("wang", "v1:an:7:1:o2", house.code(), "somebody-elses"), (question(2),)
    )
    assert [k.label for row in house.screen("wang")[0].keys for k in row] == ["已选择"]


async def pressed(house: House, who: str, payload: str, task_id: str = "") -> Inbound:
    """A tap on the last message of a screen, as its callback will be read."""
    await house.wecom.exchange.press(who, house.screen(who)[-1].id, payload)
    return tapped(who, payload, house.code(), task_id)


async def test_asking_for_the_papers_leaves_the_decision_open(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    for payload in ("v1:fl:12:3:", "v1:rj:12:3:0"):
        tap = await pressed(house, "li", payload, sent.ref["task_id"])
        await house.messenger.reply(tap, (question(2),), "附件正在发送")
    assert [key.label for row in house.screen("li")[0].keys for key in row] == [
        "同意",
        "不同意",
        "退回补充",
    ]


async def test_ticking_several_options_stays_in_one_card(house) -> None:
    sent = await house.messenger.send(account("wang"), question(3))
    task_id = sent.ref["task_id"]
    for ticked in (1, 2):
        tap = await pressed(house, "wang", f"v1:an:7:1:o{ticked}", task_id)
        rows = tuple(
            (
                Button(
                    text=f"{'✓ ' * (n <= ticked)}选项{n}", tap=Tap(Verb.ANSWER, 7, 1, f"o{n}")
                ),
            )
            for n in (1, 2, 3)
        )
        await house.messenger.reply(tap, (replace(question(3), buttons=rows),))
    assert len(house.screen("wang")) == 1
    assert house.buttons("wang") == ["✓ 选项1", "✓ 选项2", "选项3"]


async def test_taking_a_task_turns_its_card(house) -> None:
    def task(verb: Verb, text: str) -> Card:
        return Card(
            title="待办：查看录像", buttons=((Button(text=text, tap=Tap(verb, 5, 1)),),)
        )

    await house.messenger.send(account("li"), task(Verb.TAKE, "我来处理"))
    tap = await pressed(house, "li", "v1:tk:5:1:")
    await house.messenger.reply(tap, (task(Verb.OUTCOME, "办理并登记"),), "已由您处理")
    assert [bubble.kind for bubble in house.screen("li")] == ["card", "text"]
    assert [k.label for row in house.screen("li")[0].keys for k in row] == ["办理并登记"]


async def test_the_grey_button_says_who_decided_without_cutting_a_word(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    outcome = "已同意 · 李卫国 · 11月22日（周日） 09:10"
    await house.messenger.edit(sent.ref, decision(buttons=(), closed=outcome))
    assert house.buttons("li") == ["已同意 · 李卫国"]
    assert outcome in house.screen("li")[-1].text


async def test_a_settled_ladder_is_not_repeated_in_words(house) -> None:
    sent = await house.messenger.send(account("li"), decision())
    ladder = tuple(f"{n}. 级部主任 · 已同意 · {'字' * 60}" for n in range(5))
    await house.messenger.edit(sent.ref, replace(SETTLED, notes=ladder))
    assert len(house.screen("li")) == 1


async def test_a_bare_sentence_is_sent_as_one(house) -> None:
    await house.messenger.reply(said("li", Said("?")), (Card(title="没听懂，请再说一次。"),))
    assert house.screen("li")[-1].text == "没听懂，请再说一次。"


async def test_a_spent_code_still_gets_an_answer(house) -> None:
    await house.messenger.reply(tapped("li", "v1:ap:12:3:0", "spent"), (SETTLED,), "已同意")
    assert house.buttons("li") == ["已同意"]


async def test_a_toast_that_no_card_says_is_said_in_words(house) -> None:
    await house.messenger.reply(tapped("li", "v1:ap:12:3:0", ""), (), "这张卡片已过期")
    assert house.screen("li")[-1].text == "这张卡片已过期"


async def test_who_taps_sees_cards(house) -> None:
    await house.messenger.reply(said("li", Said("你好")), (question(2),))
    assert [bubble.kind for bubble in house.screen("li")] == ["text", "card"]
    await house.messenger.reply(tapped("li", "v1:an:7:1:o1", ""), (question(2),))
    assert [bubble.kind for bubble in house.screen("li")] == ["text", "card", "card"]


async def test_an_unknown_member_is_unreachable(house) -> None:
    assert isinstance(await house.messenger.send(account("nobody"), decision()), Unreachable)


async def test_a_lost_answer_is_tried_again_without_a_second_card(house) -> None:
    house.corp.faults.plan("message/send", lose_answer=True)
    first = await house.messenger.send(account("li"), decision())
    assert isinstance(first, TryLater)
    assert first.maybe_sent
    again = await house.messenger.send(account("li"), decision())
    assert isinstance(again, Delivered)
    assert len(house.screen("li")) == 1


async def test_after_a_lost_answer_a_taken_task_id_means_it_arrived(house) -> None:
    house.corp.faults.plan("message/send", lose_answer=True)
    await house.messenger.send(account("li"), decision())
    house.corp.faults.plan("message/send", errcode=99999)
    assert isinstance(await house.messenger.send(account("li"), decision()), Delivered)


LONG = decision(
    body=("事情的经过写得很长，卡片上放不下。" * 20,)
)  # words, and a card below them


def kinds(house: House) -> list[str]:
    return ["card" if bubble.keys else "words" for bubble in house.screen("li")]


@pytest.mark.parametrize("code", [-1, 40014, 45009, 60020])
async def test_a_card_that_comes_later_does_not_repeat_its_words(house, code) -> None:
    house.corp.faults.plan("message/send")  # the words pass
    house.corp.faults.plan("message/send", errcode=code, times=2)
    assert isinstance(await house.messenger.send(account("li"), LONG), TryLater)
    assert kinds(house) == ["words"]
    while not isinstance(await house.messenger.send(account("li"), LONG), Delivered):
        pass
    assert kinds(house) == ["words", "card"]


async def test_a_refused_card_has_not_arrived_because_its_words_may_have(house) -> None:
    house.corp.faults.plan("message/send", lose_answer=True)
    assert isinstance(await house.messenger.send(account("li"), LONG), TryLater)
    house.corp.faults.plan("message/send")
    house.corp.faults.plan("message/send", errcode=40058)
    assert isinstance(await house.messenger.send(account("li"), LONG), Delivered)
    assert "71  同意" in house.screen("li")[-1].text


async def test_words_for_want_of_room_are_not_taken_for_the_card(house) -> None:
    for n in range(10):
        await house.messenger.send(account("wang", Client.UNKNOWN), decision(title=f"{n}"))
    asked = said("wang", Said(text="继续"))
    house.corp.faults.plan("message/send", drop=True)
    await house.messenger.reply(asked, (decision(),))
    outcome = await house.messenger.send(account("wang", Client.UNKNOWN), decision())
    assert isinstance(outcome, Delivered)
    assert house.buttons("wang") == ["同意", "不同意", "退回补充"]


async def test_a_restart_does_not_make_wecom_drop_what_is_too_much(house) -> None:
    """It answers that all is well, and shows nothing."""
    for _ in range(25):
        await house.messenger.send(account("li"), decision())
    after = WeComMessenger(house.messenger.client, agent_id=AGENT)
    after.resume({"LI": [0.0] * 25})
    outcomes = [await after.send(account("li"), decision()) for _ in range(10)]
    assert isinstance(outcomes[-1], TryLater)
    assert house.corp.dropped == []


@pytest.mark.parametrize(("times", "room"), [(0, 30), (3, 21), (9, 3), (10, 0), (40, 0)])
def test_what_was_said_before_a_restart_is_guessed_from_above(times, room) -> None:
    pace = Pace(lambda: 0.0)
    pace.resumes("li", [0.0] * times)
    assert pace.wait_for_member("li", room + 1) > 0 or room == 30
    assert not room or not pace.wait_for_member("li", room)


def test_and_waited_for_no_longer_than_without_one() -> None:
    pace = Pace(lambda: 0.0)
    pace.resumes("li", [1, *[66] * 4, *[69] * 5])
    assert pace.wait_for_member("li", 1) == 1
    assert pace.wait_for_member("li", 20) == 4
    assert pace.wait_for_member("li", 30) == 69


def test_another_day_the_words_are_told_again() -> None:
    seconds = iter([0.0, 1700.0, 1900.0])
    unfinished = Unfinished(lambda: next(seconds))
    unfinished.keep("li", LONG, ({"msgtype": "template_card"},), unsure=False)
    assert unfinished.of("li", LONG)
    assert unfinished.of("li", LONG) is None


async def test_the_same_card_may_be_sent_twice_on_purpose(house) -> None:
    for _ in range(2):
        assert isinstance(await house.messenger.send(account("li"), decision()), Delivered)
    assert len(house.screen("li")) == 2


async def test_a_card_that_is_refused_arrives_as_text(house) -> None:
    house.corp.faults.plan("message/send", errcode=40058)
    assert isinstance(await house.messenger.send(account("li"), decision()), Delivered)
    assert "71  同意" in house.screen("li")[-1].text


async def test_we_never_send_what_wecom_would_drop_in_silence(house) -> None:
    outcomes = [await house.messenger.send(account("li"), decision()) for _ in range(31)]
    assert sum(isinstance(one, Delivered) for one in outcomes) == 30
    assert isinstance(outcomes[-1], TryLater)
    assert 0 < outcomes[-1].seconds <= 70
    assert house.corp.dropped == []


async def test_nor_when_many_leave_at_once(house) -> None:
    await asyncio.gather(*(house.messenger.send(account("li"), decision()) for _ in range(40)))
    assert len(house.screen("li")) == 30
    assert house.corp.dropped == []


async def test_what_was_cut_off_counts_for_it_may_have_arrived(house) -> None:
    house.corp.faults.plan("message/send", lose_answer=True, times=10)
    for n in range(40):
        await house.messenger.send(account("li"), decision(title=f"{n}"))
    assert len(house.screen("li")) == 30
    assert house.corp.dropped == []


async def test_an_answer_longer_than_what_is_left_of_the_minute_comes_when_there_is_room(
    house, monkeypatch
) -> None:
    monkeypatch.setattr("bot.platforms.wecom.messenger.A_LOOK", 0.01)
    clock = itertools.count(0.0, 5.0)  # it is five seconds later whenever somebody looks
    messenger = WeComMessenger(
        house.messenger.client, agent_id=AGENT, clock=lambda: next(clock)
    )
    messenger.resume({"sun": [0.0] * 9})
    for _ in range(2):
        await messenger.send(account("sun", Client.UNKNOWN), question(1))
    before = len(house.screen("sun"))
    longer = decision(body=("事情的经过写得很长，一条消息放不下。" * 60,))
    await messenger.reply(said("sun", Said("详情")), (longer,))
    assert len(house.screen("sun")) - before > 1
    assert house.corp.dropped == []


async def test_what_is_slow_on_its_way_counts_until_it_came(house) -> None:
    """WeCom's minute begins when it has come."""
    seconds = [0.0]
    pace = Pace(lambda: seconds[0])
    assert not pace.to_member("li", 30)
    seconds[0] = 61.0
    assert pace.to_member("li", 1)


async def test_several_processes_each_keep_to_their_part(house) -> None:
    others = WeComMessenger(house.messenger.client, agent_id=AGENT)
    for one in (house.messenger, others):
        one.share(lambda: 2)
    for n in range(20):
        for one in (house.messenger, others):
            await one.send(account("li"), decision(title=f"{n}"))
    assert len(house.screen("li")) == 30
    assert house.corp.dropped == []


async def test_so_do_they_in_a_group(house) -> None:
    house.messenger.share(lambda: 2)
    robot = house.wecom.robot_url("robot-key")
    outcomes = [await house.messenger.post(robot, decision()) for _ in range(11)]
    assert isinstance(outcomes[9], Delivered)
    assert isinstance(outcomes[10], TryLater)


async def test_fifty_concurrent_sends_take_one_token(house) -> None:
    people = [f"u{n}" for n in range(50)]
    for userid in people:
        house.corp.add_member(userid, userid)
    await asyncio.gather(*(house.messenger.send(account(u), decision()) for u in people))
    assert house.corp.calls.count("/cgi-bin/gettoken") == 1


async def test_a_revoked_token_is_replaced_without_anybody_noticing(house) -> None:
    await house.messenger.send(account("li"), decision())
    house.corp.revoke(AGENT)
    assert isinstance(await house.messenger.send(account("li"), decision()), Delivered)
    assert house.corp.calls.count("/cgi-bin/gettoken") == 2


async def test_a_group_hears_it_through_its_robot(house) -> None:
    robot = house.wecom.robot_url("robot-key")
    card = decision(buttons=(), facts=(Fact(label="地点", value="教学楼三层"),))
    assert isinstance(await house.messenger.post(robot, card), Delivered)
    (bubble,) = house.screen("security")
    assert "地点：教学楼三层" in bubble.text
    removed = await house.messenger.post(house.wecom.robot_url("gone"), card)
    assert isinstance(removed, Unreachable)
    assert "gone" not in removed.why


async def test_a_robot_is_asked_twenty_times_a_minute_at_most(house) -> None:
    robot = house.wecom.robot_url("robot-key")
    outcomes = [await house.messenger.post(robot, question(1)) for _ in range(21)]
    assert sum(isinstance(one, Delivered) for one in outcomes) == 20
    assert isinstance(outcomes[-1], TryLater)


async def test_files_go_out_and_come_back(house) -> None:
    sent = await house.messenger.send_file(
        account("li"), "单.pdf", "application/pdf", b"%PDF-1.7"
    )
    assert isinstance(sent, Delivered)
    picture = await house.messenger.send_file(
        account("li"), "a.jpg", "image/jpeg", b"\xff\xd8\xff123"
    )
    assert isinstance(picture, Delivered)
    assert [bubble.kind for bubble in house.screen("li")] == ["file", "photo"]
    media = next(iter(house.corp.media))
    assert await house.messenger.fetch(media) == b"%PDF-1.7"
    with pytest.raises(FileUnavailable):
        await house.messenger.fetch("unknown")


async def test_an_expired_picture_is_unavailable(house) -> None:
    media = house.corp.keep_media("a.jpg", "image/jpeg", b"123456")
    house.clock.at += timedelta(days=4)
    with pytest.raises(FileUnavailable):
        await house.messenger.fetch(media)


async def test_a_picture_without_a_pictures_ending_still_arrives(house) -> None:
    sent = await house.messenger.send_file(
        account("li"), "照片", "image/jpeg", b"\xff\xd8\xff123"
    )
    assert isinstance(sent, Delivered)


async def test_a_login_code_names_a_member_once(house) -> None:
    code = house.corp.login_code("li")
    assert await house.messenger.identify(code) == "li"
    assert await house.messenger.identify(code) == ""
    assert await house.messenger.identify(house.corp.login_code("stranger")) == ""
    # aiohttp itself asks once more when an idle connection turns out to be cut.
    house.corp.faults.plan("getuserinfo", drop=True, times=2)
    assert await house.messenger.identify(house.corp.login_code("li")) == ""
