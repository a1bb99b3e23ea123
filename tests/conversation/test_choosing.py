"""One of several, several of many, colleagues and names: what is shown, and what a reply makes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.approvals.policy import named
from bot.conversation.asked import Offer
from bot.conversation.draft import Draft
from bot.conversation.fields import KINDS
from bot.conversation.form import FieldKind, Form, Label, Option
from bot.conversation.matching import Named, Register, Several, Unknown, distance
from bot.conversation.standing import asked_about
from bot.conversation.turns import Back, Chosen, Done, Input, Turn, Typed, begin, turn
from bot.conversation.world import World
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy, Directory
from tests.conversation.school import (
    FOOTAGE,
    PEOPLE,
    QIAO,
    REASONS,
    WEDNESDAY,
    ZONES,
    after,
    one,
    refused,
    spoken,
    typed_until,
    world,
)
from tests.conversation.screens import SAY, screen

CODES = named("k12_ta_2024").students
ONE_OF = one(FieldKind.CHOICE, options=REASONS)
WITHOUT_OTHER = one(FieldKind.CHOICE, options=REASONS[:3])
NINE = tuple(Option(id=f"o{n}", label=Label(f"第{n}项")) for n in range(1, 10))
ZONES_OF = one(FieldKind.ZONES)
FLAGS_OF = one(FieldKind.CHOICES, required=False)
VIEWERS = one(FieldKind.PEOPLE)
PARTIES = one(FieldKind.NAMES)
STUDENTS = one(FieldKind.NAMES, codes="own")
ME = {"id": "qiao", "name": "乔木（演示）"}
SHU = {"id": "shu", "name": "舒望（演示）"}
GUEST = {"id": "", "name": "校外王某"}


def offered(
    form: Form,
    here: World | None = None,
    *,
    value: Any = None,
    page: str = "",
    **partial: Any,
) -> Offer:
    (only,) = form.fields
    answers = {} if value is None else {only.key: value}
    draft = Draft(at=only.key, answers=answers, partial=partial, page=page)
    return KINDS[only.kind].offer(asked_about(form, only, draft, here or world()))


def said(form: Form, *replies: Input, here: World | None = None) -> Any:
    """The answer after these replies, or what is picked so far."""
    at = here or world()
    draft = after(form, begin(form, at), at, *replies)
    return draft.answers.get("it", dict(draft.partial))


def told(form: Form, *replies: Input, here: World | None = None) -> str:
    """Why the last reply is not taken."""
    at = here or world()
    draft = after(form, begin(form, at), at, *replies[:-1])
    taken: Turn = turn(form, draft, replies[-1], at)
    assert taken.draft == draft
    return refused(taken)


# -- what is shown ---------------------------------------------------------------------------

FIRST_EIGHT = (
    "1:B-Z01=办公楼（除总监控室） 2:B-Z02=实验楼一、二楼 3:B-Z03=崇武馆 4:B-Z04=操场 "
    "5:B-Z05=阅览室 6:B-Z06=餐厅 7:B-Z07=操作间 8:B-Z08=教学楼一、二楼"
)
REST = (
    "1:.dedcdec8a29d8e78=教学楼四楼西、五楼 2:B-Z10=教学楼三楼、四楼东 "
    "3:B-Z12=南大门、北门 4:B-Z15=宿舍楼道、门厅"
)
ALL_REASONS = "1:lost=财物遗失 2:bullying=打架/欺凌 3:injury=意外伤害 4:other=其他"
PLACES_HINT = "可直接输入地点名称，多个用顿号隔开"
PEOPLE_HINT = "请输入姓名，多人用顿号隔开；本人可写“本人”"
NAMES_HINT = "请输入姓名或学号，多人用顿号隔开；没有可写“无”"
SOME_HINT = "可多选；也可输入编号，选好后点“完成”"
CODES_HINT = "请输入学生编号，如 G1-03-17，多名用顿号隔开"
WHY_NOT_HE = "您代申请。班主任为什么不能办理？（如：产假、外出培训）"
SHOWN = [
    (ONE_OF, {}, {"options": ALL_REASONS, "placeholder": "请选一项；都不合适时可直接写明"}),
    (
        WITHOUT_OTHER,
        {},
        {
            "options": ALL_REASONS.removesuffix(" 4:other=其他"),
            "placeholder": "请选一项，也可输入编号或名称",
        },
    ),
    (
        ONE_OF,
        {"other": "other"},
        {"step": "请用一句话写明。", "placeholder": "请直接输入文字"},
    ),
    (
        ZONES_OF,
        {},
        {"options": FIRST_EIGHT, "placeholder": PLACES_HINT, "pager": "<第 1/2 页>2"},
    ),
    (
        one(FieldKind.CHOICE, options=NINE),
        {"page": "2"},
        {
            "options": "1:o9=第9项",
            "placeholder": "请选一项，也可输入编号或名称",
            "pager": "1<第 2/2 页>",
        },
    ),
    (
        WITHOUT_OTHER,
        {"page": "2"},  # there is one only
        {
            "options": ALL_REASONS.removesuffix(" 4:other=其他"),
            "placeholder": "请选一项，也可输入编号或名称",
        },
    ),
    *(
        (
            ZONES_OF,
            {"page": page},
            {"options": REST, "placeholder": PLACES_HINT, "pager": "1<第 2/2 页>"},
        )
        for page in ("2", "9999")
    ),
    *(
        (
            ZONES_OF,
            {"page": page},
            {"options": FIRST_EIGHT, "placeholder": PLACES_HINT, "pager": "<第 1/2 页>2"},
        )
        for page in ("0", "10000", "x")
    ),
    (
        one(FieldKind.CAMERAS),
        {"page": "2"},
        {
            "options": "1:C-09=餐厅9号 2:C-10=餐厅10号 3:C-11=餐厅11号 4:C-12=餐厅12号 "
            "5:D-01=操场看台 6:D-02=操场入口",
            "placeholder": "可直接输入摄像头名称或编号，多个用顿号隔开",
            "pager": "1<第 2/2 页>",
        },
    ),
    (
        FLAGS_OF,
        {},
        {
            "options": "1:sensitive_matter=敏感事项 2:major_matter=重大事项 3:privacy=涉及隐私",
            "placeholder": SOME_HINT,
        },
    ),
    (
        one(FieldKind.CHOICES, options=REASONS),
        {},
        {"options": ALL_REASONS, "placeholder": SOME_HINT},
    ),
    (VIEWERS, {}, {"options": "1:me=本人（乔木（演示））", "placeholder": PEOPLE_HINT}),
    (
        VIEWERS,
        {"value": [GUEST, SHU]},
        {
            "options": "1:me=本人（乔木（演示）） 2:.fb6ce01b01cc93f8=校外王某 "
            "3:p-shu=舒望（演示）",
            "placeholder": PEOPLE_HINT,
        },
    ),
    (PARTIES, {}, {"placeholder": NAMES_HINT}),
    (STUDENTS, {}, {"placeholder": NAMES_HINT}),  # a school without codes
    (STUDENTS, {"here": world(students=CODES)}, {"placeholder": CODES_HINT}),
    (
        STUDENTS,
        {"here": world(students=CODES), "codes": ["G1-03-17"]},
        {"step": WHY_NOT_HE, "placeholder": "请直接输入文字"},
    ),
]


@pytest.mark.parametrize(("form", "standing", "shows"), SHOWN)
def test_what_a_question_shows(
    form: Form, standing: dict[str, Any], shows: dict[str, str]
) -> None:
    assert screen(offered(form, **standing)) == {"layout": "list", **shows}


@pytest.mark.parametrize(
    ("form", "standing", "ticked", "count"),
    [
        (ONE_OF, {"value": "injury"}, ["injury"], None),
        (ZONES_OF, {"value": ["B-Z15", "B-Z01"]}, ["B-Z01"], 2),  # the other stands overleaf
        (ZONES_OF, {"value": ["B-Z01"], "picked": []}, [], 0),  # unticked again
        (VIEWERS, {"picked": [ME]}, ["me"], 1),
        (VIEWERS, {"value": [SHU, GUEST]}, ["p-shu", ".fb6ce01b01cc93f8"], 2),
        (VIEWERS, {"value": [ME], "picked": []}, [], 0),
    ],
)
def test_what_was_chosen_is_ticked_and_counted(
    form: Form, standing: dict[str, Any], ticked: list[str], count: int | None
) -> None:
    offer = offered(form, **standing)
    assert [choice.id for choice in offer.options if choice.picked] == ticked
    assert offer.count == count


# -- what a reply makes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "replies", "answer"),
    [
        (ONE_OF, [Typed("2")], "bullying"),
        (ONE_OF, [Typed("财物遗失")], "lost"),
        (ONE_OF, [Typed("lost property")], "lost"),
        (ONE_OF, [Chosen("other"), Typed("毕业纪念")], "other"),
        (ONE_OF, [Chosen("other"), Typed("财物遗失")], "other"),  # his own words
        (ONE_OF, [Typed("财物遗失以外的事")], "other"),  # which may mention an option
        (ONE_OF, [Chosen("other"), Typed("寻人")], "other"),
        (ONE_OF, [Chosen("other"), Typed("字" * 1000)], "other"),
        (ONE_OF, [Chosen("other"), Back()], {}),
        (ZONES_OF, [Typed("1、3")], {"picked": ["B-Z01", "B-Z03"]}),
        (ZONES_OF, [Typed("食堂 操场")], ["B-Z04", "B-Z06"]),  # in the order of the list
        (ZONES_OF, [Chosen("B-Z06"), Typed("操场")], {"picked": ["B-Z04", "B-Z06"]}),
        (ZONES_OF, [Chosen("B-Z06"), Chosen("B-Z06")], {"picked": []}),
        (ZONES_OF, [Typed("1"), Typed("1 2"), Done()], ["B-Z02"]),
        (one(FieldKind.ZONES, at_most=1), [Chosen("B-Z06")], ["B-Z06"]),
        (one(FieldKind.ZONES, at_most=1), [Typed("6")], ["B-Z06"]),
        (one(FieldKind.ZONES, required=False), [Typed("无")], {}),
        (FLAGS_OF, [Typed("无")], {}),
        (FLAGS_OF, [Typed("Sensitive matter")], ["sensitive_matter"]),
        (VIEWERS, [Typed("本人")], [ME]),
        (VIEWERS, [Typed("1")], {"picked": [ME]}),
        (VIEWERS, [Chosen("me"), Chosen("me")], {"picked": []}),
        (VIEWERS, [Typed("舒望、我")], [ME, SHU]),  # oneself first
        (VIEWERS, [Typed("舒望 舒望")], [SHU]),
        (VIEWERS, [Typed("高二级部舒望老师")], [SHU]),
        (VIEWERS, [Typed("高一级部李雷")], [{"id": "li-1", "name": "李雷"}]),
        (VIEWERS, [Typed("校外王某")], [GUEST]),
        (VIEWERS, [Typed("Anna  Smith；校外王某")], [{"id": "", "name": "Anna Smith"}, GUEST]),
        (VIEWERS, [Chosen("me"), Typed("舒望")], {"picked": [ME, SHU]}),
        (VIEWERS, [Chosen("me"), Typed("舒望"), Chosen("p-shu"), Done()], [ME]),
        (one(FieldKind.PEOPLE, at_most=1), [Chosen("me")], [ME]),
        (one(FieldKind.PEOPLE, required=False), [Typed("没有")], {}),
        (PARTIES, [Typed("甲某、乙某，甲某")], ["甲某", "乙某"]),
        (PARTIES, [Typed("2024")], ["2024"]),
        (PARTIES, [Typed("Bartholomew Anderson")], ["Bartholomew Anderson"]),  # twenty
        (PARTIES, [Typed("12345678901234567890")], ["12345678901234567890"]),
        (one(FieldKind.NAMES, required=False), [Typed("无")], {}),
        (STUDENTS, [Typed("王小明 李小红")], ["王小明", "李小红"]),  # a school without codes
    ],
)
def test_a_reply_is_the_answer_or_part_of_it(
    form: Form, replies: list[Input], answer: object
) -> None:
    assert said(form, *replies) == answer


def test_of_many_people_nine_have_a_number_to_type() -> None:
    guests = [{"id": "", "name": f"校外{n}某"} for n in "甲乙丙丁戊己庚辛壬癸"]
    numbers = [choice.typed for choice in offered(VIEWERS, value=guests).options]
    assert numbers == [*"123456789", "", ""]


def test_of_two_people_with_one_name_one_is_ticked_and_one_is_taken_out() -> None:
    mine, other = ({"id": id_, "name": "李雷"} for id_ in ("li-1", "li-2"))
    here = world(requester=PEOPLE[2])
    shown = offered(VIEWERS, here, picked=[other])
    assert [choice.id for choice in shown.options if choice.picked] == ["p-li-2"]
    draft = Draft(at="it", partial={"picked": [mine, other]})
    assert after(VIEWERS, draft, here, Chosen("me")).partial == {"picked": [other]}


def test_a_tap_overleaf_stays_overleaf() -> None:
    draft = after(ZONES_OF, Draft(at="it", page="2"), world(), Chosen("B-Z15"))
    assert (draft.page, draft.partial) == ("2", {"picked": ["B-Z15"]})
    named_too = after(ZONES_OF, draft, world(), Typed("操场"))
    assert (named_too.page, named_too.partial) == ("2", {"picked": ["B-Z04", "B-Z15"]})


def checked(form: Form, value: Any, here: World | None = None) -> str:
    (only,) = form.fields
    draft = Draft(answers={"it": value})
    wrong = KINDS[only.kind].check(asked_about(form, only, draft, here or world()), value)
    return spoken(wrong) if wrong else ""


@pytest.mark.parametrize(
    ("form", "value", "why"),
    [
        (VIEWERS, [ME, SHU, GUEST], ""),
        (
            VIEWERS,
            [SHU, {"id": "gone", "name": "周去"}, {"id": "nobody", "name": "无名"}],
            "周去、无名 已不在人员名单中，请改填。",
        ),
        (ONE_OF, "lost", ""),
        (ONE_OF, "arson", "没有这个选项，请从下面选一个。"),
        (ZONES_OF, ["B-Z06"], ""),
        (
            ZONES_OF,
            ["B-Z06", "B-Z98", "B-Z99"],
            "所选的有变动，B-Z98、B-Z99 已不在列表里，请重新选择。",
        ),
        (one(FieldKind.ZONES, at_most=1), ["B-Z06", "B-Z04"], "最多选 1 项。"),
        (FLAGS_OF, ["privacy"], ""),
    ],
)
def test_an_answer_is_looked_at_again_before_it_is_sent(
    form: Form, value: Any, why: str
) -> None:
    assert checked(form, value) == why


def test_who_asks_is_here_though_the_list_does_not_have_him() -> None:
    directory = Directory(PEOPLE[1:])
    assert checked(VIEWERS, [ME], world(directory=directory)) == ""
    left = replace(QIAO, active=False)
    assert checked(VIEWERS, [ME], world(directory=directory, requester=left))


def test_names_of_any_kind_stand_where_no_codes_are_asked_for() -> None:
    here = world(students=CODES)
    assert checked(PARTIES, ["舒望", "王某"], here) == ""
    assert checked(STUDENTS, ["G1-03-17"], here) == ""
    assert "G1-04-17" in checked(STUDENTS, ["G1-04-17"], here)
    assert checked(STUDENTS, ["王小明"]) == ""  # a school without codes


@pytest.mark.parametrize(
    ("form", "answers", "reads"),
    [
        (VIEWERS, {"it": [SHU, GUEST]}, "舒望（演示）、校外王某"),
        (PARTIES, {"it": ["甲某", "乙某"]}, "甲某、乙某"),
        (STUDENTS, {"it": ["G1-03-17"], "it_text": "产假"}, "G1-03-17（代班主任办理：产假）"),
        (ZONES_OF, {"it": ["B-Z06", "B-Z99"]}, "餐厅、B-Z99"),
        (ONE_OF, {"it": "lost"}, "财物遗失"),
        (ONE_OF, {"it": "gone"}, "gone"),
    ],
)
def test_how_an_answer_reads_in_the_summary(
    form: Form, answers: dict[str, Any], reads: str
) -> None:
    (only,) = form.fields
    about = asked_about(form, only, Draft(answers=answers), world())
    shown = KINDS[only.kind].render(about, answers["it"])
    assert (shown if isinstance(shown, str) else SAY(shown)) == reads


@pytest.mark.parametrize(
    ("answers", "ticked"),
    [
        ({}, []),
        ({"reason": "lost"}, []),
        ({"reason": "bullying"}, ["sensitive_matter"]),
        ({"zones": ["B-Z06", "B-Z15"]}, ["privacy"]),
        ({"zones": ["B-Z99"]}, []),  # taken off the list
        ({"zones": ["B-Z15"], "reason": "injury"}, ["major_matter", "privacy"]),
        ({"reason": "bullying", "flags": ["major_matter"]}, ["major_matter"]),
    ],
)
def test_what_earlier_answers_speak_for_is_ticked_until_somebody_says_otherwise(
    answers: dict[str, Any], ticked: list[str]
) -> None:
    (flags,) = (field for field in FOOTAGE.fields if field.key == "flags")
    draft = Draft(at="flags", answers=answers)
    offer = KINDS[flags.kind].offer(asked_about(FOOTAGE, flags, draft, world()))
    assert [choice.id for choice in offer.options if choice.picked] == ticked


def test_done_on_an_answer_that_stands_leaves_it_as_it_was() -> None:
    for form, value in ((PARTIES, ["甲某"]), (ONE_OF, "lost"), (VIEWERS, [SHU])):
        draft = Draft(at="it", answers={"it": value}, editing=True)
        kept = after(form, draft, world(), Typed("完成"))
        assert (kept.answers, kept.at_review) == ({"it": value}, True)


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("parties", "purpose"),
        ("reason", "for_student"),
        ("zones", "reason"),
        ("viewers", "parties"),
    ],
)
def test_back_leads_to_the_question_before(key: str, before: str) -> None:
    here = world()
    assert after(FOOTAGE, typed_until(FOOTAGE, here, key), here, Back()).at == before


def test_own_words_are_kept_beside_the_option_and_survive_another_look() -> None:
    here = world()
    draft = after(ONE_OF, begin(ONE_OF, here), here, Typed("毕业纪念视频，要找镜头"))
    assert draft.answers == {"it": "other", "it_text": "毕业纪念视频，要找镜头"}
    (only,) = ONE_OF.fields
    asked = asked_about(ONE_OF, only, draft, here)
    kind = KINDS[FieldKind.CHOICE]
    done = kind.done(asked)
    assert (done.value, done.own_words) == ("other", "毕业纪念视频，要找镜头")
    words = {
        value: spoken(shown)
        if not isinstance(shown := kind.render(asked, value), str)
        else shown
        for value in ("other", "gone")
    }
    assert words == {
        "other": "其他：毕业纪念视频，要找镜头",
        "gone": "毕业纪念视频，要找镜头",
    }


@pytest.mark.parametrize(
    ("form", "replies", "why"),
    [
        (ONE_OF, [Typed("1 2")], "这里只能选一项。"),
        (ONE_OF, [Chosen("other"), Typed("x")], "选“其他”时请用一句话写明。"),
        (
            ONE_OF,
            [Chosen("other"), Typed("字" * 1001)],
            "最多 1000 个字，现在是 1001 个，请缩短。",
        ),
        (ONE_OF, [Chosen("other"), Typed("找 13812345678")], None),
        (
            WITHOUT_OTHER,
            [Typed("毕业纪念")],
            "没有找到“毕业纪念”，请从列表里选，或换个名称。",
        ),
        (ZONES_OF, [Typed("、")], "内容不能为空，请写明。"),
        (one(FieldKind.ZONES, at_most=1), [Typed("1 2")], "最多选 1 项。"),
        (one(FieldKind.ZONES, at_most=2), [Typed("1 2"), Typed("操场")], "最多选 2 项。"),
        (one(FieldKind.ZONES, at_most=2), [Typed("1 2 3 1")], "最多选 2 项。"),
        (one(FieldKind.ZONES, at_most=2), [Typed("1 2"), Chosen("B-Z06")], "最多选 2 项。"),
        (one(FieldKind.PEOPLE, at_most=1), [Typed("舒望、本人")], "最多选 1 项。"),
        (
            one(FieldKind.PEOPLE, at_most=2),
            [Typed("1"), Typed("舒望"), Typed("澹台和")],
            "最多选 2 项。",
        ),
        (
            VIEWERS,
            [Typed("李雷")],
            "叫“李雷”的有好几位：高一级部李雷、总务处李雷。请连同部门一起写。",
        ),
        (VIEWERS, [Typed("李雷主任")], None),
        (
            VIEWERS,
            [Typed("Bartholomew Andersson")],
            "“Bartholomew Andersson”不像姓名，姓名最多 20 字；多人请用顿号隔开。",
        ),
        (PARTIES, [Typed("小明？")], "“小明？”不像姓名，请写姓名；多人用顿号隔开。"),
        (
            ZONES_OF,
            [Typed("教学楼")],
            "“教学楼”有好几处：教学楼一、二楼；教学楼四楼西、五楼；教学楼三楼、四楼东。请写明是哪一个。",
        ),
        (ZONES_OF, [Typed("餐听")], "没有找到“餐听”，您是不是要找：餐厅？"),
        (
            one(FieldKind.CAMERAS),
            [Typed("餐厅")],
            "“餐厅”有好几处：餐厅1号、餐厅2号、餐厅3号、餐厅4号、餐厅5号、餐厅6号、餐厅7号、餐厅8号。请写明是哪一个。",
        ),
        (VIEWERS, [Chosen("p-shu")], "没有这个选项，请从下面选一个。"),
        (PARTIES, [Typed("123")], None),
        (PARTIES, [Typed("123456789012345678901")], None),
        (PARTIES, [Typed("13812345678")], None),
        (PARTIES, [Typed("、")], "内容不能为空，请写明。"),
    ],
)
def test_what_cannot_be_taken_says_why(
    form: Form, replies: list[Input], why: str | None
) -> None:
    reason = told(form, *replies)
    assert why is None or reason == why, reason


# -- students by code ---------------------------------------------------------------------------

TAN = PEOPLE[4]
YU = Person(id=PersonId("yu"), name="余音", unit="高一级部", classes=("高一04班",))


def standing_in(*reasons: str, **times: Any) -> World:
    """澹台和 stands in for 乔木 of 03 and 余音 of 04, each for the reason that was written down."""
    until = WEDNESDAY + timedelta(days=1)
    named_by = [
        replace(Deputy(of=of.id, by=TAN.id, start=WEDNESDAY, end=until, reason=reason), **times)
        for of, reason in zip((QIAO, YU), reasons, strict=False)
    ]
    directory = Directory((QIAO, YU, TAN), named_by)
    return world(students=CODES, requester=TAN, directory=directory)


def test_each_reason_that_is_known_is_written_down_once() -> None:
    form = STUDENTS
    for reasons, text in ((("产假", "外出"), "产假；外出"), (("产假", "产假"), "产假")):
        here = standing_in(*reasons)
        draft = after(form, begin(form, here), here, Typed("G1-03-17 G1-04-02"))
        assert draft.answers == {"it": ["G1-03-17", "G1-04-02"], "it_text": text}


@pytest.mark.parametrize(
    "times",
    [
        {"reason": ""},
        {"start": WEDNESDAY + timedelta(minutes=1)},
        {"end": WEDNESDAY},
        {"by": QIAO.id},
    ],
)
def test_a_reason_of_one_teacher_does_not_do_for_the_other(times: dict[str, Any]) -> None:
    """Nor does one that is over, or yet to come, or was another's."""
    known = standing_in("产假", "")
    past = replace(known.directory.deputies[1], **{"reason": "外出", **times})
    here = replace(
        known, directory=Directory((QIAO, YU, TAN), [*known.directory.deputies, past])
    )
    asked = turn(STUDENTS, begin(STUDENTS, here), Typed("G1-03-17 G1-04-02"), here)
    assert asked.draft.partial == {"codes": ["G1-03-17", "G1-04-02"]}
    shown = screen(offered(STUDENTS, here, codes=["G1-03-17", "G1-04-02"]))
    assert shown["step"] == WHY_NOT_HE.replace("申请", "乔木（演示）、余音申请", 1)
    why = after(STUDENTS, asked.draft, here, Typed(" 外出培训 "))
    assert why.answers == {"it": ["G1-03-17", "G1-04-02"], "it_text": "外出培训"}
    for words in ("x", "12", "13812345678"):
        assert refused(turn(STUDENTS, asked.draft, Typed(words), here))


def test_a_childs_name_is_told_with_what_to_write_instead() -> None:
    assert told(PARTIES, Typed("王小明"), here=world(students=CODES)) == (
        "“王小明”不在教职工名单里。学生请填编号，如 G1-03-17；校外人员请写“校外人员王某”。"
    )


def test_any_code_is_taken_where_the_field_asks_for_any() -> None:
    form, here = one(FieldKind.NAMES, codes="any"), world(students=CODES)
    assert said(form, Typed("G3-07-01"), here=here) == ["G3-07-01"]
    assert "不是学生编号" in told(form, Typed("王小明"), here=here)


# -- finding a name ----------------------------------------------------------------------------


def register(*names: str) -> Register:
    return Register([Named(f"N{n}", name) for n, name in enumerate(names, 1)])


@pytest.fixture
def zones() -> Register:
    return Register([Named(zone.id, zone.name, zone.aliases) for zone in ZONES])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("食堂", "B-Z06"),
        ("b-z06", "B-Z06"),
        ("餐厅（演示）", "B-Z06"),
        ("实验楼1、2楼", "B-Z02"),
        ("阅览", "B-Z05"),  # the only one that contains it
        ("厅", Several("厅", ("餐厅", "宿舍楼道、门厅"))),
        ("6", Unknown("6", ())),
        ("", Unknown("", ())),
        ("参厅", Unknown("参厅", ("餐厅",))),
        ("厅餐", Unknown("厅餐", ("餐厅",))),  # swapped
        ("体育馆门口", Unknown("体育馆门口", ("崇武馆",))),
        ("宿舍楼到、门听", Unknown("宿舍楼到、门听", ("宿舍楼道、门厅",))),  # two of six
        ("火星", Unknown("火星", ())),
    ],
)
def test_a_name_is_found_whole_or_by_its_only_part_or_a_slip_away(
    zones: Register, text: str, found: object
) -> None:
    assert zones.find(text) == found


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        (["东门", "东门口"], "东门", "N1"),  # the whole name, though another has it in its own
        (["东门", "东门"], "东门", Several("东门", ("东门", "东门"))),
        (["C-01", "D-02"], "01", "N1"),
        (["餐厅"], "", Unknown("", ())),  # nothing is no part of the only one
        (["门"], "门廊", Unknown("门廊", ())),  # one character is no name to be near to
        (["东门口甲乙"], "东门口丙丁", Unknown("东门口丙丁", ("东门口甲乙",))),
        (["东门口甲乙"], "东门丙丁戊", Unknown("东门丙丁戊", ())),
        # what stands within the words is as near as one slip, and comes as in the list
        (["东门", "东门口甲乙"], "东门口甲丙", Unknown("东门口甲丙", ("东门", "东门口甲乙"))),
        (["东门口甲乙", "东门"], "东门口丙丁", Unknown("东门口丙丁", ("东门", "东门口甲乙"))),
    ],
)
def test_which_of_a_few_names_is_meant(names: list[str], text: str, found: object) -> None:
    assert register(*names).find(text) == found


def test_the_nearest_of_all_its_names_counts() -> None:
    two_names = Named("N1", "实验楼一层", ("实验楼二厅堂",))
    assert Register([two_names, Named("N2", "实验楼二曾")]).nearest("实验楼二层") == (
        "实验楼一层",
        "实验楼二曾",
    )


def test_at_most_three_near_names_are_told_the_closest_first() -> None:
    near = register("东门口甲乙", "东门口", "东门")
    assert near.nearest("东门口甲丙") == ("东门口甲乙", "东门口", "东门")
    assert near.nearest("东门口甲丙", within=False) == ("东门口甲乙",)
    many = register(*(f"{n}号楼" for n in range(1, 6)))
    assert many.nearest("7号楼") == ("1号楼", "2号楼", "3号楼")


@pytest.mark.parametrize(
    ("one_word", "other", "slips"),
    [
        ("", "", 0),
        ("餐厅", "餐厅", 0),
        ("餐厅", "参厅", 1),
        ("餐厅", "厅餐", 1),
        ("餐厅", "厅", 1),
        ("餐厅", "大餐厅", 1),
        ("阅览室", "阅室", 1),
        ("教学楼", "楼教学", 2),
        ("教学楼", "实验室", 3),
        ("一", "一二三四", 3),
        ("阅览室", "阅", 2),
        ("ab", "ca", 2),
        ("abcd", "acbd", 1),
        ("abcd", "badc", 2),
    ],
)
def test_slips_between_two_words(one_word: str, other: str, slips: int) -> None:
    assert distance(one_word, other) == distance(other, one_word) == slips


def test_a_line_of_names_ends_at_the_first_that_nobody_knows(zones: Register) -> None:
    assert zones.find_all("实验楼一、二楼 操场，教学楼一、二楼") == ["B-Z02", "B-Z04", "B-Z08"]
    assert zones.find_all("操场、火星、餐厅") == ["B-Z04", Unknown("火星", ())]
    assert zones.find_all(" 、") == []
    assert register().find_all("餐厅") == [Unknown("餐厅", ())]  # a school without places


def test_a_name_of_two_pieces_is_one_though_another_has_three() -> None:
    gates = register("东门、西门", "甲、乙、丙", "操场")
    assert gates.find_all("东门、西门、操场") == ["N1", "N3"]


def test_options_are_found_in_either_language() -> None:
    both = one(FieldKind.CHOICE, options=(Option(id="a", label=REASONS[0].label),))
    assert said(both, Typed("Lost property"), here=world(language="en")) == "a"
    assert said(both, Typed("财物遗失"), here=world(language="en")) == "a"
