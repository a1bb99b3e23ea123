"""A small school to talk to, and a footage form with every kind of condition."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.cameras.zone import Camera, Places, Zone
from bot.cards import Saying
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.conversation.turns import (
    Draft,
    Input,
    Turn,
    Typed,
    World,
    begin,
    turn,
)
from bot.people.person import Person, PersonId
from bot.people.roles import Directory
from bot.speech import Voice

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 3, 11, 10, 20, tzinfo=SHANGHAI)
VOICES = (Voice("zh", SHANGHAI, WEDNESDAY), Voice("en", SHANGHAI, WEDNESDAY))

ZONES = (
    Zone(id="B-Z01", name="办公楼（除总监控室）"),
    Zone(id="B-Z02", name="实验楼一、二楼"),
    Zone(id="B-Z03", name="崇武馆", aliases=("体育馆",)),
    Zone(id="B-Z04", name="操场"),
    Zone(id="B-Z05", name="阅览室"),
    Zone(id="B-Z06", name="餐厅", aliases=("食堂",)),
    Zone(id="B-Z07", name="操作间"),
    Zone(id="B-Z08", name="教学楼一、二楼"),
    Zone(id="教学楼四楼西、五楼", name="教学楼四楼西、五楼"),
    Zone(id="B-Z10", name="教学楼三楼、四楼东"),
    Zone(id="B-Z12", name="南大门、北门"),
    Zone(id="B-Z15", name="宿舍楼道、门厅", flags=("privacy",)),
)


def _camera(number: str, name: str, zone: str, kept: float) -> Camera:
    return Camera(id=number, name=name, zone=zone, owners=("public",), retention_days=kept)


CAMERAS = (
    *(_camera(f"C-{i:02}", f"餐厅{i}号", "B-Z06", 30) for i in range(1, 13)),
    _camera("D-01", "操场看台", "B-Z04", 12.6),
    _camera("D-02", "操场入口", "B-Z04", 12.6),
)
QIAO = Person(id=PersonId("qiao"), name="乔木（演示）", unit="高一级部", classes=("高一03班",))
PEOPLE = (
    QIAO,
    Person(id=PersonId("shu"), name="舒望（演示）", unit="高二级部"),
    Person(id=PersonId("li-1"), name="李雷", unit="高一级部"),
    Person(id=PersonId("li-2"), name="李雷", unit="总务处"),
    Person(id=PersonId("tan"), name="澹台和", unit="教务处"),
    Person(id=PersonId("gone"), name="周去", unit="教务处", active=False),
)
FLAGS = {
    "sensitive_matter": Label("敏感事项", "Sensitive matter"),
    "major_matter": Label("重大事项", "Major matter"),
    "privacy": Label("涉及隐私", "Privacy"),
}
PERIODS = {
    "3": (time(10, 0), time(10, 40)),
    "4": (time(10, 50), time(11, 30)),
    "早读": (time(7, 0), time(7, 30)),
}


def world(now: datetime = WEDNESDAY, **changes: Any) -> World:
    given: dict[str, Any] = {
        "now": now,
        "places": Places(ZONES, CAMERAS),
        "directory": Directory(PEOPLE),
        "requester": QIAO,
        "flags": FLAGS,
        "periods": PERIODS,
    }
    return World(**{**given, **changes})


def field(key: str, kind: FieldKind, zh: str, **more: Any) -> Field:
    return Field(key=key, kind=kind, label=Label(zh, key), ask=Label(f"{zh}？", key), **more)


def one(kind: FieldKind, **more: Any) -> Form:
    """A form of a single field, and a remark that ends it."""
    return Form(id="one", title=Label("一问"), fields=(field("it", kind, "此项", **more),))


REASONS = (
    Option(id="lost", label=Label("财物遗失", "Lost property")),
    Option(id="bullying", label=Label("打架/欺凌", "Bullying"), suggests=("sensitive_matter",)),
    Option(id="injury", label=Label("意外伤害", "Injury"), suggests=("major_matter",)),
    Option(id="other", label=Label("其他", "Other"), other=True),
)
FOOTAGE = Form(
    id="footage",
    title=Label("查看监控申请", "Viewing request"),
    fields=(
        field("for_student", FieldKind.YES_NO, "为学生申请"),
        field("students", FieldKind.NAMES, "学生", at_most=10, when={"for_student": True}),
        field("reason", FieldKind.CHOICE, "事由", options=REASONS),
        field("zones", FieldKind.ZONES, "区域", at_most=5, article="3.2"),
        field("cameras", FieldKind.CAMERAS, "摄像机", required=False, at_most=6),
        field("span", FieldKind.SPAN, "时段", past=True, max_hours=4, article="3.2"),
        field("purpose", FieldKind.TEXT, "用途", at_least=10, at_most=300),
        field("parties", FieldKind.NAMES, "当事人", required=False),
        field("viewers", FieldKind.PEOPLE, "查看人", at_most=4),
        field("copy", FieldKind.YES_NO, "是否拷贝"),
        field("copy_basis", FieldKind.TEXT, "拷贝依据", at_least=4, when={"copy": True}),
        field("flags", FieldKind.CHOICES, "特别情形", required=False),
        field("files", FieldKind.FILES, "附件", required=False, at_most=3),
    ),
)

ANSWERED: Mapping[str, str] = {
    "for_student": "不是",
    "reason": "财物遗失",
    "zones": "餐厅",
    "cameras": "跳过",
    "span": "昨天下午3点到4点",
    "purpose": "查找遗失的蓝色书包，内有课本",
    "parties": "无",
    "viewers": "本人",
    "copy": "否",
    "flags": "完成",
    "files": "跳过",
}


def typed_until(
    form: Form, here: World, key: str, words: Mapping[str, str] = ANSWERED
) -> Draft:
    """A draft standing at `key`, everything before it typed."""
    draft = begin(form, here)
    while draft.at != key:
        said = turn(form, draft, Typed(words[draft.at]), here)
        assert said.problem is None, (draft.at, spoken(said.problem))
        assert said.draft.at != draft.at, f"{words[draft.at]} is no whole answer"
        draft = said.draft
    return draft


def after(form: Form, draft: Draft, here: World, *said: Input) -> Draft:
    """The draft after replies that must all be taken."""
    for reply in said:
        taken = turn(form, draft, reply, here)
        assert taken.problem is None, (reply, spoken(taken.problem))
        draft = taken.draft
    return draft


def refused(taken: Turn) -> str:
    """The reason in Chinese; it must have a sentence in every language."""
    assert taken.problem is not None, taken
    return spoken(taken.problem)


def spoken(saying: Saying) -> str:
    said = [voice(saying) for voice in VOICES]
    assert all("{" not in sentence for sentence in said), said
    return said[0]
