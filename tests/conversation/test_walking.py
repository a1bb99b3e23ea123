"""Through a form and back: where each reply leads, and what of the draft stays."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.conversation.asked import Asked, cited, problem
from bot.conversation.form import FieldKind, Form, Label
from bot.conversation.standing import fields_of, next_open
from bot.conversation.turns import (
    REVIEW,
    Attached,
    Back,
    Cancel,
    Change,
    Chosen,
    Done,
    Draft,
    Input,
    Page,
    Skip,
    Submit,
    Turn,
    Typed,
    World,
    begin,
    turn,
)
from tests.conversation.school import (
    FOOTAGE,
    REASONS,
    after,
    field,
    one,
    refused,
    spoken,
    typed_until,
    world,
)

HERE = world()
SUMMARY = typed_until(FOOTAGE, HERE, "review")
PHOTO = Attached(7, "现场.jpg", "image/jpeg")
TAKEN_IN = {"id": 7, "name": "现场.jpg"}
PLACE = field("place", FieldKind.ZONES, "地点")
WHEN = field("when", FieldKind.SPAN, "时段", required=False, past=True)
WHY = field("why", FieldKind.TEXT, "事由")
REMARK = field("remark", FieldKind.TEXT, "备注", required=False)
PHOTOS = field("photos", FieldKind.FILES, "照片", required=False)
MORE_PHOTOS = field("more", FieldKind.FILES, "其他照片", required=False)
SHORT = Form(id="short", title=Label("短表"), fields=(PLACE, WHEN, WHY, REMARK))
WITH_PHOTOS = Form(id="photos", title=Label("附图"), fields=(WHY, PHOTOS, MORE_PHOTOS))


def said(form: Form, draft: Draft, reply: Input, here: World = HERE) -> Turn:
    """Whatever becomes of the draft, its buttons are stale if it is another one, and only then."""
    taken = turn(form, draft, reply, here)
    assert taken.draft.version - draft.version == (taken.draft is not draft)
    return taken


def at(key: str, form: Form = SHORT, **known: Any) -> Draft:
    return replace(begin(form, HERE, known), at=key, version=5)


# ------------------------------------------------------------------ how it begins


@pytest.mark.parametrize(
    "known, skipped, draft",
    [
        (None, (), Draft(at="place")),
        ({"place": ["B-Z06"], "photo": 3}, (), Draft(answers={"place": ["B-Z06"]}, at="when")),
        (
            {"place": ["B-Z06"], "why": "找书包", "why_text": "蓝色"},
            (),
            Draft(answers={"place": ["B-Z06"], "why": "找书包", "why_text": "蓝色"}),
        ),
        (
            {"place": ["B-Z06"], "why": "找书包"},
            ("remark", "gone"),
            Draft(
                answers={"place": ["B-Z06"], "why": "找书包"}, at="when", skipped=("remark",)
            ),
        ),
    ],
)
def test_what_is_known_is_kept_and_the_first_open_question_asked(known, skipped, draft):
    assert begin(SHORT, HERE, known, skipped) == draft


def test_cameras_of_other_places_are_not_known():
    known = {"zones": ["B-Z04"], "cameras": ["C-01", "D-01"]}
    assert begin(FOOTAGE, HERE, known).answers == {"zones": ["B-Z04"], "cameras": ["D-01"]}


def test_a_question_a_newer_form_has_dropped_gives_way_to_the_next_open_one():
    lost = replace(at("gone", place=["B-Z06"]), partial={"picked": ["x"]}, page="3")
    taken = said(SHORT, lost, Typed("昨天下午3点到4点"))
    assert taken.draft.at == "why"
    assert set(taken.draft.answers) == {"place", "when"}
    # Nothing was said to it yet: its buttons, if there were any, are still the same.
    assert turn(SHORT, lost, Typed("何时"), HERE).draft == replace(
        lost, at="when", partial={}, page=""
    )


# ------------------------------------------------------------------ words that act as buttons


@pytest.mark.parametrize(
    "words, reply",
    [
        ("上一步", Back()),
        ("返回。", Back()),
        ("取消", Cancel()),
        ("/CANCEL", Cancel()),
        ("跳过.", Skip()),
        ("略过！", Skip()),
        ("完成", Done()),
        ("Finish", Done()),
    ],
)
@pytest.mark.parametrize("key", ["place", "when", "why", "remark"])
def test_a_word_does_what_its_button_does(words, reply, key):
    draft = at(key, place=["B-Z06"])
    assert turn(SHORT, draft, Typed(words), HERE) == turn(SHORT, draft, reply, HERE)


@pytest.mark.parametrize(
    "words, page", [("下一页", "2"), ("下页", "2"), ("next", "2"), (">", "2"), ("上一页", "")]
)
def test_a_page_is_turned_by_a_word(words, page):
    draft = at("place")
    assert turn(SHORT, draft, Typed(words), HERE) == turn(SHORT, draft, Page(page), HERE)


def test_and_turned_back():
    second = said(SHORT, at("place"), Page("2")).draft
    assert second == replace(at("place"), page="2")
    assert said(SHORT, second, Typed("上一页")).draft == replace(second, page="1")
    assert refused(said(SHORT, second, Page(""))) == "没有更多了。"
    assert refused(said(SHORT, second, Page("2"))) == "没有更多了。"


@pytest.mark.parametrize("words", ["下一页", "上一页"])
def test_where_there_is_one_page_its_word_is_an_answer(words):
    taken = said(SHORT, at("why", place=["B-Z06"]), Typed(words))
    assert taken.draft.answers == {"place": ["B-Z06"], "why": words}


def test_what_is_ticked_stays_on_the_next_page():
    ticked = after(SHORT, at("place"), HERE, Chosen("B-Z06"))
    turned = said(SHORT, ticked, Page("2")).draft
    assert (turned.partial, turned.page) == ({"picked": ["B-Z06"]}, "2")


@pytest.mark.parametrize(
    "words",
    [
        *("3", "区域", "zones", "ZONES", "修改区域", "修改 区域。", "更改区域", "改3"),
        *("change zones", "edit zones"),
    ],
)
def test_a_line_of_the_summary_is_named_by_number_or_label(words):
    taken = said(FOOTAGE, SUMMARY, Typed(words))
    assert taken == Turn(replace(SUMMARY, at="zones", editing=True))


@pytest.mark.parametrize("words", ["提交", "仍要提交。", "Submit", "确认", "完成", "好了"])
def test_the_summary_is_sent_with_a_word(words):
    assert said(FOOTAGE, SUMMARY, Typed(words)) == Turn(SUMMARY, done="submitted")


@pytest.mark.parametrize(
    "reply",
    [Typed("修改"), Typed("99"), Typed("0"), Typed("好看吗"), Chosen("yes"), Skip(), Page("2")],
)
def test_at_the_summary_anything_else_is_told_what_can_be_done(reply):
    taken = said(FOOTAGE, SUMMARY, reply)
    assert taken.draft is SUMMARY
    assert refused(taken).startswith("请核对")


# ------------------------------------------------------------------ answers


@pytest.mark.parametrize("words", ["无", "没有。", "不清楚.", "none", "Unknown"])
@pytest.mark.parametrize("key", ["when", "remark"])
def test_nothing_is_an_answer_where_none_is_needed(key, words):
    draft = at(key, place=["B-Z06"])
    taken = said(SHORT, draft, Typed(words)).draft
    assert (taken.answers, taken.skipped) == ({"place": ["B-Z06"]}, (key,))


def test_nothing_is_no_answer_where_one_is_needed():
    assert said(SHORT, at("why"), Typed("无")).draft.answers == {"why": "无"}
    assert refused(said(SHORT, at("why"), Typed(" \u3000"))) == "内容不能为空，请写明。"


def test_an_answer_given_at_last_is_no_longer_passed_over():
    passed = said(SHORT, at("when"), Skip()).draft
    assert passed.skipped == ("when",)
    answered = said(SHORT, replace(passed, at="when"), Typed("昨天下午3点到4点")).draft
    assert answered.skipped == ()
    again = said(SHORT, replace(answered, at="when"), Skip()).draft
    assert (again.answers, again.skipped) == ({}, ("when",))


@pytest.mark.parametrize(
    "form, reply, why",
    [
        (one(FieldKind.TEXT), Skip(), "“此项”必须填写，不能跳过。"),
        (one(FieldKind.TEXT), Done(), "请先回答这个问题。"),
        (one(FieldKind.ZONES), Done(), "请至少选一项。"),
        (one(FieldKind.ZONES), Skip(), "“此项”必须填写，不能跳过。"),
        (one(FieldKind.TEXT), Back(), "已经是第一个问题了。"),
        (one(FieldKind.TEXT), Change("that"), "没有这个选项，请从下面选一个。"),
        (one(FieldKind.TEXT), PHOTO, "这份表不需要附件，“现场.jpg”没有收下。"),
    ],
)
def test_why_a_button_does_nothing(form, reply, why):
    draft = begin(form, HERE)
    taken = said(form, draft, reply)
    assert taken.draft is draft
    assert refused(taken).startswith(why)


def test_done_keeps_what_was_answered_before():
    draft = at("why", place=["B-Z06"], why="找书包")
    assert said(SHORT, draft, Done()).draft == replace(draft, at="when")
    optional = at("remark", place=["B-Z06"], why="找书包")
    passed = said(SHORT, optional, Done()).draft
    assert (passed.at, passed.skipped) == ("when", ("remark",))


def test_done_keeps_own_words_beside_their_choice():
    form = one(FieldKind.CHOICE, options=REASONS)
    own = after(form, begin(form, HERE), HERE, Typed("找回班旗"))
    kept = said(form, replace(own, at="it"), Done()).draft
    assert kept.answers == {"it": "other", "it_text": "找回班旗"}
    other = said(form, replace(own, at="it"), Chosen("lost")).draft
    assert other.answers == {"it": "lost"}


def test_what_no_longer_stands_is_not_done():
    form = one(FieldKind.SPAN, past=True)
    long_ago = {"from": "2026-01-05T15:00:00+08:00", "to": "2026-01-05T16:00:00+08:00"}
    here = world(keeps_days={"C-01": 9})
    draft = begin(form, here, {"it": long_ago})
    assert said(form, replace(draft, at="it"), Done(), here).draft.at == REVIEW
    form = Form(
        id="f",
        title=Label("表"),
        fields=(PLACE, field("it", FieldKind.SPAN, "时段", past=True)),
    )
    draft = replace(begin(form, HERE, {"place": ["B-Z06"], "it": long_ago}), at="it")
    assert "只保存 30 天" in refused(said(form, draft, Done()))


def test_a_span_whose_beginning_is_gone_is_taken_and_told():
    form = Form(
        id="f",
        title=Label("表"),
        fields=(PLACE, field("it", FieldKind.SPAN, "时段", past=True)),
    )
    draft = begin(form, HERE, {"place": ["B-Z06"]})
    taken = said(form, draft, Typed("2月9日 10:00-11:00"))
    assert taken.problem is None
    assert taken.note is not None
    assert spoken(taken.note) == "请留意：2月9日（周一）10:20 之前的部分已被覆盖，看不到了。"
    assert said(form, draft, Typed("2月9日 10:30-11:00")).note is None


def test_an_answer_that_breaks_another_leads_there_once():
    old = after(FOOTAGE, SUMMARY, HERE, Change("span"), Typed("2月20日 15:00-16:00"))
    zones = after(FOOTAGE, old, HERE, Change("zones"))
    broken = said(FOOTAGE, zones, Typed("操场"))
    assert refused(broken).startswith("这里的录像只保存 12.6 天")
    assert broken.draft == replace(
        zones, at="span", answers={**zones.answers, "zones": ["B-Z04"]}
    )
    # Known by now: another answer does not tell of it again.
    elsewhere = replace(broken.draft, at="copy")
    assert said(FOOTAGE, elsewhere, Chosen("no")).problem is None


# ------------------------------------------------------------------ back, and back to the summary


def test_back_leads_to_the_question_before():
    draft = at("why", place=["B-Z06"])
    assert said(SHORT, draft, Back()) == Turn(replace(draft, at="when"))


def test_back_takes_what_was_ticked_along():
    ticked = after(FOOTAGE, typed_until(FOOTAGE, HERE, "zones"), HERE, Chosen("B-Z06"))
    back = said(FOOTAGE, ticked, Back()).draft
    assert (back.at, back.answers["zones"], back.partial) == ("reason", ["B-Z06"], {})
    # Where nothing is left ticked, what was answered before stays.
    unticked = after(FOOTAGE, replace(back, at="zones"), HERE, Chosen("B-Z06"))
    assert said(FOOTAGE, unticked, Back()).draft.answers["zones"] == ["B-Z06"]


def test_back_from_a_change_keeps_the_summary():
    changing = after(FOOTAGE, SUMMARY, HERE, Change("zones"), Chosen("B-Z04"))
    assert changing.editing
    back = said(FOOTAGE, changing, Back()).draft
    assert back == replace(SUMMARY, answers={**SUMMARY.answers, "zones": ["B-Z04", "B-Z06"]})


def test_back_from_the_summary_is_the_last_question():
    assert said(FOOTAGE, SUMMARY, Back()).draft == replace(SUMMARY, at="files")
    changed = after(FOOTAGE, SUMMARY, HERE, Change("zones"), Typed("操场"))
    assert said(FOOTAGE, changed, Back()).draft.editing is False


def test_ticks_follow_what_suggested_them_and_go_with_it():
    assert "flags" in SUMMARY.skipped
    fought = after(FOOTAGE, SUMMARY, HERE, Change("reason"), Chosen("bullying"))
    assert fought.answers["flags"] == ["sensitive_matter"]
    assert "flags" not in fought.skipped
    lost = after(FOOTAGE, fought, HERE, Change("reason"), Chosen("lost"))
    assert "flags" not in lost.answers
    assert "flags" in lost.skipped


def test_the_next_question_begins_on_its_first_page():
    first = FOOTAGE.fields[3]
    form = Form(id="f", title=Label("表"), fields=(replace(first, at_most=1), WHY))
    second = said(form, begin(form, HERE), Page("2")).draft
    assert said(form, second, Chosen("B-Z12")).draft == Draft(
        answers={"zones": ["B-Z12"]}, at="why"
    )


def test_what_is_only_suggested_is_no_answer_on_the_way_back():
    draft = replace(
        typed_until(FOOTAGE, HERE, "flags"), answers={**SUMMARY.answers, "reason": "bullying"}
    )
    assert said(FOOTAGE, draft, Back()).draft == replace(draft, at="copy")
    for passing in (Skip(), Done()):
        assert said(FOOTAGE, draft, passing).draft.answers["flags"] == ["sensitive_matter"]


def test_a_change_that_opens_a_question_asks_it_and_no_other():
    """Of those that need no answer only the new ones come before the summary."""
    copy = field("copy", FieldKind.YES_NO, "拷贝")
    purpose = field("purpose", FieldKind.TEXT, "用处", required=False, when={"copy": True})
    form = Form(id="f", title=Label("表"), fields=(REMARK, copy, purpose))
    draft = begin(form, HERE, {"copy": False})
    assert draft.at_review
    assert after(form, draft, HERE, Change("copy"), Chosen("yes")).at == "purpose"
    assert after(form, draft, HERE, Change("copy"), Chosen("no")).at_review


def test_a_change_before_everything_is_answered_goes_on_with_the_rest():
    draft = at("why", place=["B-Z06"])
    changed = said(SHORT, draft, Change("place")).draft
    assert changed == replace(draft, at="place", editing=False)
    assert said(SHORT, changed, Typed("操场")).draft.at == "when"


# ------------------------------------------------------------------ photographs


def test_a_photo_goes_to_the_first_place_for_it_and_the_question_stays():
    half = replace(
        at("why", WITH_PHOTOS),
        skipped=("more", "photos"),
        partial={"picked": ["B-Z06"]},
        page="2",
    )
    taken = said(WITH_PHOTOS, half, PHOTO)
    assert taken.draft == replace(half, answers={"photos": [TAKEN_IN]}, skipped=("more",))
    assert taken.note is not None
    assert spoken(taken.note) == "“现场.jpg”已放入“照片”。"


def test_a_photo_at_its_own_question_is_picked_there():
    draft = at("more", WITH_PHOTOS)
    taken = said(WITH_PHOTOS, draft, PHOTO)
    assert taken == Turn(replace(draft, partial={"picked": [TAKEN_IN]}))
    assert said(WITH_PHOTOS, taken.draft, Done()).draft.answers == {"more": [TAKEN_IN]}


def test_what_is_no_photo_is_refused_anywhere():
    sent = Attached(8, "录像.mp4", "video/mp4")
    for key in ("why", "photos"):
        draft = at(key, WITH_PHOTOS)
        taken = said(WITH_PHOTOS, draft, sent)
        assert taken.draft is draft
        assert "只收照片和 PDF" in refused(taken)


# ------------------------------------------------------------------ sending


def test_what_is_missing_comes_before_sending():
    early = said(SHORT, at("remark"), Submit())
    assert early.draft == replace(at("remark"), at="place", editing=False)
    assert refused(early) == "“地点”还没有填，请先补上。"
    both = replace(at("remark"), at=REVIEW)
    assert not said(SHORT, both, Submit()).draft.editing
    last = replace(at("remark", place=["B-Z06"]), at=REVIEW)
    only = said(SHORT, last, Submit())
    assert (only.draft.at, only.draft.editing) == ("why", True)
    assert said(SHORT, replace(last, at="when"), Submit()).draft.editing is False


def test_only_what_was_seen_is_sent():
    draft = at("remark", place=["B-Z06"], why="找书包")
    shown = said(SHORT, replace(draft, editing=True), Submit())
    assert shown == Turn(replace(draft, at=REVIEW))


def test_what_no_longer_stands_is_not_sent():
    later = world(HERE.now + timedelta(days=40))
    taken = said(FOOTAGE, SUMMARY, Submit(), later)
    assert taken.draft == replace(SUMMARY, at="span", editing=True)


# ------------------------------------------------------------------ what follows from an answer

PACKED: Mapping[str, Any] = {
    "answers": {"place": ["B-Z06"]},
    "skipped": ["when"],
    "at": "why",
    "partial": {"other": "x"},
    "page": "2",
    "editing": True,
    "version": 4,
}


def test_a_draft_is_kept_as_it_stands():
    draft = Draft.from_json(PACKED)
    assert draft.to_json() == PACKED
    assert (draft.skipped, draft.version) == (("when",), 4)
    assert Draft.from_json({"at": "why"}) == Draft(at="why")


def test_what_is_not_asked_any_more_is_not_answered_any_more():
    form = Form(
        id="f",
        title=Label("表"),
        fields=(
            field("copy", FieldKind.YES_NO, "拷贝"),
            field("basis", FieldKind.CHOICE, "依据", options=REASONS, when={"copy": True}),
            field("who", FieldKind.TEXT, "谁", when={"basis": "other"}, default="我"),
            field("remark", FieldKind.TEXT, "备注", required=False, when={"copy": True}),
        ),
    )
    yes = after(form, begin(form, HERE), HERE, Chosen("yes"), Typed("家长要看"), Skip())
    assert yes.answers == {
        "copy": True,
        "basis": "other",
        "basis_text": "家长要看",
        "who": "我",
    }
    assert yes.skipped == ("remark",)
    no = after(form, yes, HERE, Change("copy"), Chosen("no"))
    assert (no.answers, no.skipped) == ({"copy": False}, ())


def test_cameras_stay_within_their_zones():
    both = after(
        FOOTAGE,
        SUMMARY,
        HERE,
        Change("zones"),
        Typed("餐厅、操场"),
        Change("cameras"),
        Typed("C-01、D-01"),
    )
    assert both.answers["cameras"] == ["D-01", "C-01"]
    field_only = after(FOOTAGE, both, HERE, Change("zones"), Typed("操场"))
    assert field_only.answers["cameras"] == ["D-01"]
    without = after(FOOTAGE, field_only, HERE, Change("zones"), Typed("阅览室"))
    assert "cameras" not in without.answers


def test_cameras_of_any_place_stay_where_no_place_is_asked():
    form = one(FieldKind.CAMERAS)
    draft = after(form, begin(form, HERE), HERE, Typed("C-01"))
    assert draft.answers == {"it": ["C-01"]}


def test_what_has_nothing_to_offer_is_not_asked():
    bare = world(flags={})
    assert typed_until(FOOTAGE, HERE, "flags").at == "flags"
    assert "flags" not in {f.key for f in fields_of(FOOTAGE, SUMMARY.answers, bare)}
    reading_room = {**SUMMARY.answers, "zones": ["B-Z05"]}
    assert "cameras" not in {f.key for f in fields_of(FOOTAGE, reading_room, HERE)}
    assert "cameras" in {f.key for f in fields_of(FOOTAGE, SUMMARY.answers, HERE)}
    own = one(FieldKind.CHOICES, options=REASONS)
    assert begin(own, bare).at == "it"


@pytest.mark.parametrize(
    "articles, why",
    [
        ({}, "不行（依据：3.2）"),
        ({"3.2": Label("第三条第2款")}, "不行（依据：第三条第2款）"),
    ],
)
def test_a_limit_names_its_article(articles, why):
    form, here = one(FieldKind.TEXT, article="3.2"), world(articles=articles)
    (only,) = form.fields
    asked = Asked(field=only, form=form, world=here, answers={}, partial={})
    said_ = cited(asked, problem("other_words", option="不行", words=""))
    assert spoken(said_).replace("：（", "（") == why
    assert cited(replace(asked, field=replace(only, article="")), said_) is said_


def test_the_next_open_question_after_all_is_the_summary():
    assert next_open(SHORT, at("why"), HERE) == "place"
    assert next_open(FOOTAGE, SUMMARY, HERE) == REVIEW
