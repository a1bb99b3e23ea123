"""One sentence begins a form: what is said is filled in, what could mean two things is asked.

The tables in `sentences/` were written before anything read them: `held` was kept apart until the
reader stood, the others came after that. docs/packs.md says how each was read at first.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.fields import KINDS
from bot.conversation.reading import read
from bot.conversation.sentence import begun, chosen, still_open
from bot.conversation.standing import asked_about, troubles
from bot.conversation.turns import Chosen, Done, Draft, Typed, turn
from tests.conversation.school import spoken
from tests.conversation.spoken import forms, lines, total, world_at
from tests.examples import examples

TUNED = ("taishan", "lingnan")
LATER = ("held_taishan", "held_lingnan", "fresh_taishan", "fresh_lingnan", "blind", "last")
ENGLISH = ("english",)


@pytest.mark.parametrize("names", [TUNED, LATER, ENGLISH], ids=lambda names: names[0])
def test_what_a_sentence_says_is_filled_in_and_nothing_else(names):
    score = total(*names)
    assert score.wrong == []
    assert score.accuracy >= 0.95, score.left


def test_there_are_enough_of_them():
    assert sum(len(lines(name)) for name in (*TUNED, *LATER)) >= 300
    assert sum(len(lines(name)) for name in ENGLISH) == 20


def of(text: str, school: str = "taishan", *, staff: bool = False):
    found = chosen(text, forms(school), world_at(school, staff))
    assert found
    return found[1]


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


def test_a_place_in_two_zones_is_asked():
    why = spoken(of("教学楼四楼昨天下午两点到三点玻璃被砸了").unclear["zones"])
    assert why.startswith("“教学楼四楼”有好几处")
    assert "教学楼四、五楼" in why
    assert "教学楼三、四楼" in why


def test_a_childs_name_is_not_kept_and_it_is_said_why():
    reading = of("学生张伟昨天下午3点到4点在食堂丢了手机")
    assert "张伟" not in str(dict(reading.answers))
    assert "“张伟”像是学生姓名" in spoken(reading.unclear["purpose"])


def test_a_colleague_may_be_named():
    text = "昨天下午3点到4点食堂丢了手机，舒望同学们都看见了"
    assert of(text).answers["purpose"] == text


def test_a_telephone_number_is_not_kept():
    reading = of("昨天下午3点到4点食堂丢手机，我电话13812345678")
    assert "13812345678" not in str(dict(reading.answers))
    assert "purpose" in reading.unclear


def test_a_student_of_another_class_is_not_taken_and_it_is_said_why():
    reading = of("G1-05-02昨天下午三点到四点在食堂丢了手机")
    assert "students" not in reading.answers
    assert "students" in reading.unclear


def test_footage_that_is_gone_is_said_at_once():
    here, form = world_at("taishan"), forms("taishan")["footage"].form
    reading = of("1月5日下午三点到四点食堂学生丢手机")
    assert "已被覆盖" in spoken(reading.unclear["span"])
    assert begun(form, here, reading).at == "span"


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
