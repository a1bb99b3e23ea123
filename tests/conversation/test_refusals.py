"""Bad input, each refused with a reason and the draft as it was (anchors.md C2)."""

from dataclasses import replace

import pytest

from bot.conversation.form import FieldKind
from bot.conversation.turns import (
    Attached,
    Back,
    Change,
    Chosen,
    Done,
    Page,
    Skip,
    Typed,
    begin,
    turn,
)
from tests.conversation.school import (
    FOOTAGE,
    REASONS,
    after,
    one,
    refused,
    spoken,
    typed_until,
    world,
)

# At which question of the footage form | what is typed | what the answer says.
BAD_WORDS = """
for_student | 也许 | “是”或“否”
for_student | 3 | “是”或“否”
students |  | 不能为空
students | 无 | 至少选一项
students | !!! | 不像姓名
students | 7 | 不像姓名
students | 这次涉及的是高一三班坐在后排靠窗的那几位同学 | 不像姓名
reason | 打架/欺侮 | 您是不是要找：打架/欺凌
reason | 9 | 用一句话写明
reason | 1 2 | 只能选一项
reason | 。 | 用一句话写明
zones | 餐听 | 您是不是要找：餐厅
zones | 餐厅二楼靠窗 | 您是不是要找：餐厅
zones | 教学楼 | 有好几处：教学楼一、二楼；教学楼四楼西、五楼；教学楼三楼、四楼东
zones | 火星 | 没有找到“火星”
zones | 餐厅、火星 | 没有找到“火星”
zones | 操场、餐听 | 您是不是要找：餐厅
zones | 9 | 没有找到“9”
zones | 体育管 | 您是不是要找：崇武馆
zones | 跳过 | 必须填写
zones | 餐厅、操场、崇武馆、阅览室、操作间、北门 | 最多选 5 项
cameras | C-99 | 您是不是要找
cameras | 操场看台 | 没有找到
cameras | 餐厅1号、餐厅2号、餐厅3号、餐厅4号、餐厅5号、餐厅6号、餐厅7号 | 最多选 6 项
span | 明天15:00-16:00 | 还没有到
span | 明天 | 还没有到
span | 3月12日 15:00-16:00 | 还没有到
span | 今天15:00-16:00 | 还没有到
span | 今天9:00-11:00 | 还没有到
span | 昨天下午4点到3点 | 晚于开始时间
span | 昨天15:00-15:00 | 晚于开始时间
span | 昨天8:00-12:01 | 最多查看 4 小时
span | 昨天全天 | 最多查看 4 小时
span | 8:00-16:00 | 最多查看 4 小时
span | 1月2日 15:00-16:00 | 只保存 30 天
span | 2月1日 | 只保存 30 天
span | 去年3月2日 15:00-16:00 | 只保存 30 天
span | 昨天3点到4点 | 凌晨还是下午
span | 昨天下午3点左右 | 确切
span | 昨晚1点 | 对不上
span | 2月30日 | 没有2月30日
span | 昨天25:00 | 不存在
span | 20号 | 哪个月
span | 3月2日（周二） | 日期与星期不符
span | 昨天第9节 | 没有第9节
span | 昨天到今天 | 没有看懂这个时段
span | 案发的时候 | 没有看懂
span | 跳过 | 必须填写
span | 完成 | 请先回答
purpose | 找包 | 至少写 10 个字，现在是 2 个
purpose | ………………………… | 不能为空
purpose |   | 不能为空
purpose | 跳过 | 必须填写
viewers | 李雷 | 叫“李雷”的有好几位：高一级部李雷、总务处李雷
viewers | 12345 | 不像姓名
viewers | 谁有空谁去看一下吧？ | 不像姓名
viewers | 无 | 至少选一项
viewers | 舒望、澹台和、王芳、赵敏、孙权 | 最多选 4 项
copy | 看情况 | “是”或“否”
copy | 跳过 | 必须填写
copy_basis | 留档 | 至少写 4 个字
flags | 紧急 | 没有找到“紧急”
flags | 敏敢事项 | 您是不是要找：敏感事项
files | 稍后发 | 请发送照片或 PDF
files | 5 | 请发送照片或 PDF
"""

BAD_TAPS = [
    ("for_student", Chosen("maybe"), "没有这个选项"),
    ("for_student", Page("2"), "没有更多"),
    ("for_student", Back(), "第一个问题"),
    ("reason", Chosen("arson"), "没有这个选项"),
    ("zones", Chosen("B-Z99"), "没有这个选项"),
    ("zones", Done(), "至少选一项"),
    ("zones", Page("7"), "没有更多"),
    ("zones", Page("9999-99"), "没有更多"),
    ("cameras", Chosen("D-01"), "没有这个选项"),
    ("span", Chosen("d2026-03-12"), "还没有到"),
    ("span", Chosen("d2026-01-01"), "只保存 30 天"),
    ("span", Chosen("d2026-99-99"), "没有这个选项"),
    ("span", Chosen("h15"), "没有这个选项"),
    ("span", Chosen("e60"), "没有这个选项"),
    ("span", Page("2026-04"), "没有更多"),
    ("span", Page("2025-12"), "没有更多"),
    ("viewers", Chosen("p-shu"), "没有这个选项"),
    ("viewers", Done(), "至少选一项"),
    ("copy", Skip(), "必须填写"),
    ("copy", Change("copy_basis"), "没有这个选项"),
    ("copy", Change("nonsense"), "没有这个选项"),
    ("files", Attached(1, "录像.mp4", "video/mp4"), "只收照片和 PDF"),
    ("files", Attached(1, "校徽.png", "image/svg+xml"), "只收照片和 PDF"),
    ("files", Attached(1, "大图.jpg", "image/jpeg", 21 * 1024 * 1024), "超过 20 MB"),
    ("purpose", Attached(1, "表.xlsx", "application/vnd.ms-excel"), "只收照片和 PDF"),
    ("files", Chosen("f9"), "没有这个选项"),
    ("parties", Chosen("x"), "没有这个选项"),
]


def rows(table):
    return [[c.strip() for c in line.split(" | ")] for line in table.strip().splitlines()]


def standing_at(key):
    here = world()
    words = {
        "for_student": "是" if key == "students" else "不是",
        "reason": "财物遗失",
        "zones": "餐厅",
        "cameras": "跳过",
        "span": "昨天下午3点到4点",
        "purpose": "查找遗失的蓝色书包，内有课本",
        "parties": "无",
        "viewers": "本人",
        "copy": "是" if key == "copy_basis" else "否",
        "flags": "完成",
    }
    return typed_until(FOOTAGE, here, key, words), here


@pytest.mark.parametrize("key, text, says", rows(BAD_WORDS))
def test_bad_words_are_refused_and_the_draft_stays(key, text, says):
    draft, here = standing_at(key)
    taken = turn(FOOTAGE, draft, Typed(text), here)
    assert says in refused(taken)
    assert (taken.draft, taken.draft.version, taken.done) == (draft, draft.version, "")


@pytest.mark.parametrize("key, said, says", BAD_TAPS)
def test_bad_taps_are_refused_and_the_draft_stays(key, said, says):
    draft, here = standing_at(key)
    taken = turn(FOOTAGE, draft, said, here)
    assert says in refused(taken)
    assert (taken.draft, taken.draft.version, taken.done) == (draft, draft.version, "")


def test_the_tables_are_as_long_as_promised():
    assert len(rows(BAD_WORDS)) + len(BAD_TAPS) >= 80


def test_every_reason_names_what_was_wrong_in_english_too():
    draft, here = standing_at("span")
    problem = turn(FOOTAGE, draft, Typed("yesterday 4pm to 3pm"), here).problem
    assert problem is not None
    assert spoken(problem)


@pytest.mark.parametrize(
    "kind, more, text, says",
    [
        (FieldKind.NUMBER, {}, "许多", "不是数字"),
        (FieldKind.NUMBER, {}, "3.5", "不是数字"),
        (FieldKind.NUMBER, {"at_least": 1}, "0", "不能小于 1"),
        (FieldKind.NUMBER, {}, "-2", "不能小于 0"),
        (FieldKind.NUMBER, {"at_most": 10}, "十一", "不能大于 10"),
        (FieldKind.TEXT, {"at_most": 5}, "一二三四五六", "最多 5 个字"),
        (FieldKind.TEXT, {}, "字" * 1001, "最多 1000 个字"),
        (FieldKind.DAY, {"past": True}, "明天", "还没有到"),
        (FieldKind.DAY, {}, "昨天15:00", "只填日期"),
        (FieldKind.DAY, {}, "2029年1月1日", "一年以内"),
        (FieldKind.MOMENT, {"past": True}, "今天11:00", "还没有到"),
        (FieldKind.MOMENT, {}, "昨天15:00-16:00", "只填一个时间"),
        (FieldKind.MOMENT, {}, "昨天3点", "凌晨还是下午"),
        (FieldKind.NAMES, {"at_most": 2}, "甲某、乙某、丙某", "最多选 2 项"),
        (FieldKind.CHOICES, {"options": REASONS, "at_least": 2}, "财物遗失", "至少选 2 项"),
        (FieldKind.YES_NO, {"at_least": 1}, "不同意", "须同意"),
        (FieldKind.YES_NO, {}, "也许", "“是”或“否”"),
        (FieldKind.YES_NO, {"at_least": 1}, "否", "须同意"),
    ],
)
def test_every_other_kind_refuses_too(kind, more, text, says):
    form, here = one(kind, **more), world()
    draft = begin(form, here)
    taken = turn(form, draft, Typed(text), here)
    assert says in refused(taken)
    assert taken.draft == draft


def test_a_limit_cites_its_article():
    draft, here = standing_at("span")
    here = replace(here, articles={})
    assert "（依据：3.2）" in refused(turn(FOOTAGE, draft, Typed("昨天全天"), here))


def test_what_was_picked_so_far_survives_a_bad_reply():
    draft, here = standing_at("zones")
    draft = after(FOOTAGE, draft, here, Chosen("B-Z06"))
    taken = turn(FOOTAGE, draft, Typed("餐听"), here)
    assert refused(taken)
    assert taken.draft.partial == {"picked": ["B-Z06"]}


def test_a_text_longer_than_any_message_is_refused_quickly():
    draft, here = standing_at("zones")
    assert refused(turn(FOOTAGE, draft, Typed("天书，" * 3000), here))
    draft, here = standing_at("span")
    assert refused(turn(FOOTAGE, draft, Typed("昨天" * 3000), here))
