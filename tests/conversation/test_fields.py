"""What the plain kinds of questions show, take and refuse: yes or no, words, numbers, files."""

from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.asked import Asked, Offer, Ongoing
from bot.conversation.draft import Draft
from bot.conversation.fields import FILES, KINDS, LARGEST_FILE, shown
from bot.conversation.form import FieldKind, Form, Label, Option
from bot.conversation.standing import asked_about
from bot.conversation.turns import Change, Chosen, Done, Typed, begin, turn
from bot.people.person import PersonId
from bot.people.roles import Directory
from tests.conversation.school import (
    FOOTAGE,
    PEOPLE,
    after,
    field,
    one,
    refused,
    typed_until,
    world,
)
from tests.conversation.screens import asked, said, screen

AGREED = one(FieldKind.YES_NO, at_least=1, article="9")
SENTENCES = tuple(Option(id=f"第{n}句", label=Label(f"第{n}句话")) for n in range(1, 11))
READY = one(FieldKind.TEXT, options=SENTENCES)
SHORT = one(FieldKind.TEXT, at_least=3, at_most=5)
PHOTOS = [{"id": 7, "name": "门口.jpg"}, {"id": 9, "name": "表.pdf"}]
FREE = {"layout": "list", "placeholder": "请直接输入文字"}


def answered(form: Form, value: Any) -> Asked:
    (only,) = form.fields
    return asked_about(form, only, Draft(at=only.key, answers={only.key: value}), world())


def offered(about: Asked) -> Offer:
    return KINDS[about.field.kind].offer(about)


@pytest.mark.parametrize(
    ("form", "shows"),
    [
        (one(FieldKind.TEXT), FREE),
        (
            one(FieldKind.TEXT, at_most=300),
            {**FREE, "placeholder": "请直接输入文字，1–300 字"},
        ),
        (SHORT, {**FREE, "placeholder": "请直接输入文字，3–5 字"}),
        (one(FieldKind.NUMBER), {"layout": "list", "placeholder": "请输入数字"}),
    ],
)
def test_a_question_without_buttons_says_what_to_type(
    form: Form, shows: dict[str, str]
) -> None:
    assert screen(offered(asked(form, world()))) == shows


@pytest.mark.parametrize(("value", "ticked"), [(None, []), (True, ["yes"]), (False, ["no"])])
def test_yes_and_no_show_what_was_answered(value: bool | None, ticked: list[str]) -> None:
    offer = offered(answered(one(FieldKind.YES_NO), value))
    assert screen(offer) == {
        "options": "1:yes=是 2:no=否",
        "layout": "list",
        "placeholder": "请回复“是”或“否”",
    }
    assert [c.id for c in offer.options if c.picked] == ticked


def test_ready_made_sentences_are_turned_over_and_tapped_or_typed_by_number() -> None:
    here, draft = world(), begin(READY, world())
    first, second = (screen(offered(asked(READY, here, page=page))) for page in ("", "2"))
    assert (first["pager"], second["pager"]) == ("<第 1/2 页>2", "1<第 2/2 页>")
    assert second["options"].endswith("=第10句话")
    tap = offered(asked(READY, here)).options[1].id
    for reply in (Chosen(tap), Typed("2")):
        assert after(READY, draft, here, reply).answers == {"it": "第2句话"}
    for words in ("1 2", "第三句话"):
        assert after(READY, draft, here, Typed(words)).answers == {"it": words}
    assert "没有这个选项" in refused(turn(READY, draft, Chosen("第2句"), here))


def test_a_ready_made_sentence_is_held_to_the_length_of_any_other() -> None:
    form = one(FieldKind.TEXT, options=SENTENCES, at_least=10)
    here = world()
    wrong = turn(form, begin(form, here), Typed("2"), here)
    assert refused(wrong) == "至少写 10 个字，现在是 4 个。"


def test_photos_are_listed_and_a_tap_or_its_number_takes_one_out() -> None:
    form, here = one(FieldKind.FILES), world()
    about = asked(form, here, {"picked": PHOTOS})
    offer = offered(about)
    assert screen(offer) == {
        "options": "1:f7=门口.jpg 2:f9=表.pdf",
        "layout": "list",
        "placeholder": "请发送照片或 PDF，发完后点“完成”",
    }
    assert (offer.count, [c.id for c in offer.options if c.picked]) == (2, ["f7", "f9"])
    only_the_form = Ongoing({"picked": PHOTOS[1:]})
    assert FILES.chosen(about, "f7") == FILES.typed(about, "1") == only_the_form


@pytest.mark.parametrize("word", ["无", "没有", "不用", "不清楚"])
def test_a_form_without_photos_is_told_so_in_a_word(word: str) -> None:
    optional, needed = one(FieldKind.FILES, required=False), one(FieldKind.FILES)
    here = world()
    assert after(optional, begin(optional, here), here, Typed(word)).at_review
    assert refused(turn(needed, begin(needed, here), Typed(word), here)) == "请至少选一项。"
    done = turn(needed, begin(needed, here), Done(), here)
    assert "请发送照片或 PDF" in refused(done)


@pytest.mark.parametrize(
    ("name", "mime", "size", "why"),
    [
        ("录像.mp4", "video/mp4", 1, "“录像.mp4”收不了，这里只收照片和 PDF。"),
        ("大图.jpg", "image/jpeg", LARGEST_FILE, ""),
        ("大图.jpg", "image/jpeg", LARGEST_FILE + 1, "“大图.jpg”超过 20 MB，请压缩后再发。"),
    ],
)
def test_a_file_that_is_not_taken_is_named(name: str, mime: str, size: int, why: str) -> None:
    reply = FILES.attached(asked(one(FieldKind.FILES), world()), 1, name, mime, size)
    assert why == ("" if isinstance(reply, Ongoing) else said(reply))


@pytest.mark.parametrize(
    ("form", "value", "why"),
    [
        (AGREED, True, ""),
        (AGREED, False, "须同意“此项”才能提交；不同意请取消申请。（依据：9）"),
        (SHORT, "一二", "至少写 3 个字，现在是 2 个。"),
        (SHORT, "一二三", ""),
        (SHORT, "一二三四五", ""),
        (SHORT, "一二三四五六", "最多 5 个字，现在是 6 个，请缩短。"),
    ],
)
def test_an_answer_that_cannot_stand_says_why(form: Form, value: Any, why: str) -> None:
    assert said(KINDS[form.fields[0].kind].check(asked(form, world()), value)) == why


def test_a_number_is_typed_and_never_tapped() -> None:
    form, here = one(FieldKind.NUMBER), world()
    draft = begin(form, here)
    assert refused(turn(form, draft, Typed("许多"), here)) == "“许多”不是数字，请输入整数。"
    assert "没有这个选项" in refused(turn(form, draft, Chosen("3"), here))


@pytest.mark.parametrize("word", ["是。", "是！", "好的.", "yes!"])
def test_a_full_stop_makes_a_yes_no_less(word: str) -> None:
    form, here = one(FieldKind.YES_NO), world()
    assert after(form, begin(form, here), here, Typed(word)).answers == {"it": True}


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("2", False)])
def test_yes_and_no_are_typed_by_their_numbers(word: str, meant: bool) -> None:
    form, here = one(FieldKind.YES_NO), world()
    assert after(form, begin(form, here), here, Typed(word)).answers == {"it": meant}


def test_a_promise_is_given_by_yes_alone() -> None:
    here = world()
    asks = begin(AGREED, here)
    for word in ("是", "同意", "I agree"):
        assert after(AGREED, asks, here, Typed(word)).answers == {"it": True}
    for word in ("否", "不同意"):
        no = refused(turn(AGREED, asks, Typed(word), here))
        assert no.startswith("须同意“此项”才能提交")


@pytest.mark.parametrize(
    ("count", "why"), [("1", "不能小于 2。"), ("2", ""), ("4", ""), ("5", "不能大于 4。")]
)
def test_a_number_lies_between_its_bounds(count: str, why: str) -> None:
    form, here = one(FieldKind.NUMBER, at_least=2, at_most=4), world()
    taken = turn(form, begin(form, here), Typed(count), here)
    assert why in refused(taken) if why else taken.draft.answers == {"it": int(count)}


def test_what_has_a_form_of_its_own_is_written_in_it_or_refused_with_the_article() -> None:
    form, here = one(FieldKind.TEXT, format="last_four", article="9"), world()
    asks = begin(form, here)
    assert after(form, asks, here, Typed("123x")).answers == {"it": "123X"}
    assert refused(turn(form, asks, Typed("12"), here)) == (
        "请填写证件号码的后四位，如“1234”；几位人员按姓名顺序填写，用顿号隔开。（依据：9）"
    )


def test_a_photo_sent_twice_is_one_and_one_too_many_is_not_taken() -> None:
    form = one(FieldKind.FILES, at_most=2)
    about = asked(form, world(), {"picked": PHOTOS})
    again = FILES.attached(about, 7, "大门口.jpg", "image/jpeg", 1)
    assert again == Ongoing({"picked": [PHOTOS[1], {"id": 7, "name": "大门口.jpg"}]})
    assert said(FILES.attached(about, 8, "三.jpg", "image/jpeg", 1)).startswith("最多")


def test_a_word_that_is_no_photo_is_answered_so() -> None:
    form, here = one(FieldKind.FILES), world()
    assert "请发送照片或 PDF" in refused(turn(form, begin(form, here), Typed("好"), here))


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (FieldKind.YES_NO, True, "是"),
        (FieldKind.YES_NO, False, "否"),
        (FieldKind.TEXT, "蓝色书包", "蓝色书包"),
        (FieldKind.NUMBER, 3, "3"),
        (FieldKind.DAY, "2026-03-10", "3月10日（周二）"),
        (FieldKind.FILES, PHOTOS, "2 个文件：门口.jpg、表.pdf"),
    ],
)
def test_an_answer_reads_like_this_in_the_summary(
    kind: FieldKind, value: Any, read: str
) -> None:
    assert said(KINDS[kind].render(asked(one(kind), world()), value)) == read


@pytest.mark.parametrize("key", ["copy", "purpose", "span"])
def test_done_said_to_an_answer_that_was_to_be_changed_leaves_it(key: str) -> None:
    here = world()
    summary = typed_until(FOOTAGE, here, "review")
    kept = after(FOOTAGE, summary, here, Change(key), Done())
    assert (kept.at, kept.answers) == (summary.at, summary.answers)


def test_done_said_to_a_number_leaves_it() -> None:
    form, here = one(FieldKind.NUMBER), world()
    counted = after(form, begin(form, here), here, Typed("3"))
    assert after(form, counted, here, Change("it"), Done()).answers == {"it": 3}


@pytest.mark.parametrize(
    ("when", "answers", "asks"),
    [
        ({"kind": "lost"}, {"kind": "lost"}, True),
        ({"kind": ["lost", "stolen"]}, {"kind": "stolen"}, True),
        ({"kind": ["lost", "stolen"]}, {"kind": "other"}, False),
        ({"kind": "lost"}, {"kind": ["other", "lost"]}, True),
        ({"kind": ["lost", "stolen"]}, {"kind": ["other", "stolen"]}, True),
        ({"kind": ["lost", "stolen"]}, {"kind": ["other"]}, False),
        ({"kind": "lost"}, {}, False),
    ],
)
def test_a_question_follows_from_an_answer_or_from_one_of_several(
    when: dict[str, Any], answers: dict[str, Any], asks: bool
) -> None:
    form = Form(
        id="x",
        title=Label("x"),
        fields=(
            field("kind", FieldKind.CHOICES, "事由"),
            field("more", FieldKind.TEXT, "详情", when=when),
        ),
    )
    assert ("more" in [f.key for f in shown(form, answers)]) == asks


@pytest.mark.parametrize(
    ("words", "parties"),
    [
        ("舒望", ["舒望"]),
        ("舒望老师", ["舒望"]),
        ("高二级部舒望", ["舒望"]),
        ("教务处 澹台和主任", ["教务处", "澹台和"]),
        ("李雷主任", ["李雷"]),  # there are two, and both are called so
        ("舒望、舒望老师、赵某", ["舒望", "赵某"]),
        ("周去老师", ["周去老师"]),  # has left: nobody here
        ("校外司机", ["校外司机"]),
        ("2026", ["2026"]),  # the number of a student, whoever of the staff has that number
    ],
)
def test_a_colleague_who_is_concerned_is_written_down_as_the_list_calls_him(
    words: str, parties: list[str]
) -> None:
    """By that name he is known later, and neither signs nor looks."""
    form = one(FieldKind.NAMES)
    clerk = replace(PEOPLE[1], id=PersonId("2026"), name="申时")
    here = world(directory=Directory((*PEOPLE, clerk)))
    assert after(form, begin(form, here), here, Typed(words)).answers == {"it": parties}
