"""What may not be written down: identity and mobile numbers, and children's names."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals.policy import named
from bot.conversation.form import FieldKind
from bot.conversation.private import holds_number, private_number, without_numbers
from bot.conversation.turns import Attached, Back, Done, Typed, begin, turn
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy, Directory
from tests.conversation.school import (
    QIAO,
    REASONS,
    WEDNESDAY,
    after,
    one,
    refused,
    spoken,
    world,
)

CODES = named("k12_ta_2024").students


@pytest.mark.parametrize(
    "text",
    [
        "身份证110101199003071234，请核对",
        "110101 19900307 123x",
        "370983-20090229-001X",
        "旧证号370983900307123",
        "１１０１０１１９９００３０７１２３４",
    ],
)
def test_an_identity_number_is_seen(text: str) -> None:
    said = private_number(text)
    assert said is not None
    assert "身份证号" in spoken(said)


@pytest.mark.parametrize(
    "text", ["打13800138000联系", "+86 138-0013-8000", "8613800138000", "手机：139 1234 5678。"]
)
def test_a_mobile_number_is_seen(text: str) -> None:
    said = private_number(text)
    assert said is not None
    assert "手机号码" in spoken(said)


@pytest.mark.parametrize(
    "text",
    [
        "身份证后四位1234",
        "11月22日12:00-12:40在3号桌",
        "校园卡号20230117001",
        "订单123456789012345678901",
        "调阅〔2026〕0001",
        "粤A12345，2026-11-22 15:00-16:00",
        "设备编号34020000001320000001",
    ],
)
def test_other_numbers_may_stand(text: str) -> None:
    assert private_number(text) is None


@given(
    st.from_regex("1[3-9][0-9]{9}", fullmatch=True), st.text("看谁拿走书包，。", max_size=20)
)
def test_no_mobile_number_slips_through_among_words(number: str, words: str) -> None:
    for text in (number + words, words + number, f"{words}{number}{words}"):
        assert private_number(text) is not None
        assert number not in without_numbers(text)
        assert number[-4:] in without_numbers(text)


@pytest.mark.parametrize(
    "kind, more",
    [
        (FieldKind.TEXT, {}),
        (FieldKind.NAMES, {}),
        (FieldKind.PEOPLE, {"at_most": 4}),
    ],
)
@pytest.mark.parametrize("number", ["110101199003071234", "13800138000"])
def test_no_field_takes_one(kind: FieldKind, more: dict[str, int], number: str) -> None:
    form, here = one(kind, **more), world()
    for words in (number, f"王某{number}"):
        assert "只写后四位" in refused(turn(form, begin(form, here), Typed(words), here))


def test_own_words_beside_a_choice_take_none() -> None:
    form, here = one(FieldKind.CHOICE, options=REASONS), world()
    said = turn(form, begin(form, here), Typed("车主电话13800138000找人"), here)
    assert "手机号码" in refused(said)


def test_a_file_keeps_the_last_four_of_its_name() -> None:
    form, here = one(FieldKind.FILES), world()
    sent = Attached(1, "身份证110101199003071234.jpg", "image/jpeg")
    draft = after(form, begin(form, here), here, sent, Done())
    assert draft.answers["it"] == [{"id": 1, "name": "身份证…1234.jpg"}]


def test_a_file_without_a_number_keeps_its_name_as_it_was_written() -> None:
    assert without_numbers("现场（１）.jpg") == "现场（１）.jpg"


def test_words_with_a_number_are_held_by_nobody() -> None:
    assert holds_number("我电话13800138000")
    assert not holds_number("我电话尾号8000")


# -- students --------------------------------------------------------------------------------------


def own_students():
    form = one(FieldKind.NAMES, codes="own")
    return form, world(students=CODES)


@pytest.mark.parametrize(
    "words, why",
    [
        ("王小明", "“王小明”不是学生编号"),
        ("G1-03-17、王小明", "请勿写姓名"),
        ("G1-04-17", "只能由该生班主任申请、代查"),
        ("G1-03-17 G2-07-01", "G2-07-01 不在您任班主任的班级"),
    ],
)
def test_whom_a_homeroom_teacher_cannot_file_for(words: str, why: str) -> None:
    form, here = own_students()
    assert why in refused(turn(form, begin(form, here), Typed(words), here))


def test_codes_are_kept_as_the_school_writes_them() -> None:
    form, here = own_students()
    draft = after(form, begin(form, here), here, Typed("g1-03-17，Ｇ1-03-02"))
    assert draft.answers["it"] == ["G1-03-17", "G1-03-02"]


def test_who_stands_in_says_why() -> None:
    tan = Person(id=PersonId("tan"), name="澹台和", unit="教务处")
    named_by = Deputy(of=QIAO.id, by=tan.id, start=WEDNESDAY, end=WEDNESDAY + timedelta(days=9))
    here = world(students=CODES, requester=tan, directory=Directory((QIAO, tan), (named_by,)))
    form = one(FieldKind.NAMES, codes="own")
    asked = turn(form, begin(form, here), Typed("G1-03-17"), here)
    assert asked.problem is None
    assert asked.draft.at == "it"
    # 上一步 leads back to the codes, and nothing was kept.
    assert after(form, asked.draft, here, Back()).partial == {}
    short = turn(form, asked.draft, Typed("。"), here)
    assert "一句话" in refused(short)
    draft = after(form, asked.draft, here, Typed("产假"))
    assert draft.answers == {"it": ["G1-03-17"], "it_text": "产假"}
    assert draft.at_review


def test_who_was_named_for_a_reason_is_not_asked_for_it_again() -> None:
    tan = Person(id=PersonId("tan"), name="澹台和", unit="教务处")
    until = WEDNESDAY + timedelta(days=9)
    named_by = Deputy(of=QIAO.id, by=tan.id, start=WEDNESDAY, end=until, reason="产假")
    here = world(students=CODES, requester=tan, directory=Directory((QIAO, tan), (named_by,)))
    form = one(FieldKind.NAMES, codes="own")
    draft = after(form, begin(form, here), here, Typed("G1-03-17"))
    assert draft.answers == {"it": ["G1-03-17"], "it_text": "产假"}


@pytest.mark.parametrize(
    "words, taken",
    [
        ("王小明", False),
        ("欧阳小明", False),
        ("G2-07-01", True),
        ("舒望", True),
        ("学生甲", True),
        ("王某", True),
        ("校外人员王某", True),
        ("G1-03-17的家长", True),
        ("Anna Smith", True),
    ],
)
def test_no_childs_full_name_among_the_parties(words: str, taken: bool) -> None:
    form, here = one(FieldKind.NAMES), world(students=CODES)
    said = turn(form, begin(form, here), Typed(words), here)
    assert (said.problem is None) is taken
    if not taken:
        assert "请填编号" in refused(said)
