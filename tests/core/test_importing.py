"""Lists as schools send them, and every mistake in them at once."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cameras import importing as cameras
from bot.cameras.zone import Camera, Places, Zone
from bot.people import importing as people
from bot.people import unseen
from bot.people.person import Account, Person, PersonId, Platform, Post
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


def test_a_list_of_names_alone_is_a_list():
    data = "id,name,,\nT1,乔木,,\n".encode()
    persons, mistakes = people.people("people.csv", data, roles=ROLES)
    assert (persons, mistakes) == ((Person(id=PersonId("T1"), name="乔木", language=""),), ())


def test_who_is_listed_is_who_stands_there():
    line = "李-1_a.b,乔木,高一级部,,,,,oAbC,ZH"
    (qiao,), _ = people.people("people.csv", f"{HEADER}\n{line}".encode(), roles=ROLES)
    account = Account(platform=Platform.WECHAT, address="oAbC")
    assert qiao == Person(
        id=PersonId("李-1_a.b"),
        name="乔木",
        unit="高一级部",
        accounts=(account,),
        language="zh",
    )


# What is sent in after the header, and what the office reads about it.
SAID = [
    (",乔木,,,,,,,", "第 2 行，id 列：不能为空，请填写。"),
    (
        "T 1/2,乔木,,,,,,,",
        "第 2 行，id 列：“T 1/2”不能作编号；请用字母、数字、短横线或下划线，不超过 64 个。",
    ),
    (
        "T1,乔木,,cook,,,,,",
        (
            "第 2 行，roles 列：没有“cook”这个岗位；可用的岗位："
            "admin、grade_director、homeroom_teacher、staff、vice_principal。"
        ),
    ),
    (
        "T1,乔木,,vice_principle,,,,,",
        "第 2 行，roles 列：没有“vice_principle”这个岗位，是不是“vice_principal”？",
    ),
    (
        "T1,乔木,,grade_director@,,,,,",
        "第 2 行，roles 列：“grade_director@”的 @ 后面缺少部门；请写成“岗位@部门”，或去掉 @。",
    ),
    (
        "T1,乔木,,,,,@qiao,,",
        "第 2 行，telegram 列：“@qiao”不是 Telegram 的数字编号；请留空，改用绑定码绑定。",
    ),
    (
        "T1,乔木,,,,,,,fr",
        (
            "第 2 行，language 列：没有“fr”这种语言；请填 zh、en 之一；"
            "留空则随本人客户端的语言，客户端未说明的用中文。"
        ),
    ),
    ("T1,乔木,,,,,,,zh,x", "第 2 行，第 10 列：内容超出了表头；请检查是否多了一个逗号。"),
    (
        "T1,乔木,,,,,,,\nT1,舒望,,,,,,,",
        "第 3 行，id 列：编号“T1”与第 2 行重复，请改为不同的编号。",
    ),
    (
        "T1,乔木,,,,qiao,,,\nT2,舒望,,,,QIAO,,,",
        "第 3 行，wecom 列：账号“qiao”与第 2 行重复；一个账号只能属于一个人，请核对。",
    ),
    (
        "T1,乔木,,,高一1班,,,,\nT2,舒望,,,高一1班,,,,",
        "第 3 行，classes 列：“高一1班”在第 2 行已有班主任；一个班只能有一位，请核对。",
    ),
    (
        "T1,Anna,,,,,,,\nT2,\u0410nna,,,,,,,",
        (
            "第 3 行，name 列：“\u0410nna”与第 2 行的名字看起来一样，写法却不同"
            "（空格、全角或外文字母）；确是同名的两个人，请写成一样。"
        ),
    ),
    (
        "T1,乔\u202e木,,,,,,,",
        "第 2 行，name 列：里面有看不见的字符（U+202E），请删去后重新输入。",
    ),
    (
        "T1,乔\u3164木,,,,,,,",
        "第 2 行，name 列：里面有看不见的字符（U+3164），请删去后重新输入。",
    ),
    (f"T1,{'乔' * 1001},,,,,,,", "第 2 行，name 列：内容太长，最多 1000 个字。"),
]


@pytest.mark.parametrize(("lines", "said"), SAID)
def test_a_mistake_is_told_in_a_sentence(lines, said):
    _, (mistake,) = people.people("people.csv", f"{HEADER}\n{lines}".encode(), roles=ROLES)
    assert Voice("zh")(mistake) == said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "这个文件里没有内容；第一行应为表头，其下每行一条。"),
        (f"{HEADER}\n", "这个文件里没有内容；第一行应为表头，其下每行一条。"),
        (
            "id,name,phone\nT1,乔木,1",
            "第 1 行，“phone”列：表头里没有这一列，请删去或改名；可用的列："
            + "、".join(HEADER.split(","))
            + "。",
        ),
        ("id,name,name\n,,", "第 1 行，“name”列：表头重复，请只留一列。"),
        ("id,unit\n,", "第 1 行，“name”列：表头缺少这一列，请补上。"),
        (
            'id,name\n"T1"x,乔木',
            "这个文件打不开；请另存为 Excel 工作簿（.xlsx）或 CSV（UTF-8）后再导入。",
        ),
    ],
)
def test_what_is_wrong_with_the_whole_list_is_told_in_a_sentence(data, said):
    _, (mistake,) = people.people("people.csv", data.encode(), roles=ROLES)
    assert Voice("zh")(mistake) == said


def test_a_column_nobody_knows_is_told_beside_what_is_wrong_with_the_rows():
    _, mistakes = people.people("people.csv", "id,name,phone\n,乔木,1".encode(), roles=ROLES)
    assert places(mistakes) == [(1, "phone", "unknown_column"), (2, "id", "required")]


@pytest.mark.parametrize("name", ["李 明", "李\u3000明"])
def test_a_space_makes_no_other_name(name):
    assert wrong_people(f"{HEADER}\nT1,李明,,,,,,,\nT2,{name},,,,,,,") == [
        (3, "name", "lookalike")
    ]


@pytest.mark.parametrize(("length", "found"), [(64, []), (65, [(2, "id", "bad_id")])])
def test_an_id_fits_into_a_tap(length, found):
    assert wrong_people(f"{HEADER}\n{'T' * length},乔木,,,,,,,") == found


@pytest.mark.parametrize("days", ["0", "0.5", ""])
def test_a_recorder_may_keep_half_a_day_or_nothing(days):
    assert listed(f"C1,大厅,B-Z01,x,,,,{days},\n")[1] == ()


def test_mistakes_in_a_list_of_cameras_come_in_the_order_of_the_rows():
    _, mistakes = listed("C1,,B-Z01,x,,,,,\nC2,门厅,B-Z01,x,,,,,,多出来的\n")
    assert [m.values["row"] for m in mistakes] == [2, 3]


def test_what_nobody_sees_is_left_out_of_own_words_and_lines_stay():
    assert unseen.without("乔\u200b木\r\n第\u3164二行\n\n完") == "乔木\n第二行\n\n完"


def test_a_cell_may_be_as_long_as_that():
    data = f"{HEADER}\nT1,{'乔' * 1000},,,,,,,".encode()
    assert people.people("people.csv", data, roles=ROLES)[1] == ()


def test_rows_of_a_spreadsheet_are_numbered_as_it_shows_them():
    rows = [["id", "name"], ["T1", "乔木"], [None, None], ["", "舒望"]]
    _, mistakes = people.people("people.xlsx", as_xlsx(*rows), roles=ROLES)
    assert places(mistakes) == [(4, "id", "required")]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_rows():
    text = f"{HEADER}\nT1,,,cook;chef,,,x,,\nT1,舒望,,,,,,,fr\n"
    assert [p[0] for p in wrong_people(text)] == [2, 2, 2, 2, 3, 3]
    crossed = f"{HEADER}\nT1,乔木,,,,,,,\nT1,舒望,,,,,,,\nT 3,卢橘,,,,,,,"
    assert [p[0] for p in wrong_people(crossed)] == [3, 4]


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
    assert hall == Camera(
        id="C1",
        name="大厅",
        zone="B-Z01",
        owners=("党政办公室",),
        recorder="NVR-01",
        parent="SW-1",
        address="rtsp://192.0.2.1/1",
        retention_days=12.6,
    )
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
        (
            "C1,大厅,教学搂一、二楼,x,,,,,",
            "第 2 行，zone 列：没有“教学搂一、二楼”这个区域，是不是“教学楼一、二楼”？",
        ),
        (
            "C1,大厅,B-Z01,x,,,,半月,",
            "第 2 行，retention_days 列：“半月”不是天数；请填数字，如 30，不清楚就留空。",
        ),
        (
            "C1,大厅,B-Z01,x,,,,,\nC1,门厅,B-Z01,x,,,,,",
            "第 3 行，id 列：编号“C1”与第 2 行重复，请改为不同的编号。",
        ),
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
