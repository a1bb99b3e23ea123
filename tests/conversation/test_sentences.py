"""One sentence begins a form: what is said is filled in, what could mean two things is asked.

The tables in `sentences/` were written before anything read them: `held` was kept apart until the
reader stood, the others came after that. docs/packs.md says how each was read at first.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.fields import KINDS
from bot.conversation.form import FieldKind
from bot.conversation.reading import CATEGORY, KIND, PLACE, SPAN, WISH, read
from bot.conversation.sentence import begun, chosen, still_open
from bot.conversation.standing import asked_about, troubles
from bot.conversation.turns import Chosen, Done, Draft, Typed, turn
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy, Directory
from tests.conversation.school import FOOTAGE, QIAO, WEDNESDAY, one, spoken, world
from tests.conversation.spoken import Score, forms, lines, total, world_at
from tests.examples import examples

TUNED = ("taishan", "lingnan")
LATER = ("held_taishan", "held_lingnan", "fresh_taishan", "fresh_lingnan", "blind", "last")
ENGLISH = ("english",)


# Said, and asked all the same: `nothing` of it began a form.
NOT_HEARD = {
    "学生昨天中午12点到1点在食堂被高年级的打了": ["reason"],
    "昨天下午3点到4点女厕所门口有人偷拍": ["nothing", "purpose", "span"],
    "想看下昨天晚上9点到9点20女生宿舍楼道谁在吵": ["purpose"],
    "学生饭卡丢了，只记得是昨天中午": ["nothing", "for_student", "purpose", "reason", "day"],
    "办公楼昨天夜里一点到两点有可疑人员": ["span"],
}


@pytest.mark.parametrize("names", [TUNED, LATER, ENGLISH], ids=lambda names: names[0])
def test_what_a_sentence_says_is_filled_in_and_nothing_else(names):
    score = total(*names)
    assert score.wrong == []
    said = {line.text for name in names for line in lines(name)}
    assert left_by_sentence(score) == {
        text: keys for text, keys in NOT_HEARD.items() if text in said
    }


def left_by_sentence(score: Score) -> dict[str, list[str]]:
    left: dict[str, list[str]] = {}
    for what in score.left:
        text, _, key = what.partition(": ")
        left.setdefault(text, []).append(key.split()[0])
    return left


def test_there_are_enough_of_them():
    assert sum(len(lines(name)) for name in (*TUNED, *LATER)) >= 300
    assert sum(len(lines(name)) for name in ENGLISH) == 20


def of(text: str, school: str = "taishan", *, staff: bool = False):
    found = chosen(text, forms(school), world_at(school, staff))
    assert found
    return found[1]


def test_who_has_no_class_speaks_for_no_student_and_may_want_a_copy():
    said = of("昨天下午3点到4点学生在食堂丢了手机，需要拷贝", staff=True).answers
    assert said["copy"] is True
    assert "for_student" not in said


PHONE = "昨天下午三点到四点食堂二楼有学生丢了手机，想看一下"


def test_only_what_is_missing_is_asked():
    here, form = world_at("taishan"), forms("taishan")["footage"].form
    draft = begun(form, here, of(PHONE))
    assert draft.at == "students"
    assert still_open(form, here, draft) == 4
    for said in (Typed("G1-03-17"), Typed("看谁从三号桌上拿走了手机"), Done(), Chosen("yes")):
        taken = turn(form, draft, said, here)
        assert taken.problem is None
        draft = taken.draft
    assert draft.at_review
    assert not troubles(form, draft, here)


def test_of_two_readings_neither_is_taken_and_the_certain_part_stays():
    here, form = world_at("taishan"), forms("taishan")["footage"].form
    reading = of("昨天3点食堂丢手机")
    draft = begun(form, here, reading)
    assert (draft.at, dict(draft.partial)) == ("span", {"day": "2026-03-10"})
    assert "凌晨还是下午" in spoken(reading.unclear["span"])
    taken = turn(form, draft, Typed("下午3点到4点"), here)
    assert taken.draft.answers["span"]["from"].startswith("2026-03-10T15:00")


def test_what_lasts_until_now_ends_now_and_a_search_that_does_is_no_end():
    reading = of("今天上午8点到现在食堂门口一直有人打架")
    assert reading.answers["span"] == {
        "from": "2026-03-11T08:00:00+08:00",
        "to": "2026-03-11T10:20:00+08:00",
    }
    for words in ("到现在没找到，想看监控", "想看监控，从昨天到现在都没找到"):
        searched = of(f"昨天下午3点在食堂丢了手机，{words}")
        assert searched.partial["span"] == {
            "day": "2026-03-10",
            "part": "afternoon",
            "start": 900,
        }


def test_a_childs_name_is_not_kept_and_it_is_said_why():
    reading = of("学生张伟昨天下午3点到4点在食堂丢了手机")
    assert "张伟" not in str(dict(reading.answers))
    assert "“张伟”像是学生姓名" in spoken(reading.unclear["purpose"])


def test_a_colleague_may_be_named():
    text = "昨天下午3点到4点食堂丢了手机，舒望同学们都看见了"
    assert of(text).answers["purpose"] == text


NOT_KEPT = "“张伟”像是学生姓名，这句话没有记下。请改用编号或代号再写。"
HALF_PAST = {"day": "2026-03-10"}
# What a sentence says by halves: why each question is asked, and what is kept for it.
ASKED_BACK = [
    (
        "昨天下午3点到4点食堂打架吗，学生摔倒后丢了手机",
        {"reason": "听到了几种情况：财物遗失、被盗；意外伤害。请选最主要的一种。"},
        {},
    ),
    (
        "教学楼四楼昨天下午两点到三点玻璃被砸了",
        {
            "zones": "“教学楼四楼”有好几处：教学楼四、五楼；教学楼三、四楼；"
            "教学楼四楼（高二、高三级部共用走廊）。请写明是哪一个。"
        },
        {},
    ),
    (
        "教学楼二楼或三楼昨天下午两点到三点玻璃被砸了",
        {
            "zones": "“教学楼二楼、三楼”有好几处：教学楼一、二楼；教学楼三、四楼。请写明是哪一个。"
        },
        {},
    ),
    (
        "实验楼或者食堂昨天下午两点到三点玻璃被砸了",
        {
            "zones": "“实验楼、食堂”有好几处：实验楼一、二楼；实验楼三、四楼；餐厅。"
            "请写明是哪一个。"
        },
        {},
    ),
    (
        "食堂附近昨天下午3点到4点丢了手机",
        {"zones": "“餐厅”只是附近的地标，还是要看的地方？请选定地点。"},
        {},
    ),
    (
        "昨天3点食堂丢了一部手机",
        {"span": "“3点”是凌晨还是下午？请写“下午3点”或 24 小时制的时间。"},
        {"span": HALF_PAST},
    ),
    (
        "昨天2点到3点和5点到6点食堂丢了手机",
        {
            "span": "听到了不止一个时间，请只写要看的那一段，如“3月2日 15:00-16:00”。",
        },
        {"span": HALF_PAST},
    ),
    (
        "昨天之前食堂丢了一部手机",
        {"span": "时间请写确切，不用“左右”“大概”，如“15:00-16:00”。"},
        {},
    ),
    ("2月30日下午3点到4点食堂丢了手机", {"span": "没有2月30日这一天，请核对日期。"}, {}),
    (
        "我们班教室昨天下午第八节课丢了班费",
        {"span": "作息表里没有第8节，请直接写几点到几点。"},
        {"span": {"day": "2026-03-10", "part": "afternoon"}},
    ),
    (
        "15:00-16:00食堂丢了一部手机",
        {},
        {"span": {"start": 900, "end": 960}},
    ),
    ("下午食堂丢了一部白色手机", {}, {"span": {"part": "afternoon"}}),
    (
        "学生昨天下午3点在食堂丢了手机",
        {},
        {"span": {"day": "2026-03-10", "part": "afternoon", "start": 900}},
    ),
    (
        "1月5日下午三点到四点食堂学生丢手机",
        {
            "span": "这里的录像只保存 30 天，1月5日（周一）15:00的已被覆盖。"
            "现在最早能看到 2月9日（周一）10:20。"
        },
        {},
    ),
    (
        "明天下午3点到4点食堂丢了手机，想看监控",
        {
            "span": "3月12日（周四）16:00还没有到，没有录像可看。"
            "请填写 3月11日（周三）10:20 之前的时间。"
        },
        {},
    ),
    (
        "G1-05-02昨天下午三点到四点在食堂丢了手机",
        {
            "students": "G1-05-02 不在您任班主任的班级；学生查看监控，只能由该生班主任申请、代查，"
            "请转告其班主任。班主任不在的，由级部主任指定代理。（第三条第2款）"
        },
        {},
    ),
    (
        "学生张伟昨天下午3点到4点在食堂，想看看谁拿走了书包和手机",
        {"content": NOT_KEPT, "purpose": NOT_KEPT},
        {},
    ),
    (
        "昨天下午3点到4点食堂，想看看是谁总在打电话13812345678",
        {"purpose": "请勿填写手机号码；确需注明的，只写后四位。"},
        {},
    ),
    (
        "昨天下午3点到4点食堂丢手机，我电话13812345678",
        {"purpose": "请勿填写手机号码；确需注明的，只写后四位。"},
        {},
    ),
]


@pytest.mark.parametrize("text, why, kept", ASKED_BACK)
def test_what_is_half_said_is_asked_first_and_it_is_said_why(text, why, kept):
    here, form, reading = world_at("taishan"), forms("taishan")["footage"].form, of(text)
    assert {key: spoken(saying) for key, saying in reading.unclear.items()} == why
    assert reading.partial == kept
    assert not {*why, *kept} & {*reading.answers}
    draft = begun(form, here, reading)
    first = next(iter([*kept, *why]))
    if first != "students":  # of whom it is not known yet whether he is asked about
        assert (draft.at, dict(draft.partial)) == (first, kept.get(first, {}))
    assert not {*why, *kept} & {*draft.skipped}


# Which form a sentence begins; nothing where two may be meant alike.
BEGUN = [
    ("想看一下食堂", "footage"),
    ("想看食堂监控", "footage"),
    ("食堂监控黑屏了", "fault"),
    ("食堂摄像头坏了，没有回放", "fault"),
    ("食堂监控看不清，手机丢了", ""),
    ("昨天下午3点到4点食堂停电，门被砸坏了，报修", "fault"),
    ("教学楼的投影没画面了", ""),
    ("食堂", ""),
    ("食堂丢了手机" + "，" * 494, "footage"),
    ("食堂丢了手机" + "，" * 495, ""),
]


@pytest.mark.parametrize("text, kind", BEGUN)
def test_which_form_a_sentence_begins(text, kind):
    found = chosen(text, forms("taishan"), world_at("taishan"))
    assert (found[0] if found else "") == kind


def test_what_speaks_for_a_form_is_told():
    assert of(PHONE).evidence == {PLACE, SPAN, CATEGORY, WISH}
    wished = of("想看食堂监控")
    assert wished.evidence == {PLACE, KIND, WISH}
    assert (wished.answers, wished.unclear) == ({"zones": ["B-Z06"]}, {})


def test_one_thing_that_is_only_wondered_about_is_neither_taken_nor_asked_about():
    reading = of("昨天下午3点到4点食堂打架吗，学生摔倒了")
    assert "reason" not in {*reading.answers, *reading.unclear}


def test_own_words_of_a_wish_go_only_where_the_form_says():
    reading = read("昨天下午3点到4点食堂丢了手机，想看看是谁拿走了我的手机", FOOTAGE, world())
    assert "purpose" not in reading.answers


def test_who_stands_in_for_a_reason_says_it_in_one_sentence():
    tan = Person(id=PersonId("tan"), name="澹台和", unit="教务处")
    ends = WEDNESDAY + timedelta(days=9)
    named_by = Deputy(of=QIAO.id, by=tan.id, start=WEDNESDAY, end=ends, reason="产假")
    here = world(
        students=world_at("taishan").students,
        requester=tan,
        directory=Directory((QIAO, tan), (named_by,)),
    )
    reading = read("G1-03-17丢了手机", one(FieldKind.NAMES, codes="own"), here)
    assert reading.answers == {"it": ["G1-03-17"], "it_text": "产假"}


def test_more_places_than_a_form_takes_are_asked_and_cameras_are_left_out():
    here, form = world_at("taishan"), forms("taishan")["footage"].form
    one_each = replace(
        form,
        fields=tuple(
            replace(f, at_most=1) if f.key in ("zones", "cameras") else f for f in form.fields
        ),
    )
    places = read("昨天下午3点到4点食堂和操场丢了手机", one_each, here)
    assert spoken(places.unclear["zones"]) == "最多选 1 项。"
    cameras = read("昨天下午3点到4点食堂二楼丢了手机", one_each, here)
    assert cameras.answers["zones"] == ["B-Z06"]
    assert "cameras" not in {*cameras.answers, *cameras.unclear}


def test_what_is_planned_is_no_time_of_footage():
    form = one(FieldKind.SPAN, ahead=True)
    reading = read("明天下午3点到4点操场开会", form, world_at("taishan"))
    assert (reading.answers, reading.unclear, reading.partial) == ({}, {}, {})


BITS = (
    "昨天", "下午", "3点", "三点半", "到", "食堂", "二楼", "教学楼四楼", "不是", "打架", "丢了",
    "G1-03-17", "第3节", "周一", "3月2日", "32日", "13812345678", "学生张伟", "ct", "canting",
    "，", "。", " ", "\x00",
)  # fmt: skip
WORDS = st.sampled_from([*(line.text for name in TUNED for line in lines(name)), *BITS])
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map("".join))


@settings(max_examples=examples(150), deadline=None)
@given(text=TEXTS, school=st.sampled_from(("taishan", "lingnan")))
def test_any_text_is_read_and_every_answer_can_stand(text, school):
    here = world_at(school)
    for begins in forms(school).values():
        reading = read(text, begins.form, here, begins.words)
        fields = {f.key: f for f in begins.form.fields}
        for key, value in reading.answers.items():
            if key in fields:
                asked = asked_about(
                    begins.form, fields[key], Draft(answers=reading.answers), here
                )
                assert KINDS[fields[key].kind].check(asked, value) is None
        begun(begins.form, here, reading)
        for saying in reading.unclear.values():
            spoken(saying)
