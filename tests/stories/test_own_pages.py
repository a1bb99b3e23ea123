"""A person's own pages, without scripts: filed, followed, signed and carried out in a browser."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.boxes import PICKER
from bot.people.person import PersonId, Platform
from sandbox.browser import Page
from sandbox.player import PIXEL, Actor
from sandbox.town import Town
from storage import attachments, drafts
from tests.examples import examples
from tests.stories.cases import (
    by_page,
    filed,
    journal_kinds,
    local,
    phone,
    says,
    stranger,
    the_request,
)

T = TypeVar("T")
CONTENT = "看谁从三号桌上拿走了黑色手机"


def address(here: Town, path: str = "", on: str = "wechat") -> str:
    school = here.platforms.school.id
    asked = "?in=wechat" if on == "wechat" else ""
    return f"{here.settings.web.public_url}/h5/{school}/{path}{asked}"


async def opens(here: Town, who: Actor, path: str = "") -> Page:
    return await who.browser().open(address(here, path, who.phone.platform))


def times(here: Town, days: int, *, hours: int = 12) -> dict[str, str]:
    """Some noon ago, as a phone's own picker writes it."""
    start = (local(here) - timedelta(days=days)).replace(hour=hours, minute=0)
    end = start + timedelta(minutes=40)
    return {"span.from": start.strftime(PICKER), "span.to": end.strftime(PICKER)}


async def test_a_teacher_files_on_the_page_what_he_began_in_the_chat(taishan: Town) -> None:
    teacher = taishan.stage["邵安"]
    await says(teacher, "申请", "本班学生")
    await says(teacher, "是", "哪几位学生")
    home = await opens(taishan, teacher)
    assert "填了一半的" in home.text
    form = await home.follows("已填 ")
    lacking = await form.presses(
        "下一步：核对",
        picks=["财物遗失、被盗", "餐厅"],
        students="G4-02-17",
        **{"span.from": "x"},
    )
    assert lacking.status == 422
    assert "请把起止时间都选上" in lacking.text
    assert "保密承诺：请选择。" in lacking.text
    # What could be read is kept, also for the chat.
    assert "是什么事" not in (await says(teacher, "继续", "摄像头")).text
    form = await opens(taishan, teacher, "f/file:footage")
    saved = await form.presses("先保存", file=PIXEL, content=CONTENT, **times(taishan, 6))
    assert "已保存" in saved.text
    check = await saved.presses(
        "下一步：核对",
        picks=["我已阅读并同意"],
        purpose="学生午饭后发现手机不见，需要确认去向。",
    )
    assert check.url.endswith("/check?in=wechat")
    for line in ("G4-02-17", CONTENT, "高四级部主任 尚可期", "IMG_0001.png"):
        assert line in check.text
    assert await journal_kinds(taishan) == []
    done = await check.presses("提交")
    assert done.url.endswith("/mine/1?in=wechat")
    assert "已提交" in done.text
    request = await the_request(taishan)
    assert request.answers["zones"] == ["B-Z06"]
    kept = await taishan.product.store.read(lambda work: attachments.data_of(work, 1))
    assert kept == PIXEL
    await teacher.sees("等待 尚可期")


async def test_a_page_sent_twice_files_once(taishan: Town) -> None:
    teacher = taishan.stage["邵安"]
    check = await at_summary(taishan, teacher)
    await check.presses("提交")
    again = await check.presses("提交")
    assert "这份表单已结束" in again.text
    assert (await journal_kinds(taishan)).count("request.filed") == 1


async def test_what_changed_in_the_chat_after_the_summary_is_looked_through_again(
    taishan: Town,
) -> None:
    teacher = taishan.stage["邵安"]
    check = await at_summary(taishan, teacher)
    await says(teacher, "继续", "请核对")
    await says(teacher, "修改查看内容", "想在录像里看什么")
    await says(teacher, "看谁最后离开靠窗的三号桌", "请核对")
    refused = await check.presses("提交")
    assert refused.status == 422
    assert "请再核对一遍" in refused.text
    assert "看谁最后离开靠窗的三号桌" in refused.text
    assert await journal_kinds(taishan) == []
    await refused.presses("提交")
    assert (await the_request(taishan)).answers["content"] == "看谁最后离开靠窗的三号桌"


async def at_summary(here: Town, teacher: Actor) -> Page:
    form = await opens(here, teacher, "f/file:footage")
    asked = await form.presses("先保存", picks=["是", "餐厅", "财物遗失、被盗"])
    return await asked.presses(
        "下一步：核对",
        picks=["我已阅读并同意"],
        students="G4-02-17",
        content=CONTENT,
        purpose="学生午饭后发现手机不见，需要确认去向。",
        **times(here, 6),
    )


async def test_one_sentence_fills_the_page(taishan: Town) -> None:
    form = await opens(taishan, taishan.stage["邵安"], "f/file:footage")
    told = "昨天下午三点到四点食堂有学生丢了手机"
    filled = await form.presses("帮我填", sentence=told)
    assert "按这句话填好了" in filled.text
    fields = filled.forms[-1].fields
    assert fields["zones"] == ["B-Z06"]
    assert fields["span.from"][0].endswith("T15:00")
    dumb = await filled.presses("帮我填", sentence="今天天气不错")
    assert dumb.status == 422
    assert "没有听懂" in dumb.text


async def test_looking_leaves_no_trace(taishan: Town) -> None:
    teacher = taishan.stage["邵安"]
    for path in ("", "f/file:footage", "f/file:room_entry", "f/file:footage/check"):
        page = await opens(taishan, teacher, path)
        assert page.status == 200, page.text
    person = PersonId(teacher.phone.person)
    kept = await taishan.product.store.read(lambda w: drafts.all_of(w, "taishan", person))
    assert kept == []


async def test_his_request_is_withdrawn_on_its_page(taishan: Town) -> None:
    teacher = taishan.stage["邵安"]
    page = await (await at_summary(taishan, teacher)).presses("提交")
    assert "等待 尚可期" in page.text
    gone = await page.presses("撤回")
    assert "已撤回" in gone.text
    assert gone.buttons() == []
    home = await opens(taishan, teacher)
    assert "已撤回" in home.text


async def test_nobody_sees_anothers_request_and_nobody_learns_that_there_is_one(
    taishan: Town,
) -> None:
    await filed(taishan)
    teacher = taishan.stage["邵安"]
    there = await opens(taishan, teacher, "mine/1")
    nowhere = await opens(taishan, teacher, "mine/999")
    assert (there.status, nowhere.status) == (403, 403)
    assert there.text == nowhere.text
    for path in ("f/amend:1", "f/outcome:1", "f/extend:1", "t/1", "f/begin:footage:1", "f/x:1"):
        assert (await opens(taishan, teacher, path)).status == 403, path
    for path in (
        "f/amend:abc",
        "f/outcome:99999999999",
        "f/file:nothing",
        "f/file",
        "f/outcome",
        f"mine/{10**30}",
    ):
        assert (await opens(taishan, teacher, path)).status in (403, 404), path
    other = stranger(taishan, "oLaike-9", teacher.phone.platform)
    unknown = await opens(taishan, other)
    assert (unknown.status, "绑定码" in unknown.text) == (403, True)


async def test_the_duty_officer_does_his_tasks_on_pages(taishan: Town) -> None:
    await filed(taishan)
    officer = phone(taishan, "值班员丙", "wecom")
    home = await opens(taishan, officer)
    task = await home.follows("保全录像")
    held = await task.presses("已锁定")
    assert "已办理" in held.text
    for name in ("牧星野", "雷默言", "温若谷"):
        await taishan.stage[name].taps("同意")
        await taishan.stage[name].sees("已同意")
    await by_page(taishan, "裴云旗", "同意")
    await taishan.stage["值班员甲"].sees("预约查看")
    form = await (await (await opens(taishan, officer)).follows("预约查看")).presses("我来办理")
    assert "/f/outcome:" in form.url
    done = await form.presses("提交", picks=["现在即可前来"])
    assert "/t/" in done.url
    await taishan.stage["乔木"].taps("我承诺并签署")
    await taishan.stage["乔木"].sees("已办理", fresh=True)
    desk = await (await opens(taishan, officer)).follows("到场签到")
    refused = await desk.presses("提交")
    assert refused.status == 422
    seen = await desk.presses("提交", picks=["我已阅读并同意"])
    assert "/t/" in seen.url, seen.text
    report = await (await opens(taishan, officer)).follows("查看录像")
    entered = await report.presses("提交", picks=["已查到"])
    assert "/t/" in entered.url, entered.text
    await taishan.stage["乔木"].sees("登记入册", fresh=True)


async def test_the_university_asks_other_questions(lingnan: Town) -> None:
    clerk = next(a for a in lingnan.stage if a.phone.platform is Platform.WECOM)
    form = await opens(lingnan, clerk, "f/file:footage")
    lacking = await form.presses("下一步：核对")
    assert lacking.status == 422
    assert "盖章扫描件：请上传照片或PDF。" in lacking.text
    assert await journal_kinds(lingnan) == []
    # What the regulation forbids is said before anything else is asked, with what to do instead.
    barred = await lacking.presses("下一步：核对", picks=["个人的事"])
    assert barred.status == 422
    assert "严禁以个人身份调阅" in barred.text
    assert "请上传照片或PDF" not in barred.text
    instead = await barred.presses("改为求助报案")
    assert "/f/file:incident_report" in instead.url


async def test_what_was_returned_is_supplied_on_the_page(taishan: Town) -> None:
    teacher, director = taishan.stage["邵安"], phone(taishan, "尚可期", "wechat")
    await (await at_summary(taishan, teacher)).presses("提交")
    his = await (await opens(taishan, director)).follows("餐厅")
    await his.presses("确认退回", words="请写明是哪一张桌子")
    page = await (await opens(taishan, teacher)).follows("查看监控录像")
    page = await opens(taishan, teacher, "mine/1")
    assert "请写明是哪一张桌子" in page.text
    form = await page.presses("修改补充")
    assert "/f/amend:1" in form.url
    assert form.forms[-1].fields["content"] == [CONTENT]
    check = await form.presses("下一步：核对", content="看谁从靠窗第三张桌子上拿走了黑色手机")
    done = await check.presses("提交")
    assert done.url.endswith("/mine/1?in=wechat")
    assert "等待 尚可期" in done.text
    assert (await the_request(taishan)).answers["content"].startswith("看谁从靠窗")


async def test_an_undertaking_is_ticked_before_it_is_signed(taishan: Town) -> None:
    teacher, officer = taishan.stage["邵安"], phone(taishan, "值班员丙", "wecom")
    await (await at_summary(taishan, teacher)).presses("提交")
    his = await (await opens(taishan, phone(taishan, "尚可期", "wechat"))).follows("餐厅")
    await his.presses("同意")
    for name in ("雷默言", "温若谷"):
        await taishan.stage[name].taps("同意")
        await taishan.stage[name].sees("已同意")
    await by_page(taishan, "裴云旗", "同意")
    await teacher.sees("已批准")
    form = await (await (await opens(taishan, officer)).follows("预约查看")).presses("我来办理")
    await form.presses("提交", picks=["现在即可前来"])
    mine = await (await opens(taishan, teacher)).follows("签署保密承诺")
    assert "不拍照、不录屏" in mine.text
    unticked = await mine.presses("我承诺并签署")
    assert "请先勾选承诺" in unticked.text
    words = next(o.words for o in mine.forms[-1].options)
    signed = await unticked.presses("我承诺并签署", picks=[words])
    assert "已办理" in signed.text
    page = await opens(taishan, teacher, "mine/1")
    assert "✓ 签署保密承诺" in page.text
    paper = await teacher.browser().fetch(address(taishan, "mine/1/form.pdf"))
    assert paper.startswith(b"%PDF-")


async def test_only_our_own_form_of_this_session_does_anything(taishan: Town) -> None:
    teacher = taishan.stage["邵安"]
    check = await at_summary(taishan, teacher)
    fields = {**check.forms[-2].fields, "act": ["send"]}
    huge = {**fields, "tap": [f"v1:tk:{10**30}:0:"]}
    assert (await check.browser.send("post", check.url, huge)).status == 200
    for forged in ({**fields, "seal": ["0" * 64]}, {"act": ["send"]}):
        answer = await check.browser.send("post", check.url, forged)
        assert answer.status == 403
    foreign = await check.browser.send("post", check.url, fields, origin="https://evil.example")
    assert foreign.status == 403
    other = await phone(taishan, "尚可期", "wechat").browser().send("post", check.url, fields)
    assert other.status == 403
    assert await journal_kinds(taishan) == []


async def test_a_file_is_what_its_bytes_say(taishan: Town) -> None:
    teacher = taishan.stage["邵安"]
    form = await opens(taishan, teacher, "f/file:footage")
    wrong = await form.presses("先保存", file=b"#!/bin/sh\nrm -rf /")
    assert wrong.status == 422
    assert "照片" in wrong.text
    kept = await taishan.product.store.read(lambda work: attachments.load(work, 1))
    assert kept is None


# ------------------------------------------------------------------ whatever is sent

WORDS = st.one_of(
    st.text(max_size=30), st.sampled_from(["yes", "no", "2026-03-02T10:00", "1", "B-Z06"])
)
BOXES = ["", ".from", ".to", ".me", ".other", ".why", ".drop", ".phrase"]
ACTS = ["save", "check", "send", "sentence", "", "取消"]


async def test_whatever_a_form_sends_nothing_breaks_and_nothing_is_filed(taishan: Town) -> None:
    teacher = taishan.stage["邵安"]
    form = await opens(taishan, teacher, "f/file:footage")
    fields = form.forms[-1].fields
    keys = [name.removeprefix("seen.") for name in fields if name.startswith("seen.")]
    names = st.sampled_from([*(k + box for k in keys for box in BOXES), "sentence", "tap"])
    loop = asyncio.get_running_loop()

    def waited(job: Awaitable[T]) -> T:
        return asyncio.run_coroutine_threadsafe(as_coroutine(job), loop).result()

    @settings(
        max_examples=examples(60),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    @given(
        sent=st.dictionaries(names, st.lists(WORDS, min_size=1, max_size=2), max_size=8),
        act=st.sampled_from(ACTS),
    )
    def posted(sent: dict[str, list[str]], act: str) -> None:
        clean = {k: [w.encode(errors="replace").decode() for w in v] for k, v in sent.items()}
        page = waited(form.browser.send("post", form.url, {**fields, **clean, "act": [act]}))
        assert page.status in (200, 403, 422), page.text

    await asyncio.to_thread(posted)
    assert "request.filed" not in await journal_kinds(taishan)


async def as_coroutine(job: Awaitable[T]) -> T:
    return await job
