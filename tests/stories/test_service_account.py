"""People who read in plain WeChat: what they may rely on, and what nobody else may."""

from datetime import timedelta

from bot.people.person import Platform
from sandbox.stories.service_account import file
from sandbox.town import Town
from storage import attachments
from tests.stories.cases import count, journal_kinds, phone, says, stranger, the_request, types


async def test_who_follows_hears_how_to_be_known_and_then_only_his_number_decides(
    taishan: Town,
) -> None:
    newcomer = stranger(taishan, "oLaike-7", Platform.WECHAT)
    await taishan.platforms.wechat.exchange.follows("oLaike-7")
    await newcomer.sees("绑定码")

    teacher, director = taishan.stage["邵安"], phone(taishan, "尚可期", "wechat")
    await director.says("你好")
    taishan.platforms.wechat.account.faults.repeat = 99  # every packet comes twice
    await file(taishan, teacher)
    taishan.platforms.wechat.account.faults.repeat = 0
    await director.taps("同意", on="调阅")
    await director.sees("已同意")
    await taishan.stage["雷默言"].sees("同意")
    kinds = await journal_kinds(taishan)
    assert (kinds.count("request.filed"), kinds.count("request.decided")) == (1, 1)
    assert taishan.platforms.wechat.account.violations == []

    kept = await taishan.product.store.read(lambda work: attachments.load(work, 1))
    assert kept is not None
    assert kept.mime == "image/jpeg"


async def test_a_forwarded_link_opens_for_nobody_else(taishan: Town) -> None:
    other = stranger(taishan, "oLaike-8", Platform.WECHAT)
    teacher, director = taishan.stage["邵安"], phone(taishan, "尚可期", "wechat")
    await director.says("你好")
    await file(taishan, teacher)
    card = await director.sees("查看详情")
    url = next(k.url for row in card.keys for k in row if k.url)
    assert url.endswith("?in=wechat")
    page = await other.browser().open(url)
    assert page.status == 403
    assert "尚可期" not in page.text
    mine = await director.browser().open(url)
    assert (mine.status, "同意" in mine.buttons()) == (200, True)
    after = await mine.presses("不同意", words="申请的范围过大")
    assert after.status == 200, after.text
    await teacher.sees("未获同意")
    assert (await the_request(taishan)).decisions[-1].reason == "申请的范围过大"


async def test_his_first_card_comes_where_there_are_buttons(taishan: Town) -> None:
    """He holds both accounts and never wrote to the service account: WeCom can always reach him."""
    on_wecom = phone(taishan, "尚可期", "wecom")
    await file(taishan, taishan.stage["邵安"])
    await on_wecom.taps("同意")
    await taishan.stage["雷默言"].sees("同意")
    assert count(phone(taishan, "尚可期", "wechat"), "调阅") == 0


async def test_a_voice_is_answered_kindly_and_the_form_goes_on(taishan: Town) -> None:
    teacher, exchange = taishan.stage["邵安"], taishan.platforms.wechat.exchange
    await exchange.send_file(teacher.phone.address, "v.amr", "audio/amr", b"#!AMR....")
    await teacher.sees("听不了语音")
    await types(taishan, teacher, upto="附上")
    await exchange.send_file(teacher.phone.address, "v.amr", "audio/amr", b"#!AMR....")
    await teacher.sees("听不了语音", fresh=True)
    await says(teacher, "跳过", "保密承诺")


async def test_whoever_leaves_is_called_again_when_he_comes_back(taishan: Town) -> None:
    teacher, exchange = taishan.stage["邵安"], taishan.platforms.wechat.exchange
    await file(taishan, teacher)
    await exchange.leaves(teacher.phone.address)
    taishan.push(timedelta(minutes=1))
    await exchange.follows(teacher.phone.address)
    await teacher.sees("邵安", fresh=True)
    await says(teacher, "我的申请", "等待 尚可期")
