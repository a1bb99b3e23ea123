"""岱麓外国语学校（演示）: the upper school of pack k12_ta_2024 (222 cameras, 8 recorders).

Planted: NVR-05 keeps 12.6 days (below the pack's 15 and the law's 30), NVR-07 keeps 22 (passes the
pack, fails the law), the corridor camera of floor 4 has two owners.
"""

from collections.abc import Iterator
from itertools import count

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

KEEPS = {"NVR-05": 12.6, "NVR-07": 22.0}  # days; all others 30
GRADES = (("高一", 16), ("高二", 16), ("高三", 16), ("高四", 8))
TELEGRAM_FIRST = 9001001

# Zone, owner, recorder, cameras, spots that cameras are named after.
ZONES = (
    ("B-Z01", "党政办公室", "NVR-01", 14, "办公楼一楼大厅 办公楼二楼走廊 办公楼三楼走廊"),
    ("B-Z02", "教务处", "NVR-05", 14, "实验楼一楼走廊 实验楼二楼走廊 物理实验室 化学实验室"),
    ("B-Z03", "教务处", "NVR-02", 8, "崇武馆门厅 崇武馆场地 崇武馆看台"),
    ("B-Z04", "教务处", "NVR-03", 8, "操场主席台 操场东侧 操场西侧 操场北侧"),
    ("B-Z05", "教务处", "NVR-02", 6, "阅览室借阅台 阅览室书架区 阅览室自习区"),
    ("B-Z06", "总务处", "NVR-02", 16, "餐厅一楼东区 餐厅一楼西区 餐厅二楼东区 餐厅二楼西区"),
    ("B-Z07", "总务处", "NVR-05", 6, "操作间备餐区 操作间烹饪区 操作间收货口"),
    ("B-Z08", "高一级部", "NVR-03", 24, "教学楼一楼走廊 教学楼二楼走廊"),
    ("B-Z09", "高二级部", "NVR-04", 24, "教学楼四楼西走廊 教学楼五楼走廊"),
    ("B-Z10", "高三级部", "NVR-06", 24, "教学楼三楼走廊 教学楼四楼东走廊"),
    ("B-Z11", "高四级部", "NVR-07", 14, "实验楼三楼走廊 实验楼四楼走廊"),
    ("B-Z12", "学工处", "NVR-01", 10, "南大门入口 南大门出口 北门入口 北门出口"),
    ("B-Z13", "学工处", "NVR-07", 14, "东围墙 南围墙 西围墙 北围墙"),
    ("B-Z14", "学工处", "NVR-08", 12, "中央大道 广场 停车场"),
    ("B-Z15", "学工处", "NVR-08", 20, "男生公寓门厅 男生公寓楼道 女生公寓门厅 女生公寓楼道"),
    ("B-Z16", "学工处", "NVR-04", 4, "校门外 公交站"),
    ("B-Z17", "学工处", "NVR-01", 4, "总监控室 校园监控室 机房"),
)  # fmt: skip
# Zones with classrooms: grade and the number of its rooms.
CLASSROOMS = {"B-Z08": GRADES[0], "B-Z09": GRADES[1], "B-Z10": GRADES[2], "B-Z11": GRADES[3]}

# Name, unit, roles, userid, Telegram account or none.
STAFF = (
    ("应北辰", "校领导", "principal", "yingbeichen", False),
    ("裴云旗", "校领导", "vice_principal", "peiyunqi", False),
    ("温若谷", "学工处", "student_affairs_director", "wenruogu", False),
    ("雷默言", "保卫科", "security_chief", "", True),
    ("计春生", "总务处", "general_affairs_director;custodian@总务处", "jichunsheng", False),
    ("柳承砚", "教务处", "custodian@教务处", "liuchengyan", False),
    ("贺兰亭", "党政办公室", "custodian@党政办公室", "helanting", False),
    ("牧星野", "高一级部", "grade_director@高一级部;custodian@高一级部", "muxingye", False),
    ("谢折桂", "高二级部", "grade_director@高二级部;custodian@高二级部", "xiezhegui", False),
    ("关山越", "高三级部", "grade_director@高三级部;custodian@高三级部", "guanshanyue", False),
    ("尚可期", "高四级部", "grade_director@高四级部;custodian@高四级部", "shangkeqi", False),
    ("值班员甲", "保卫科", "duty_officer", "", True),
    ("值班员乙", "保卫科", "duty_officer", "", True),
    ("值班员丙", "保卫科", "duty_officer", "zhibanyuanbing", False),
    ("值班员丁", "保卫科", "duty_officer", "zhibanyuanding", False),
    ("监控管理员甲", "学工处", "operator;admin", "jiankongjia", True),
    ("监控管理员乙", "学工处", "operator;custodian@学工处", "jiankongyi", False),
    ("科任老师甲", "教务处", "staff", "kerenjia", False),
    ("科任老师乙", "教务处", "staff", "kerenyi", True),
)
# Who has followed the school's service account: openids, which mean nothing.
ON_WECHAT = {"邵安": "oDEMO-shaoan-2f7c91", "尚可期": "oDEMO-shangkeqi-8b03e5"}
# Homeroom teachers with names of their own: class, userid or none, Telegram account or none.
NAMED_TEACHERS = {
    "高一3班": ("乔木", "", True),
    "高二7班": ("舒望", "shuwang", True),
    "高三12班": ("方既白", "fangjibai", False),
    "高四2班": ("邵安", "", False),
}


def _people() -> Iterator[Row]:
    numbers, telegram = count(1), map(str, count(TELEGRAM_FIRST))
    for name, unit, roles, wecom, on_telegram in STAFF:
        yield person(
            f"DEMO-B{next(numbers):03}",
            name,
            unit,
            roles,
            wecom=wecom,
            telegram=next(telegram) if on_telegram else "",
            wechat=ON_WECHAT.get(name, ""),
        )
    for g, (grade, classes) in enumerate(GRADES, 1):
        for c in range(1, classes + 1):
            class_ = f"{grade}{c}班"
            numbered = (f"{grade}{c:02}班主任", f"g{g}c{c:02}", False)
            name, wecom, on_telegram = NAMED_TEACHERS.get(class_, numbered)
            yield person(
                f"DEMO-B{next(numbers):03}",
                name,
                f"{grade}级部",
                "homeroom_teacher",
                classes=class_,
                wecom=wecom,
                telegram=next(telegram) if on_telegram else "",
                wechat=ON_WECHAT.get(name, ""),
            )


def _cameras() -> Iterator[Row]:
    channels: dict[str, Iterator[int]] = {}
    for zone, owner, recorder, number, spots in ZONES:
        for c, name in enumerate(_names(zone, number, spots.split()), 1):
            yield camera(
                f"{zone}-C{c:02}",
                name,
                zone,
                owner,
                recorder=recorder,
                channel=next(channels.setdefault(recorder, count(1))),
                days=KEEPS.get(recorder, 30.0),
            )


def _names(zone: str, number: int, spots: list[str]) -> list[str]:
    grade, rooms = CLASSROOMS.get(zone, ("", 0))
    names = [f"{grade}{c}班教室" for c in range(1, rooms + 1)]
    left = number - rooms
    return names + [f"{spots[i % len(spots)]}{i // len(spots) + 1}号" for i in range(left)]


def _two_owners(rows: Iterator[Row]) -> Iterator[Row]:
    """The last corridor camera of floor 4 looks into both grades' halves."""
    for row in rows:
        if row["id"] == "B-Z09-C24":
            shared = {"id": "B-Z09-10-C01", "name": "教学楼四楼走廊东西交界", "zone": "B-Z18"}
            yield {**row, **shared, "owner": "高二级部;高三级部"}
        else:
            yield row


PEOPLE = tuple(_people())
CAMERAS = tuple(_two_owners(_cameras()))
CALENDAR = (
    written("2026-03-02", "2026-07-10", "term", "2025—2026学年第二学期"),
    written("2026-09-01", "2027-01-22", "term", "2026—2027学年第一学期"),
    written("2027-03-01", "2027-07-09", "term", "2026—2027学年第二学期"),
    written("2026-06-07", "2026-06-09", "exam", "普通高考"),
    written("2027-01-13", "2027-01-15", "exam", "期末考试"),
    written("2027-06-07", "2027-06-09", "exam", "普通高考"),
)
TAISHAN = DemoSchool(
    id="taishan",
    name="岱麓外国语学校（演示）",
    pack="k12_ta_2024",
    people=PEOPLE,
    cameras=CAMERAS,
    devices=tuple(devices(CAMERAS, "B-Z17", "192.0.2")),
    calendar=CALENDAR,
    timetable={
        "早读": "07:20-07:50",
        "1": "08:00-08:40",
        "2": "08:50-09:30",
        "3": "10:00-10:40",
        "4": "10:50-11:30",
        "午休": "12:00-14:00",
        "5": "14:10-14:50",
        "6": "15:00-15:40",
        "7": "16:00-16:40",
        "放学后": "16:40-18:00",
        "晚自习": "19:00-21:30",
    },
    groups=(
        Group(
            name="duty",
            title="监控值班群（演示）",
            platform=Platform.TELEGRAM,
            address="-1009001000001",
            members=telegram_ids(PEOPLE, "值班员甲", "值班员乙", "雷默言"),
        ),
        Group(
            name="security",
            title="校园安防群（演示）",
            platform=Platform.WECOM,
            address="demo-robot-taishan-security",
            members=("wenruogu", "muxingye", "zhibanyuanbing"),
        ),
    ),
    cast=(
        phone(PEOPLE, "乔木", "高一3班班主任", "homeroom teacher, class 3"),
        phone(PEOPLE, "牧星野", "高一级部主任", "head of grade one"),
        phone(PEOPLE, "雷默言", "保卫科科长", "chief of security", groups=("duty",)),
        phone(
            PEOPLE, "温若谷", "学工处主任", "director of student affairs", groups=("security",)
        ),
        phone(PEOPLE, "裴云旗", "分管校长", "vice principal", client="plugin"),
        phone(
            PEOPLE, "值班员甲", "监控室值班员", "duty officer", groups=("duty",), home="duty"
        ),
        phone(PEOPLE, "邵安", "高四2班班主任", "homeroom teacher, year four"),
    ),
)
