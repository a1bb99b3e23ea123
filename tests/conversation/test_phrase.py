"""Times as people write them. Base: Wednesday 11 March 2026, unless the table says otherwise."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.dates import Today, Unclear
from bot.conversation.form import FieldKind
from bot.conversation.phrase import Heard, listen, minutes_ago
from bot.conversation.turns import Typed, begin, review, turn
from tests.conversation.school import PERIODS, SHANGHAI, VOICES, one, world
from tests.examples import examples

WEDNESDAY = date(2026, 3, 11)

# What is typed | day, part of the day, start, end. A time past midnight is 24:00 and more.
HEARD = """
今天 | 03-11
今日 | 03-11
昨天 | 03-10
昨日 | 03-10
前天 | 03-09
大前天 | 03-08
3天前 | 03-08
三天前 | 03-08
两天前 | 03-09
10天以前 | 03-01
昨天下午 | 03-10 afternoon
前天上午 | 03-09 morning
今早 | 03-11 morning
昨晚 | 03-10 evening
昨夜 | 03-10 night
前晚 | 03-09 evening
昨天傍晚 | 03-10 evening
昨天凌晨 | 03-10 dawn
今天中午 | 03-11 noon
周一 | 03-09
星期一 | 03-09
礼拜一 | 03-09
周三 | 03-11
周五 | 03-06
星期天 | 03-08
周日 | 03-08
上周三早上 | 03-04 morning
上周三 | 03-04
上周日 | 03-08
上上周一 | 02-23
上上上周三 | 02-18
上个星期五 | 03-06
上个礼拜二 | 03-03
这周一 | 03-09
本周二 | 03-10
3月2日 | 03-02
3月2号 | 03-02
三月二日 | 03-02
3月2 | 03-02
3/2 | 03-02
03/02 | 03-02
2026年3月2日 | 03-02
二〇二六年三月二日 | 03-02
2026-03-02 | 03-02
2026/3/2 | 03-02
2026.3.2 | 03-02
26年3月2日 | 03-02
今年2月28日 | 02-28
去年11月20日 | 2025-11-20
11月20日下午 | 2025-11-20 afternoon
12月30日 | 2025-12-30
5号 | 03-05
五号 | 03-05
11号 | 03-11
5月10日 | 05-10
5月11日 | 2025-05-11
本月2日 | 03-02
这个月2号 | 03-02
上个月20号 | 02-20
上月20日 | 02-20
3月2日（周一） | 03-02
3月2日周一 | 03-02
3月8日（周日） | 03-08
昨天下午3点到4点 | 03-10 afternoon 15:00 16:00
昨天下午三点到四点 | 03-10 afternoon 15:00 16:00
昨天下午3点至4点 | 03-10 afternoon 15:00 16:00
昨天下午3-4点 | 03-10 afternoon 15:00 16:00
昨天下午三到四点 | 03-10 afternoon 15:00 16:00
从昨天下午3点到4点 | 03-10 afternoon 15:00 16:00
昨天下午的3点到4点之间 | 03-10 afternoon 15:00 16:00
昨天下午3点到下午4点 | 03-10 afternoon 15:00 16:00
昨天下午3点半到4点 | 03-10 afternoon 15:30 16:00
昨天下午3点一刻到3点三刻 | 03-10 afternoon 15:15 15:45
昨天下午三点零五到三点半 | 03-10 afternoon 15:05 15:30
昨天下午3点05分到3点20分 | 03-10 afternoon 15:05 15:20
昨天下午3点20到3点50 | 03-10 afternoon 15:20 15:50
昨天下午3点整到4点整 | 03-10 afternoon 15:00 16:00
昨天下午3点钟到4点钟 | 03-10 afternoon 15:00 16:00
昨天下午2:30-3:10 | 03-10 afternoon 14:30 15:10
昨天下午12点到1点 | 03-10 afternoon 12:00 13:00
昨天上午8点到9点 | 03-10 morning 08:00 09:00
昨天早上7点半到8点 | 03-10 morning 07:30 08:00
昨天上午11点到1点 | 03-10 morning 11:00 13:00
昨天上午10点到下午2点 | 03-10 morning 10:00 14:00
昨天上午10点到中午12点 | 03-10 morning 10:00 12:00
昨天中午12点到1点 | 03-10 noon 12:00 13:00
昨天中午11点半到12点半 | 03-10 noon 11:30 12:30
昨天傍晚6点到7点 | 03-10 evening 18:00 19:00
昨天晚上七点一刻 | 03-10 evening 19:15
昨晚9点到10点 | 03-10 evening 21:00 22:00
昨晚11点到12点 | 03-10 evening 23:00 24:00
昨晚23点到1点 | 03-10 evening 23:00 25:00
昨晚11点到1点 | 03-10 evening 23:00 25:00
昨晚11点到凌晨1点 | 03-10 evening 23:00 25:00
昨天下午3点到凌晨1点 | 03-10 afternoon 15:00 25:00
昨天06:01到凌晨6点 | 03-10 06:01 30:00
昨晚十点半到十一点 | 03-10 evening 22:30 23:00
昨天凌晨2点到3点 | 03-10 dawn 02:00 03:00
昨天凌晨0点到1点 | 03-10 dawn 00:00 01:00
昨天凌晨6点 | 03-10 dawn 06:00
昨天凌晨5点到12点 | 03-10 dawn 05:00 12:00
昨天18:00到8:00 | 03-10 18:00 32:00
2024年12月31日23:00到1月1日1:00 | 2024-12-31 23:00 25:00
昨天半夜11点到12点 | 03-10 night 23:00 24:00
昨天23:00到次日1:00 | 03-10 23:00 25:00
昨天23:00-1:00 | 03-10 23:00 25:00
昨天22:30到今天0:30 | 03-10 22:30 24:30
3月2日23:00到3月3日1:00 | 03-02 23:00 25:00
3月2日 15:00-16:00 | 03-02 15:00 16:00
3月2日15:00-16:00 | 03-02 15:00 16:00
3月2日15点到16点 | 03-02 15:00 16:00
3月2日15时至16时 | 03-02 15:00 16:00
3月2日15时30分至16时15分 | 03-02 15:30 16:15
3月2日，15:00到16:00 | 03-02 15:00 16:00
3/2 15:00~16:30 | 03-02 15:00 16:30
3/2 15:00—16:30 | 03-02 15:00 16:30
3/2 15:00－16:30 | 03-02 15:00 16:30
03-02 15:00-16:00 | 03-02 15:00 16:00
2026-03-02 15:00 - 16:00 | 03-02 15:00 16:00
2026-03-02 15:00 2026-03-02 16:00 | ?
2026-03-02T15:00 | 03-02 15:00
2026-03-02 15:00:00 | 03-02 15:00
3月2日（周一）15:00–16:00 | 03-02 15:00 16:00
３月２日　１５：００－１６：００ | 03-02 15:00 16:00
３月２日下午３点到４点 | 03-02 afternoon 15:00 16:00
周五 14:30-15:10 | 03-06 14:30 15:10
周五14:30-15:10 | 03-06 14:30 15:10
周五下午三点到四点 | 03-06 afternoon 15:00 16:00
上周五下午2点到3点 | 03-06 afternoon 14:00 15:00
1号15点30分到16时 | 03-01 15:30 16:00
今天8:00-8:45 | 03-11 08:00 08:45
今天8点到9点 | 03-11 08:00 09:00
今早7点到8点 | 03-11 morning 07:00 08:00
昨天03:00-04:00 | 03-10 03:00 04:00
昨天0:00-1:00 | 03-10 00:00 01:00
昨天9:00到10:30 | 03-10 09:00 10:30
昨天7点到19点 | 03-10 07:00 19:00
昨天下午3点1小时 | 03-10 afternoon 15:00 16:00
昨天下午3点开始半小时 | 03-10 afternoon 15:00 15:30
昨天下午3点起一个半小时 | 03-10 afternoon 15:00 16:30
昨天15:00持续45分钟 | 03-10 15:00 15:45
昨天15:00起2小时 | 03-10 15:00 17:00
昨天15:00起1.5小时 | 03-10 15:00 16:30
昨天15:00一刻钟 | 03-10 15:00 15:15
昨天15:00起2个钟头 | 03-10 15:00 17:00
昨天15:00起三刻钟 | 03-10 15:00 15:45
昨天15:00半个钟头 | 03-10 15:00 15:30
昨天15:00一共1个半小时 | 03-10 15:00 16:30
昨天15:59到16:00 | 03-10 15:59 16:00
昨天23:00到24:00 | 03-10 23:00 24:00
昨天7点 | 03-10 07:00
昨天06点 | 03-10 06:00
昨天一整天 | 03-10 00:00 24:00
昨天全天 | 03-10 00:00 24:00
昨天第三节 | 03-10 10:00 10:40
昨天第3节课 | 03-10 10:00 10:40
昨天第3-4节 | 03-10 10:00 11:30
昨天第三节到第四节 | 03-10 10:00 11:30
昨天早读到第3节 | 03-10 07:00 10:40
周五第四节 | 03-06 10:50 11:30
昨天早读 | 03-10 07:00 07:30
15:00-16:00 | - 15:00 16:00
下午2点半到3点 | - afternoon 14:30 15:00
晚上七点一刻 | - evening 19:15
下午 | - afternoon
15:00 | - 15:00
第3节 | - 10:00 10:40
15:00-16:00 昨天 | 03-10 15:00 16:00
15:00 昨天 | 03-10 15:00
today | 03-11
yesterday | 03-10
Yesterday | 03-10
the day before yesterday | 03-09
2 days ago | 03-09
yesterday 3pm-4pm | 03-10 15:00 16:00
yesterday 3-4pm | 03-10 15:00 16:00
yesterday 3:15 pm to 4 p.m. | 03-10 15:15 16:00
yesterday from 15:00 to 16:00 | 03-10 15:00 16:00
yesterday between 3pm and 4pm | 03-10 15:00 16:00
from 3pm to 4pm yesterday | 03-10 15:00 16:00
yesterday 11am-1pm | 03-10 11:00 13:00
yesterday noon to 1pm | 03-10 12:00 13:00
yesterday 12-1pm | 03-10 12:00 13:00
yesterday 12-1pm | 03-10 12:00 13:00
yesterday 12am-1am | 03-10 00:00 01:00
yesterday 12pm | 03-10 12:00
yesterday 3-4:30 p.m. | 03-10 15:00 16:30
yesterday 15:00 for 90 mins | 03-10 15:00 16:30
yesterday 15:00 for 1.5 hours | 03-10 15:00 16:30
yesterday 15:00 for half an hour | 03-10 15:00 15:30
yesterday 15:00 2h | 03-10 15:00 17:00
yesterday afternoon | 03-10 afternoon
this morning | 03-11 morning
last night 9pm to 10pm | 03-10 evening 21:00 22:00
last night 11pm to 1am | 03-10 evening 23:00 25:00
yesterday 15:00 for 30 minutes | 03-10 15:00 15:30
yesterday 3pm for an hour | 03-10 15:00 16:00
Friday 14:30-15:10 | 03-06 14:30 15:10
last Friday 10am-11am | 03-06 10:00 11:00
last Wednesday | 03-04
Wednesday | 03-11
Monday | 03-09
2 March 2024 | 2024-03-02
March 2, 2024 15:00-16:00 | 2024-03-02 15:00 16:00
2024: Sat 2 Mar 15:00–16:00 | 2024-03-02 15:00 16:00
this Monday | 03-09
this Friday | 03-13
2 March 15:00-16:00 | 03-02 15:00 16:00
March 2 15:00-16:00 | 03-02 15:00 16:00
Mar 2nd, 15:00-16:00 | 03-02 15:00 16:00
2nd of March 2026 15:00-16:00 | 03-02 15:00 16:00
Mon 2 Mar, 15:00–16:00 | 03-02 15:00 16:00
Fri 6 Mar, 23:00 – Sat 7 Mar, 01:00 | 03-06 23:00 25:00
2025: Tue 30 Dec 15:00–16:00 | 2025-12-30 15:00 16:00
Tue 30 Dec 2025, 15:00–16:00 | 2025-12-30 15:00 16:00
2025年12月30日（周二）15:00–16:00 | 2025-12-30 15:00 16:00
"""

# On other days the same words mean other days; the first column is the day they are said.
ELSEWHEN = """
2026-11-22 | 周五 | 11-20
2026-11-22 | 上周五 | 11-13
2026-11-22 | 这周五 | 11-20
2026-11-22 | 周日 | 11-22
2026-11-22 | 上周日 | 11-15
2026-11-22 | 昨天 | 11-21
2026-11-22 | 3月2日 | 03-02
2026-01-01 | 昨天 | 2025-12-31
2026-01-05 | 12月30日 | 2025-12-30
2026-01-05 | 上个月31号 | 2025-12-31
2026-03-01 | 前天 | 02-27
2028-03-01 | 昨天 | 2028-02-29
2028-03-01 | 2月29日 | 2028-02-29
2026-03-31 | 上月28日 | 02-28
2026-03-09 | 周一 | 03-09
2026-03-09 | 上周一 | 03-02
2026-03-09 | 周日 | 03-08
2026-03-09 | last Sunday | 03-08
2026-03-09 | last Friday | 03-06
2026-11-22 | last Friday | ?
"""

# What goes on until now, said at 10:20.
UNTIL_NOW = """
今天上午8点到现在 | 03-11 morning 08:00 10:20
今天8:00至今 | 03-11 08:00 10:20
今天8点一直到现在 | 03-11 08:00 10:20
今天8点截至目前 | 03-11 08:00 10:20
今天8:00-现在 | 03-11 08:00 10:20
昨晚10点到现在 | 03-10 evening 22:00 34:20
8点到现在 | 03-11 08:00 10:20
8:00到今天9:00 | ?
today 8am to now | 03-11 08:00 10:20
8点至今早9点 | ?
现在到9点 | ?
今天到现在 | ?
今天8点现在 | ?
今天8点到现在到11点 | ?
"""

UNCLEAR = {
    "unclear_time": (
        "三年级二班",
        "随便",
        "什么时候都行",
        "3.2 15:00",
        "15.00-16.00",
        "1500",
        "昨天下午3点20到50",
        "yesterday 11-1pm",
        "yesterday 11-12pm",
        "寒假前一周",
        "周一二",
        "前几天",
        "asdf",
        "？？？",
        "昨天15:00-16:00看书包" * 4,
    ),
    "unclear_span": (
        "昨天到今天",
        "昨天 前天",
        "3月2日到3月5日",
        "15:00-16:00-17:00",
        "昨天15:00 16:00",
        "昨天下午到晚上",
        "到",
        "昨天1小时",
        "昨天第3节到16:00",
        "第二天15:00",
        "昨天下午早上",
        "昨天3点下午",
        "昨天下午全天",
        "昨天15:00全天",
        "昨天全天到今天",
        "昨天全天2小时",
        "昨天15:00第3节",
        "昨天第3节第4节",
        "昨天第3节45分钟",
        "昨天第3节到今天第4节",
        "15:00昨天到16:00",
        "昨天23:00到今天次日1:00",
        "昨天23:00到1:00次日",
        "15:00到昨天16:00",
        "昨天15:00到17:00一小时",
        "昨天15:00起1小时16:00",
    ),
    "unclear_end": (
        "昨天下午3点到晚上",
        "昨天15:00到全天",
        "昨天15:00到次日",
        "昨天15:00到第3节",
        "昨天15:00到全天16:00",
        "15:00到昨天",
    ),
    "vague_time": ("昨天下午3点左右", "大概昨天下午", "昨天3点以后", "刚才", "around 3pm"),
    "which_half": (
        "昨天3点到4点",
        "昨天3点",
        "3:00-4:00",
        "周五三点到四点",
        "昨天9点到3点",
        "昨天12点到1点",
        "昨天6点",
        "昨天15:00-4:00",
        "昨天17:59到1:00",
    ),
    "hour_and_part": (
        "昨晚1点",
        "昨天凌晨12点",
        "昨天上午3点",
        "昨天下午11点",
        "昨天早上15:00",
    ),
    "no_such_day": ("2月30日", "13月2日", "2025年2月29日", "2026-13-01", "4/31", "32号"),
    "no_such_time": (
        *("昨天25:00", "昨天15:75", "昨天15:60", "昨天24:30", "昨天24:01", "昨天26点"),
        *("昨天13pm", "昨天13am", "昨天0pm"),
    ),
    "no_such_period": ("昨天第9节",),
    "which_month": ("20号下午", "12日15:00-16:00"),
    "which_week": ("last Monday", "last Tuesday"),
    "weekday_mismatch": ("3月2日（周二）", "昨天周五"),
    "end_before_start": (
        "昨天下午4点到3点",
        "昨天16:00-15:00",
        "昨天15:00-15:00",
        "昨天15:00到昨天15:00",
        "昨天下午3点到下午3点",
        "昨天18:00到8:01",
        "昨天第4节到第3节",
        "昨天下午3点到上午10点",
        "昨天凌晨2点到凌晨1点",
        "昨天凌晨2点到1点",
        "昨天06:00到凌晨6点",
        "明天8:00到现在",
        "22:00到现在",
        "今天15:00到昨天16:00",
        "yesterday evening 10pm to noon",
    ),
}


def hear(text: str, day: date = WEDNESDAY, past: bool = True, ahead: bool = False) -> Heard:
    return listen(text, Today(day, past, ahead=ahead, at=time(10, 20)), PERIODS)


def expected(words: str, base: date) -> Heard | None:
    if words.strip() == "?":
        return None
    day, *rest = words.split()
    minutes = [int(t[:2]) * 60 + int(t[3:]) for t in rest if ":" in t]
    part = next((t for t in rest if ":" not in t), "")
    full = day if day.count("-") == 2 else f"{base.year}-{day}"
    return Heard(
        None if day == "-" else date.fromisoformat(full),
        part,
        *[*minutes, None, None][:2],
    )


def rows(table: str) -> list[list[str]]:
    return [[c.strip() for c in line.split(" | ")] for line in table.strip().splitlines()]


@pytest.mark.parametrize("text, meant", rows(HEARD) + rows(UNTIL_NOW))
def test_a_time_is_heard_as_it_is_meant(text, meant):
    wanted = expected(meant, WEDNESDAY)
    if wanted is None:
        with pytest.raises(Unclear):
            hear(text)
    else:
        assert hear(text) == wanted


@pytest.mark.parametrize("said_on, text, meant", rows(ELSEWHEN))
def test_a_day_is_counted_from_the_day_it_is_said(said_on, text, meant):
    base = date.fromisoformat(said_on)
    wanted = expected(meant, base)
    if wanted is None:
        with pytest.raises(Unclear):
            hear(text, base)
    else:
        assert hear(text, base) == wanted


@pytest.mark.parametrize("code, text", [(c, t) for c, texts in UNCLEAR.items() for t in texts])
def test_two_meanings_or_none_are_asked_back(code, text):
    with pytest.raises(Unclear) as unclear:
        hear(text)
    assert unclear.value.code == code


@pytest.mark.parametrize(
    "text, said",
    [
        ("2025年2月29日", {"month": 2, "day": 29}),
        ("4/31", {"month": 4, "day": 31}),
        ("20号下午", {"day": 20}),
        ("3月2日（周二）", {"day": date(2026, 3, 2)}),
        ("last Monday", {"day": "monday"}),
        ("昨天3点到4点", {"hour": 3}),
        ("昨天17:59到1:00", {"hour": 1}),
        ("昨晚1点", {"hour": 1}),
        ("昨天25:00", {"text": "昨天25:00"}),
        ("昨天13pm", {"text": "昨天13pm"}),
        ("yesterday 11-1pm", {"text": "yesterday 11-1pm"}),
        ("昨天第9节", {"period": "9"}),
        ("案发的时候", {"text": "案发的时候"}),
    ],
)
def test_what_is_asked_back_names_what_was_said(text, said):
    with pytest.raises(Unclear) as unclear:
        hear(text)
    assert unclear.value.values == said


def test_the_tables_are_as_long_as_promised():
    assert len(rows(HEARD)) + len(rows(ELSEWHEN)) + sum(map(len, UNCLEAR.values())) >= 220


@pytest.mark.parametrize(
    "known, text, meant",
    [
        (Heard(date(2026, 3, 2)), "15:00-16:00", "03-02 15:00 16:00"),
        (Heard(date(2026, 3, 2)), "下午3点", "03-02 afternoon 15:00"),
        (Heard(date(2026, 3, 2), "afternoon"), "3点到4点", "03-02 afternoon 15:00 16:00"),
        (Heard(date(2026, 3, 2), "afternoon"), "昨天3点到4点", "?"),
        (Heard(None, "", 900, 960), "昨天", "03-10 15:00 16:00"),
        (Heard(date(2026, 3, 2), "", 900), "16:00", "03-02 15:00 16:00"),
        (Heard(date(2026, 3, 2), "", 900), "到16:00", "?"),
        (Heard(date(2026, 3, 2), "", 900), "4点", "03-02 15:00 16:00"),
        (Heard(date(2026, 3, 2), "", 900), "11am", "?"),
        (Heard(date(2026, 3, 2), "", 900), "45分钟", "03-02 15:00 15:45"),
        (Heard(date(2026, 3, 2), "", 900), "半小时", "03-02 15:00 15:30"),
        (Heard(date(2026, 3, 2), "", 1380), "1点", "03-02 23:00 25:00"),
        (Heard(date(2026, 3, 2), "", 900), "16:00起45分钟", "03-02 16:00 16:45"),
        (Heard(date(2026, 3, 2), "", 900), "昨天16:00", "03-10 16:00"),
        (Heard(date(2026, 3, 2), "", 900), "昨天45分钟", "?"),
        (Heard(date(2026, 3, 2), "", 900), "全天", "?"),
        (Heard(date(2026, 3, 2), "", 900), "下午", "?"),
        (Heard(date(2026, 3, 2)), "45分钟", "?"),
        (Heard(date(2026, 3, 2), "", 900), "14:00-15:00", "03-02 14:00 15:00"),
        (Heard(date(2026, 3, 2), "", 900), "昨天14:00-15:00", "03-10 14:00 15:00"),
    ],
)
def test_what_is_known_already_need_not_be_said_again(known, text, meant):
    wanted = expected(meant, WEDNESDAY)
    try:
        heard = listen(text, Today(WEDNESDAY, True), PERIODS, known)
    except Unclear:
        heard = None
    assert heard == wanted


@pytest.mark.parametrize("text", ["全天", "下午", "第3节"])
def test_where_the_start_is_known_an_end_is_a_clock(text):
    known = Heard(WEDNESDAY, "", 900)
    with pytest.raises(Unclear) as unclear:
        listen(text, Today(WEDNESDAY, True), PERIODS, known)
    assert unclear.value.code == "unclear_end"


@pytest.mark.parametrize(
    "text, minutes",
    [
        *(("半小时前", 30), ("2小时前", 120), ("30分钟前", 30), ("一刻钟前", 15)),
        *(("an hour ago", 60), ("half an hour ago", 30), ("10 minutes ago", 10)),
        *(("1.5 hours ago", 90), ("两个半小时以前", 150), ("昨天", None)),
    ],
)
def test_a_moment_can_be_counted_back_from_now(text, minutes):
    assert minutes_ago(text) == minutes


MINUTE = timedelta(minutes=1)


@settings(max_examples=examples(150), deadline=None)
@given(
    now=st.integers(0, 4 * 365 * 24 * 60),
    back=st.integers(1, 300 * 24 * 60),
    length=st.integers(1, 24 * 60),
)
def test_a_span_as_it_is_shown_is_heard_as_the_same_span(now, back, length):
    here = world(datetime(2025, 1, 1, tzinfo=SHANGHAI) + now * MINUTE)
    form = one(FieldKind.SPAN, past=True)
    start = here.now - (back + length) * MINUTE
    value = {"from": start.isoformat(), "to": (start + length * MINUTE).isoformat()}
    shown = review(form, begin(form, here, {"it": value}), here).lines[0].value
    for voice in VOICES:
        heard = turn(form, begin(form, here), Typed(voice(shown)), here)
        assert heard.draft.answers == {"it": value}, (voice(shown), heard.problem)


@settings(max_examples=examples(300), deadline=None)
@given(
    st.text(
        "0123456789一二三十点时分半到至-:/月日号年周昨今前天上下午晚早第节 pam", max_size=16
    ),
    st.booleans(),
)
def test_any_text_is_heard_whole_or_asked_back(text, past):
    try:
        heard = hear(text, past=past)
    except Unclear:
        return
    assert heard != Heard()
    if heard.end is not None:
        assert heard.start is not None
        assert 0 <= heard.start < heard.end


def test_a_future_field_looks_ahead():
    assert hear("周五", past=False).day == date(2026, 3, 13)
    assert hear("明天上午9点", past=False) == Heard(date(2026, 3, 12), "morning", 540)
    assert hear("20号", past=False).day == date(2026, 3, 20)
    assert hear("周三", past=False).day == WEDNESDAY
    assert hear("下周三", past=False).day == date(2026, 3, 18)
    assert hear("9月1日", past=False).day == date(2026, 9, 1)


def test_what_is_planned_for_december_in_march_lies_in_the_december_to_come():
    assert hear("12月30日", past=False, ahead=True).day == date(2026, 12, 30)
    assert hear("2月29日", past=False, ahead=True).day == date(2028, 2, 29)
    # A slip by some days is refused as past, and not taken for next year.
    assert hear("1月10日", past=False, ahead=True).day == date(2026, 1, 10)
    assert hear("1月9日", past=False, ahead=True).day == date(2027, 1, 9)
    over = hear("12月30日8:00到1月12日8:00", past=False, ahead=True)
    assert (over.day, over.end) == (date(2026, 12, 30), (13 * 24 + 8) * 60)


def test_a_period_is_called_by_its_whole_name():
    periods = {"午休": (time(12), time(14)), "午休后": (time(14), time(14, 20))}
    heard = listen("昨天午休后", Today(WEDNESDAY, True), periods)
    assert (heard.start, heard.end) == (840, 860)
    wide = {"Ａ段": (time(8), time(9))}
    assert listen("昨天a段", Today(WEDNESDAY, True), wide).start == 480


def test_what_is_longer_than_a_time_is_a_story():
    longest = "昨天15:00" + " " * 73
    assert len(longest) == 80
    assert hear(longest).start == 900
    with pytest.raises(Unclear) as unclear:
        hear(longest + " ")
    assert (unclear.value.code, unclear.value.values) == ("unclear_time", {"text": "昨天15:00"})


def test_without_a_clock_nothing_lasts_until_now():
    with pytest.raises(Unclear):
        listen("今天8点到现在", Today(WEDNESDAY, True), PERIODS)
