"""The boxes of each kind of question: what stands in them, and what somebody's entries mean."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.approvals.policy import named
from bot.conversation import boxes
from bot.conversation.asked import Asked, Ongoing, Reply, Settled, problem
from bot.conversation.form import FieldKind
from bot.conversation.picks import token
from bot.conversation.turns import Attached
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy, Directory
from tests.conversation.school import QIAO, REASONS, one, world

LONG = "教学楼四楼西、五楼"  # an id in Chinese
ME = {"id": "qiao", "name": "乔木（演示）"}
LEI = {"id": "li-2", "name": "李雷"}
GUEST = {"id": "", "name": "来宾"}


def asked(kind: FieldKind, value: Any = None, own: str = "", **more: Any) -> Asked:
    form = one(kind, **more)
    given = {"it": value} if value is not None else {}
    words = {"it_text": own} if own else {}
    return Asked(
        field=form.fields[0], form=form, world=world(), answers=given | words, partial={}
    )


@pytest.mark.parametrize(
    ("question", "stands"),
    [
        (asked(FieldKind.CHOICE, options=REASONS), {}),
        (asked(FieldKind.CHOICE, "lost", options=REASONS), {"": ["lost"]}),
        (
            asked(FieldKind.CHOICE, "other", own="找班旗", options=REASONS),
            {"": ["other"], "other": ["找班旗"]},
        ),
        (asked(FieldKind.CHOICES, options=REASONS), {}),
        (
            asked(FieldKind.CHOICES, ["lost", "injury"], options=REASONS),
            {"": ["lost", "injury"]},
        ),
        (asked(FieldKind.YES_NO, True), {"": ["yes"]}),
        (asked(FieldKind.YES_NO, False), {"": ["no"]}),
        (asked(FieldKind.TEXT, "书包"), {"": ["书包"]}),
        (asked(FieldKind.ZONES, ["B-Z06", LONG]), {"": ["B-Z06", token(LONG)]}),
        (asked(FieldKind.CAMERAS, ["C-01"]), {"": ["C-01"]}),
        (
            asked(
                FieldKind.SPAN,
                {"from": "2026-03-10T07:00:00+00:00", "to": "2026-03-10T16:30:00+08:00"},
            ),
            {"from": ["2026-03-10T15:00"], "to": ["2026-03-10T16:30"]},
        ),
        (asked(FieldKind.MOMENT, "2026-03-10T07:00:00+00:00"), {"": ["2026-03-10T15:00"]}),
        (asked(FieldKind.DAY, "2026-03-10"), {"": ["2026-03-10"]}),
        (
            asked(FieldKind.PEOPLE, [ME, LEI, GUEST]),
            {"": ["总务处李雷", "来宾"], "me": ["yes"]},
        ),
        (asked(FieldKind.PEOPLE, [{"id": "shu", "name": "舒望"}]), {"": ["舒望"]}),
        (asked(FieldKind.PEOPLE, [ME]), {"me": ["yes"]}),
        (
            asked(FieldKind.NAMES, ["甲", "乙"], own="班主任外出"),
            {"": ["甲、乙"], "why": ["班主任外出"]},
        ),
        (asked(FieldKind.FILES, [{"id": 7, "name": "a.png"}]), {}),
        (asked(FieldKind.NUMBER, 3), {"": ["3"]}),
        (asked(FieldKind.NUMBER, 0), {"": ["0"]}),
    ],
)
def test_what_stands_in_them(question: Asked, stands: Mapping[str, list[str]]) -> None:
    assert boxes.filled(question) == stands


SPAN = {"from": ["2026-03-10T15:00"], "to": ["2026-03-10T16:30"]}
TOO_FAR = problem("too_far", when=date(2100, 12, 31))
SPANNED = {"from": "2026-03-10T15:00:00+08:00", "to": "2026-03-10T16:30:00+08:00"}


@pytest.mark.parametrize(
    ("question", "written", "meant"),
    [
        (asked(FieldKind.CHOICE, options=REASONS), {}, Settled(None)),
        (asked(FieldKind.CHOICE, options=REASONS), {"": ["lost"]}, Settled("lost")),
        (
            asked(FieldKind.CHOICE, options=REASONS),
            {"": ["gone"]},
            problem("no_such_option"),
        ),
        (
            asked(FieldKind.CHOICE, options=REASONS),
            {"": ["other"], "other": ["找班旗"]},
            Settled("other", own_words="找班旗"),
        ),
        (
            asked(FieldKind.CHOICE, options=REASONS),
            {"other": ["找班旗"]},
            Settled("other", own_words="找班旗"),
        ),
        (
            asked(FieldKind.CHOICE, options=REASONS),
            {"": ["other"], "other": ["财物遗失"]},  # own words, though an option is called so
            Settled("other", own_words="财物遗失"),
        ),
        (
            asked(FieldKind.CHOICE, options=REASONS),
            {"": ["other"]},
            problem("own_words_needed"),
        ),
        (
            asked(FieldKind.CHOICE, options=REASONS[:2]),
            {"other": ["找班旗"]},
            problem("no_such_option"),
        ),
        (
            asked(FieldKind.CHOICES, options=REASONS),
            {"": ["injury", "lost"]},
            Settled(["lost", "injury"]),
        ),
        (
            asked(FieldKind.CHOICES, options=REASONS),
            {"": ["injury", "gone"]},
            problem("no_such_option"),
        ),
        (asked(FieldKind.CHOICES, options=REASONS), {"other": ["x"]}, problem("pick_one")),
        (asked(FieldKind.ZONES), {"": [token(LONG)]}, Settled([LONG])),
        (asked(FieldKind.YES_NO), {"": ["no"]}, Settled(False)),
        (asked(FieldKind.TEXT), {"": ["书包"]}, Settled("书包")),
        # own words before a ready-made sentence that was ticked as well
        (asked(FieldKind.TEXT, options=REASONS), {"phrase": ["injury"]}, Settled("意外伤害")),
        (
            asked(FieldKind.TEXT, options=REASONS),
            {"": ["书包"], "phrase": ["injury"]},
            Settled("书包"),
        ),
        (asked(FieldKind.NUMBER), {"": ["3"]}, Settled(3)),
        (asked(FieldKind.SPAN), SPAN, Settled(SPANNED)),
        (asked(FieldKind.SPAN), {"from": SPAN["from"]}, problem("both_ends")),
        (asked(FieldKind.SPAN), {"to": SPAN["to"]}, problem("both_ends")),
        (asked(FieldKind.SPAN), {**SPAN, "to": ["后来"]}, problem("unreadable_time")),
        (asked(FieldKind.SPAN), {**SPAN, "from": ["早先"]}, problem("unreadable_time")),
        (
            asked(FieldKind.MOMENT),
            {"": ["2026-03-10T15:00"]},
            Settled("2026-03-10T15:00:00+08:00"),
        ),
        (asked(FieldKind.MOMENT), {"": ["后来"]}, problem("unreadable_time")),
        (asked(FieldKind.MOMENT), {"": ["1999-12-31T15:00"]}, problem("unreadable_time")),
        # of a year being typed a picker leaves the first digits
        (asked(FieldKind.DAY), {"": ["2026-03-10"]}, Settled("2026-03-10")),
        (asked(FieldKind.DAY), {"": ["2000-01-01"]}, Settled("2000-01-01")),
        (asked(FieldKind.DAY), {"": ["2100-12-31"]}, TOO_FAR),
        (asked(FieldKind.DAY), {"": ["1999-12-31"]}, problem("unreadable_time")),
        (asked(FieldKind.DAY), {"": ["2101-01-01"]}, problem("unreadable_time")),
        (asked(FieldKind.DAY), {"": ["后来"]}, problem("unreadable_time")),
        (
            asked(FieldKind.PEOPLE, at_most=3),
            {"me": ["yes"], "": ["总务处李雷", "来宾"]},
            Settled([ME, LEI, GUEST]),
        ),
        (asked(FieldKind.PEOPLE), {"me": ["yes"]}, Settled([ME])),
        (asked(FieldKind.PEOPLE), {"": ["来宾"]}, Settled([GUEST])),
        (asked(FieldKind.NAMES), {"": ["甲、乙"]}, Settled(["甲", "乙"])),
        (asked(FieldKind.NAMES), {"": ["甲"], "why": ["外出培训"]}, Settled(["甲"])),
        (asked(FieldKind.FILES), {}, Settled(None)),
    ],
)
def test_what_entries_mean(question: Asked, written: boxes.Boxes, meant: Reply) -> None:
    assert boxes.read(question, written) == meant


def test_who_stands_in_says_why_in_a_box_of_its_own() -> None:
    tan = Person(id=PersonId("tan"), name="澹台和", unit="教务处")
    now = world().now
    named_by = Deputy(of=QIAO.id, by=tan.id, start=now, end=now + timedelta(days=9))
    school = world(
        students=named("k12_ta_2024").students,
        requester=tan,
        directory=Directory((QIAO, tan), (named_by,)),
    )
    question = replace(asked(FieldKind.NAMES, codes="own"), world=school)
    code = {"": ["G1-03-17"]}
    assert boxes.read(question, code) == Ongoing({"codes": ["G1-03-17"]})
    assert boxes.read(question, {**code, "why": ["外出培训"]}) == Settled(
        ["G1-03-17"], own_words="外出培训"
    )
    assert boxes.read(question, {**code, "why": ["1"]}) == problem("own_words_needed")


def test_files_come_to_those_that_stand_and_are_taken_away_one_by_one() -> None:
    first, second = {"id": 7, "name": "a.png"}, {"id": 8, "name": "b.png"}
    question = asked(FieldKind.FILES, [first, second], at_most=2)
    new = Attached(id=9, name="c.png", mime="image/png", size=10)
    assert boxes.read(question, {}) == Settled([first, second])
    assert boxes.read(question, {"drop": ["7"]}) == Settled([second])
    assert boxes.read(question, {"drop": ["7"]}, [new]) == Settled(
        [second, {"id": 9, "name": "c.png"}]
    )
    assert boxes.read(question, {"drop": ["7", "8"]}) == Settled(None)
    many = boxes.read(question, {}, [new])
    assert many == problem("too_many", at_most=2)


def test_what_a_browser_sends_of_one_question() -> None:
    sent = {
        "it": ["一行\r\n两行", " "],
        "it.other": ["  "],
        "it.from": [],
        "it.to": ["2026-03-10T16:30"],
        "it.why": ["代"],
        "it.me": ["yes"],
        "it.drop": ["7", "8"],
        "it.phrase": ["属实"],
        "it.more": ["x"],
        "item": ["x"],
    }
    assert boxes.entries(sent, "it") == {
        "": ["一行\n两行"],
        "phrase": ["属实"],
        "to": ["2026-03-10T16:30"],
        "why": ["代"],
        "me": ["yes"],
        "drop": ["7", "8"],
    }
    assert boxes.entries({}, "it") == {}
    assert boxes.one({"": ["a", "b"]}) == "a"
    assert boxes.one({"": ["a"], "to": ["c"]}, "to") == "c"
    assert boxes.one({"": []}) == boxes.one({}) == ""
