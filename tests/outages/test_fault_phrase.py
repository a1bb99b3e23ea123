"""报障 餐厅东门 黑屏: one line, read for what it says."""

import pytest

from bot.cameras.zone import Camera, Places, Zone
from bot.conversation import fault_phrase
from bot.conversation.form import Field, FieldKind, Label, Option

PLACES = Places(
    [
        Zone(id="Z1", name="餐厅", aliases=("食堂",)),
        Zone(id="Z2", name="餐厅后厨"),
        Zone(id="Z3", name="教学楼一、二楼"),
        Zone(id="Z4", name="北"),
        Zone(id="Z5", name="操场"),
    ],
    [
        Camera(id="C1", name="餐厅东门", zone="Z1", owners=()),
        Camera(id="C2", name="操场", zone="Z5", owners=()),
    ],
)
CLASSES = Field(
    key="fault_class",
    kind=FieldKind.CHOICE,
    label=Label("类别"),
    ask=Label("?"),
    options=(
        Option(id="clock", label=Label("时间不准")),
        Option(id="offline", label=Label("离线、无画面", "Offline, no picture")),
        Option(id="turned", label=Label("遮挡、移位", "Covered or turned")),
        Option(id="other", label=Label("其他", "Other"), other=True),
    ),
)


@pytest.mark.parametrize(
    ("line", "zone", "camera", "kind"),
    [
        ("餐厅东门 黑屏", "Z1", "C1", "offline"),
        ("食堂 摄像头被挡住了", "Z1", "", "turned"),
        ("餐厅后厨北侧 离线", "Z2", "", "offline"),
        ("餐厅西门 有异响", "Z1", "", "other"),
        ("C1 Offline", "Z1", "C1", "offline"),
        ("C1 no picture", "Z1", "C1", "offline"),
        ("C1 dark", "Z1", "C1", "offline"),
        ("C1 时间不对", "Z1", "C1", "clock"),
        ("C1 移位", "Z1", "C1", "turned"),
        ("C1 covered or turned", "Z1", "C1", "turned"),
        ("C1 其他", "Z1", "C1", "other"),
        ("  食堂北门 离线 ", "Z1", "", "offline"),
        # the name of an area, also of one that has a camera named so; of one camera a part of it
        ("餐厅", "Z1", "", "other"),
        ("操场 离线", "Z5", "C2", "offline"),
        ("东门 离线", "Z1", "C1", "offline"),
    ],
)
def test_place_and_trouble_are_read(line: str, zone: str, camera: str, kind: str) -> None:
    said = fault_phrase.read(line, PLACES, CLASSES)
    assert said is not None
    assert (said.zone, said.camera, said.fault_class) == (zone, camera, kind)
    assert said.text == line


@pytest.mark.parametrize("line", ["", "   ", "黑屏", "图书馆 黑屏", "北边 黑屏", "门口餐厅"])
def test_a_line_without_a_place_is_none(line: str) -> None:
    assert fault_phrase.read(line, PLACES, CLASSES) is None


def test_a_school_without_classes_has_only_others() -> None:
    said = fault_phrase.read("C1 离线", PLACES, None)
    assert said == fault_phrase.FaultSaid(
        zone="Z1", camera="C1", fault_class="other", text="C1 离线"
    )


def test_what_may_be_named() -> None:
    assert [(one.id, one.name) for one in fault_phrase.cameras(PLACES)] == [
        ("C1", "餐厅东门"),
        ("C2", "操场"),
    ]
    first, *_ = fault_phrase.areas(PLACES)
    assert (first.id, first.name, first.aliases) == ("Z1", "餐厅", ("食堂",))
