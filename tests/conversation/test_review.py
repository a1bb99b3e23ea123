"""What a chat shows of a draft: the question that is open, and the summary."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.conversation.form import FieldKind, Form, Label
from bot.conversation.showing import Line, Question, question, review
from bot.conversation.turns import Attached, Chosen, Draft, World, begin
from tests.conversation.school import (
    FOOTAGE,
    REASONS,
    after,
    field,
    one,
    spoken,
    typed_until,
    world,
)
from tests.conversation.screens import SAY, said, told

HERE = world()
SUMMARY = typed_until(FOOTAGE, HERE, "review")


def line(shown: Line) -> str:
    value = SAY(shown.value) + ("" if shown.answered else "（空）")
    wrong = f" !{SAY(shown.problem)}" if shown.problem else ""
    return f"{shown.typed} {shown.key} {shown.label.zh}={value}{wrong}"


def asked(shown: Question) -> dict[str, Any]:
    """What stands around the options and the buttons below them."""
    buttons = {"back": shown.can_back, "skip": shown.can_skip, "done": shown.can_done}
    around = {
        "step": said(shown.step),
        "heard": said(shown.heard),
        "placeholder": said(shown.placeholder),
        "understood": line(shown.understood) if shown.understood else "",
        "count": shown.count,
    }
    return {
        "ask": f"{shown.number}/{shown.of} {shown.ask.zh}{shown.help.zh}",
        "buttons": " ".join(name for name, there in buttons.items() if there),
        **{name: what for name, what in around.items() if what or what == 0},
    }


LOST = Form(
    id="lost",
    title=Label("遗失"),
    fields=(
        field("reason", FieldKind.CHOICE, "事由", options=REASONS, help=Label("只选一项")),
        field("when", FieldKind.SPAN, "时段", past=True),
        field("why", FieldKind.TEXT, "用途"),
        field("flags", FieldKind.CHOICES, "特别情形", required=False),
        field("files", FieldKind.FILES, "附件", required=False),
        field("zones", FieldKind.ZONES, "区域"),
    ),
)
TEXT = "请直接输入文字"
TICKS = "可多选；也可输入编号，选好后点“完成”"
PHOTOS = "请发送照片或 PDF，发完后点“完成”"
PLACES = "可直接输入地点名称，多个用顿号隔开"
TYPE_A_TIME = "可直接输入，如“昨天下午3点到4点”“3月2日 15:00-16:00”"
AN_END = "可直接输入结束时间，如“16:10”，或时长“45分钟”"
THREE = "3/6 用途？"
SPAN = {"from": "2026-03-10T15:00:00+08:00", "to": "2026-03-10T16:00:00+08:00"}
REASON = "1 reason 事由=打架/欺凌"
WHEN = "2 when 时段=3月10日（周二）15:00–16:00"
BULLIED = {"reason": "bullying"}


@pytest.mark.parametrize(
    "draft, shown",
    [
        (
            Draft(at="reason"),
            {
                "ask": "1/6 事由？只选一项",
                "buttons": "",
                "placeholder": "请选一项；都不合适时可直接写明",
            },
        ),
        (
            Draft(at="reason", editing=True, answers=BULLIED),
            {
                "ask": "1/6 事由？只选一项",
                "buttons": "back done",
                "placeholder": "请选一项；都不合适时可直接写明",
            },
        ),
        (
            Draft(at="reason", partial={"other": "other"}),
            {
                "ask": "1/6 事由？只选一项",
                "buttons": "back",
                "step": "请用一句话写明。",
                "placeholder": TEXT,
            },
        ),
        (
            Draft(at="when", answers=BULLIED, partial={"day": "2026-03-10", "start": 900}),
            {
                "ask": "2/6 时段？",
                "buttons": "back",
                "step": "从 3月10日（周二）15:00 开始，到什么时候为止？",
                "heard": "已选：3月10日（周二）15:00 起",
                "placeholder": AN_END,
                "understood": REASON,
            },
        ),
        (
            Draft(
                at="why", answers={**BULLIED, "when": SPAN, "files": [{"id": 1, "name": "a"}]}
            ),
            {"ask": THREE, "buttons": "back", "placeholder": TEXT, "understood": WHEN},
        ),
        (
            Draft(at="when", answers=BULLIED),
            {
                "ask": "2/6 时段？",
                "buttons": "back",
                "step": "哪一天？",
                "placeholder": TYPE_A_TIME,
                "understood": REASON,
            },
        ),
        (
            Draft(at="why", answers=BULLIED),
            {"ask": THREE, "buttons": "back", "placeholder": TEXT, "understood": REASON},
        ),
        (
            Draft(at="flags", answers=BULLIED),
            {
                "ask": "4/6 特别情形？",
                "buttons": "back done",  # what is suggested is unticked, not skipped
                "placeholder": TICKS,
                "count": 1,
                "understood": REASON,
            },
        ),
        (
            Draft(at="flags", answers={"reason": "lost"}),
            {
                "ask": "4/6 特别情形？",
                "buttons": "back skip done",
                "placeholder": TICKS,
                "count": 0,
                "understood": "1 reason 事由=财物遗失",
            },
        ),
        (
            Draft(at="files"),
            {
                "ask": "5/6 附件？",
                "buttons": "back skip done",
                "placeholder": PHOTOS,
                "count": 0,
            },
        ),
        (
            Draft(at="zones"),
            {"ask": "6/6 区域？", "buttons": "back", "placeholder": PLACES, "count": 0},
        ),
        (
            Draft(at="zones", partial={"picked": ["B-Z06"]}),
            {"ask": "6/6 区域？", "buttons": "back done", "placeholder": PLACES, "count": 1},
        ),
    ],
)
def test_what_stands_around_a_question(draft, shown):
    assert asked(question(LOST, draft, HERE)) == shown


def test_a_question_shows_everything_its_kind_offers():
    """The calendar with its quick days, its header and its pages."""
    shown = question(LOST, Draft(at="when"), HERE)
    assert (shown.layout, len(shown.header)) == ("grid7", 7)
    assert told(shown.quick).startswith("1:d2026-03-11=今天")
    assert "d2026-03-02" in {choice.id for choice in shown.options}
    assert shown.pager is not None
    assert (shown.pager.prev, shown.pager.next) == ("2026-02", "")
    assert shown.field is LOST.fields[1]
    hours = question(LOST, Draft(at="when", partial={"day": "2026-03-10"}), HERE)
    assert "早读" in told(hours.bells)


def test_at_the_summary_no_question_is_open():
    with pytest.raises(ValueError, match="no question is open at 'review'"):
        question(FOOTAGE, SUMMARY, HERE)


def summed_up(form: Form, draft: Draft, here: World = HERE) -> list[str]:
    return [line(each) for each in review(form, draft, here).lines]


def test_the_summary_holds_every_question_that_is_asked():
    assert summed_up(FOOTAGE, SUMMARY) == [
        "1 for_student 为学生申请=否",
        "2 reason 事由=财物遗失",
        "3 zones 区域=餐厅",
        "4 cameras 摄像机=未填（空）",
        "5 span 时段=3月10日（周二）15:00–16:00",
        "6 purpose 用途=查找遗失的蓝色书包，内有课本",
        "7 parties 当事人=未填（空）",
        "8 viewers 查看人=乔木（演示）",
        "9 copy 是否拷贝=否",
        "10 flags 特别情形=未填（空）",
        "11 files 附件=未填（空）",
    ]
    shown = review(FOOTAGE, SUMMARY, HERE)
    assert shown.form is FOOTAGE
    assert shown.ready
    assert (shown.missing, shown.warnings) == ((), ())


def test_the_summary_names_what_is_missing():
    draft = replace(begin(LOST, HERE), answers={"why": "找书包"}, at="review")
    shown = review(LOST, draft, HERE)
    assert [each.key for each in shown.missing] == ["reason", "when", "zones"]
    assert not shown.ready


def test_the_summary_says_what_no_longer_stands():
    later = world(HERE.now + timedelta(days=40))
    shown = review(FOOTAGE, SUMMARY, later)
    (wrong,) = (line(each) for each in shown.lines if each.problem)
    assert wrong.startswith("5 span 时段=3月10日（周二）15:00–16:00 !这里的录像只保存 30 天")
    assert not shown.missing
    assert not shown.ready


def test_the_summary_warns_of_a_beginning_that_is_gone():
    partly = {"from": "2026-02-09T10:00:00+08:00", "to": "2026-02-09T11:00:00+08:00"}
    draft = replace(SUMMARY, answers={**SUMMARY.answers, "span": partly})
    shown = review(FOOTAGE, draft, HERE)
    assert [spoken(said) for said in shown.warnings] == [
        "请留意：2月9日（周一）10:20 之前的部分已被覆盖，看不到了。"
    ]
    assert shown.ready
    answers = {k: v for k, v in draft.answers.items() if k != "span"}
    assert review(FOOTAGE, replace(draft, answers=answers), HERE).warnings == ()


def test_what_the_product_answered_itself_is_told_in_words():
    """报修 of a camera that works again: no option says so, and nobody reads `recovered`."""
    form = one(FieldKind.CHOICE, options=REASONS)
    answered = Draft(answers={"it": "recovered", "it_text": "自行恢复，未报修"})
    assert [shown.value for shown in review(form, answered, HERE).lines] == ["自行恢复，未报修"]


def test_photos_and_ticks_are_counted_on_the_button():
    draft = after(
        FOOTAGE,
        typed_until(FOOTAGE, HERE, "files"),
        HERE,
        Attached(7, "a.png", "image/png"),
        Attached(8, "b.png", "image/png"),
    )
    assert question(FOOTAGE, draft, HERE).count == 2
    places = after(FOOTAGE, typed_until(FOOTAGE, HERE, "zones"), HERE, Chosen("B-Z06"))
    assert question(FOOTAGE, places, HERE).count == 1
