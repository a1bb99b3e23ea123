"""岭南城市工程学院（演示）: the college of pack uni_gz_2022 (2,160 cameras).

1,240 cameras of the public system on 20 storage nodes of 64 channels, 920 of 11 unit systems (ten
owners) on 34 recorders of 32. Planted: A-Z17 (paper room) keeps 190 days, A-Z24 only 21, A-Z25 was
never filed.
Annex-like zones are the school's own, the regulation of this pack prints none.
"""

from collections.abc import Iterator
from itertools import count

from bot.cameras.zone import PUBLIC, Zone
from bot.people.person import Platform
from sandbox.schools.demo import (
    DemoSchool,
    Group,
    Row,
    camera,
    devices,
    person,
    phone,
    telegram_ids,
    written,
)

TELEGRAM_FIRST = 9002001
NODE_CHANNELS, UNIT_CHANNELS = 64, 32
NODES = 20
KEEPS = {"A-Z17": 190.0, "A-Z24": 21.0}  # days; all others 32

# Zone, name, owner, cameras, flags of the zone, other words people use for it.
ZONES = (
    ("A-Z01", "校门", PUBLIC, 48, "", "大门 东门 西门 南门 北门"),
    ("A-Z02", "主干道与路口", PUBLIC, 160, "", "道路 路口"),
    ("A-Z03", "周界围墙", PUBLIC, 120, "", "围墙"),
    ("A-Z04", "广场与湖区", PUBLIC, 60, "", "广场 湖边"),
    ("A-Z05", "停车场", PUBLIC, 72, "", "车场"),
    ("A-Z06", "教学楼公共区", PUBLIC, 240, "", "教学楼"),
    ("A-Z07", "图书馆外围与大厅", PUBLIC, 40, "", "图书馆大厅"),
    ("A-Z08", "体育馆与运动场", PUBLIC, 70, "", "体育馆 操场 运动场"),
    ("A-Z09", "食堂外围与就餐区", PUBLIC, 60, "", "食堂 饭堂"),
    ("A-Z10", "行政楼公共区", PUBLIC, 50, "", "行政楼"),
    ("A-Z11", "校外周边与公交站", PUBLIC, 20, "", "公交站"),
    ("A-Z12", "快递服务中心", PUBLIC, 20, "", "快递点"),
    ("A-Z13", "学生活动中心", PUBLIC, 40, "", "活动中心"),
    ("A-Z14", "其他公共楼宇", PUBLIC, 240, "", ""),
    ("A-Z15", "宿舍门厅与楼道", "学生处", 360, "dormitory", "宿舍 学生公寓"),
    ("A-Z16", "标准化考场教室", "教务处", 260, "national_exam", "考场"),
    ("A-Z17", "试卷保密室", "教务处", 6, "paper_room", "保密室"),
    ("A-Z18", "图书馆阅览区", "图书馆", 90, "", "阅览室"),
    ("A-Z19", "危化品库与重点实验室", "实验设备处", 48, "key_part", "危化品库 重点实验室"),
    ("A-Z20", "食堂后厨与配电房", "后勤处", 84, "", "后厨 配电房"),
    ("A-Z21", "数据机房", "信息中心", 18, "key_part", "机房"),
    ("A-Z22", "财务处", "财务处", 8, "key_part", ""),
    ("A-Z23", "档案馆库房", "档案馆", 10, "key_part", "档案库"),
    ("A-Z24", "计算机学院楼内", "计算机学院", 16, "", "计算机楼"),
    ("A-Z25", "机械工程学院车间", "机械工程学院", 20, "", "机械车间"),
)  # fmt: skip
POWER_ROOM = range(65, 85)  # of A-Z20: 配电房, a key part; the kitchen is none
FACULTIES = (
    ("计算机学院", "苏砚秋", "suyanqiu"),
    ("机械工程学院", "骆寒江", "luohanjiang"),
    ("经济管理学院", "桑晚棠", "sangwantang"),
    ("建筑与艺术学院", "容与之", "rongyuzhi"),
    ("外国语学院", "卓听雨", "zhuotingyu"),
)
STUDENT_AFFAIRS = "student_affairs_head;owner_head@学生处;unit_head@学生处"
# Name, unit, roles, userid, Telegram account or none.
STAFF = (
    ("闻人砚", "校领导", "school_leader", "wenrenyan", False),
    ("陆岱川", "保卫处", "security_head;unit_head@保卫处", "", True),
    ("祁望舒", "保卫处", "staff", "qiwangshu", False),
    ("简子陵", "保卫处", "staff", "jianziling", False),
    ("宁拾叶", "保卫处", "operator;admin", "ningshiye", True),
    ("左丘禾", "保卫处", "operator", "zuoqiuhe", False),
    ("端木青", "保卫处", "operator", "duanmuqing", False),
    ("班一", "保卫处", "duty_officer", "", True),
    ("班二", "保卫处", "duty_officer", "", True),
    ("班三", "保卫处", "duty_officer", "bansan", False),
    ("班四", "保卫处", "duty_officer", "bansi", False),
    ("班五", "保卫处", "duty_officer", "banwu", False),
    ("班六", "保卫处", "duty_officer", "banliu", False),
    ("岑疏影", "学生处", STUDENT_AFFAIRS, "censhuying", False),
    ("申屠怀", "教务处", "owner_head@教务处;unit_head@教务处", "shentuhuai", False),
    ("钟离渡", "图书馆", "owner_head@图书馆;unit_head@图书馆", "zhonglidu", False),
    ("澹台和", "实验设备处", "owner_head@实验设备处;unit_head@实验设备处", "tantaihe", False),
    ("公冶松", "后勤处", "owner_head@后勤处;unit_head@后勤处", "gongyesong", False),
    ("言冰壶", "信息中心", "owner_head@信息中心;unit_head@信息中心", "yanbinghu", False),
    ("晏知秋", "采购中心", "unit_head@采购中心;procurement", "yanzhiqiu", False),
    ("财务处负责人", "财务处", "owner_head@财务处;unit_head@财务处", "caiwuchu", False),
    ("档案馆负责人", "档案馆", "owner_head@档案馆;unit_head@档案馆", "danganguan", False),
)  # fmt: skip
COUNSELLORS = 8


def _staff() -> Iterator[tuple[str, str, str, str, bool]]:
    yield from STAFF
    for unit, head, userid in FACULTIES:
        yield head, unit, f"unit_head@{unit};owner_head@{unit}", userid, False
    for i, (unit, _, userid) in enumerate(FACULTIES, 1):
        yield f"学院办公室{i:02}", unit, "staff", f"{userid}office", False
    for i in range(1, COUNSELLORS + 1):
        unit = FACULTIES[(i - 1) % len(FACULTIES)][0]
        yield f"辅导员{i:02}", unit, "staff", "" if i == 1 else f"fudaoyuan{i:02}", i == 1
    for i in range(1, 5):
        yield f"安保人员{i:02}", "保卫处", "security_staff", f"anbao{i:02}", False
    systems = [owner for _, _, owner, *_ in ZONES if owner != PUBLIC]
    for i, unit in enumerate(systems, 1):
        yield f"监控管理专人{i:02}", unit, f"custodian@{unit}", f"zhuanren{i:02}", False
    for i, (unit, *_) in enumerate(FACULTIES, 1):
        yield f"印章管理员{i:02}", unit, f"seal_keeper@{unit}", f"yinzhang{i:02}", False
    yield "图书馆馆员01", "图书馆", "staff", "guanyuan01", False


def _people() -> Iterator[Row]:
    telegram = map(str, count(TELEGRAM_FIRST))
    for number, (name, unit, roles, wecom, on_telegram) in enumerate(_staff(), 1):
        yield person(
            f"DEMO-A{number:03}",
            name,
            unit,
            roles,
            wecom=wecom,
            telegram=next(telegram) if on_telegram else "",
        )


def _cameras() -> Iterator[Row]:
    node, unit_channels = count(), dict[str, Iterator[int]]()
    of_recorder: dict[str, Iterator[int]] = {}
    first_recorder = _first_recorders()
    for zone, name, owner, number, _, _ in ZONES:
        channels = unit_channels.setdefault(owner, count())
        for c in range(1, number + 1):
            if owner == PUBLIC:
                recorder = f"NODE-{next(node) % NODES + 1:02}"
            else:
                at = first_recorder[owner] + next(channels) // UNIT_CHANNELS
                recorder = f"U-NVR-{at:02}"
            power = zone == "A-Z20" and c in POWER_ROOM
            yield camera(
                f"{zone}-C{c:03}",
                f"{'配电房' if power else name}{c:03}号",
                zone,
                owner,
                recorder=recorder,
                channel=next(of_recorder.setdefault(recorder, count(1))),
                days=KEEPS.get(zone, 32.0),
                flags="key_part" if power else "",
            )


def _first_recorders() -> dict[str, int]:
    """Each unit's recorders stand in its own cabinet: the next unit starts a new one."""
    channels: dict[str, int] = {}
    for _, _, owner, number, _, _ in ZONES:
        if owner != PUBLIC:
            channels[owner] = channels.get(owner, 0) + number
    firsts, at = {}, 1
    for owner, number in channels.items():
        firsts[owner] = at
        at += -(-number // UNIT_CHANNELS)
    return firsts


def _zones() -> Iterator[Zone]:
    for zone, name, owner, _, flags, aliases in ZONES:
        yield Zone(
            id=zone,
            name=name,
            owners=(owner,),
            aliases=tuple(aliases.split()),
            flags=tuple(flags.split()),
        )


NEVER_FILED = "A-Z25"
FILED = tuple(
    (owner, zone) for zone, _, owner, *_ in ZONES if owner != PUBLIC and zone != NEVER_FILED
)
PEOPLE = tuple(_people())
CAMERAS = tuple(_cameras())
CALENDAR = (
    written("2026-02-28", "2026-07-12", "term", "2025—2026学年第二学期"),
    written("2026-08-31", "2027-01-17", "term", "2026—2027学年第一学期"),
    written("2027-02-27", "2027-07-11", "term", "2026—2027学年第二学期"),
    written("2026-06-13", "2026-06-13", "exam", "大学英语四六级考试", "national_exam"),
    written("2026-12-12", "2026-12-12", "exam", "大学英语四六级考试", "national_exam"),
    written("2027-06-12", "2027-06-12", "exam", "大学英语四六级考试", "national_exam"),
)
LINGNAN = DemoSchool(
    id="lingnan",
    name="岭南城市工程学院（演示）",
    pack="uni_gz_2022",
    people=PEOPLE,
    cameras=CAMERAS,
    devices=tuple(devices(CAMERAS, "A-Z21", "198.51.100")),
    zones=tuple(_zones()),
    filed=FILED,
    calendar=CALENDAR,
    timetable={
        "1": "08:30-09:15",
        "2": "09:20-10:05",
        "3": "10:25-11:10",
        "4": "11:15-12:00",
        "午休": "12:00-14:00",
        "5": "14:00-14:45",
        "6": "14:50-15:35",
        "7": "15:55-16:40",
        "8": "16:45-17:30",
    },
    groups=(
        Group(
            name="duty",
            title="监控中心值班群（演示）",
            platform=Platform.TELEGRAM,
            address="-1009002000001",
            members=telegram_ids(PEOPLE, "班一", "班二", "陆岱川", "宁拾叶"),
        ),
        Group(
            name="security",
            title="安防运维群（演示）",
            platform=Platform.WECOM,
            address="demo-robot-lingnan-security",
            members=("censhuying", "ningshiye", "zuoqiuhe"),
        ),
    ),
    cast=(
        phone(PEOPLE, "辅导员01", "计算机学院辅导员", "counsellor, computer science"),
        phone(PEOPLE, "苏砚秋", "计算机学院负责人", "head of computer science"),
        phone(PEOPLE, "岑疏影", "学生处处长", "head of student affairs", groups=("security",)),
        phone(PEOPLE, "陆岱川", "保卫处处长", "head of security", groups=("duty",)),
        phone(PEOPLE, "闻人砚", "分管校领导", "school leader", client="plugin"),
        phone(PEOPLE, "班一", "监控中心值班员", "duty officer", groups=("duty",), home="duty"),
        phone(PEOPLE, "左丘禾", "系统管理员", "system operator", groups=("security",)),
    ),
)
