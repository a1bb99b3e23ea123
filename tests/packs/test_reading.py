"""A pack with mistakes: all of them at once, each with its table, its key and one sentence."""

import re
from datetime import date, time

import pytest

from bot.approvals.keeping import Keeping
from bot.approvals.pack import Book, Column, Role, Room
from bot.approvals.policy import PackMistakes, load, named
from bot.approvals.rules import settled
from bot.approvals.vocabulary import choice, yes_no
from bot.cameras.zone import Zone
from bot.conversation.form import Label
from bot.people.days import Hours
from bot.speech import Voice
from tests.packs.everything import told

GOOD = """
id = "small"
title = { zh = "小校办法", en = "small" }
version = "1"
issued = 2026-01-01
[articles]
"一" = { zh = "一", en = "one" }
[roles]
head = { name = { zh = "校长", en = "head" } }
[flags]
privacy = { zh = "隐私", en = "privacy" }
[switches.strict]
value = "yes"
allowed = ["yes", "no"]
about = { zh = "从严", en = "strict" }
[[zones]]
id = "Z1"
name = "餐厅"
aliases = ["食堂"]
[books.retrieval]
title = { zh = "登记", en = "book" }
columns = [{ title = "号", source = "serial" }]
[kinds.footage]
title = { zh = "查看", en = "view" }
paper = { zh = "单", en = "form" }
number = "看{serial}"
may_file = ["staff"]
fields = [
  { key = "copy", kind = "yes_no", label = { zh = "拷贝" }, ask = { zh = "拷贝？" } },
  { key = "why", kind = "choice", label = { zh = "为何" }, ask = { zh = "？" }, options = [
    { id = "law", label = { zh = "法" } },
  ] },
]
[[kinds.footage.refusals]]
id = "R"
article = "一"
src = "text"
when = { applicant = "parent" }
message = { zh = "不行", en = "no" }
[[kinds.footage.base]]
id = "B"
article = "一"
src = "text"
steps = ["head"]
"""


def mistakes(text, tmp_path):
    file = tmp_path / "small.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PackMistakes) as wrong:
        load(file)
    found = wrong.value.mistakes
    for voice in (Voice("zh"), Voice("en")):
        assert all(voice(mistake.sentence) for mistake in found)
    return [(m.table, m.key, m.sentence.key.removeprefix("pack.mistake.")) for m in found]


def test_the_good_one_is_good(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(GOOD, "utf-8")
    assert named(str(file)).id == "small"


ROOM = '[rooms.main]\nname = { zh = "室" }\n'
ADDED = '[[kinds.footage.addons]]\nid = "A"\narticle = "一"\nsrc = "text"\n'
NUMBER = "编号格式须含 {serial}，可用 {year}，如 调阅〔{year}〕{serial:04}"
NO_SOURCE = (
    "登记内容中没有“?”；可用的有："
    "serial、retrieved_at、persons_and_unit、persons、unit、approvers、copied、"
    "zone_span_reason、zone_span、zone、span、purpose、destination、backup、"
    "remarks、duty_officer、date、in_out、disposal、text:key、day:key、moment:key、"
    "clock:key、span:key、people:key、yes_no:key、number:key、list:key、lines:key、"
    "cameras:key"
)
# what is changed, into what, where it is then found, and what is said of it
HEADER = [
    ("issued = 2026-01-01", 'issued = "soon"', "issued", "这里应为日期，如 2024-04-07"),
    ('id = "small"', 'id = "Small School"', "id", "只能用小写字母、数字和下划线，以字母开头"),
    ('zh = "校长"', 'zh = ""', "roles.head.name.zh", "缺少这一项"),
    (
        "head = { name",
        'head = { above = "god", name',
        "roles.head.above",
        "没有“god”这个岗位；已定义的有：head",
    ),
    (
        "head = { name",
        'head = { above = "head", name',
        "roles.head.above",
        "上级岗位转了一圈又回到自己",
    ),
    (
        "head = { name",
        'head = { scope = "moon", name',
        "roles.head.scope",
        "“moon”不在可选范围内：school、applicant_unit、owner_units",
    ),
    (
        'value = "yes"',
        'value = "maybe"',
        "switches.strict.value",
        "“maybe”不在可选范围内：yes、no",
    ),
    ('value = "yes"', "value = [1]", "switches.strict.value", "这里应为文字"),
    (
        'aliases = ["食堂"]',
        'flags = ["pool"]',
        "zones[0].flags",
        "没有“pool”这个标记；已定义的有：privacy、dormitory",
    ),
    ('aliases = ["食堂"]', 'aliases = "食堂"', "zones[0].aliases", "这里应为列表 [ … ]"),
    (
        '"serial"',
        '"weather"',
        "books.retrieval.columns[0].source",
        NO_SOURCE.replace("?", "weather"),
    ),
    (
        '"serial"',
        '"weather:at"',
        "books.retrieval.columns[0].source",
        NO_SOURCE.replace("?", "weather:at"),
    ),
    (
        '"serial"',
        '"text:"',
        "books.retrieval.columns[0].source",
        NO_SOURCE.replace("?", "text:"),
    ),
    (
        '"serial"',
        '"text:copy..medium"',
        "books.retrieval.columns[0].source",
        NO_SOURCE.replace("?", "text:copy..medium"),
    ),
    (
        '"看{serial}"',
        '"看"',
        "kinds.footage.number",
        NUMBER,
    ),
    (
        '"看{serial}"',
        '"看{week}{serial}"',
        "kinds.footage.number",
        NUMBER,
    ),
    (
        'may_file = ["staff"]',
        'may_file = ["cook"]',
        "kinds.footage.may_file",
        "没有“cook”这个岗位；已定义的有：head、staff",
    ),
    (
        '"看{serial}"',
        '"看{"',
        "kinds.footage.number",
        NUMBER,
    ),
    (
        '"看{serial}"',
        '"看{0}"',
        "kinds.footage.number",
        NUMBER,
    ),
    (
        '"看{serial}"',
        '"看{serial.day}"',
        "kinds.footage.number",
        NUMBER,
    ),
    (
        '"看{serial}"',
        '"看{serial[day]}"',
        "kinds.footage.number",
        NUMBER,
    ),
    ('may_file = ["staff"]', "", "kinds.footage.may_file", "缺少这一项"),
    (
        "head = { name",
        'head = { same_post = "god", name',
        "roles.head.same_post",
        "没有“god”这个岗位；已定义的有：head",
    ),
    (
        "head = { name",
        'head = { proxies = ["god"], name',
        "roles.head.proxies",
        "没有“god”这个岗位；已定义的有：head",
    ),
    (
        'version = "1"',
        'version = "1"\nretention_article = "九"',
        "retention_article",
        "[articles] 中没有“九”",
    ),
    (
        'version = "1"',
        'version = "1"\nwindow_flags = ["pool"]',
        "window_flags",
        "没有“pool”这个标记；已定义的有：privacy",
    ),
    (
        "[flags]",
        '[prohibitions]\n"九" = { zh = "不得" }\n[flags]',
        "prohibitions.九",
        "[articles] 中没有“九”",
    ),
    (
        "[flags]",
        f'{ROOM}keys = ["god"]\n[flags]',
        "rooms.main.keys",
        "没有“god”这个岗位；已定义的有：head",
    ),
    (
        "[flags]",
        f'{ROOM}keys = ["head"]\nenters = ["god"]\n[flags]',
        "rooms.main.enters",
        "没有“god”这个岗位；已定义的有：head",
    ),
    (
        "[flags]",
        f'{ROOM}keys = ["head"]\narticle = "九"\n[flags]',
        "rooms.main.article",
        "[articles] 中没有“九”",
    ),
    (
        'aliases = ["食堂"]',
        'aliases = ["食堂"]\n[[zones]]\nid = "Z1"\nname = "操场"',
        "zones.id",
        "区域“Z1”重复",
    ),
    (
        'aliases = ["食堂"]',
        'aliases = ["食堂"]\n[[zones]]\nid = "Z2"\nname = "食堂"',
        "zones.aliases",
        "“食堂”同时是两个区域的名称或别名",
    ),
    (
        'en = "book" }',
        'en = "book" }\narticle = "九"',
        "books.retrieval.article",
        "[articles] 中没有“九”",
    ),
    (
        "[kinds.footage]\n",
        '[kinds.footage]\ntopic = "rooms"\n',
        "kinds.footage.topic",
        "没有“rooms”这一类；有：",
    ),
    (
        "[kinds.footage]\n",
        "[kinds.footage]\nonly_if = { lax = true }\n",
        "kinds.footage.only_if.lax",
        "没有“lax”这个开关；已定义的有：strict",
    ),
    *(
        (
            "[[kinds.footage.base]]",
            f"[kinds.footage.facts.at_night]\n{fact}\n[[kinds.footage.base]]",
            "kinds.footage.facts.at_night.values",
            "choice、list 必须写 values，yes_no 不写",
        )
        for fact in ('values = ["late"]', 'kind = "choice"', 'kind = "list"')
    ),
    (
        'steps = ["head"]',
        f'steps = ["head"]\n{ADDED}marks = ["head"]\nwish = "why"',
        "kinds.footage.addons[0].wish",
        "没有可以缩小的是否栏目“why”",
    ),
    (
        'steps = ["head"]',
        'steps = ["head"]\n[kinds.footage.confirm]\nroles = ["head"]\nby = "pin"\nwhen = 3',
        "kinds.footage.confirm.when",
        "条件应为表 { … } 或由表组成的列表",
    ),
    (
        'steps = ["head"]',
        'steps = ["head"]\n[kinds.footage.confirm]\nroles = ["god"]\nby = "pin"',
        "kinds.footage.confirm.roles",
        "没有“god”这个岗位；已定义的有：head",
    ),
]
# what stands instead of the base chain's steps, where below the chain, and what is said
CHAIN = [
    ("steps = 3", "steps", "这里应为列表 [ … ]"),
    ('steps = ["cook"]', "steps[0].roles", "没有“cook”这个岗位；已定义的有：head"),
    ('steps = [["head", "head"]]', "steps[0].roles", "同一步里同一岗位只能出现一次"),
    (
        'steps = [{ roles = ["head"], mode = "dice" }]',
        "steps[0].mode",
        "“dice”不在可选范围内：all、any、quorum、in_order",
    ),
    (
        'steps = [{ roles = ["head"], mode = "dice", needed = 1 }]',
        "steps[0].mode",
        "“dice”不在可选范围内：all、any、quorum、in_order",
    ),
    (
        'steps = [{ roles = ["head"], mode = "quorum", needed = 2 }]',
        "steps[0].needed",
        'mode = "quorum" 时 needed 须为 1 至 1，其他方式不写',
    ),
    (
        'steps = [{ roles = ["head"], mode = "quorum" }]',
        "steps[0].needed",
        'mode = "quorum" 时 needed 须为 1 至 1，其他方式不写',
    ),
    (
        'steps = [{ roles = ["head"], needed = 1 }]',
        "steps[0].needed",
        'mode = "quorum" 时 needed 须为 1 至 1，其他方式不写',
    ),
    ("steps = [[]]", "steps[0].roles", "缺少这一项"),
    ("", "steps", "须写 steps，或者写 register_only = true，两者取一"),
    (
        'steps = ["head"]\nregister_only = true',
        "steps",
        "须写 steps，或者写 register_only = true，两者取一",
    ),
    (
        'steps = ["head"]\nonly_if = { lax = true }',
        "only_if.lax",
        "没有“lax”这个开关；已定义的有：strict",
    ),
    (
        'steps = ["head"]\nonly_if = { strict = "so" }',
        "only_if.strict",
        "“so”不在可选范围内：yes、no",
    ),
    (
        'steps = ["head"]\nwhen = { owner = "moon" }',
        "when.owner",
        "“owner”不能是“moon”；可以是：public、unit、dormitory、mixed",
    ),
    (
        'steps = ["head"]\nwhen = { owner = [] }',
        "when.owner",
        "“owner”不能是“[]”；可以是：public、unit、dormitory、mixed",
    ),
    (
        'steps = ["head"]\nwhen = { copy = "true" }',
        "when.copy",
        "“copy”不能是“true”；可以是：true、false",
    ),
    (
        'steps = ["head"]\nwhen = { colour = "red" }',
        "when.colour",
        (
            "没有“colour”这个事实；可用的有：applicant、matter、for_student、owner、flags、copy、"
            "letter、officer_id、unit_seal、viewers_overlap_parties、viewing_room、"
            "standing_authorisation、own_zone、on_behalf"
        ),
    ),
    (
        'steps = ["head"]\nwhen = { flags = ["privacy"] }',
        "when.flags",
        "“flags”是一组词，请写 flags_any 或 flags_all",
    ),
    (
        'steps = ["head"]\nwhen = { owner_any = ["unit"] }',
        "when.owner_any",
        "“owner”只有一个值，不能用 _any 或 _all",
    ),
    ('steps = ["head"]\nwhen = "always"', "when", "条件应为表 { … } 或由表组成的列表"),
]
# likewise within the form; the rest in test_told_whole.py
FORM = [
    ('key = "why"', 'key = "flags"', "[1].options", "没有“law”这个标记；已定义的有：privacy"),
    (
        'kind = "yes_no"',
        'kind = "yes_no", default = "no"',
        "[0].default",
        "“no”不是这一栏可能的答案",
    ),
    ('kind = "yes_no"', 'kind = "text", at_most = -2', "[0].at_most", "“-2”超出允许的范围"),
    ('id = "law"', 'id = "law", words = [""]', "[1].options[0].words[0]", "缺少这一项"),
]
CHANGES = [
    *HEADER,
    *(('steps = ["head"]', new, f"kinds.footage.base[0].{at}", m) for new, at, m in CHAIN),
    *((old, new, f"kinds.footage.fields{at}", m) for old, new, at, m in FORM),
    (
        'src = "text"\nsteps',
        'src = "guess"\nsteps',
        "kinds.footage.base[0].src",
        "“guess”不在可选范围内：text、resolved",
    ),
    ('src = "text"\nsteps', "steps", "kinds.footage.base[0].src", "缺少这一项"),
    ('id = "B"', 'id = "R"', "kinds.footage", "规则编号“R”重复；只有由开关二选一时才可同号"),
]


@pytest.mark.parametrize(("old", "new", "place", "sentence"), CHANGES)
def test_each_mistake_is_told_where_it_is_and_once(old, new, place, sentence, tmp_path):
    assert old in GOOD
    assert told(GOOD.replace(old, new, 1), tmp_path) == [f"{place}: {sentence}"]


RULED = "写了 like 的申请沿用那一类的规则，不能再写自己的 refusals、base、addons"


def test_a_kind_like_another_has_no_rules_of_its_own(tmp_path):
    liked = GOOD.replace("[kinds.footage]\n", '[kinds.footage]\nlike = "viewing"\n')
    assert told(liked, tmp_path) == [
        "kinds.footage.like: 没有“viewing”这类申请；已有：footage",
        f"kinds.footage.like: {RULED}",
    ]
    second = """
[kinds.again]
like = "footage"
title = { zh = "再看" }
paper = { zh = "单" }
number = "再{serial}"
may_file = ["head"]
"""
    file = tmp_path / "two.toml"
    file.write_text(GOOD + second, "utf-8")
    pack = load(file)
    first, again = pack.kinds["footage"], pack.kinds["again"]
    assert (again.base, again.refusals) == (first.base, first.refusals)
    assert (again.series, first.series, again.form) == ("footage", "footage", None)
    assert told(GOOD + second.replace('like = "footage"\n', ""), tmp_path) == [
        "kinds.again.base: 缺少这一项"
    ]
    common = 'id = "X"\narticle = "一"\nsrc = "text"\n'
    for rule in (
        f'[[kinds.again.base]]\n{common}steps = ["head"]',
        f'[[kinds.again.addons]]\n{common}marks = ["head"]',
        f'[[kinds.again.refusals]]\n{common}message = {{ zh = "不" }}',
    ):
        assert told(GOOD + second + rule, tmp_path) == [f"kinds.again.like: {RULED}"]


def test_a_kind_without_a_form_may_have_a_wish_all_the_same(tmp_path):
    bare = GOOD[: GOOD.index("fields = [")] + GOOD[GOOD.index("[[kinds.footage.refusals]]") :]
    file = tmp_path / "bare.toml"
    file.write_text(f'{bare}{ADDED}marks = ["head"]\nwish = "copy"', "utf-8")
    kind = load(file).kinds["footage"]
    assert (kind.form, kind.addons[0].wish) == (None, "copy")


WHOLE = """
id = "whole"
title = { zh = "全校办法", en = "whole" }
document = "校字〔2026〕1号"
version = "3"
issued = 2026-01-02
retention_days = 90
legal_retention_days = 60
retention_article = "一"
keeps_cameras = ["guard"]
everywhere = ["学工处"]
window_flags = ["exam"]
[articles]
"一" = { zh = "第一条", en = "one" }
"二" = { zh = "第二条" }
[roles]
head = { name = { zh = "校长", en = "head" }, heads = ["校办"] }
guard = { name = { zh = "保卫" }, above = "head", same_post = "head", proxies = ["head"] }
owner = { name = { zh = "主任" }, scope = "owner_units" }
[flags]
exam = { zh = "考试" }
[clocks]
undo_seconds = 30
[prohibitions]
"二" = { zh = "不得外传" }
[zone_kinds]
hall = { zh = "大厅" }
[topics]
footage = { zh = "查看" }
[sight]
all = ["head"]
[retention]
drafts = 30
[rooms.main]
name = { zh = "监控室" }
keys = ["guard"]
enters = ["head"]
article = "二"
[switches.strict]
value = true
allowed = [true, false]
about = { zh = "从严" }
[[zones]]
id = "Z1"
name = "餐厅"
owners = ["总务处"]
aliases = ["食堂", "餐厅"]
flags = ["exam", "dormitory"]
[books.retrieval]
title = { zh = "登记" }
article = "一"
signatures = ["保卫"]
columns = [{ title = "号", source = "serial", width = 8 }, { title = "因", source = "text:why" }]
[kinds.footage]
title = { zh = "查看" }
topic = "footage"
paper = { zh = "单" }
number = "看〔{year:04}〕{serial:04}"
may_file = ["staff", "guard"]
reject_reasons = [{ zh = "不符" }]
return_reasons = [{ zh = "不清" }]
report_phrases = [{ zh = "属实" }]
withdrawable = false
urgent = true
extends = true
visible_to = ["guard", "head"]
words = ["查录像"]
unless = ["修"]
fields = [
  { key = "copy", kind = "yes_no", narrows = true, label = { zh = "拷贝" }, ask = { zh = "？" } },
]
[kinds.footage.facts.at_night]
[kinds.footage.facts.who]
kind = "choice"
values = ["a", "b"]
[kinds.footage.confirm]
when = { at_night = true }
roles = ["head"]
by = "pin"
remembered_minutes = 20
[[kinds.footage.base]]
id = "B"
article = "一"
src = "text"
steps = ["guard"]
[[kinds.footage.addons]]
id = "A"
article = "二"
src = "resolved"
only_if = { strict = true }
when = { copy = true }
marks = ["guard"]
wish = "copy"
[[kinds.footage.addons]]
id = "A"
article = "二"
src = "resolved"
only_if = { strict = false }
steps = ["head"]
[kinds.lax]
title = { zh = "从宽" }
paper = { zh = "单" }
number = "宽{serial}"
may_file = ["staff"]
only_if = { strict = false }
[[kinds.lax.base]]
id = "L"
article = "一"
src = "text"
steps = ["head"]
"""


@pytest.fixture
def whole(tmp_path):
    file = tmp_path / "whole.toml"
    file.write_text(WHOLE, "utf-8")
    return load(file)


def test_what_a_pack_says_of_the_school_is_read_as_it_is_written(whole):
    assert (whole.id, whole.title, whole.document) == (
        "whole",
        Label("全校办法", "whole"),
        "校字〔2026〕1号",
    )
    assert re.fullmatch(r"3\+[0-9a-f]{12}", whole.version)
    assert (whole.issued, whole.retention_article) == (date(2026, 1, 2), "一")
    assert (whole.retention_days, whole.legal_retention_days) == (90, 60)
    assert whole.articles == {"一": Label("第一条", "one"), "二": Label("第二条")}
    assert whole.roles == {
        "head": Role(id="head", name=Label("校长", "head"), scope="school", heads=("校办",)),
        "guard": Role(
            id="guard",
            name=Label("保卫"),
            scope="school",
            above="head",
            same_post="head",
            proxies=("head",),
        ),
        "owner": Role(id="owner", name=Label("主任"), scope="owner_units"),
    }
    assert (whole.flags, whole.window_flags) == ({"exam": Label("考试")}, ("exam",))
    assert whole.zones == (
        Zone(
            id="Z1",
            name="餐厅",
            owners=("总务处",),
            aliases=("食堂", "餐厅"),
            flags=("exam", "dormitory"),
        ),
    )
    assert whole.rooms == {
        "main": Room(
            id="main", name=Label("监控室"), keys=("guard",), enters=("head",), article="二"
        )
    }
    assert whole.books == {
        "retrieval": Book(
            id="retrieval",
            title=Label("登记"),
            columns=(
                Column(title="号", source="serial", width=8),
                Column(title="因", source="text:why", width=12),
            ),
            article="一",
            signatures=("保卫",),
        )
    }
    assert (whole.zone_kinds, whole.topics) == (
        {"hall": Label("大厅")},
        {"footage": Label("查看")},
    )
    assert (whole.switches, whole.clocks) == ({"strict": True}, {"undo_seconds": 30})
    assert whole.prohibitions == {"二": Label("不得外传")}
    assert (whole.everywhere, whole.keeps_cameras) == (("学工处",), ("guard",))
    assert (whole.sees_all, whole.keeping) == (("head",), Keeping(drafts=30))
    assert (whole.calendar, whole.students, whole.alerts) == ((), None, None)
    assert whole.hours == Hours(start=time(8), end=time(18), weekdays=frozenset(range(5)))


def test_what_it_says_of_a_kind_is_read_as_it_is_written(whole):
    assert list(whole.kinds) == ["footage"]  # the other is switched off
    kind = whole.kinds["footage"]
    assert (kind.id, kind.series, kind.number, kind.topic) == (
        "footage",
        "footage",
        "看〔{year:04}〕{serial:04}",
        "footage",
    )
    assert (kind.title, kind.paper) == (Label("查看"), Label("单"))
    assert kind.may_file == ("staff", "guard")
    assert (kind.reject_reasons, kind.return_reasons, kind.report_phrases) == (
        (Label("不符"),),
        (Label("不清"),),
        (Label("属实"),),
    )
    assert (kind.withdrawable, kind.urgent, kind.extends) == (False, True, True)
    assert kind.visible_to == ("guard", "head")
    assert (kind.words, kind.unless, kind.narrows) == (
        ("查录像",),
        ("修",),
        {"copy": "yes_no"},
    )
    assert kind.form.title == Label("查看")
    assert kind.facts["at_night"] == yes_no("at_night")
    assert kind.facts["who"] == choice("who", "a", "b")
    assert kind.facts["flags"].values[-1] == "exam"
    assert [(rule.id, rule.marks, rule.wish) for rule in kind.addons] == [
        ("A", ("guard",), "copy")
    ]
    confirm = kind.confirm
    assert (confirm.roles, confirm.by, confirm.minutes) == (("head",), "pin", 20)
    asked = settled(kind.facts, {"applicant": "staff", "at_night": True})
    assert confirm.when.holds(asked)
    assert not confirm.when.holds({**asked, "at_night": False})


def test_a_role_is_named_with_the_unit_it_is_bound_to(whole):
    head, owner = whole.roles["head"], whole.roles["owner"]
    assert head.of("校办") == Label("校长（校办）", "head (校办)")
    assert owner.of("图书馆") == Label("主任（图书馆）", "主任 (图书馆)")
    assert owner.of("") == Label("主任")


def test_a_pack_in_a_log_is_its_name_and_version(whole):
    assert repr(whole) == f"Pack('whole', '{whole.version}')"


def test_a_pack_without_a_date_has_none(tmp_path):
    assert mistakes(WHOLE.replace("issued = 2026-01-02", ""), tmp_path) == [
        ("", "issued", "missing")
    ]


def test_a_ring_of_roles_is_found_wherever_it_is_entered(tmp_path):
    ring = WHOLE.replace('heads = ["校办"] }', 'above = "guard" }')
    assert mistakes(ring, tmp_path) == [
        ("roles.head", "above", "above_in_a_circle"),
        ("roles.guard", "above", "above_in_a_circle"),
    ]
    beside = WHOLE.replace('scope = "owner_units"', 'above = "head"').replace(
        'heads = ["校办"] }', 'above = "guard" }'
    )
    assert ("roles.owner", "above", "above_in_a_circle") not in mistakes(beside, tmp_path)


def test_all_of_them_at_once(tmp_path):
    """Unknown keys, missing values and broken references do not hide each other."""
    text = GOOD
    for old, new in (
        ('version = "1"', 'verson = "1"'),
        ('scope = "school"', ""),
        ("head = { name", 'head = { above = "god", name'),
        ('src = "text"\nwhen', 'src = "text"\nwen = 1\nwhen'),
        ('applicant = "parent"', 'applicant = "alien"'),
        ('steps = ["head"]', 'steps = ["cook"]'),
        ('source = "serial"', 'source = "weather"'),
    ):
        text = text.replace(old, new, 1)
    assert mistakes(text, tmp_path) == [
        ("", "version", "missing"),
        ("kinds.footage.refusals[0]", "wen", "unknown_key"),
        ("", "verson", "unknown_key"),
        ("roles.head", "above", "unknown_role"),
        ("kinds.footage.refusals[0]", "when.applicant", "facts.mistake.not_a_value"),
        ("kinds.footage.base[0].steps[0]", "roles", "unknown_role"),
        ("books.retrieval.columns[0]", "source", "unknown_source"),
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"id = ", "不是有效的 TOML 文件：Invalid value"),
        (
            b"id = 'a'\nid = 'b'",
            "不是有效的 TOML 文件：Cannot overwrite a value",
        ),
        (b"\xff\xfe", "不是有效的 TOML 文件："),
        (b"a = " + b"[" * 5000, "不是有效的 TOML 文件："),
        (b"# " + b"x" * (256 * 1024 - 1), "文件超过 262144 字节"),
    ],
)
def test_what_is_no_pack_at_all(raw, said, tmp_path):
    (line,) = told(raw, tmp_path)
    assert line.startswith(said)


HEAD = ("id", "title", "version", "issued")


def test_a_file_of_just_the_bytes_that_are_taken(tmp_path):
    lines = told(b"# " + b"x" * (256 * 1024 - 2), tmp_path)
    assert lines == [f"{key}: 缺少这一项" for key in (*HEAD, "articles", "roles", "kinds")]


@pytest.mark.parametrize(
    ("raw", "missing", "others"),
    [
        (b"", (*HEAD, "articles", "roles", "kinds"), []),
        (b"kinds = 3", (*HEAD, "articles", "roles"), ["kinds: 这里应为表 { … }"]),
        (
            b"kinds = { a = 1 }\nroles = [1]",
            (*HEAD, "articles"),
            ["roles: 这里应为表 { … }", "kinds.a: 这里应为表 { … }"],
        ),
    ],
)
def test_nonsense_is_mistakes_not_a_crash(raw, missing, others, tmp_path):
    assert told(raw, tmp_path) == [*(f"{key}: 缺少这一项" for key in missing), *others]


def test_what_a_log_shows_of_a_pack_that_cannot_be_used(tmp_path):
    file = tmp_path / "small.toml"
    text = GOOD.replace('key = "why"', 'key = "copy"').replace('= ["head"]', '= ["cook"]')
    file.write_text(text, "utf-8")
    with pytest.raises(PackMistakes) as wrong:
        load(file)
    assert str(wrong.value) == (
        "small.toml: kinds.footage.fields.copy: pack.mistake.field_twice (name=copy)\n"
        "small.toml: kinds.footage.base[0].steps[0].roles: pack.mistake.unknown_role "
        "(name=cook, known=('head',))"
    )


def test_a_pack_nobody_has():
    with pytest.raises(PackMistakes) as wrong:
        named("atlantis_1870")
    (mistake,) = wrong.value.mistakes
    assert mistake.place == "atlantis_1870"
    assert Voice("zh")(mistake.sentence) == (
        "没有这个规章包文件（No such file or directory）；自带的有：k12_ta_2024、uni_gz_2022"
    )
