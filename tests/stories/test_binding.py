"""How an account becomes a person, and a chat a group of the school."""

import asyncio
from datetime import timedelta

import pytest

from bot.people.person import Platform
from sandbox.player import Actor
from sandbox.town import Town
from storage import invites, snapshots
from tests.stories.cases import person_id, phone, says, stranger

ON = pytest.mark.parametrize(
    ("platform", "address", "words"),
    [
        (Platform.TELEGRAM, "9009001", "/start {}"),
        (Platform.WECOM, "laike", "绑定 {}"),
        (Platform.WECHAT, "oLaike-1", "绑定 {}"),
    ],
)


async def invited(here: Town, name: str) -> str:
    """A code, as `diaoyue invite` prints it."""
    whom = person_id(here, name)
    return await here.product.store.transact(
        lambda work: invites.create(work, here.platforms.school.id, whom)
    )


async def bound_to(here: Town, account: Actor) -> str:
    school = here.platforms.school.id
    read = await here.product.store.read(lambda work: snapshots.snapshot(work, school))
    person = read.directory.at(account.phone.platform, account.phone.address)
    return person.name if person else ""


@ON
async def test_a_code_binds_the_account_once(
    taishan: Town, platform: Platform, address: str, words: str
) -> None:
    account = stranger(taishan, address, platform)
    code = await invited(taishan, "方既白")
    await says(account, words.format(code.lower()), "绑定成功")
    await says(account, "我的", "您还没有提交过申请")

    other = stranger(taishan, f"{address}9", platform)
    await says(other, words.format(code), "已经用过")
    assert await bound_to(taishan, other) == ""


@ON
async def test_a_stranger_gets_one_helpful_sentence(
    taishan: Town, platform: Platform, address: str, words: str
) -> None:
    account = stranger(taishan, address, platform)
    await says(account, "你好", "绑定码")
    answers = [s for s in account.screen() if not s.bubble.author]
    assert len(answers) == 1
    del words


async def test_a_code_is_worth_nothing_after_ten_minutes(taishan: Town) -> None:
    account = stranger(taishan, "9009001")
    code = await invited(taishan, "方既白")
    taishan.push(timedelta(minutes=10, seconds=1))
    await says(account, f"/start {code}", "过期")
    assert await bound_to(taishan, account) == ""


async def test_wrong_codes_are_counted(taishan: Town) -> None:
    account = stranger(taishan, "9009001")
    code = await invited(taishan, "方既白")
    for n in range(5):
        await says(account, f"绑定 WRONGC0DE{n}", "绑定码")
    await says(account, f"绑定 {code}", "次")
    assert await bound_to(taishan, account) == ""
    taishan.push(timedelta(hours=1, seconds=1))
    fresh = await invited(taishan, "方既白")
    await says(account, f"绑定 {fresh}", "绑定成功")


async def test_binding_again_moves_the_account(taishan: Town) -> None:
    """A phone handed on: the account answers for its new owner, and back again."""
    account = taishan.stage["乔木"]
    await says(account, f"/start {await invited(taishan, '科任老师甲')}", "科任老师甲")
    assert "科任老师甲" in await bound_to(taishan, account)
    await says(account, f"/start {await invited(taishan, '乔木')}", "乔木")
    assert "乔木" in await bound_to(taishan, account)


async def test_only_an_administrator_binds_a_group(taishan: Town) -> None:
    phones = taishan.platforms.telegram.phones
    admin, officer = phone(taishan, "监控管理员甲"), phone(taishan, "值班员甲")
    members = [admin.phone.address, officer.phone.address]
    group = phones.create_group("新安保群", members)
    await phones.add_bot(admin.phone.address, group, admin=True)

    async def told(words: str) -> None:
        async with asyncio.timeout(20):
            while not any(words in b.text + b.title for b in phones.bubbles(group)):
                await phones.changed(phones.revision, 5)

    await told("已加入本群")
    await phones.say(officer.phone.address, "/bind security", group)
    await told("只有管理员可以这样做")
    await phones.say(admin.phone.address, "/bind kitchen", group)
    await told("请写明群的用途")
    await phones.say(admin.phone.address, "/bind@diaoyue_bot security", group)
    await told("本群已绑定为安保群")
    school = await taishan.product.store.read(
        lambda work: snapshots.snapshot(work, taishan.platforms.school.id)
    )
    assert group in [g.address for g in school.groups["security"]]
    assert not all(g.confirmed for g in school.groups["security"])
    await admin.says("群")
    await admin.sees("⚠ 安保群（Telegram）：未确认")
    member = phone(taishan, "值班员甲")
    here = next(b for b in phones.bubbles(group, member.phone.address) if "收到" in str(b.keys))
    key = here.keys[0][0]
    toast = await phones.tap(member.phone.address, here.id, key.id, group)
    assert toast
    assert "已确认" in toast.text
    await told("已确认收到")
    await admin.says("群")
    await admin.sees("✓ 安保群（Telegram）：已确认", fresh=True)
