"""Stories of one request, from the first question to the summary and back again."""

from datetime import timedelta

import pytest

from bot.conversation.form import FieldKind, Form, Label
from bot.conversation.turns import (
    Attached,
    Back,
    Cancel,
    Change,
    Chosen,
    Submit,
    Typed,
    begin,
    is_stale,
    question,
    review,
    turn,
)
from tests.conversation.school import (
    FOOTAGE,
    after,
    field,
    refused,
    spoken,
    typed_until,
    world,
)


@pytest.fixture
def here():
    return world()


@pytest.fixture
def summary(here):
    return typed_until(FOOTAGE, here, "review")


def test_the_summary_shows_every_line_and_sends(here, summary):
    shown = review(FOOTAGE, summary, here)
    said = {
        x.key: x.value if isinstance(x.value, str) else spoken(x.value) for x in shown.lines
    }
    assert said["zones"] == "餐厅"
    assert said["span"] == "3月10日（周二）15:00–16:00"
    assert said["viewers"] == "乔木（演示）"
    assert shown.ready
    assert turn(FOOTAGE, summary, Submit(), here).done == "submitted"


def test_a_change_from_the_summary_returns_to_it(here, summary):
    changed = after(FOOTAGE, summary, here, Typed("修改区域"), Typed("操场"))
    assert changed.at_review
    assert changed.answers["zones"] == ["B-Z04"]
    back = after(FOOTAGE, summary, here, Change("zones"), Back())
    assert back == summary


def test_a_question_that_a_change_opens_is_asked_before_the_summary(here, summary):
    draft = after(FOOTAGE, summary, here, Change("copy"), Chosen("yes"))
    assert draft.at == "copy_basis"
    draft = after(FOOTAGE, draft, here, Typed("学校处理存档"))
    assert draft.at_review
    draft = after(FOOTAGE, draft, here, Change("copy"), Chosen("no"))
    assert draft.at_review
    assert "copy_basis" not in draft.answers


def test_ticks_follow_the_reason_and_what_was_unticked_stays_so(here, summary):
    bullied = after(FOOTAGE, summary, here, Change("reason"), Typed("打架"))
    assert bullied.answers["flags"] == ["sensitive_matter"]
    injured = after(FOOTAGE, bullied, here, Change("reason"), Typed("意外伤害"))
    assert injured.answers["flags"] == ["major_matter"]
    unticked = after(FOOTAGE, injured, here, Change("flags"), Typed("无"))
    assert "flags" not in unticked.answers
    moved = after(FOOTAGE, unticked, here, Change("zones"), Typed("操场"))
    assert "flags" not in moved.answers


def test_places_with_less_memory_bring_the_old_span_back(here, summary):
    old = after(FOOTAGE, summary, here, Change("span"), Typed("2月20日 15:00-16:00"))
    moved = turn(FOOTAGE, after(FOOTAGE, old, here, Change("zones")), Typed("操场"), here)
    assert "只保存 12.6 天" in refused(moved)
    assert moved.draft.at == "span"
    assert moved.draft.answers["zones"] == ["B-Z04"]


def test_footage_that_grew_too_old_while_the_draft_lay_is_not_sent(summary):
    later = world(world().now + timedelta(days=40))
    taken = turn(FOOTAGE, summary, Submit(), later)
    assert taken.done == ""
    assert "已被覆盖" in refused(taken)
    assert taken.draft.at == "span"


def test_a_span_can_be_taken_back_step_by_step(here):
    draft = typed_until(FOOTAGE, here, "span")
    picked = after(FOOTAGE, draft, here, Chosen("d2026-03-10"), Chosen("h15"), Chosen("m30"))
    steps = [picked]
    for _ in range(3):
        steps.append(after(FOOTAGE, steps[-1], here, Back()))
    assert [dict(s.partial) for s in steps[1:]] == [
        {"day": "2026-03-10", "hour": 15},
        {"day": "2026-03-10"},
        {},
    ]
    assert after(FOOTAGE, steps[-1], here, Back()).at == "cameras"


def test_a_time_without_its_day_asks_for_the_day(here):
    draft = typed_until(FOOTAGE, here, "span")
    draft = after(FOOTAGE, draft, here, Typed("15:00-16:00"))
    asked = question(FOOTAGE, draft, here)
    assert (draft.at, asked.layout, len(asked.options) % 7) == ("span", "grid7", 0)
    done = after(FOOTAGE, draft, here, Typed("昨天"))
    assert done.answers["span"]["from"] == "2026-03-10T15:00:00+08:00"


def test_a_photo_is_welcome_at_any_question(here):
    draft = typed_until(FOOTAGE, here, "purpose")
    taken = turn(FOOTAGE, draft, Attached(7, "现场.jpg", "image/jpeg"), here)
    assert taken.note is not None
    assert spoken(taken.note) == "“现场.jpg”已放入“附件”。"
    assert (taken.draft.at, taken.draft.answers["files"]) == (
        "purpose",
        [{"id": 7, "name": "现场.jpg"}],
    )


def test_a_tap_on_an_older_card_is_recognised(here):
    draft = begin(FOOTAGE, here)
    newer = after(FOOTAGE, draft, here, Chosen("no"))
    assert is_stale(newer, draft.version)
    assert not is_stale(newer, newer.version)


def test_sending_too_early_leads_to_what_is_missing(here):
    draft = typed_until(FOOTAGE, here, "span")
    taken = turn(FOOTAGE, draft, Submit(), here)
    assert refused(taken) == "“时段”还没有填，请先补上。"
    assert taken.draft.at == "span"


def test_known_answers_are_not_asked_again(here, summary):
    assert begin(FOOTAGE, here, summary.answers).at_review
    assert begin(FOOTAGE, here, {"for_student": False, "zones": ["B-Z06"]}).at == "reason"


def test_a_default_is_shown_in_the_summary_and_not_asked(here):
    form = Form(
        id="short",
        title=Label("短表"),
        fields=(
            field("copy", FieldKind.YES_NO, "拷贝", default=False),
            field("why", FieldKind.TEXT, "事由"),
        ),
    )
    draft = begin(form, here)
    assert (draft.at, draft.answers) == ("why", {"copy": False})


def test_cancelling_leaves_the_draft_to_whoever_decides_about_it(here, summary):
    taken = turn(FOOTAGE, summary, Cancel(), here)
    assert (taken.done, taken.draft) == ("cancelled", summary)


def test_a_yes_said_twice_to_the_last_question_does_not_send(here, summary):
    """保密承诺 is answered with 是; a message that arrives twice must not be a signature."""
    taken = turn(FOOTAGE, summary, Typed("是"), here)
    assert taken.done == ""
    assert taken.draft == summary
    assert turn(FOOTAGE, summary, Typed("提交"), here).done == "submitted"
