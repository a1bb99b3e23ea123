"""Sending within the window a person opens by speaking, and what is left outside it."""

import logging
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.cards import Card, Fact
from bot.platforms.ports import (
    Delivered,
    FileUnavailable,
    Gone,
    Outcome,
    TryLater,
    Unreachable,
)
from bot.platforms.tencent.calling import Declined, NoAnswer
from bot.platforms.wechat.client import Client
from bot.platforms.wechat.errcodes import as_outcome
from bot.platforms.wechat.template import Template, fitted, message
from sandbox.wecom.codes import Refused
from tests.wechat.house import APP, FIELDS, TEMPLATE, TO, WHO, Clock, House, house

CASE = Card(
    title="监控查看申请单 B-2026-0012",
    facts=(Fact(label="申请人", value="邵安 · 高四2班班主任"),),
    link="https://bot.example.edu/h5/taishan/r/x?in=wechat",
)


async def test_a_word_opens_the_window_for_two_days(here: House) -> None:
    here.says = ()
    await here.wechat.exchange.say(WHO, "你好")
    here.clock.push(timedelta(hours=47))
    assert isinstance(await here.messenger.send(TO, Card(title="近的")), Delivered)
    here.clock.push(timedelta(hours=2))
    assert isinstance(await here.messenger.send(TO, CASE), Delivered)
    assert here.screen == ["近的", "监控查看申请单 B-2026-0012"]
    asked, _ = (b for b in reversed(here.wechat.exchange.bubbles(WHO)) if not b.author)
    assert (asked.kind, asked.url) == ("card", CASE.link)
    assert asked.text.splitlines()[:2] == ["邵安 · 高四2班班主任", "B-2026-0012"[2:]]


async def test_five_messages_and_then_a_template(here: House) -> None:
    here.says = ()
    await here.wechat.exchange.say(WHO, "你好")
    for n in range(6):
        assert isinstance(await here.messenger.send(TO, Card(title=f"第{n}件")), Delivered)
    kinds = [b.kind for b in here.wechat.exchange.bubbles(WHO) if not b.author]
    assert kinds == ["text"] * 5 + ["card"]
    await here.wechat.exchange.say(WHO, "嗯")
    await here.messenger.send(TO, Card(title="又开"))
    assert here.wechat.exchange.bubbles(WHO)[-1].kind == "text"


async def test_without_a_template_the_other_account_is_tried() -> None:
    async with house(template=False) as here:
        outcome = await here.messenger.send(TO, CASE)
        assert isinstance(outcome, Unreachable)
        assert "45015" in outcome.why


async def test_a_card_without_a_page_asks_him_to_write(here: House) -> None:
    await here.messenger.send(TO, Card(title="已批准"))
    last = here.wechat.exchange.bubbles(WHO)[-1]
    assert (last.title, last.url) == ("已批准", "")
    assert "回复“待办”" in last.text


async def test_whoever_left_is_unreachable(here: House) -> None:
    here.account.followers[WHO].follows = False
    assert isinstance(await here.messenger.send(TO, CASE), Unreachable)


async def test_the_same_template_tried_twice_is_shown_once(here: House) -> None:
    here.account.faults.plan("message/template/send", lose_answer=True)
    first = await here.messenger.send(TO, CASE)
    assert isinstance(first, TryLater)
    assert first.maybe_sent
    assert isinstance(await here.messenger.send(TO, CASE), Delivered)
    assert len(here.screen) == 1


async def test_no_group_is_written_to(here: House) -> None:
    assert isinstance(await here.messenger.post("g", CASE), Gone)


async def test_news_of_a_card_is_told_once_without_the_case_again(here: House) -> None:
    here.says = ()
    await here.wechat.exchange.say(WHO, "你好")
    first = await here.messenger.send(TO, CASE)
    assert isinstance(first, Delivered)
    assert await here.messenger.edit(first.ref, CASE) == first
    settled = replace(CASE, closed="已同意 · 尚可期")
    then = await here.messenger.edit(first.ref, settled)
    assert isinstance(then, Delivered)
    assert await here.messenger.edit(then.ref, settled) == then
    texts = [b.text for b in here.wechat.exchange.bubbles(WHO) if not b.author]
    assert len(texts) == 2
    assert "已同意 · 尚可期" in texts[1]
    assert ("邵安" in texts[0], "邵安" in texts[1]) == (True, False)


async def test_news_that_cannot_reach_him_here_is_tried_elsewhere() -> None:
    async with house(template=False) as here:
        assert isinstance(await here.messenger.edit({"openid": WHO}, CASE), Gone)


async def test_what_a_card_says_is_not_said_before_it_too(here: House) -> None:
    here.says = (Card(title="已提交 0001"),)
    reply = here.messenger.reply

    async def with_toast(inbound, cards):
        await reply(inbound, cards, "已提交")

    here.messenger.reply = with_toast
    await here.wechat.exchange.say(WHO, "提交")
    assert here.screen == ["已提交 0001"]


async def test_a_picture_is_sent_and_a_document_is_only_told_of(here: House) -> None:
    await here.wechat.exchange.say(WHO, "审批单")
    await here.messenger.send_file(TO, "审批单.pdf", "application/pdf", b"%PDF-1.7 ...")
    assert "审批单.pdf" in here.screen[-1]
    await here.messenger.send_picture(TO, "九月.png", "image/png", b"\x89PNG....")
    assert here.wechat.exchange.bubbles(WHO)[-1].kind == "photo"


async def test_a_photo_comes_home_while_wechat_keeps_it(here: House) -> None:
    await here.wechat.exchange.send_file(WHO, "a.jpg", "image/jpeg", b"bytes of it")
    sent = here.inbound().what
    assert await here.messenger.fetch(sent.file) == b"bytes of it"
    here.clock.push(timedelta(days=4))
    with pytest.raises(FileUnavailable):
        await here.messenger.fetch(sent.file)


async def test_a_login_code_counts_once(here: House) -> None:
    code = here.account.login_code(WHO)
    assert await here.messenger.identify(code) == WHO
    assert await here.messenger.identify(code) == ""
    old = here.account.login_code(WHO)
    here.clock.push(timedelta(minutes=6))
    assert await here.messenger.identify(old) == ""
    here.account.verified = False
    assert await here.messenger.identify(here.account.login_code(WHO)) == ""


async def test_one_token_for_everybody_and_a_new_one_before_the_old_dies(here: House) -> None:
    here.says = ()
    await here.wechat.exchange.say(WHO, "你好")
    await here.messenger.send(TO, Card(title="一"))
    other = here.account.granted(afresh=False)[0]
    await here.messenger.send(TO, Card(title="二"))
    assert here.account.calls.count("/cgi-bin/stable_token") == 1
    # Somebody with the plain call: ours works five minutes more, and is then renewed at once.
    here.account.granted(afresh=True)
    await here.messenger.send(TO, Card(title="三"))
    here.clock.push(timedelta(minutes=6))
    await here.messenger.send(TO, Card(title="四"))
    assert here.screen == ["一", "二", "三", "四"]
    assert here.account.calls.count("/cgi-bin/stable_token") == 2
    with pytest.raises(Refused):
        here.account.admit(other)


async def test_a_second_process_does_not_take_the_token_away(here: House) -> None:
    await here.messenger.client.greet()
    first = here.account.current
    async with aiohttp.ClientSession(trust_env=False) as session:
        twin = Client(
            session, app_id=APP, secret=here.account.secret, base_url=here.wechat.base_url
        )
        await twin.greet()
    assert here.account.current == first


async def test_a_token_refused_twice_is_not_asked_for_without_end(here: House) -> None:
    here.account.faults.plan("message/custom/send", times=9, errcode=40001)
    outcome = await here.messenger.send(TO, Card(title="一"))
    assert isinstance(outcome, TryLater)
    assert outcome.whole_platform
    assert here.account.calls.count("/cgi-bin/stable_token") == 2


async def test_no_secret_reaches_the_log(here: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    here.account.faults.plan("oauth2/access_token", status=502)
    here.account.faults.plan("message/custom/send", drop=True)
    assert await here.messenger.identify("the-code") == ""
    outcome = await here.messenger.send(TO, Card(title="一"))
    told = [r.getMessage() for r in caplog.records] + [str(outcome)]
    secrets = (here.account.secret, here.account.current, "the-code")
    assert [line for line in told if any(secret in line for secret in secrets)] == []


async def test_the_menu_says_what_one_could_type(here: House) -> None:
    await here.messenger.offer_menu("zh")
    assert [(k.label, k.id) for k in here.wechat.exchange.menu()] == [
        ("申请调阅", "申请"),
        ("我的申请", "我的申请"),
        ("待我办理", "待办"),
    ]
    await here.messenger.offer_menu("zh", "https://bot.example.edu/h5/taishan/?in=wechat")
    (_, mine, page, _) = here.wechat.exchange.menu()
    assert (mine.label, mine.id) == ("我的申请", "我的申请")
    assert (page.label, page.url) == (
        "网页办理",
        "https://bot.example.edu/h5/taishan/?in=wechat",
    )
    await here.messenger.offer_menu("en")
    await here.wechat.exchange.tap(WHO, "menu", "待办")
    assert here.inbound().what.text == "待办"


OUTCOMES = [
    (45015, Unreachable, ""),
    (45047, Unreachable, ""),
    (40003, Unreachable, ""),
    (43004, Unreachable, ""),
    (43101, Unreachable, ""),
    (45009, TryLater, "platform"),
    (45011, TryLater, "platform"),
    (40001, TryLater, "platform"),
    (42001, TryLater, "platform"),
    (40125, TryLater, "platform"),
    (40164, TryLater, "platform"),
    (48001, TryLater, "platform"),
    (40037, TryLater, "platform"),
    (-1, TryLater, "soon"),
    (47003, TryLater, "late"),
    (99999, TryLater, "late"),
]


@pytest.mark.parametrize(("code", "kind", "how"), OUTCOMES)
def test_what_an_errcode_means(code: int, kind: type[Outcome], how: str) -> None:
    told = as_outcome(Declined(code, "words that change"))
    assert isinstance(told, kind)
    if isinstance(told, TryLater):
        assert told.whole_platform is (how == "platform")
        assert how != "soon" or told.seconds < 10
        assert how != "late" or told.seconds >= 600


def test_a_doubtful_send_says_so() -> None:
    told = as_outcome(NoAnswer("HTTP 502", maybe_sent=True))
    assert isinstance(told, TryLater)
    assert told.maybe_sent


@pytest.mark.parametrize(
    ("field", "words", "shown"),
    [
        (
            "thing1",
            "监控查看申请单，需要您审批，请尽快办理一下谢谢",
            "监控查看申请单，需要您审批，请尽快办理…",
        ),
        ("thing1", " 两\n行 ", "两 行"),
        ("thing1", "", "—"),
        ("character_string2", "调阅〔2026〕0001号", "2026-0001"),
        ("character_string2", "无号", "-"),
        ("phrase3", "待您审批（第2级）", "待您审批第"),
        ("phrase3", "OK", "待办"),
        ("time4", "2026-11-24 09:00", "2026-11-24 09:00"),
        ("unknown5", "一" * 30, "一" * 19 + "…"),
    ],
)
def test_what_does_not_fit_a_field_is_cut(field: str, words: str, shown: str) -> None:
    assert fitted(field, words) == shown


def test_a_template_is_filled_as_its_library_demands() -> None:
    now = Clock().now()
    filled = message(Template(TEMPLATE, FIELDS), WHO, CASE, "", now, "once")
    assert filled["url"] == CASE.link
    assert filled["data"]["character_string3"] == {"value": "2026-0012"}
    assert filled["data"]["time4"] == {"value": "2026-11-24 09:00"}
