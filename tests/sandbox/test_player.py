"""The language of stories: it waits, finds the right button, and fails with the screen in hand."""

import asyncio

import pytest

from bot.people.person import Platform
from sandbox.exchange import Toast
from sandbox.player import NeverSeen, Stage
from sandbox.schools import load
from tests.sandbox.corp import AGENT, opened
from tests.sandbox.paper import Paper, StillClock

SCHOOL = load("taishan")
QIAOMU, LEIMOYAN = SCHOOL.cast[0].address, SCHOOL.cast[2].address
DUTY = SCHOOL.group("duty").chat


async def office(paper: Paper, who: str, said: str, chat: str) -> Toast | None:
    """A small bot: a teacher asks, the chief decides, the duty group hears of it."""
    match said:
        case "调阅":
            paper.put(chat, "要看哪里？", ("餐厅", "操场"))
        case "[餐厅]":
            paper.put(chat, "请核对", ("1 同意须知", "+提交"), ("取消",))
        case "[提交]":
            paper.put(LEIMOYAN, "请您审批\n地点：餐厅", ("-不同意", "+同意"), ("看全文",))
            return Toast(text="已提交")
        case "[同意]":
            paper.edit(LEIMOYAN, paper.bubbles(LEIMOYAN)[-1].id, "已同意")
            asyncio.get_running_loop().call_soon(paper.put, QIAOMU, "调阅〔2026〕0001 已批准")
            paper.put(DUTY, "值班任务", ("+我来办",))
        case "[我来办]":
            paper.put(DUTY, f"{who} 来办")
    return Toast()


def staged(patience: float = 5) -> tuple[Stage, Paper]:
    paper = Paper(office)
    stage = Stage([paper], SCHOOL.cast, SCHOOL.groups, patience=patience)
    return stage, paper


async def test_a_whole_case_reads_like_a_play() -> None:
    stage, _ = staged()
    stage.heading("餐厅丢了手机")
    await stage["乔木"].says("调阅")
    await stage["乔木"].taps("餐厅")
    toast = await stage["乔木"].taps("提交")
    assert toast == Toast(text="已提交")
    await stage["雷默言"].taps("同意")
    await stage["雷默言"].sees("已同意")
    await stage["乔木"].sees("已批准")
    await stage["值班员甲"].taps("我来办")
    assert str(stage.transcript).splitlines() == [
        "                       │",
        "                       │ ── 餐厅丢了手机 ──",
        "乔木 · Telegram        │ 调阅",
        "                       │ ◂ 要看哪里？",
        "                       │   [餐厅] [操场]",
        "                       │ [餐厅]",
        "                       │ ◂ 请核对",
        "                       │   [1 同意须知] [提交]",
        "                       │   [取消]",
        "                       │ [提交]",
        "                       │ ‹已提交›",
        "雷默言 · Telegram      │ ◂ 请您审批",
        "                       │   地点：餐厅",
        "                       │   [不同意] [同意]",
        "                       │   [看全文]",
        "                       │ [同意]",
        "                       │ ◂ 已同意",
        "乔木 · Telegram        │ ◂ 调阅〔2026〕0001 已批准",
        "值班员甲 · Telegram    │ ◂ 值班任务",
        "                       │   [我来办]",
        "                       │ [我来办]",
    ]


async def test_agreeing_is_never_disagreeing() -> None:
    said: list[str] = []

    async def note(paper: Paper, who: str, words: str, chat: str) -> None:
        said.append(words)

    paper = Paper(note)
    stage = Stage([paper], SCHOOL.cast)
    for labels in (
        ("-不同意", "+同意"),
        ("不同意", "同意并转交", "✅ 同意"),
        ("2 不同意", "1 同意"),
    ):
        paper.put(QIAOMU, "请您审批", labels)
        await stage["乔木"].taps("同意")
    assert said == ["[同意]", "[✅ 同意]", "[1 同意]"]


async def test_an_act_waits_until_the_screen_offers_it() -> None:
    stage, paper = staged()
    tapping = asyncio.create_task(stage["乔木"].taps("餐厅"))
    await asyncio.sleep(0)
    paper.put(QIAOMU, "要看哪里？", ("~餐厅",))
    await asyncio.sleep(0)
    assert not tapping.done()
    await stage["乔木"].says("调阅")
    await tapping
    await stage["乔木"].sees("请核对")


async def test_nobody_taps_again_on_a_screen_that_has_not_changed_yet() -> None:
    """“15时” stands on the screen of the day and on that of the afternoon."""
    tapped: list[str] = []

    async def slow(paper: Paper, who: str, said: str, chat: str) -> None:
        tapped.append(said)
        if said == "[下午]":
            card = paper.bubbles(who)[0].id
            words = (who, card, "下午，从几点？", ("15时",))
            asyncio.get_running_loop().call_later(0.02, paper.edit, *words)

    paper = Paper(slow)
    stage = Stage([paper], SCHOOL.cast, patience=5)
    paper.put(QIAOMU, "从几点？", ("下午", "15时"))
    await stage["乔木"].taps("下午")
    await stage["乔木"].taps("15时")
    assert [paper.bubbles(QIAOMU)[0].text, *tapped] == ["下午，从几点？", "[下午]", "[15时]"]


async def test_whoever_waited_in_vain_taps_again() -> None:
    tapped: list[str] = []

    async def deaf(paper: Paper, who: str, said: str, chat: str) -> None:
        tapped.append(said)

    paper = Paper(deaf)
    stage = Stage([paper], SCHOOL.cast, patience=0.02)
    paper.put(QIAOMU, "请您审批", ("同意",))
    for _ in range(2):
        await stage["乔木"].taps("同意")
        with pytest.raises(NeverSeen):
            await stage["乔木"].sees("已同意")
    assert tapped == ["[同意]", "[同意]"]


async def test_what_never_comes_fails_with_the_screen() -> None:
    stage, _ = staged(patience=0.05)
    await stage["乔木"].says("调阅")
    with pytest.raises(NeverSeen, match=r"乔木 never saw button \[宿舍\](.|\n)*要看哪里"):
        await stage["乔木"].taps("宿舍")
    await stage["乔木"].sees_no("已批准", within=0.01)
    with pytest.raises(NeverSeen, match="should not see"):
        await stage["乔木"].sees_no("要看哪里")


async def test_what_a_card_said_is_gone_once_it_is_changed() -> None:
    stage, paper = staged(patience=0.5)
    card = paper.put(QIAOMU, "11:00–15:00", ())
    asyncio.get_running_loop().call_later(0.01, paper.edit, QIAOMU, card, "12:00–13:00")
    await stage["乔木"].loses("15:00")
    with pytest.raises(NeverSeen, match="12:00"):
        await stage["乔木"].loses("13:00")


async def test_fresh_means_since_my_last_act() -> None:
    stage, paper = staged(patience=0.05)
    paper.put(QIAOMU, "已批准")
    await stage["乔木"].says("谢谢")
    await stage["乔木"].sees("已批准")
    with pytest.raises(NeverSeen):
        await stage["乔木"].sees("已批准", fresh=True)
    paper.edit(QIAOMU, paper.bubbles(QIAOMU)[0].id, "已批准，已查看")
    await stage["乔木"].sees("已批准", fresh=True)


async def test_what_somebody_types_is_no_answer_to_himself() -> None:
    stage, paper = staged(patience=0.05)
    await stage["乔木"].says("处理情况")
    with pytest.raises(NeverSeen):
        await stage["乔木"].sees("处理情况", fresh=True)
    paper.put(QIAOMU, "请简单写一下处理情况。")
    await stage["乔木"].sees("处理情况", fresh=True)


async def test_of_a_changed_card_only_the_news_is_told() -> None:
    stage, paper = staged()
    card = paper.put(QIAOMU, "调阅〔2026〕0001\n地点：餐厅\n… 保卫科科长", ("撤回", "再看"))
    await stage["乔木"].sees("地点")
    paper.edit(QIAOMU, card, "调阅〔2026〕0001\n地点：餐厅\n✓ 保卫科科长", ("再看",))
    await stage["乔木"].sees("✓ 保卫科科长")
    assert [line.words for line in stage.transcript.lines[4:]] == [
        "◂ 调阅〔2026〕0001",
        "  ✓ 保卫科科长",
        "  [再看]",
    ]


async def test_a_tap_can_name_the_card() -> None:
    said: list[tuple[str, str]] = []

    async def note(paper: Paper, who: str, words: str, chat: str) -> None:
        said.append((who, words))

    paper = Paper(note)
    paper.put(QIAOMU, "调阅〔2026〕0001", ("撤回一",))
    paper.put(QIAOMU, "调阅〔2026〕0002", ("撤回二",))
    stage = Stage([paper], SCHOOL.cast)
    await stage["乔木"].taps("撤回", on="0001")
    assert said == [(QIAOMU, "[撤回一]")]


async def test_a_photo_and_a_word_in_the_group() -> None:
    stage, paper = staged()
    await stage["值班员甲"].photo("现场.png", group="duty")
    await stage["值班员甲"].says("到了", group="duty")
    assert [(b.kind, b.text) for b in paper.bubbles(DUTY)] == [
        ("photo", "现场.png"),
        ("text", "到了"),
    ]


async def test_plain_wechat_decides_on_a_page() -> None:
    async with opened() as desk:
        pages: list[str] = []

        async def hears(_: object) -> None:
            return None

        desk.hears = hears
        authorize = (
            f"{desk.wecom.base_url}/connect/oauth2/authorize?appid=wwdemo&response_type=code"
            f"&state=s&redirect_uri={desk.wecom.base_url}/cgi-bin/auth/getuserinfo"
        )
        textcard = {
            "title": "等您审批",
            "description": "餐厅",
            "url": authorize,
            "btntxt": "去审批",
        }
        await desk.send("textcard", textcard, to="peiyunqi", agentid=AGENT)
        async with Stage([desk.phone, Paper(office)], SCHOOL.cast) as stage:
            page = await stage["裴云旗"].opens("去审批")
            pages.append(page.url)
        code = page.url.split("code=")[1].split("&")[0]
        assert desk.corp.login_codes[code][0] == "peiyunqi"
        assert "裴云旗 · 微信" in str(stage.transcript)


def test_paper_is_the_platform_it_says() -> None:
    assert Paper(office, platform=Platform.WECHAT).platform is Platform.WECHAT
    assert Paper(office, clock=StillClock()).revision == 0
