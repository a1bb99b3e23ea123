"""NVR-05 keeps 12.6 days and NVR-07 22; at the university the block of 计算机学院 keeps 21."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.actions import retaining
from bot.actions.office import Office
from bot.cameras.retention import short_of
from bot.cameras.zone import Camera
from bot.cards import Card
from bot.notices import Reason
from bot.people.person import Platform
from bot.speech import Voice
from bot.writing import card_for
from bot.writing.scene import Reader, Scene
from sandbox.clock import PushedClock
from storage import snapshots
from storage.store import Store, Work
from storage.tables import cameras
from tests.actions.kinds import Case, called

KEEP = {"taishan": ["雷默言", "温若谷"], "lingnan": ["陆岱川", "宁拾叶", "左丘禾", "端木青"]}


@pytest.fixture(params=KEEP)
async def here(store: Store, clock: PushedClock, request: pytest.FixtureRequest) -> Case:
    return await Case(store, clock, request.param).moves_in()


@pytest.fixture
async def taishan(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def rings(here: Case) -> list[str]:
    before = len(await here.told(Reason.CHASED))
    await here.acts(lambda work, _office: retaining.remind(work, here.rules))
    return (await here.told(Reason.CHASED))[before:]


async def card(here: Case, reader: str, language: str = "zh") -> Card | None:
    def write(work: Work, office: Office) -> Card | None:
        who = Reader(person=called(office, reader), platform=Platform.TELEGRAM, address="1")
        voice = Voice(language, office.rules.zone)
        return card_for(Scene(work=work, office=office, reader=who, voice=voice), "retention")

    return await here.acts(write)


async def mends(here: Case, *recorders: str) -> None:
    def put(work: Work, office: Office) -> None:
        theirs = cameras.c.recorder.in_(recorders)
        mended = update(cameras).where(cameras.c.school == office.id, theirs)
        work.conn.execute(mended.values(retention_days=30))
        snapshots.changed(work, office.id)

    await here.acts(put)


def camera(id_: str, days: float, *, zone: str = "Z", recorder: str = "") -> Camera:
    return Camera(
        id=id_, name=id_, zone=zone, owners=("public",), recorder=recorder, retention_days=days
    )


def test_what_is_unknown_or_enough_is_not_listed():
    listed = [camera("1", 0), camera("2", 30), camera("3", 29.9), camera("4", 45)]
    assert [one.days for one in short_of(listed, 30)] == [29.9]


def test_a_recorder_is_one_line_and_its_worst_camera_counts():
    same = [
        camera("1", 20, zone="A", recorder="R"),
        camera("2", 12, zone="B", recorder="R"),
        camera("3", 9, zone="C"),
    ]
    bare, one = short_of(same, 30)
    assert (bare.recorder, bare.zones, bare.missing) == ("", ("C",), 21)
    assert (one.recorder, one.zones, one.cameras, one.days) == ("R", ("A", "B"), 2, 12)


async def test_once_a_week_whoever_keeps_the_cameras_reads_it(here):
    school = here.rules.school
    assert await rings(here) == KEEP[school]
    assert await rings(here) == []
    here.clock.push(timedelta(days=7))
    assert await rings(here) == KEEP[school]


async def test_the_worst_first_in_days(taishan):
    read = await card(taishan, "雷默言")
    assert read
    assert read.title == "录像保存天数不足：2 台录像机"
    first, second, required, to_do = read.body
    assert first.startswith("NVR-05（")
    assert first.endswith("保存 12.6 天，少 17.4 天")
    assert second.startswith("NVR-07（")
    assert second.endswith("保存 22 天，少 8 天")
    assert "15 天（第一条第5款）" in required
    assert "30 天（国务院令第799号第十七条）" in required
    assert "摄像头清单" in to_do


async def test_the_university_reads_of_its_block_in_either_language(store, clock):
    campus = await Case(store, clock, "lingnan").moves_in()
    for language, keeps in (("zh", "保存 21 天，少 9 天"), ("en", "keeps 21 days, 9 too few")):
        read = await card(campus, "陆岱川", language)
        assert read
        assert keeps in read.body[0]
        assert "第六条" in read.body[-2]


async def test_the_card_says_what_is_true_when_it_is_read(taishan):
    assert await rings(taishan)
    await mends(taishan, "NVR-05")
    read = await card(taishan, "雷默言")
    assert read
    assert read.title == "录像保存天数不足：1 台录像机"
    await mends(taishan, "NVR-07")
    assert await card(taishan, "雷默言") is None
    taishan.clock.push(timedelta(days=7))
    assert await rings(taishan) == []


async def test_nobody_else_reads_it(taishan):
    assert await card(taishan, "乔木") is None
