"""Short cuts into the middle of a case, through the same doors as everybody."""

import contextlib
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta

from bot import app
from bot.approvals.request import Request
from bot.conversation.form import Label
from bot.people.person import PersonId, Platform
from sandbox.exchange import Bubble, Toast
from sandbox.house import Home
from sandbox.player import Actor
from sandbox.schools import Phone
from sandbox.schools.demo import DEMO
from sandbox.stories import duty_room
from sandbox.stories.lost_phone import file
from sandbox.town import Town
from sandbox.wecom.corp import Client
from storage import journal, requests

# What a homeroom teacher types, and a word of the question that follows.
TYPED = (
    ("申请", "本班学生"),
    ("是", "哪几位学生"),
    ("{code}", "是什么事"),
    ("财物遗失", "哪些地方"),
    ("餐厅", "摄像头"),
    ("跳过", "哪一天"),
    ("{day} 12:00-12:40", "想在录像里看什么"),
    ("看谁从三号桌上拿走了黑色手机", "事情经过"),
    ("学生午饭后发现手机不见，需要确认去向", "当事人"),
    ("跳过", "敏感"),
    ("完成", "附上"),
    ("跳过", "保密承诺"),
    ("是", "请核对"),
)


async def filed(here: Town) -> Request:
    """乔木 has filed; 牧星野's card has arrived, and the duty room is asked to hold the footage."""
    await file(here, here.stage["乔木"])
    await here.stage["牧星野"].sees("同意")
    await here.stage["值班员甲"].sees("保全录像")
    return await the_request(here)


async def types(
    here: Town, teacher: Actor, *, upto: str = "请核对", begun: bool = False, **other: str
) -> None:
    """Fill the form by typing alone, as far as the question that contains `upto`. `other` are
    answers by the word of the question they belong to."""
    asked = ""
    for words, then in TYPED[1:] if begun else TYPED:
        code = code_of_a_student(here, teacher)
        said = other.get(asked, words).format(day=days_ago(here, 2), code=code)
        await says(teacher, said, then)
        asked = then
        if upto in then:
            return


def code_of_a_student(here: Town, teacher: Actor) -> str:
    """Somebody of the teacher's own class: 高三12班 is G3-12."""
    rows = here.platforms.school.people
    of = next((r["classes"] for r in rows if r["id"] == teacher.phone.person), "") or "高一3班"
    return f"G{'一二三四'.index(of[1]) + 1}-{int(of[2:-1]):02}-17"


async def says(person: Actor, words: str, then: str) -> Bubble:
    await person.says(words)
    return await person.sees(then, fresh=True)


PIN = "480392"


async def sets_pin(person: Actor) -> None:
    await says(person, "设置口令", "请输入新口令")
    await says(person, PIN, "请再输入一次")
    await says(person, PIN, "口令已设置")


def days_ago(here: Town, days: int) -> str:
    """A day as people write it."""
    day = local(here) - timedelta(days=days)
    return f"{day.month}月{day.day}日"


def local(here: Town) -> datetime:
    school = here.platforms.school.id
    return here.clock.now().astimezone(here.settings.schools[school].zone)


async def the_request(here: Town, number: int = 1) -> Request:
    return await here.product.store.read(lambda work: requests.load(work, number))


async def journal_kinds(here: Town) -> list[str]:
    school = here.platforms.school.id
    return await here.product.store.read(
        lambda work: [entry.kind for entry in journal.entries(work, school)]
    )


async def approved_up_to(here: Town, *names: str) -> None:
    for name in names:
        await here.stage[name].taps("同意")
        await here.stage[name].sees("已同意")


async def approved(here: Town) -> Request:
    """All four have signed; the duty room's card has arrived."""
    await filed(here)
    await approved_up_to(here, "牧星野", "雷默言", "温若谷")
    await by_page(here, "裴云旗", "同意")
    await here.stage["值班员甲"].sees("预约查看")
    return await the_request(here)


async def received(here: Town) -> None:
    """All have signed, and the viewers sit in the room; nobody had held the footage."""
    await approved(here)
    await duty_room.receives(here.stage["值班员甲"], here.stage["乔木"])


async def by_page(here: Town, name: str, button: str) -> None:
    page = await here.stage[name].opens()
    await page.presses(button)


# -- people beyond the stage's six -----------------------------------------------------------------


def row_of(here: Town, name: str) -> dict[str, str]:
    rows = here.platforms.school.people
    return next(dict(row) for row in rows if row["name"] == name + DEMO)


def person_id(here: Town, name: str) -> PersonId:
    return PersonId(row_of(here, name)["id"])


def phone(here: Town, name: str, platform: str = "", groups: Iterable[str] = ()) -> Actor:
    return here.phone(name, platform, groups)


def stranger(here: Town, address: str, platform: Platform = Platform.TELEGRAM) -> Actor:
    """Somebody the school does not know yet."""
    if platform is Platform.TELEGRAM:
        here.platforms.telegram.phones.enter(address, "来客").started = True
    elif platform is Platform.WECHAT:
        here.platforms.wechat.account.follow(address, "来客")
    else:
        here.platforms.wecom.corp.add_member(address, "来客", Client.CARDS)
    held = Phone(
        person="", name="来客", title=Label("来客"), platform=platform, address=address
    )
    return here.stage.joined(held)


async def press(actor: Actor, payload: str, group: str = "") -> Toast | None:
    """A tap with a payload of the test's own, on the newest message."""
    phones = actor.exchange
    chat = actor.stage.groups[group].chat if group else ""
    bubble = phones.bubbles(chat or actor.phone.address)[-1]
    return await phones.tap(actor.phone.address, bubble.id, payload, chat)


def count(actor: Actor, text: str) -> int:
    """How many messages of the bot on this phone contain `text`."""
    return sum(
        text in f"{seen.bubble.title}\n{seen.bubble.text}"
        for seen in actor.screen()
        if not seen.bubble.author
    )


@contextlib.asynccontextmanager
async def restarted(here: Town) -> AsyncIterator[None]:
    """The product stops and another begins on the same database."""
    await here.product.stop()
    async with app.opened(here.settings, clock=here.clock) as product:
        here.house = Home(product, here.platforms.school.id)
        yield
