"""The administrator's day: a second phone is invited, WeCom is switched off in the middle of a case
and on again, a lost phone is unbound, and what would happen is told before it does."""

import re
from datetime import timedelta

from bot.conversation.form import Label
from bot.people.person import Platform
from sandbox.exchange import Bubble
from sandbox.player import Actor
from sandbox.schools import Phone
from sandbox.stories import dormitory
from sandbox.stories.lost_phone import file
from sandbox.town import Town

CODE = re.compile(r"/start ([0-9A-Z]{10})")


async def at_school(here: Town) -> None:
    """Tai'an: 牧星野 has two phones when 企业微信 is switched off, and signs on the other one."""
    stage = here.stage
    boss = here.phone("监控管理员甲", "telegram")
    director, teacher = stage["牧星野"], stage["乔木"]

    stage.heading("管理员先看谁担任什么，再邀请牧星野绑定第二部手机")
    await boss.says("管理")
    await boss.taps("人员与岗位", on="管理")
    await boss.sees("级部主任（高一级部）：牧星野")
    phone = await second_phone(here, boss, "牧星野", "9009101")
    await director.sees("管理员为您生成了绑定新账号的绑定码")
    here.push(timedelta(minutes=2))
    await director.says("待办")

    stage.heading("乔木提出申请，审批卡发到牧星野的企业微信")
    await file(here, teacher)
    await director.sees("同意")

    stage.heading("企业微信出了故障：管理员关闭它，先看清会影响谁")
    await switched_off(boss, "企业微信", "企业微信接口故障")
    await phone.sees("同意")

    stage.heading("牧星野马上在 Telegram 里办理，申请照常往下走")
    await phone.taps("同意")
    await phone.sees("已同意")
    await stage["雷默言"].taps("同意")
    await stage["雷默言"].sees("已同意")

    stage.heading("温若谷只有企业微信：消息在等，管理员看得到")
    await boss.sees("需要您处理")
    await boss.says("卡住的")
    await boss.sees("审批人 温若谷 收不到消息")

    stage.heading("恢复后开启，等候的消息立即发出，原来的卡片也更新")
    await boss.says("通道")
    await boss.taps("开启企业微信", on="消息通道")
    await boss.sees("企业微信已开启")
    await stage["温若谷"].taps("同意")
    await director.sees("已同意")

    stage.heading("牧星野的 Telegram 手机丢了：解绑，立即失效")
    await boss.says("人员 牧星野")
    await boss.taps("解绑 Telegram 牧星野")
    await boss.taps("确认解绑", on="立即生效")
    await boss.sees("已解绑牧星野的Telegram账号")
    await director.sees("您的一个账号已被管理员解绑")
    await phone.says("待办")
    await phone.sees("绑定码", fresh=True)


async def at_university(here: Town) -> None:
    """Guangzhou: nobody of the first step has a second account yet; the dry run says so in time."""
    stage = here.stage
    boss = here.phone("宁拾叶", "telegram")
    counsellor, head = stage["辅导员01"], stage["苏砚秋"]

    stage.heading("先试算：摄像头断线会通知谁")
    camera = here.platforms.school.listed[0]["id"]
    await boss.says(f"试算 {camera}")
    await boss.sees("立即通知")

    stage.heading("辅导员提出申请，等苏砚秋审批")
    day = here.clock.now().astimezone(here.settings.schools["lingnan"].zone) - timedelta(days=1)
    await dormitory.asks(counsellor, day, viewers="本人、辅导员02")
    await counsellor.taps("提交")
    await head.sees("同意")

    stage.heading("关闭企业微信前看得到：这件申请的审批人会收不到消息")
    await switched_off(
        boss, "企业微信", "迁移企业微信主体", foretold="1 件申请的审批人届时都收不到"
    )
    await boss.sees("需要您处理")

    stage.heading("给苏砚秋一个绑定码：换到 Telegram，卡片立即送到")
    phone = await second_phone(here, boss, "苏砚秋", "9009102")
    await phone.taps("同意")
    await phone.sees("已同意")

    stage.heading("恢复后开启，其他审批人照常收到")
    await boss.says("开启企业微信")
    await boss.sees("企业微信已开启")
    await stage["岑疏影"].taps("同意")
    await counsellor.sees("已批准")


async def second_phone(here: Town, boss: Actor, name: str, address: str) -> Actor:
    """Invited in the chat, bound by the code that stands there."""
    await boss.says(f"邀请 {name}")
    code = code_on(await boss.sees("的绑定码", fresh=True))
    here.platforms.telegram.phones.enter(address, name).started = True
    held = Phone(
        person="",
        name=f"{name}的新手机",
        title=Label("Telegram"),
        platform=Platform.TELEGRAM,
        address=address,
    )
    phone = here.stage.joined(held)
    await phone.says(f"/start {code}")
    await phone.sees("绑定成功")
    return phone


def code_on(bubble: Bubble) -> str:
    found = CODE.search(bubble.text)
    assert found, bubble.text
    return found[1]


async def switched_off(boss: Actor, channel: str, why: str, foretold: str = "") -> None:
    await boss.says("通道")
    await boss.taps(f"关闭{channel}", on="消息通道")
    await boss.taps("重新开启为止", on="关闭到什么时候")
    await boss.says(why)
    await boss.sees(foretold or "只绑定了这一个平台", fresh=True)
    await boss.taps("提交", on="请核对")
    await boss.sees(f"{channel}已关闭")
