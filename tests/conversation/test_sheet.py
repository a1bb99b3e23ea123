"""A form as one sheet: the same answers as in a chat, and nothing lost on the way between them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.approvals.policy import named
from bot.conversation import boxes, sheet
from bot.conversation.boxes import BOXES
from bot.conversation.form import FieldKind, Form, Label
from bot.conversation.reading import Reading, read
from bot.conversation.sheet import SEEN, Sheet, filled_in, ready
from bot.conversation.standing import fields_of
from bot.conversation.turns import (
    Attached,
    Chosen,
    Draft,
    Submit,
    Typed,
    World,
    begin,
    question,
    turn,
)
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy, Directory
from tests.conversation.school import (
    FOOTAGE,
    QIAO,
    REASONS,
    after,
    field,
    one,
    spoken,
    typed_until,
    world,
)
from tests.conversation.test_typed_equals_tapped import NO_SHRINKING, both_ways, forms
from tests.examples import examples


@pytest.fixture
def here() -> World:
    return world()


def page(form: Form, draft: Draft, here: World) -> dict[str, list[str]]:
    """What a browser sends of the page as it stands."""
    sent: dict[str, list[str]] = {}
    for asked in sheet.asked_on_page(form, draft, here):
        key = asked.field.key
        sent[SEEN + key] = [sheet.mark(asked)]
        for box, words in boxes.filled(asked).items():
            sent[f"{key}.{box}" if box else key] = list(words)
    return sent


def write(
    form: Form,
    draft: Draft,
    here: World,
    files: sheet.Files = sheet.NO_FILES,
    **entries: object,
) -> Sheet:
    """Somebody changes these boxes (`span__from`) and sends the page."""
    sent = page(form, draft, here)
    for name, words in entries.items():
        sent[name.replace("__", ".")] = [words] if isinstance(words, str) else list(words)  # type: ignore[call-overload]
    return filled_in(form, draft, here, sent, files)


def copied(form: Form, target: Draft, here: World) -> Draft:
    """An empty sheet on which somebody writes what the other draft says."""
    draft = begin(form, here)
    for _ in form.fields:
        wanted = page(form, target, here)
        marks = {k: v for k, v in page(form, draft, here).items() if k.startswith(SEEN)}
        boxes_only = {k: v for k, v in wanted.items() if not k.startswith(SEEN)}
        result = filled_in(form, draft, here, {**boxes_only, **marks})
        assert not result.further
        draft = result.draft
    assert not result.problems, {k: spoken(v) for k, v in result.problems.items()}
    return draft


# ------------------------------------------------------------------ laws


def same(form: Form, one_: Draft, other: Draft, here: World) -> None:
    files = {f.key for f in form.fields if f.kind is FieldKind.FILES}
    assert without(one_.answers, files) == without(other.answers, files)


def without(answers: Mapping[str, object], keys: set[str]) -> dict[str, object]:
    return {key: value for key, value in answers.items() if key not in keys}


@settings(max_examples=examples(25), deadline=None, phases=NO_SHRINKING)
@given(data=st.data(), form=forms(), language=st.sampled_from(("zh", "en")))
def test_a_form_written_on_a_page_means_what_it_means_in_a_chat(data, form, language):
    here = world(language=language)
    target = both_ways(data, form, here)
    same(form, copied(form, target, here), target, here)


@settings(max_examples=examples(15), deadline=None, phases=NO_SHRINKING)
@given(data=st.data())
def test_a_page_nobody_touched_changes_nothing(data):
    here = world()
    target = both_ways(data, FOOTAGE, here)
    assert filled_in(FOOTAGE, target, here, page(FOOTAGE, target, here)).draft is target


WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["yes", "no", "other", "lost", "取消", "提交", "1", "9999-99-99", "2026-03-10T15:00",
         "0001-01-01T00:00", "2026-03-10", "本人", "C-01", "B-Z06", "无", "-1", "12345678901"]
    ),
)  # fmt: skip
NAMES = [
    name
    for field in FOOTAGE.fields
    for name in (
        field.key,
        SEEN + field.key,
        *(f"{field.key}.{b}" for b in BOXES if b),
    )
]


@settings(max_examples=examples(80), deadline=None)
@given(
    sent=st.dictionaries(st.sampled_from(NAMES), st.lists(WORDS, min_size=1, max_size=3)),
    where=st.sampled_from(("for_student", "zones", "span", "viewers", "files", "review")),
)
def test_whatever_is_sent_is_taken_or_answered_with_a_sentence(sent, where):
    here = world()
    before = typed_until(FOOTAGE, here, where)
    result = filled_in(FOOTAGE, before, here, sent)
    for why in (*result.problems.values(), *result.further.values()):
        assert spoken(why)
    if result.draft.version != before.version:
        assert not (result.draft.at_review and sheet.missing(FOOTAGE, result.draft, here))
    assert turn(FOOTAGE, result.draft, Submit(), here).done in ("", "submitted")


# ------------------------------------------------------------------ stories


def test_what_cannot_be_read_stays_out_and_everything_else_is_taken(here):
    draft = begin(FOOTAGE, here)
    result = write(
        FOOTAGE,
        draft,
        here,
        for_student="no",
        zones=["B-Z06"],
        span__from="2026-03-12T15:00",
        span__to="2026-03-12T16:00",
        purpose="太短",
        viewers__me="yes",
    )
    assert set(result.problems) == {"span", "purpose"}
    assert "3月12日" in spoken(result.problems["span"])
    assert result.draft.answers["zones"] == ["B-Z06"]
    assert result.draft.answers["viewers"] == [{"id": "qiao", "name": "乔木（演示）"}]
    assert "span" not in result.draft.answers
    assert ready(FOOTAGE, result.draft, here) is None


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("2026-03-10T15:00", "", "起止"),
        ("2026-03-10T15:00", "2026-03-10T14:00", "结束"),
        ("gestern", "2026-03-10T14:00", "看不懂"),
        ("0001-01-01T00:00", "2026-03-10T14:00", "看不懂"),
        ("2026-03-01T15:00", "2026-03-10T14:00", "小时"),
    ],
)
def test_a_span_that_cannot_be_says_why(here, start, end, why):
    result = write(FOOTAGE, begin(FOOTAGE, here), here, span__from=start, span__to=end)
    assert why in spoken(result.problems["span"])


def test_an_answer_brings_the_next_question_onto_the_page(here):
    first = write(FOOTAGE, begin(FOOTAGE, here), here, copy="yes").draft
    assert "copy_basis" in {f.key for f in fields_of(FOOTAGE, first.answers, here)}
    second = write(FOOTAGE, first, here, copy_basis="公安机关取证").draft
    assert second.answers["copy_basis"] == "公安机关取证"
    third = write(FOOTAGE, second, here, copy="no").draft
    assert "copy_basis" not in third.answers


def test_what_was_answered_in_the_chat_meanwhile_is_not_written_over(here):
    begun = after(FOOTAGE, begin(FOOTAGE, here), here, Typed("不是"))
    shown = page(FOOTAGE, begun, here)
    in_chat = after(FOOTAGE, begun, here, Typed("财物遗失"), Typed("操场"))
    shown["purpose"] = ["查找遗失的蓝色书包，内有课本"]
    result = filled_in(FOOTAGE, in_chat, here, shown)
    assert result.draft.answers["zones"] == ["B-Z04"]
    assert result.draft.answers["reason"] == "lost"
    assert result.draft.answers["purpose"].startswith("查找")
    assert question(FOOTAGE, result.draft, here).field.key == "cameras"


def test_the_chat_goes_on_where_the_page_left_off(here):
    draft = write(
        FOOTAGE, begin(FOOTAGE, here), here, for_student="no", reason="lost", zones=["B-Z06"]
    ).draft
    assert draft.at == "cameras"
    assert after(FOOTAGE, draft, here, Typed("跳过")).at == "span"


def test_what_is_emptied_is_asked_again(here):
    draft = typed_until(FOOTAGE, here, "review")
    sent = page(FOOTAGE, draft, here)
    del sent["purpose"], sent["parties.me" if "parties.me" in sent else "zones"]
    result = filled_in(FOOTAGE, draft, here, sent)
    assert "purpose" not in result.draft.answers
    assert "purpose" not in result.draft.skipped
    assert result.draft.at in ("zones", "purpose")


def test_what_an_answer_suggests_is_ticked_and_can_be_unticked(here):
    draft = typed_until(FOOTAGE, here, "flags")
    bullying = write(FOOTAGE, draft, here, reason="bullying").draft
    assert page(FOOTAGE, bullying, here)["flags"] == ["sensitive_matter"]
    left = ready(FOOTAGE, bullying, here)
    assert left is not None
    assert left.at_review
    assert left.answers["flags"] == ["sensitive_matter"]
    sent = page(FOOTAGE, left, here)
    del sent["flags"]
    unticked = filled_in(FOOTAGE, left, here, sent).draft
    again = ready(FOOTAGE, unticked, here)
    assert again is not None
    assert "flags" not in again.answers


def test_own_words_are_wanted_with_other(here):
    result = write(FOOTAGE, begin(FOOTAGE, here), here, reason="other")
    assert spoken(result.problems["reason"])
    told = write(FOOTAGE, begin(FOOTAGE, here), here, reason="other", reason__other="找回班旗")
    assert told.draft.answers["reason_text"] == "找回班旗"


def test_only_yes_is_a_promise(here):
    form = one(FieldKind.YES_NO, at_least=1)
    empty = begin(form, here)
    assert write(form, empty, here).draft is empty
    assert ready(form, empty, here) is None
    assert spoken(write(form, empty, here, it="no").problems["it"])
    assert write(form, empty, here, it="yes").draft.answers == {"it": True}


def test_words_that_are_buttons_in_a_chat_are_words_here(here):
    form = one(FieldKind.TEXT)
    assert write(form, begin(form, here), here, it="取消").draft.answers == {"it": "取消"}


def test_of_two_colleagues_of_one_name_the_page_says_which(here):
    form = one(FieldKind.PEOPLE, at_most=2)
    draft = after(form, begin(form, here), here, Typed("总务处李雷"))
    assert page(form, draft, here)["it"] == ["总务处李雷"]
    which = write(form, begin(form, here), here, it="李雷")
    assert "总务处李雷" in spoken(which.problems["it"])


def picture(number: int, name: str = "a.png", mime: str = "image/png") -> Attached:
    return Attached(id=number, name=name, mime=mime, size=10)


def files(*attached: Attached) -> Mapping[str, Sequence[Attached]]:
    return {"files": attached}


def test_files_are_added_to_those_that_stand_and_taken_away_one_by_one(here):
    draft = begin(FOOTAGE, here)
    two = write(FOOTAGE, draft, here, files(picture(-1), picture(-2, "b.png"))).draft
    assert [f["name"] for f in two.answers["files"]] == ["a.png", "b.png"]
    three = write(FOOTAGE, two, here, files(picture(-3)), files__drop="-1").draft
    assert [f["id"] for f in three.answers["files"]] == [-2, -3]
    none = write(FOOTAGE, three, here, files__drop=["-2", "-3"]).draft
    assert "files" not in none.answers
    many = write(FOOTAGE, two, here, files(picture(-3), picture(-4)))
    assert spoken(many.problems["files"])
    assert many.draft.answers == two.answers
    wrong = write(FOOTAGE, two, here, files(picture(-5, "x.exe", "application/octet-stream")))
    assert spoken(wrong.problems["files"])


def test_one_sentence_fills_what_is_empty_and_touches_nothing_else(here):
    draft = write(FOOTAGE, begin(FOOTAGE, here), here, zones=["B-Z04"]).draft
    told = read("昨天下午3点到4点食堂有学生丢了手机", FOOTAGE, here, ())
    filled = sheet.understood(FOOTAGE, draft, here, told)
    assert filled.answers["zones"] == ["B-Z04"]
    assert filled.answers["span"]["from"].startswith("2026-03-10T15:00")
    assert not filled.at_review
    assert sheet.understood(FOOTAGE, filled, here, told) is filled


def test_who_was_in_the_midst_of_a_date_in_the_chat_goes_on_there(here):
    draft = typed_until(FOOTAGE, here, "span")
    half = after(FOOTAGE, draft, here, Chosen("d2026-03-10"))
    assert filled_in(FOOTAGE, half, here, page(FOOTAGE, half, here)).draft is half


# ------------------------------------------------------------------ the draft, whole

PLACE = field("place", FieldKind.ZONES, "地点")
WHEN = field("when", FieldKind.SPAN, "时段", required=False, past=True)
COPY = field("copy", FieldKind.YES_NO, "拷贝", required=False)
BASIS = field("basis", FieldKind.TEXT, "依据", when={"reason": "lost"})
REASON = field("reason", FieldKind.CHOICE, "事由", options=REASONS)
FLAGS = field("flags", FieldKind.CHOICES, "特别情形", required=False)
SHORT = Form(id="short", title=Label("短表"), fields=(PLACE, WHEN, COPY, REASON, BASIS, FLAGS))
SPAN = {"from": "2026-03-10T15:00:00+08:00", "to": "2026-03-10T16:00:00+08:00"}


def in_the_midst(**answers: Any) -> Draft:
    """Somebody chose a day in the chat, coming from the summary."""
    half = {"partial": {"day": "2026-03-10"}, "page": "2"}
    return Draft(answers=answers, at="when", editing=True, version=5, **half)


def test_before_the_summary_what_was_left_empty_is_answered_with_nothing(here):
    draft = in_the_midst(place=["B-Z06"], reason="bullying")
    left = ready(SHORT, draft, here)
    assert left is not None
    assert left == Draft(
        answers={"place": ["B-Z06"], "reason": "bullying", "flags": ["sensitive_matter"]},
        skipped=("copy", "when"),
    )
    assert ready(SHORT, left, here) is left
    assert left.version > draft.version


def test_nothing_left_empty_and_still_the_chat_leaves_its_question(here):
    answers = {"place": ["B-Z06"], "when": SPAN, "copy": False, "reason": "injury", "flags": []}
    draft = in_the_midst(**answers)
    left = ready(SHORT, draft, here)
    assert left == Draft(answers=answers)
    assert left is not None
    assert left.version == 6


def test_what_is_unticked_in_the_chat_counts_there_once_it_is_done(here):
    draft = Draft(
        answers={"place": ["B-Z06"], "reason": "bullying", "when": SPAN, "copy": False},
        at="flags",
        partial={"picked": []},
    )
    left = ready(SHORT, draft, here)
    assert left is not None
    assert left.answers["flags"] == ["sensitive_matter"]


def test_cameras_of_another_place_than_the_page_names_are_not_taken(here):
    draft = write(FOOTAGE, begin(FOOTAGE, here), here, zones=["B-Z04"]).draft
    told = Reading(answers={"zones": ["B-Z06"], "cameras": ["C-01", "D-01"]})
    filled = sheet.understood(FOOTAGE, draft, here, told)
    assert filled.answers == {"zones": ["B-Z04"], "cameras": ["D-01"]}


def test_while_something_is_missing_there_is_no_summary(here):
    assert ready(SHORT, in_the_midst(place=["B-Z06"]), here) is None
    assert ready(SHORT, in_the_midst(place=["B-Z06"], reason="lost"), here) is None


def test_what_a_sentence_says_ends_what_the_chat_was_in_the_midst_of(here):
    draft = replace(in_the_midst(reason="bullying", copy=True), skipped=("when", "basis"))
    told = Reading(
        answers={"place": ["B-Z06"], "reason": "lost", "reason_text": "x", "when": SPAN}
    )
    filled = sheet.understood(SHORT, draft, here, told)
    assert filled == Draft(
        answers={"reason": "bullying", "copy": True, "place": ["B-Z06"], "when": SPAN},
        at="flags",
    )
    assert filled.version == 6
    here_already = in_the_midst(reason="bullying")
    assert sheet.understood(SHORT, here_already, here, Reading()) is here_already


def test_the_page_goes_on_at_the_first_question_that_is_open(here):
    draft = in_the_midst(place=["B-Z06"], reason="bullying")
    written = write(SHORT, draft, here, copy="yes")
    assert written.draft == Draft(
        answers={"place": ["B-Z06"], "copy": True, "reason": "bullying"}, at="when"
    )
    assert (written.problems, written.further) == ({}, {})


def test_what_is_written_again_as_it_stands_changes_nothing(here):
    draft = in_the_midst(place=["B-Z06"], reason="other", reason_text="找回班旗")
    sent = page(SHORT, draft, here) | {SEEN + "reason": ["0"], SEEN + "place": ["0"]}
    assert filled_in(SHORT, draft, here, sent).draft is draft


def test_what_was_taken_away_meanwhile_is_told(here):
    draft = in_the_midst(place=["B-Z06"], reason="bullying", when=SPAN)
    later = world(here.now + timedelta(days=40))
    told = write(SHORT, draft, later, reason="injury")
    assert list(told.problems) == ["when"]
    assert "只保存 30 天" in spoken(told.problems["when"])


def test_who_stands_in_is_asked_for_the_reason_on_the_page(here):
    tan = Person(id=PersonId("tan"), name="澹台和", unit="教务处")
    named_by = Deputy(of=QIAO.id, by=tan.id, start=here.now, end=here.now + timedelta(days=9))
    school = world(
        students=named("k12_ta_2024").students,
        requester=tan,
        directory=Directory((QIAO, tan), (named_by,)),
    )
    form = one(FieldKind.NAMES, codes="own")
    written = write(form, begin(form, school), school, it="G1-03-17")
    assert (
        spoken(written.further["it"])
        == "您代乔木（演示）申请。班主任为什么不能办理？（如：产假、外出培训）"
    )
    assert "it" not in written.draft.answers


def test_the_mark_of_a_box_is_of_all_that_stands_in_it(here):
    marks = {}
    for place in (["B-Z06"], ["B-Z04"], ["B-Z04", "B-Z06"]):
        (asked,) = list(sheet.asked_on_page(SHORT, Draft(answers={"place": place}), here))[:1]
        marks[sheet.mark(asked)] = place
        assert len(sheet.mark(asked)) == 16
    assert len(marks) == 3


def test_what_is_only_ticked_in_the_chat_is_not_on_the_page(here):
    half = after(FOOTAGE, typed_until(FOOTAGE, here, "zones"), here, Chosen("B-Z06"))
    assert "zones" not in page(FOOTAGE, half, here)
