"""What the groups read about an outage, while it lasts and when it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import handling
from bot.actions.office import Office
from bot.alerts.outage import Outage
from bot.alerts.troubles import Trouble
from bot.approvals.refusals import StaleCard
from bot.people.naming import plain
from bot.people.person import Platform
from bot.speech import Voice
from bot.writing import card_for
from sandbox.clock import PushedClock
from storage import outages
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.outages.cases import alone, card_in_group, goes_dark, in_group, words, works_again

CANTEEN = [f"B-Z06-C{n:02}" for n in range(1, 13)]


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


def labels(card) -> list[str]:
    return [button.text for row in card.buttons for button in row]


async def test_a_dark_camera_is_named_with_its_ticket_and_its_two_hours(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:1], by="乔木"))
    card = await card_in_group(school, one.id)
    said = words(card)
    assert card.title == "🟠 餐厅一楼东区1号 离线"
    assert "09:00 发现，须在 11:00 前报修。" in said
    assert "待报修" in said
    assert "处理人 暂无" in said
    assert labels(card) == ["我来处理", "已报修", "静默", "复制报修内容"]
    copied = card.buttons[-1][0].copy
    assert "餐厅一楼东区1号 离线，09:00起" in copied
    assert "单号 故障〔2026〕0001" in copied
    assert len(copied) <= 256


async def test_many_behind_one_recorder_are_one_line_and_a_handful_of_names(school):
    devices = ["NVR-02", *CANTEEN]
    one = await school.acts(lambda w, o: goes_dark(w, o, devices, cause="NVR-02"))
    card = await card_in_group(school, one.id)
    assert card.title.startswith("🟠 录像机 NVR-02 离线，影响 ")
    assert "全部清单" in labels(card)
    assert len(words(card)) < 400


async def test_many_places_are_counted_and_the_rest_is_one_tap_away(school):
    def everywhere(work: Work, office: Office) -> Outage:
        return goes_dark(work, office, list(office.places.cameras)[:120])

    one = await school.acts(everywhere)
    said = words(await card_in_group(school, one.id))
    assert said.startswith("🟠 120 个摄像头离线 · ")
    assert "见全部清单" in said
    whole = await school.acts(
        lambda w, o: card_for(alone(w, o, "值班员甲"), f"outage_list/{one.id}")
    )
    assert words(whole).count("起") == 120


async def test_a_group_reads_no_name_of_whoever_has_it_in_hand(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:2], by="乔木"))
    await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    card = await card_in_group(school, one.id)
    said = words(card)
    assert "值**（至 09:30）" in said
    assert "值班员甲" not in said
    assert "我来处理" not in labels(card)
    named = await school.acts(
        lambda w, o: {plain(p.name) for p in o.directory.persons.values()}
    )
    assert not [name for name in named if name in said]
    school.clock.push(timedelta(minutes=31))
    again = await card_in_group(school, one.id)
    assert "我来处理" in labels(again)
    assert "处理人 暂无" in words(again)


async def test_one_hand_at_a_time_and_none_on_what_works_again(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:2], by="乔木"))
    await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    with pytest.raises(handling.InOtherHands):
        await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员乙"), one.id))
    with pytest.raises(handling.NotYourOutage):
        await school.acts(lambda w, o: handling.handle(w, o, called(o, "乔木"), one.id))
    await school.acts(lambda w, o: works_again(w, o, one.id))
    with pytest.raises(handling.Recovered):
        await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    with pytest.raises(StaleCard):
        await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), 999))


async def test_the_firm_of_the_last_time_is_one_tap(school):
    first = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:1], by="乔木"))
    assert not [x for x in labels(await card_in_group(school, first.id)) if "泰衡" in x]
    request = await school.acts(lambda w, o: o and _ticket(w, o, first.id))
    await school.does(request, "report", "值班员甲", how="vendor", repairer="泰衡安防")
    said = words(await card_in_group(school, first.id))
    assert "已报修（已报维修单位、泰衡安防）" in said
    assert "，已报修" in said
    second = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[5:7], by="乔木"))
    assert "已报泰衡安防" in labels(await card_in_group(school, second.id))


async def test_who_mends_it_himself_is_not_named_to_a_group(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:1], by="乔木"))
    request = await school.acts(lambda w, o: _ticket(w, o, one.id))
    await school.does(request, "report", "值班员甲", how="self", repairer="秦小川")
    said = words(await card_in_group(school, one.id))
    assert "自修" in said
    assert "秦小川" not in said
    seen = await school.acts(lambda w, o: card_for(alone(w, o, "雷默言"), f"outage/{one.id}"))
    assert "秦小川" in words(seen)


def _ticket(work: Work, office: Office, number: int):
    from storage import requests

    outage = outages.load(work, office.id, number)
    return requests.peek(work, outage.request)


async def test_the_end_says_how_long_and_who(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:3], by="乔木"))
    await school.acts(lambda w, o: handling.handle(w, o, called(o, "值班员甲"), one.id))
    school.clock.push(timedelta(minutes=68))
    await school.acts(lambda w, o: works_again(w, o, one.id))
    card = await card_in_group(school, one.id)
    said = words(card)
    assert card.title.startswith("🟢 已恢复：3 个摄像头离线")
    assert "历时 1 小时 8 分钟" in said
    assert "处理人 值**" in said
    assert "我来处理" not in labels(card)


async def test_calls_say_how_often_who_was_told_and_when_the_next_one_is(school):
    def called_twice(work: Work, office: Office) -> Outage:
        one = goes_dark(work, office, CANTEEN[:3], by="乔木")
        later = office.now + timedelta(minutes=45)
        return outages.keep(work, replace(one, rung=2, ring_at=later))

    one = await school.acts(called_twice)
    await school.passes(minutes=40)
    said = words(await card_in_group(school, one.id))
    assert "截至 09:40 已持续 40 分钟" in said
    assert "已再次呼叫 2 次" in said
    assert "已提醒：" in said
    assert "保卫科长" in said
    assert "09:45 再次呼叫" in said


async def test_a_covered_camera_without_works_is_called_so(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:1], trouble=Trouble.COVERED))
    said = words(await card_in_group(school, one.id))
    assert "被遮挡或移位" in said
    assert "没有经批准的施工" in said


async def test_a_robot_s_group_is_told_what_to_type(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:2], by="乔木"))
    said = words(await card_in_group(school, one.id, Platform.WECOM))
    assert f"处理 {one.id}" in said


@pytest.mark.parametrize("name", ["taishan", "lingnan"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_both_schools_read_it_in_both_languages(
    store: Store, clock: PushedClock, name: str, language: str
) -> None:
    case = await Case(store, clock, name).moves_in()

    def written(work: Work, office: Office) -> list[str]:
        cameras = list(office.places.cameras)
        told = []
        for devices, trouble in ((cameras[:1], Trouble.OFFLINE), (cameras[:40], Trouble.POWER)):
            one = goes_dark(work, office, devices, trouble=trouble)
            scene = replace(in_group(work, office), voice=Voice(language, office.rules.zone))
            told.append(words(card_for(scene, f"outage/{one.id}")))
            works_again(work, office, one.id)
            told.append(words(card_for(scene, f"outage/{one.id}")))
        return told

    told = await case.acts(written)
    assert all(told)
    assert not [line for line in told if "{" in line]
    if language == "en":
        assert "cameras" in told[2]


async def test_a_teacher_reads_no_outage(school):
    one = await school.acts(lambda w, o: goes_dark(w, o, CANTEEN[:2], by="乔木"))
    assert (
        await school.acts(lambda w, o: card_for(alone(w, o, "乔木"), f"outage/{one.id}"))
    ) is None
    assert (
        await school.acts(lambda w, o: card_for(alone(w, o, "乔木"), f"outage_list/{one.id}"))
    ) is None
