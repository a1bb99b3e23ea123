"""Who may not sign, who is missing, who cannot be reached: a request never waits on nobody."""

from bot.approvals.policy import named
from bot.approvals.request import Request, State
from bot.people.importing import people as read_people
from bot.people.person import Person
from bot.schedule import reseated
from sandbox.town import Town, as_csv
from storage import people, snapshots
from tests.stories.cases import (
    approved_up_to,
    by_page,
    count,
    filed,
    journal_kinds,
    person_id,
    phone,
    says,
    the_request,
    types,
)


async def relisted(here: Town, roles: dict[str, str], without: tuple[str, ...] = ()) -> None:
    """`people import` with other roles: the whole list again, then the minute's bell."""
    school = here.platforms.school
    rows = [
        {**row, "roles": roles.get(row["name"].removesuffix("（演示）"), row["roles"])}
        for row in school.people
        if row["name"].removesuffix("（演示）") not in without
    ]
    listed, wrong = read_people("people", as_csv(rows), roles=set(named(school.pack).roles))
    assert not wrong
    store = here.product.store
    await store.transact(lambda work: people.replace_people(work, school.id, listed))


async def the_minute_after(here: Town) -> None:
    branch = here.product.branches[here.platforms.school.id]
    await reseated(here.product.store, branch.rules)
    here.product.delivery.ring()


async def person(here: Town, name: str) -> Person:
    school = here.platforms.school.id
    read = await here.product.store.read(lambda work: snapshots.snapshot(work, school))
    return read.directory[person_id(here, name)]


def asked(request: Request) -> set[str]:
    return {p for seat in request.open_seats for p in seat.persons}


async def test_a_requester_who_heads_his_own_grade_is_signed_for_above(taishan: Town) -> None:
    await relisted(taishan, {"方既白": "homeroom_teacher;grade_director@高三级部"}, ("关山越",))
    teacher = phone(taishan, "方既白")
    await types(taishan, teacher)
    await says(teacher, "提交", "等待")
    request = await the_request(taishan)
    assert person_id(taishan, "方既白") not in asked(request)
    assert asked(request)


async def test_a_party_is_not_asked(taishan: Town) -> None:
    """The chief of security is himself concerned: his seat moves up."""
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher, upto="当事人")
    await says(teacher, "雷默言", "敏感")
    await says(teacher, "完成", "附上")
    await says(teacher, "跳过", "保密承诺")
    summary = await says(teacher, "是", "请核对")
    assert "保卫科长 雷默言" not in summary.text
    await says(teacher, "提交", "等待 牧星野")
    await approved_up_to(taishan, "牧星野")
    request = await the_request(taishan)
    assert person_id(taishan, "雷默言") not in asked(request)
    assert await the_request(taishan) == request
    await taishan.stage["雷默言"].sees_no("监控查看申请单", within=0.2)


async def test_an_empty_post_is_refused_at_once_and_names_it(taishan: Town) -> None:
    """Nobody could sign, from the grade up: it is not filed at all."""
    above = ("牧星野", "温若谷", "裴云旗", "应北辰")
    await relisted(taishan, {}, above)
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher)
    told = await teacher.sees("请核对")
    assert "⚠" in told.text
    assert not [k for row in told.keys for k in row if k.label == "提交"]


async def test_a_post_emptied_on_the_way_is_filled_again(taishan: Town) -> None:
    await filed(taishan)
    await relisted(taishan, {}, ("裴云旗", "应北辰"))
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    admin = phone(taishan, "监控管理员甲")
    await admin.sees("没有人可以审批")
    request = await the_request(taishan)
    assert request.state is State.IN_APPROVAL
    assert not request.open_seats

    await relisted(taishan, {})
    await the_minute_after(taishan)
    await by_page(taishan, "裴云旗", "同意")
    assert (await the_request(taishan)).state is State.APPROVED
    assert (await journal_kinds(taishan)).count("request.reseated") == 1


async def test_a_second_holder_joins_without_a_second_card_for_the_first(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    chief = taishan.stage["雷默言"]
    await chief.sees("同意")
    before = count(chief, "调阅〔2026〕0001")
    await relisted(taishan, {"科任老师乙": "security_chief"})
    await the_minute_after(taishan)
    second = phone(taishan, "科任老师乙")
    await second.sees("同意")
    assert count(chief, "调阅〔2026〕0001") == before
    await second.taps("同意")
    await chief.sees("已同意 · 科任老师乙")


async def test_whoever_left_is_asked_no_more(taishan: Town) -> None:
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    await taishan.stage["雷默言"].sees("同意")
    await relisted(taishan, {"雷默言": "staff", "科任老师乙": "security_chief"})
    await the_minute_after(taishan)
    card = await taishan.stage["雷默言"].sees("审批中")
    assert not [k for row in card.keys for k in row if not k.dead and k.label == "同意"]
    await phone(taishan, "科任老师乙").taps("同意")
    assert (await the_request(taishan)).step == 2


async def test_one_of_two_holders_decides_and_the_other_card_shows_it(taishan: Town) -> None:
    """On both platforms."""
    await relisted(taishan, {"科任老师甲": "security_chief"})
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    on_wecom = phone(taishan, "科任老师甲")
    await on_wecom.sees("同意")
    await taishan.stage["雷默言"].taps("同意")
    await on_wecom.sees("已同意 · 雷默言")
    await says(on_wecom, "71", "没有重复计入")


async def test_who_blocked_the_bot_is_reported_and_asked_when_he_is_back(taishan: Town) -> None:
    chief = taishan.stage["雷默言"]
    phones = taishan.platforms.telegram.phones
    await phones.start(chief.phone.address)
    await phones.block(chief.phone.address)
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    await phone(taishan, "监控管理员甲").sees("雷默言 收不到消息")
    await phones.unblock(chief.phone.address)
    await chief.taps("同意")
    await chief.sees("已同意")


async def test_an_unreachable_account_gives_way_to_the_other(taishan: Town) -> None:
    """监控管理员甲 has both; his WeCom account is outside the app's visible range."""
    await relisted(taishan, {"监控管理员甲": "operator;admin;security_chief"}, ("雷默言",))
    taishan.platforms.wecom.corp.members["jiankongjia"].visible = False
    on_wecom = phone(taishan, "监控管理员甲", "wecom")
    await on_wecom.says("待办")  # he spoke there last
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    await phone(taishan, "监控管理员甲", "telegram").taps("同意")
    assert (await the_request(taishan)).step == 2
