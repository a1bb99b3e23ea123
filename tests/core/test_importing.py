"""Lists as schools send them, and every mistake in them at once."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cameras import importing as cameras
from bot.cameras.zone import Places, Zone
from bot.people import importing as people
from bot.people.person import Account, Platform, Post
from bot.speech import Voice

HEADER = "id,name,unit,roles,classes,wecom,telegram,wechat,language"
ROLES = {"homeroom_teacher", "grade_director", "vice_principal"}
GOOD = (
    HEADER
    + "\nT1,乔木,高一级部,homeroom_teacher;grade_director@高一级部,高一1班；高一2班,QiaoMu,1001,,"
    + "\n\nT2,裴云旗,,vice_principal,,,,,EN\n"
)
ZONES = (
    Zone(id="B-Z01", name="办公楼", aliases=("行政楼",)),
    Zone(id="B-Z08", name="教学楼一、二楼"),
)


def as_xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def places(mistakes):
    """[(row, column, what)]"""
    return [
        (m.values.get("row"), m.values.get("column"), m.key.removeprefix("importing."))
        for m in mistakes
    ]


def wrong_people(text):
    persons, mistakes = people.people("people.csv", text.encode(), roles=ROLES)
    assert not persons or not mistakes
    return places(mistakes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_of_people_in_whatever_a_school_saves(encoding):
    persons, mistakes = people.people("人员.csv", GOOD.encode(encoding), roles=ROLES)
    assert not mistakes
    qiao, pei = persons
    assert qiao.posts == (Post("homeroom_teacher"), Post("grade_director", "高一级部"))
    assert qiao.classes == ("高一1班", "高一2班")
    assert qiao.accounts == (
        Account(platform=Platform.TELEGRAM, address="1001"),
        Account(platform=Platform.WECOM, address="qiaomu"),
    )
    assert (qiao.language, pei.language) == ("", "en")  # nothing said: his client's will do


def test_a_spreadsheet_reads_the_same_and_numbers_stay_numbers():
    rows = [HEADER.split(","), ["T1", "乔木", None, None, None, None, 1001.0, None, None]]
    persons, mistakes = people.people("people.xlsx", as_xlsx(*rows), roles=ROLES)
    assert not mistakes
    assert persons[0].accounts[0].address == "1001"


@pytest.mark.parametrize(
    "line, expected",
    [
        (",乔木,,,,,,,", [(2, "id", "required")]),
        ("T1,,,,,,,,", [(2, "name", "required")]),
        ("T 1/2,乔木,,,,,,,", [(2, "id", "bad_id")]),
        ("T1,乔木,,cook,,,,,", [(2, "roles", "unknown_role")]),
        ("T1,乔木,,vice_principle,,,,,", [(2, "roles", "role_typo")]),
        ("T1,乔木,,grade_director@,,,,,", [(2, "roles", "role_without_unit")]),
        ("T1,乔木,,,,,@qiao,,", [(2, "telegram", "bad_telegram")]),
        ("T1,乔木,,,,,１２,,", [(2, "telegram", "bad_telegram")]),
        ("T1,乔木,,,,,,,fr", [(2, "language", "unknown_language")]),
        ("T1,乔木,,,,,,,zh,extra", [(2, "10", "too_many_cells")]),
        ("T1,乔木,,,,,,,\nT1,舒望,,,,,,,", [(3, "id", "id_twice")]),
        ("T1,乔木,,,,qiao,,,\nT2,舒望,,,,QIAO,,,", [(3, "wecom", "account_twice")]),
        ("T1,乔木,,,高一1班,,,,\nT2,舒望,,,高一1班,,,,", [(3, "classes", "class_twice")]),
    ],
)
def test_each_mistake_names_its_row_and_column(line, expected):
    assert wrong_people(f"{HEADER}\n{line}\n") == expected


def test_all_mistakes_are_told_at_once_in_the_order_of_the_rows():
    text = f"{HEADER}\nT1,,,cook;chef,,,x,,\nT1,舒望,,,,,,,fr\n"
    assert [p[0] for p in wrong_people(text)] == [2, 2, 2, 2, 3, 3]


@pytest.mark.parametrize(
    "data, expected",
    [
        (b"", [(None, None, "empty")]),
        (b"\r\n\r\n", [(None, None, "empty")]),
        (b"\xff\xfe\x00", [(None, None, "unreadable")]),
        (b"PK\x03\x04 not a workbook", [(None, None, "unreadable")]),
        (b"id,name,phone\n", [(1, "phone", "unknown_column")]),
        (b"id,name,name\n", [(1, "name", "column_twice")]),
        (b"id,unit\n", [(1, "name", "missing_column")]),
    ],
)
def test_a_file_that_is_not_the_list(data, expected):
    persons, mistakes = people.people("people.csv", data, roles=ROLES)
    assert (persons, places(mistakes)) == ((), expected)


CAMERAS = "id,name,zone,owner,recorder,parent,address,retention_days,flags\n"


def listed(lines, zones=ZONES):
    return cameras.cameras("cameras.csv", (CAMERAS + lines).encode(), zones=zones)


def test_a_list_of_cameras_and_the_places_it_names():
    read, mistakes = listed(
        "C1,大厅,行政楼,党政办公室,NVR-01,SW-1,rtsp://192.0.2.1/1,12.6,\n"
        "C2,四楼走廊,教学楼四楼,高二级部;高三级部,NVR-05,,,,key_part;privacy\n"
    )
    assert not mistakes
    hall, corridor = read.cameras
    assert (hall.zone, hall.retention_days) == ("B-Z01", 12.6)
    assert corridor.owners == ("高二级部", "高三级部")
    assert corridor.flags == ("key_part", "privacy")
    assert corridor.retention_days == 0
    own = Zone(id="教学楼四楼", name="教学楼四楼", owners=("高二级部", "高三级部"))
    assert read.zones == (*ZONES, own)


@pytest.mark.parametrize(
    "line, expected",
    [
        ("C1,,B-Z01,,,,,,", [(2, "name", "required"), (2, "owner", "required")]),
        ("C1,大厅,教学搂一、二楼,x,,,,,", [(2, "zone", "zone_typo")]),
        ("C1,大厅,教学楼三、四楼,x,,,,,", []),
        ("C1,大厅,B-Z09,x,,,,,", []),
        ("C1,大厅,B-Z01,x,,,,半月,", [(2, "retention_days", "bad_days")]),
        ("C1,大厅,B-Z01,x,,,,-1,", [(2, "retention_days", "bad_days")]),
        ("C1,大厅,B-Z01,x,,,,nan,", [(2, "retention_days", "bad_days")]),
        ("C1,大厅,B-Z01,x,,,,,\nC1,门厅,B-Z01,x,,,,,", [(3, "id", "id_twice")]),
    ],
)
def test_each_mistake_in_a_list_of_cameras(line, expected):
    _, mistakes = listed(line + "\n")
    assert places(mistakes) == expected


NVR = "NVR-05,五号录像机,B-Z01,,,,192.0.2.5,,recorder\n"
SWITCH = "SW-1,一号交换机,B-Z01,,,,192.0.2.9,,switch\n"
BEHIND = "C1,大厅,B-Z01,党政办公室,NVR-05,SW-1,#7,30,\n"


def test_recorders_and_switches_are_listed_and_are_no_cameras():
    read, mistakes = listed(NVR + SWITCH + BEHIND)
    assert not mistakes
    assert [c.id for c in read.cameras] == ["NVR-05", "SW-1", "C1"]
    assert [c.id for c in read.seeing] == ["C1"]
    assert read.seeing[0].address == "NVR-05#7"
    places_ = Places(read.zones, read.cameras)
    assert (set(places_.cameras), set(places_.devices)) == ({"C1"}, {"NVR-05", "SW-1"})
    assert [c.id for c in places_.cameras_in("B-Z01")] == ["C1"]


def test_a_cabinet_is_no_zone_people_ask_for():
    read, mistakes = listed("SW-9,弱电间交换机,弱电间,,,,,,switch\n")
    assert (mistakes, read.zones) == ((), ZONES)


@pytest.mark.parametrize(
    "lines, expected",
    [
        (BEHIND.replace("#7", "NVR-05#7"), []),  # only named: taken at its word
        (NVR + BEHIND, [(3, "parent", "unknown_parent")]),
        (NVR + SWITCH + BEHIND.replace("NVR-05", "SW-1"), [(4, "recorder", "no_recorder")]),
        (NVR + SWITCH + BEHIND.replace("NVR-05", ""), [(4, "address", "no_channel")]),
        (NVR + SWITCH + BEHIND.replace("#7", "NVR-06#7"), [(4, "address", "no_channel")]),
        (NVR + SWITCH + BEHIND.replace("#7", "192.0.2.5#7"), []),
        (NVR + SWITCH + BEHIND.replace("#7", "NVR-05#"), [(4, "address", "no_channel")]),
        (NVR + SWITCH + BEHIND.replace("#7", "192.0.2.9"), [(4, "address", "address_twice")]),
        (
            NVR + SWITCH + BEHIND + BEHIND.replace("C1", "C2").replace("#7", "nvr-05#7"),
            [(5, "address", "address_twice")],
        ),
        ("C1,大厅,B-Z01,,NVR-05,,,,", [(2, "owner", "required")]),
        (",大厅,,,,,,,switch", [(2, "id", "required"), (2, "zone", "required")]),
        ("C1,一,B-Z01,x,,C1,,,", [(2, "parent", "ring")]),
        (
            "S0,零,B-Z01,,,S2,,,switch\nS1,一,B-Z01,,,S2,,,switch\nS2,二,B-Z01,,,S1,,,switch",
            [(3, "parent", "ring")],
        ),
    ],
)
def test_each_mistake_in_what_hangs_behind_what(lines, expected):
    _, mistakes = listed(lines + "\n")
    assert places(mistakes) == expected


DOOR = "C9,门厅,B-Z01,x,,,192.0.2.7,,\n"


@pytest.mark.parametrize(
    "address, accepted",
    [
        ("rtsp://192.0.2.1/live#main", True),  # a stream's own
        ("NVR-05#7", True),  # and no cell names the recorder
        ("NVR-05#7#1", True),  # channels are called as the recorder calls them
        ("192.0.2.7#1", False),  # a camera's
        ("C9#1", False),
    ],
)
def test_a_channel_is_one_of_a_recorder(address, accepted):
    _, mistakes = listed(f"{NVR}{DOOR}C1,大厅,B-Z01,x,,,{address},,\n")
    assert places(mistakes) == ([] if accepted else [(4, "address", "no_channel")])
    assert all(mistake.values["value"] == address for mistake in mistakes)


@pytest.mark.parametrize(
    "lines, said",
    [
        (NVR + BEHIND, "清单中没有“SW-1”"),
        (NVR + SWITCH + BEHIND.replace("NVR-05", "SW-1"), "“SW-1”（第 3 行）"),
        (NVR + SWITCH + BEHIND.replace("#7", "192.0.2.9"), "“192.0.2.9”与第 3 行"),
    ],
)
def test_a_mistake_says_what_stands_there_and_in_which_other_row(lines, said):
    _, (mistake,) = listed(lines)
    assert said in Voice("zh")(mistake)


def test_a_ring_is_read_aloud_from_its_first_row():
    rows = "S2,二,B-Z01,,,S3,,,switch\nS3,三,B-Z01,,,S1,,,switch\nS1,一,B-Z01,,,S2,,,switch\n"
    _, (ring,) = listed(rows)
    assert Voice("zh")(ring).endswith("：S2 → S3 → S1 → S2；请改正其中一行。")


hung = st.dictionaries(st.integers(1, 9), st.integers(1, 9), min_size=1)


@given(hung)
def test_a_list_is_accepted_exactly_when_nothing_hangs_behind_itself(parents):
    ids = {*parents, *parents.values()}
    rows = [f"S{n},s,B-Z01,,,{f'S{parents[n]}' if n in parents else ''},,,switch" for n in ids]
    _, mistakes = listed("\n".join(rows) + "\n")

    def ends(one):
        seen = set()
        while one in parents and one not in seen:
            seen.add(one)
            one = parents[one]
        return one not in parents

    assert (not mistakes) == all(ends(one) for one in ids)


@pytest.mark.parametrize("number", [222, 2160])
def test_a_school_sends_its_whole_workbook_in_one_go(number):
    hall = ("行政楼", "党政办公室", "NVR-05", None)
    rows = [(f"C{n}", f"大厅{n}号", *hall, f"#{n}", 30.0, None) for n in range(number)]
    data = as_xlsx(CAMERAS.strip().split(","), NVR.strip().split(","), *rows)
    read, mistakes = cameras.cameras("cameras.xlsx", data, zones=ZONES)
    assert not mistakes
    assert len(read.seeing) == number
    assert read.seeing[-1].address == f"NVR-05#{number - 1}"
    assert read.seeing[-1].retention_days == 30


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_mistake_is_a_sentence_with_its_place(language):
    text = (
        f"{HEADER}\n,乔木,,,,,,,\nT 1,乔木,,cook;vice_principle;grade_director@,高一1班,a,b,,fr,x\n"
        "T1,舒,,,高一1班,A,,,\nT1,望,,,,,,,\n"
    )
    _, wrong = people.people("people.csv", text.encode(), roles=ROLES)
    _, header = people.people("people.csv", b"id,id,x\n", roles=ROLES)
    _, places_ = listed("C1,大厅,教学搂一、二楼,x,,,,x,\n")
    _, hanging = listed(
        "S1,一,B-Z01,,,S1,,,switch\nC1,厅,B-Z01,x,S1,S9,#1,,\nC2,厅,B-Z01,x,,,#1,,\nC3,厅,B-Z01,x,S1,,#1,,\n"
    )
    assert {m.key for m in hanging} == {
        f"importing.{one}"
        for one in ("unknown_parent", "no_recorder", "ring", "address_twice", "no_channel")
    }
    said = [Voice(language)(m) for m in (*wrong, *header, *places_, *hanging)]
    assert len(said) >= 14
    assert all(m.endswith(("。", "？", ".", "?")) for m in said)
