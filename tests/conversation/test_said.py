"""What single words of a sentence say: of which thing, which place, which hour they speak."""

from datetime import time

import pytest

from bot.conversation.dates import Today
from bot.conversation.said import GAP, Said, inside_word, spelled, written
from bot.conversation.said_places import where
from bot.conversation.said_spans import times
from bot.conversation.said_words import Spoken, spoken_of
from bot.conversation.wishes import says_something, wants_to_look
from tests.conversation.school import PERIODS, WEDNESDAY
from tests.conversation.spoken import world_at

# ---------------------------------------------------------------- one spelling


@pytest.mark.parametrize(
    "typed, read",
    [
        ("高一三班", "高1 3班"),
        ("高一十三班", "高1 13班"),
        ("初二５班", "初2 5班"),
        ("高一的教室", "高1的教室"),
        ("教学楼四层", "教学楼4楼"),
        ("９号楼", "9号楼"),
    ],
)
def test_one_spelling_for_what_is_said_and_for_the_names(typed, read):
    assert spelled(typed) == read


def test_a_storey_is_written_as_a_school_writes_it():
    assert written("教学楼4楼、12楼") == "教学楼四楼、12楼"


def test_what_is_understood_leaves_a_gap_of_its_length():
    said = Said.of(f"昨天食堂{GAP}丢了")
    assert said.text == "昨天食堂 丢了"
    assert said.without([(2, 4), (5, 6)]).text == f"昨天{GAP}{GAP} {GAP}了"


@pytest.mark.parametrize("at, inside", [(0, False), (1, True), (2, False), (3, False)])
def test_a_latin_word_runs_on_between_its_letters(at, inside):
    assert inside_word("ab看", at) is inside


# ---------------------------------------------------------------- which things

WORDS = {
    "fight": ("打架", "打人", "动手", "fight"),
    "loss": ("丢", "不见了", "lost"),
    "missing": ("孩子不见了", "人不见了"),
}


def meant(*ids: str, at: tuple[tuple[int, int], ...], **more: object) -> Spoken:
    return Spoken(ids=ids, at=at, **more)


@pytest.mark.parametrize(
    "text, of",
    [
        ("打架了", meant("fight", at=((0, 2),))),
        ("丢了书包还打架", meant("loss", "fight", at=((0, 1), (5, 7)))),
        ("丢打架", meant("loss", "fight", at=((0, 1), (1, 3)))),
        ("孩子不见了", meant("missing", at=((0, 5),))),
        ("打人不见了", meant("missing", at=((1, 5),))),
        ("没丢", meant(at=((1, 2),), denied=("loss",))),
        ("不是打架，没有动手", meant(at=((2, 4), (7, 9)), denied=("fight",))),
        ("没有打架，后来动手了", meant("fight", at=((2, 4), (7, 9)))),
        ("打架无关", meant(at=((0, 2),), denied=("fight",))),
        ("没关系，丢了", meant("loss", at=((4, 5),))),
        ("是不是打架", meant(at=((3, 5),), doubtful=True)),
        ("有没有打架，丢了", meant("loss", at=((3, 5), (6, 7)), doubtful=True)),
        ("打架吗，丢了", meant("loss", at=((0, 2), (4, 5)), doubtful=True)),
        ("打架么", meant(at=((0, 2),), doubtful=True)),
        ("打架了吗，丢了", meant("loss", at=((0, 2), (5, 6)), doubtful=True)),
        ("打架了么", meant(at=((0, 2),), doubtful=True)),
        ("或打架", meant(at=((1, 3),), doubtful=True)),
        ("a fight, not lost", meant("fight", at=((2, 7), (13, 17)), denied=("loss",))),
        ("fighter lostness xlost", Spoken()),
        ("在教室里写作业", Spoken()),
    ],
)
def test_which_things_a_sentence_speaks_of(text, of):
    assert spoken_of(Said.of(text), WORDS) == of


@pytest.mark.parametrize(
    "text, one", [("丢了", "loss"), ("丢了还打架", ""), ("有没有打架，丢了", ""), ("早", "")]
)
def test_one_thing_is_meant_where_nothing_else_is(text, one):
    assert spoken_of(Said.of(text), WORDS).one == one


# ---------------------------------------------------------------- the wish to look


@pytest.mark.parametrize(
    "text, wish",
    [
        ("想看一下食堂", True),
        ("麻烦查一查", True),
        ("调取食堂的录像", True),
        ("Could I WATCH it", True),
        ("怎么看监控", False),
        ("食堂丢了手机", False),
    ],
)
def test_a_wish_to_look_is_no_question_how_to(text, wish):
    assert wants_to_look(text) is wish


@pytest.mark.parametrize(
    "text, told",
    [
        ("想看一下监控画面", False),
        ("谁拿书包", False),
        ("谁拿走书包", True),
        ("1，2，3", False),
    ],
)
def test_five_characters_beside_the_wish_say_something(text, told):
    assert says_something(text) is told


# ---------------------------------------------------------------- which places

# What is said of places | zones | cameras | names of which it is not said which is meant.
PLACES = """
在门口丢了 | 南大门、北门 | |
门口丢了 | 南大门、北门 | |
学校大门丢了 | | |
somebody climbed over the fence | 围墙周界 | |
the canteen fence | 餐厅 | |
食堂大门丢了 | 餐厅 | |
想去监控室看食堂的录像 | 餐厅 | |
想在监控室看食堂的录像 | 餐厅 | |
监控室丢了手机 | 监控室、机房 | |
食堂阿姨说操场有人 | 操场 | |
问了门卫，操场有人 | 操场 | |
不在食堂，在操场 | 操场 | |
餐厅一楼东区1号 | 餐厅 | 餐厅一楼东区1号 |
高一3班教室 | 教学楼一、二楼 | 高一3班教室 |
教室里没人，操场东侧有人 | 操场 | 操场东侧1号 操场东侧2号 |
高一3班教室门口 | 教学楼一、二楼 | |
操场东侧还是西侧 | 操场 | |
操场东侧和公交站 | 操场 校门外、公交站 | 操场东侧1号 操场东侧2号 公交站1号 公交站2号 |
操场东侧和食堂 | 操场 餐厅 | |
食堂和操场东侧 | 操场 餐厅 | |
图书馆和食堂 | 阅览室 餐厅 | |
实验楼 | | | 实验楼
食堂旁边 | | | 食堂
食堂旁边的崇武馆门厅 | 崇武馆 | 崇武馆门厅1号 崇武馆门厅2号 崇武馆门厅3号 |
教学楼旁边的操场 | 操场 | |
食堂附近和操场附近 | | | 食堂 操场
食堂或者操场 | | | 食堂 操场
食堂或者别处 | | | 食堂
实验楼一楼或二楼 | 实验楼一、二楼 | |
教学楼二楼或三楼 | | | 教学楼2楼 3楼
教学楼二楼还是三楼 | | | 教学楼2楼 3楼
教学楼二楼和三楼 | 教学楼一、二楼 教学楼三、四楼 | |
去操场丢了 | 操场 | |
去操场，在食堂丢了 | 餐厅 | |
从食堂去操场 | | | 食堂 操场
从食堂回宿舍的路上 | | | 食堂 宿舍
昨天，食堂到操场的路上 | | | 食堂 操场
在操场丢的，路上有人看见 | 操场 | |
操场丢的，回教室发现没了 | | | 操场
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]


@pytest.mark.parametrize("text, zones, cameras, unsure", rows(PLACES))
def test_which_places_a_sentence_speaks_of(text, zones, cameras, unsure):
    known = world_at("taishan").places
    found = where(Said.of(text), known)
    assert [known.zones[z].name for z in found.zones] == zones.split()
    assert [known.cameras[c].name for c in found.cameras] == cameras.split()
    assert [spot.words for spot in found.doubtful] == unsure.split()
    assert found.spoken_of is bool(zones or unsure)


@pytest.mark.parametrize(
    "text, words", [("食堂附近和操场", ["食堂", "操场"]), ("不在教学楼 二楼", ["教学楼 2楼"])]
)
def test_every_place_that_is_named_is_taken_out(text, words):
    said = Said.of(text)
    assert [said.text[a:b] for a, b in where(said, world_at("taishan").places).at] == words


# ---------------------------------------------------------------- which hours

TODAY = Today(day=WEDNESDAY.date(), past=True, at=time(10, 20))
# What is said of time | what is certain of it, and why it is not the whole | its words.
TIMES = """
食堂丢了 | (no hours) |
昨天下午3点到4点食堂丢了 | 03-10 afternoon 15:00-16:00 | 昨天下午3点到4点
昨天食堂丢了，下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天/下午3点到4点
下午3点到4点食堂丢了，是昨天 | 03-10 afternoon 15:00-16:00 | 下午3点到4点/昨天
昨天下午食堂丢了，3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天下午/3点到4点
昨天上午食堂，昨天下午操场，3点到4点 | 03-10 !which_half | 昨天上午/昨天下午/3点到4点
昨天食堂，下午操场，3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天/下午/3点到4点
昨天上午食堂下午操场丢了 | 03-10 (no hours) | 昨天上午/下午
昨天2点到3点和5点到6点 | 03-10 !several_times | 昨天2点到3点/5点到6点
昨天下午2点到3点食堂，5点到6点操场 | 03-10 !several_times | 昨天下午2点到3点/5点到6点
昨天下午2点到3点食堂，5点回来 | 03-10 afternoon 14:00-15:00 | 昨天下午2点到3点/5点
昨天下午2点到3点食堂，下午5点发现 | 03-10 afternoon 14:00-15:00 | 昨天下午2点到3点/下午5点
昨天下午2点到3点食堂，第3节没来 | 03-10 !several_times | 昨天下午2点到3点/第3节
昨天下午2点到3点食堂，全天没来 | 03-10 !several_times | 昨天下午2点到3点/全天
昨天下午2点到3点食堂，丢了30分钟 | 03-10 afternoon 14:00-15:00 | 昨天下午2点到3点
昨天下午2点到3点食堂，1直到现在 | 03-10 afternoon 14:00-15:00 | 昨天下午2点到3点
昨天下午2点到3点食堂，3点到现在操场 | 03-10 !several_times | 昨天下午2点到3点/3点到现在
昨天下午2点到3点食堂，下午5点1小时操场 | 03-10 !several_times | 昨天下午2点到3点/下午5点1小时
昨天下午2点到3点食堂，8点到现在没找到 | 03-10 !several_times | 昨天下午2点到3点/8点到现在
昨天食堂，前天操场 | !several_times (no hours) | 昨天/前天
昨天食堂，前天操场，下午3点到4点 | !several_times | 昨天/前天/下午3点到4点
昨天食堂，昨天操场，下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天/昨天/下午3点到4点
3月9日晚上11点到3月10日凌晨1点食堂 | 03-09 evening 23:00-25:00 | 3月9日晚上11点到3月10日凌晨1点
3月9日食堂，9日晚上11点到10日凌晨1点 | 03-09 evening 23:00-25:00 | 3月9日/9日晚上11点到10日凌晨1点
3月9日晚上11点到10日凌晨1点食堂 | 03-09 evening 23:00-25:00 | 3月9日晚上11点到10日凌晨1点
3月9日到3月10日食堂 | !several_times (no hours) | 3月9日到3月10日
今天发现昨天下午3点到4点丢了 | 03-10 afternoon 15:00-16:00 | 今天/昨天下午3点到4点
今天家长反映孩子昨天下午3点到4点丢了 | 03-10 afternoon 15:00-16:00 | 今天/昨天下午3点到4点
今天早上发现昨天下午3点到4点丢了 | 03-10 afternoon 15:00-16:00 | 今天早上/昨天下午3点到4点
今天8点发现昨天下午3点到4点丢了 | 03-10 afternoon 15:00-16:00 | 今天8点/昨天下午3点到4点
今天发现丢了 | 03-11 (no hours) | 今天
今天发现下午3点到4点丢了 | 03-11 afternoon 15:00-16:00 | 今天/下午3点到4点
昨天之前丢了 | !vague_time (no hours) | 昨天
昨天 之前丢了 | !vague_time (no hours) | 昨天
昨天之前丢了，下午3点到4点 | !vague_time | 昨天/下午3点到4点
昨天丢了，大概下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天/下午3点到4点
昨天下午3点左右丢了 | 03-10 afternoon !vague_time | 昨天下午3点左右
昨天下午3点多丢了 | 03-10 afternoon !vague_time | 昨天下午3点多
昨天下午3点不到丢了 | 03-10 afternoon !vague_time | 昨天下午3点不
昨天下午3点来钟 | 03-10 afternoon !vague_time | 昨天下午3点来
今天8点到现在 | 03-11 8:00-10:20 | 今天8点到现在
昨天下午3点到4点在附近操场 | 03-10 afternoon 15:00-16:00 | 昨天下午3点到4点
昨天下午3点到4点 左右 | 03-10 afternoon !vague_time | 昨天下午3点到4点 左右
昨天食堂，前天下午3点操场 | !several_times | 昨天/前天下午3点
昨天下午在食堂，昨天3点丢了 | 03-10 afternoon 15:00- | 昨天下午/昨天3点
昨天丢了，15点 | 03-10 15:00- | 昨天/15点
下午昨天3点食堂 | 03-10 afternoon 15:00- | 下午昨天3点
上午食堂，下午操场 | !several_times (no hours) | 上午/下午
3月9日晚上11点到3月10日食堂 | !unclear_end | 3月9日晚上11点到3月10日
昨天15点到16点早操 | 03-10 15:00-16:00 | 昨天15点到16点
很晚昨天在食堂丢了 | 03-10 (no hours) | 昨天
昨天，晚去了食堂 | 03-10 (no hours) | 昨天
昨天，晚8点到9点 | 03-10 evening 20:00-21:00 | 昨天,晚8点到9点
晚8点丢了 | evening 20:00- | 晚8点
ab昨天丢了 | 03-10 (no hours) | 昨天
3点多丢了 | !vague_time | 3点多
去年3月1日晚上11点到3月2日凌晨1点 | 03-01 evening 23:00-25:00 | 去年3月1日晚上11点到3月2日凌晨1点
今天8点一直到现在 | 03-11 8:00-10:20 | 今天8点1直到现在
今天8点丢了，到现在没找到 | 03-11 8:00- | 今天8点
今天到现在没找到 | 03-11 (no hours) | 今天
昨天到现在没找到 | 03-10 (no hours) | 昨天
看到昨天下午3点丢了 | 03-10 afternoon 15:00- | 昨天下午3点
几个人昨天下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天下午3点到4点
大概昨天下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天下午3点到4点
昨天大概下午3点到4点 | 03-10 afternoon !vague_time | 昨天大概下午3点到4点
昨天下午大概3点到4点 | 03-10 afternoon !vague_time | 昨天下午大概3点到4点
大概3点昨天 | 03-10 !vague_time | 大概3点昨天
大概第3节昨天 | 03-10 !vague_time | 大概第3节昨天
昨天下午3点到4点左右 | 03-10 afternoon !vague_time | 昨天下午3点到4点左右
昨天下午3点到 | 03-10 afternoon 15:00- | 昨天下午3点
昨天下午到食堂 | 03-10 afternoon (no hours) | 昨天下午
昨天丢了1小时 | 03-10 (no hours) | 昨天
1小时 | (no hours) |
昨天下午3点1小时 | 03-10 afternoon 15:00-16:00 | 昨天下午3点1小时
昨天下午3点，大概1小时 | 03-10 afternoon !vague_time | 昨天下午3点,大概1小时
昨天25:00丢了 | 03-10 !no_such_time | 昨天
昨天25:00到26:00丢了 | 03-10 !no_such_time | 昨天
2月30日下午3点到4点 | !no_such_day | 下午3点到4点
20号下午3点到4点 | !which_month | 下午3点到4点
第9节课丢了 | !no_such_period |
昨天第9节课丢了 | 03-10 !no_such_period | 昨天
昨天第3节课丢了 | 03-10 10:00-10:40 | 昨天第3节课
昨天早读丢了 | 03-10 7:00-7:30 | 昨天早读
昨天晚饭丢了 | 03-10 (no hours) | 昨天
昨天有一点晚 | 03-10 (no hours) | 昨天
昨天3点建议 | 03-10 (no hours) | 昨天
3号桌昨天下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天下午3点到4点
昨天3号桌 | 03-10 (no hours) | 昨天
3月10号 | 03-10 (no hours) | 3月10号
10号下午3点到4点 | 03-10 afternoon 15:00-16:00 | 10号下午3点到4点
10号丢了 | (no hours) |
昨晚丢了 | 03-10 evening (no hours) | 昨晚
昨天很晚丢了 | 03-10 (no hours) | 昨天
昨天晚上8点到9点 | 03-10 evening 20:00-21:00 | 昨天晚上8点到9点
昨天晚8点到9点 | 03-10 evening 20:00-21:00 | 昨天晚8点到9点
昨晚8点到9点 | 03-10 evening 20:00-21:00 | 昨晚8点到9点
晚8点到9点 | evening 20:00-21:00 | 晚8点到9点
很晚8点到9点 | evening 20:00-21:00 | 晚8点到9点
昨天下午16点到15点 | 03-10 !end_before_start | 昨天下午16点到15点
昨天晚上1点 | 03-10 !hour_and_part | 昨天晚上1点
昨天3点 | 03-10 !which_half | 昨天3点
昨天3点到4点 | 03-10 !which_half | 昨天3点到4点
昨天下午3点 | 03-10 afternoon 15:00- | 昨天下午3点
昨天全天 | 03-10 0:00-24:00 | 昨天全天
昨天 | 03-10 (no hours) | 昨天
昨天下午 | 03-10 afternoon (no hours) | 昨天下午
下午 | afternoon (no hours) | 下午
下午3点到4点 | afternoon 15:00-16:00 | 下午3点到4点
3点 | !which_half | 3点
15:00-16:00 | 15:00-16:00 | 15:00-16:00
last night 10pm to 11pm | 03-10 evening 22:00-23:00 | last night 10pm to 11pm
at the gym on Monday 2pm to 3pm | 03-09 14:00-15:00 | monday 2pm to 3pm
yesterday3pm | 03-10 (no hours) | yesterday
on Sat | (no hours) |
Sat 3pm to 4pm | 03-07 15:00-16:00 | sat 3pm to 4pm
去年12月30日食堂，1月2日操场 | !several_times (no hours) | 去年12月30日/1月2日
昨天下午3点到4点，昨天晚上7点到8点 | !unclear_span | 昨天下午3点到4点,昨天晚上7点到8点
前天晚上11点到次日1点 | 03-09 evening 23:00-25:00 | 前天晚上11点到次日1点
前天晚上食堂，次日操场 | 03-09 evening (no hours) | 前天晚上
昨天某时 | 03-10 (no hours) | 昨天
昨天大概下午丢了 | 03-10 afternoon (no hours) | 昨天大概下午
昨天之前下午3点丢了 | !vague_time | 昨天之前下午3点
昨天之前还在，今天上午8点到9点丢了 | 03-11 morning 8:00-9:00 | 昨天/今天上午8点到9点
昨天几个学生丢了 | 03-10 (no hours) | 昨天
3月9日到3月9日 | 03-09 (no hours) | 3月9日到3月9日
3月9日到3月9日下午3点 | !unclear_span | 3月9日到3月9日下午3点
昨天下午2点到3点丢了，15点到16点找过 | 03-10 !several_times | 昨天下午2点到3点/15点到16点
3点30分左右，昨天 | 03-10 !vague_time | 3点30分左右,昨天
昨天上午，第3节 | 03-10 10:00-10:40 | 昨天上午,第3节
昨天第3节到第4节 | 03-10 10:00-11:30 | 昨天第3节到第4节
早读到第3节昨天 | 03-10 7:00-10:40 | 早读到第3节昨天
今天刚听说昨天下午3点到4点 | 03-10 afternoon 15:00-16:00 | 今天/昨天下午3点到4点
昨天下午3点到4点，今天报告 | !unclear_span | 昨天下午3点到4点,今天
今天昨天 | !several_times (no hours) | 今天昨天
昨天食堂3月10日操场下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天/3月10日/下午3点到4点
10号(周二)食堂下午3点到4点 | 03-10 afternoon 15:00-16:00 | 10号(周2 )/下午3点到4点
10号那天下午3点到4点 | 03-10 afternoon 15:00-16:00 | 10号那天下午3点到4点
12号楼昨天 | 03-10 (no hours) | 昨天
2号门昨天下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天下午3点到4点
昨天有人8点到9点 | 03-10 8:00-9:00 | 昨天/8点到9点
夜不归宿昨天晚上10点到11点 | 03-10 evening 22:00-23:00 | 昨天晚上10点到11点
早退昨天下午3点到4点 | 03-10 afternoon 15:00-16:00 | 昨天下午3点到4点
昨夜里11点到12点 | 03-10 night 23:00-24:00 | 昨夜里11点到12点
昨天 晚 7点到8点 | 03-10 evening 19:00-20:00 | 昨天 晚 7点到8点
昨天晚的 | 03-10 evening (no hours) | 昨天晚
丢到3点 | !which_half | 3点
至昨天下午3点 | 03-10 afternoon 15:00- | 昨天下午3点
昨天下午3点之后 | 03-10 afternoon !vague_time | 昨天下午3点之后
昨天下午3点至今 | 03-10 afternoon 15:00-34:20 | 昨天下午3点至今
昨天下午3点到现在 | 03-10 afternoon 15:00-34:20 | 昨天下午3点到现在
昨天下午3点，到现在 | 03-10 afternoon 15:00- | 昨天下午3点
到现在 | (no hours) |
now | (no hours) |
前天到昨天下午3点 | !unclear_span | 前天到昨天下午3点
前天到昨天 | !several_times (no hours) | 前天到昨天
前天到昨天食堂25:00 | !no_such_time | 前天到昨天
2月30日食堂昨天25:00 | 03-10 !no_such_day | 昨天
昨天上午食堂，下午2点到1点 | 03-10 !end_before_start | 昨天上午/下午2点到1点
昨天上午食堂，下午操场25:00 | 03-10 !no_such_time | 昨天上午/下午
"""


@pytest.mark.parametrize("text, certain, words", rows(TIMES))
def test_which_time_a_sentence_speaks_of(text, certain, words):
    said = Said.of(text)
    found = times(said, TODAY, PERIODS)
    heard, wrong = found.heard, found.wrong
    told = [
        f"{heard.day:%m-%d}" if heard.day else "",
        heard.part,
        f"{_clock(heard.start)}-{_clock(heard.end)}" if heard.start is not None else "",
        f"!{wrong.code}" if wrong else "",
        "" if found.timed else "(no hours)",
    ]
    assert " ".join(filter(None, told)) == certain
    assert "/".join(said.text[start:end] for start, end in found.at) == words


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02}"
