"""Where names of places stand in a text, and what was meant by their sound."""

import pytest

from bot.cameras.zone import Camera, Places, Zone
from bot.conversation.gazetteer import Gazetteer, Hit, gazetteer_of, name_key, squeezed
from bot.conversation.said import GAP, spelled
from bot.conversation.sounds import initials, sounds, sounds_alike, spelled_out

HOUSES = (
    Zone(id="canteen", name="餐厅", aliases=("食堂",)),
    Zone(id="teach12", name="教学楼一、二楼", aliases=("一号楼",)),
    Zone(id="teach3", name="教学楼三楼（东侧）"),
    Zone(id="library", name="图书馆与档案馆"),
    Zone(id="gates", name="南大门、北门"),
    Zone(id="girls", name="女生宿舍", aliases=("girls",)),
    Zone(id="track", name="操场"),
    Zone(id="storehouse", name="库"),
    Zone(id="old12", name="老楼1、2楼"),
    Zone(id="old3", name="老楼3楼"),
    Zone(id="lab", name="实验楼5楼"),
    *(Zone(id=f"gym{n}", name=f"体育馆{side}厅") for n, side in enumerate("东西")),
    *(Zone(id=f"court{n}", name=f"球场{side}角") for n, side in enumerate("东西")),
    Zone(id="dorm", name="寝室走廊"),
    Zone(id="reading", name="阅览室"),
    Zone(id="flats", name="公寓", aliases=("公寓门厅", "公寓楼道")),
)
SPOTS = {
    "c1": ("canteen", "餐厅一楼东区1号"),
    "c2": ("canteen", "餐厅一楼东区2号"),
    "c3": ("canteen", "餐厅二楼西区3号（备用）"),
    "c4": ("canteen", "二楼打饭窗口4号"),
    "g1": ("girls", "女生宿舍楼道1号"),
    "g2": ("girls", "女生宿舍门厅2号"),
    "g3": ("girls", "档案馆3号"),
    "t1": ("track", "田径看台1号"),
    "t2": ("track", "田径看台2号"),
    "t3": ("track", "入口"),
    "t4": ("track", "跳远坑边4号"),
    "l1": ("library", "阅览一楼1号"),
    "l2": ("library", "大厅2号"),
    "d1": ("dorm", "一楼男生寝室走廊1号"),
    "d2": ("dorm", "一楼女生寝室走廊2号"),
    "d3": ("dorm", "一楼东寝室走廊3号"),
    "r1": ("reading", "南侧书架1号"),
    "r2": ("reading", "北侧书架2号"),
    "f1": ("flats", "西门厅1号"),
    "f2": ("flats", "西楼道2号"),
}
PLACES = Places(
    HOUSES,
    [Camera(id=id_, name=name, zone=zone, owners=()) for id_, (zone, name) in SPOTS.items()],
)


def told(text: str, hit: Hit) -> str:
    """餐厅=canteen:c1,c2"""
    cameras = f":{','.join(hit.cameras)}" if hit.cameras else ""
    return f"{text[hit.start : hit.end]}={','.join(hit.zones)}{cameras}"


def hits(said: str, slips: bool = False) -> list[str]:
    written = spelled(said)
    text, origin = squeezed(written)
    known = Gazetteer(PLACES)
    look = known.slips if slips else known.hits
    return [told(text, hit) for hit in look(text, origin, written)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("食堂丢了手机", ["食堂=canteen"]),
        ("有人在食 堂或操场打架", ["食堂=canteen", "操场=track"]),
        ("餐厅里", ["餐厅=canteen"]),  # all of it, though not every camera is named after it
        ("没有说在哪里", []),
        ("", []),
        ("库里", []),  # one character is no name
        ("入口", []),  # nor are two of a camera's
        ("西门厅", ["西门厅=flats:f1"]),
        # of a name that joins two, either; and each storey of one that has two
        ("教学楼一、二楼", ["教学楼12楼=teach12"]),
        ("教学楼二楼", ["教学楼2楼=teach12"]),
        ("教学楼1层", ["教学楼1楼=teach12"]),
        ("教学楼三层", ["教学楼3楼=teach3"]),
        ("档案馆和图书馆", ["档案馆=library", "图书馆=library"]),
        ("南大门", ["南大门=gates"]),
        ("北门", []),  # two characters of a joined name say too little
        # what several begin with is a name of all of them
        ("教学楼里", ["教学楼=teach12,teach3"]),
        ("老楼", ["老楼=old12,old3"]),
        ("在教学楼里", ["教学楼=teach12,teach3"]),
        ("体育馆", ["体育馆=gym0,gym1"]),
        ("球场", []),
        ("实验楼", []),  # only one begins with it
        ("一号楼", ["1号楼=teach12"]),
        ("教学楼二楼和三楼", ["教学楼2楼=teach12", "3楼=teach3"]),
        ("教学楼一楼、2楼及3楼", ["教学楼1楼=teach12", "2楼=teach12", "3楼=teach3"]),
        ("教学楼二楼和九楼", ["教学楼2楼=teach12"]),
        ("教学楼和三楼", ["教学楼=teach12,teach3"]),
        # letters within a word are no name
        ("girls", ["girls=girls"]),
        ("两个girls在", ["girls=girls"]),
        ("schoolgirls", []),
        ("girls2", []),
        # what several cameras of one area begin with names it too
        ("田径看台有人", ["田径看台=track:t1,t2"]),
        # cameras whose names say what is said
        ("食堂一楼", ["食堂1楼=canteen:c1,c2"]),
        ("餐厅东区", ["餐厅东区=canteen:c1,c2"]),
        ("食堂的一楼东区", ["食堂1楼东区=canteen:c1,c2"]),
        ("食堂东区2号", ["食堂东区2号=canteen:c2"]),
        ("食堂东区3号", ["食堂东区=canteen:c1,c2"]),
        ("食堂2号", ["食堂=canteen"]),
        ("操场跳远坑", ["操场跳远坑=track:t4"]),
        ("食堂打饭窗口", ["食堂打饭窗口=canteen:c4"]),
        ("食堂西区二楼", ["食堂西区2楼=canteen:c3"]),
        ("女生宿舍楼道", ["女生宿舍楼道=girls:g1"]),
        ("女生宿舍", ["女生宿舍=girls"]),
        ("图书馆一楼", ["图书馆1楼=library"]),  # of one of them nobody knows the storey
        ("图书馆大厅", ["图书馆大厅=library:l2"]),
        # the word before the name, where cameras are called so
        ("女生寝室走廊", ["女生寝室走廊=dorm:d2"]),
        ("在女生寝室走廊", ["女生寝室走廊=dorm:d2"]),
        ("东寝室走廊", ["东寝室走廊=dorm:d3"]),
        ("大东寝室走廊", ["东寝室走廊=dorm:d3"]),
        ("寝室走廊", ["寝室走廊=dorm"]),
        ("寝室走廊的寝室", ["寝室走廊寝室=dorm"]),  # said of all of them
        ("南侧阅览室", ["南侧阅览室=reading:r1"]),
        ("去南侧阅览室", ["南侧阅览室=reading:r1"]),
        ("西侧阅览室", ["阅览室=reading"]),
        # the part of a house a name ends with
        ("公寓门厅", ["公寓门厅=flats:f1"]),
        ("公寓楼道", ["公寓楼道=flats:f2"]),
        ("公寓", ["公寓=flats"]),
    ],
)
def test_names_in_a_text(said: str, found: list[str]) -> None:
    assert hits(said) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("参厅丢了", ["参厅=canteen"]),
        ("在惨听丢了", []),  # no character of it is right
        ("在 canting 丢了", ["canting=canteen"]),
        ("在ct丢了", ["ct=canteen"]),
        ("在cc丢了", ["cc=track"]),
        ("在xx丢了", []),
        ("在jxl丢了", []),  # 教学楼, but which
        ("在abc2旁的ct丢了", ["ct=canteen"]),
        ("餐厅", []),  # nothing wrong with it
        ("canting", []),  # English, as far as anybody knows
        ("在canting2丢了", []),
        ("在图书管", ["图书管=library"]),
        ("教学路", []),  # 教学楼 sounds otherwise
        ("南大们", ["南大们=gates"]),
        ("餐到", []),  # 到 is what it says
    ],
)
def test_names_meant_by_their_sound(said: str, found: list[str]) -> None:
    assert hits(said, slips=True) == found


def test_what_was_understood_is_no_slip() -> None:
    text = f"参{GAP}厅"
    assert list(Gazetteer(PLACES).slips(text, list(range(3)), text)) == []


def test_a_school_without_places_finds_none() -> None:
    empty = Gazetteer(Places([], []))
    assert list(empty.hits("餐厅", [0, 1], "餐厅")) == []
    assert list(empty.slips("餐厅", [0, 1], "餐厅")) == []


def test_a_list_is_read_once() -> None:
    assert gazetteer_of(PLACES) is gazetteer_of(PLACES)


def test_what_people_write_between_is_left_out() -> None:
    assert squeezed("教学楼 一、二楼") == ("教学楼一二楼", [0, 1, 2, 4, 6, 7])
    assert name_key("教学楼 一、二楼") == name_key("教学楼(12)楼") == "教学楼12楼"


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("参厅", "餐厅", True),
        ("惨听", "餐厅", True),  # the tone does not matter
        ("餐厅", "餐", False),
        ("A厅", "A厅", True),
        ("A厅", "B厅", False),
        ("长", "涨", True),  # one of its two readings
        ("长", "常", True),
        ("", "", True),
    ],
)
def test_characters_that_sound_alike(a: str, b: str, alike: bool) -> None:
    assert sounds_alike(a, b) is alike


@pytest.mark.parametrize(
    ("word", "latin", "spelled", "first_letters"),
    [
        ("餐厅", "canting", True, False),
        ("餐厅", "cantin", False, False),
        ("餐厅", "cantings", False, False),
        ("餐厅", "ct", False, True),
        ("餐厅", "cd", False, False),
        ("餐厅", "ctx", False, False),
        ("A厅", "ating", False, False),
        ("A厅", "at", False, False),
        ("", "", True, True),
        ("", "a", False, False),
    ],
)
def test_letters_that_stand_for_characters(
    word: str, latin: str, spelled: bool, first_letters: bool
) -> None:
    assert (spelled_out(word, latin), initials(word, latin)) == (spelled, first_letters)


def test_every_reading_of_a_character() -> None:
    assert sounds("长") == {"chang", "zhang"}
    assert sounds("A") == frozenset()
