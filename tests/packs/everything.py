"""A pack that says everything a pack may say of forms, rules, tasks, days, pupils and alarms."""

from pathlib import Path

import pytest

from bot.approvals.policy import PackMistakes, load
from bot.speech import Voice

EVERYTHING = """
id = "rounds"
title = { zh = "巡查办法" }
version = "1"
issued = 2026-01-01
keeps_cameras = ["head"]
[articles]
"一" = { zh = "第一条" }
"二" = { zh = "第二条" }
[roles]
head = { name = { zh = "校长" } }
guard = { name = { zh = "保卫" }, above = "head" }
[flags]
exam = { zh = "考试" }
[clocks]
repair = 4
[sight]
all = ["head"]
[switches.strict]
value = true
allowed = [true, false]
about = { zh = "从严" }
[working_time]
from = "07:30"
until = "17:00"
weekdays = ["monday", "saturday"]
[students]
shape = "G{grade:1}-{class:2}"
class_name = "{grade}年{class}班"
example = "G2-03"
article = "一"
words = { grade = { "1" = "一" } }
[books.rounds]
title = { zh = "巡查登记" }
columns = [{ title = "号", source = "serial" }]
[books.delays]
title = { zh = "逾期登记" }
columns = [{ title = "号", source = "serial" }]

[kinds.fault]
title = { zh = "故障" }
paper = { zh = "故障单" }
number = "障{serial}"
may_file = ["staff"]
base = [{ id = "F", article = "一", src = "text", register_only = true }]
fields = [
  { key = "fault_class", kind = "choice", label = { zh = "类别" }, ask = { zh = "？" }, options = [
    { id = "dark", label = { zh = "无画面" } },
    { id = "other", label = { zh = "其他" } },
  ] },
  { key = "seen", kind = "day", label = { zh = "发现" }, ask = { zh = "？" } },
  { key = "said", kind = "text", label = { zh = "说明" }, ask = { zh = "？" } },
]

[kinds.round]
title = { zh = "巡查" }
paper = { zh = "巡查单" }
number = "巡{serial}"
may_file = ["guard"]
facts = { copy_too = {} }
[[kinds.round.fields]]
key = "where"
kind = "zones"
label = { zh = "地点", en = "place" }
ask = { zh = "查哪里？", en = "Where?" }
help = { zh = "可多选" }
at_least = 1
at_most = 3
narrows = true
[[kinds.round.fields]]
key = "when"
kind = "span"
label = { zh = "时段" }
ask = { zh = "？" }
past = true
max_hours = 2.5
[[kinds.round.fields]]
key = "from"
kind = "day"
label = { zh = "自" }
ask = { zh = "？" }
ahead = true
[[kinds.round.fields]]
key = "to"
kind = "day"
label = { zh = "至" }
ask = { zh = "？" }
since = "from"
max_days = 7
max_age = 30
[[kinds.round.fields]]
key = "why"
kind = "choice"
label = { zh = "为何" }
ask = { zh = "？" }
default = "lost"
options = [
  { id = "lost", label = { zh = "失物" }, suggests = ["exam"], other = true, words = ["丢了"] },
  { id = "rule", label = { zh = "按规定" }, states = { owner = "public" } },
]
[[kinds.round.fields]]
key = "marks"
kind = "choices"
label = { zh = "标记" }
ask = { zh = "？" }
options = [{ id = "a", label = { zh = "甲" } }, { id = "b", label = { zh = "乙" } }]
default = ["a"]
when = { why = ["lost", "rule"] }
[[kinds.round.fields]]
key = "copy"
kind = "yes_no"
label = { zh = "拷贝" }
ask = { zh = "？" }
required = false
default = false
words = { yes = ["拷贝"], no = ["不拷"] }
when = { marks = "a" }
[[kinds.round.fields]]
key = "ends"
kind = "text"
label = { zh = "证件号" }
ask = { zh = "？" }
takes = "sentence"
at_least = 4
at_most = 4
format = "last_four"
article = "一"
[[kinds.round.fields]]
key = "pupils"
kind = "names"
label = { zh = "学生" }
ask = { zh = "？" }
codes = "own"
[[kinds.round.fields]]
key = "heir"
kind = "people"
label = { zh = "同行" }
ask = { zh = "？" }
[[kinds.round.fields]]
key = "times"
kind = "number"
label = { zh = "次数" }
ask = { zh = "？" }
default = 3
[[kinds.round.fields]]
key = "lax"
kind = "text"
label = { zh = "从宽" }
ask = { zh = "？" }
only_if = { strict = false }
[[kinds.round.fields]]
key = "tape"
kind = "yes_no"
label = { zh = "带走" }
ask = { zh = "？" }
narrows = true

[[kinds.round.refusals]]
id = "NO"
article = "二"
src = "text"
when = { applicant = "parent", copy_too = true }
message = { zh = "不办", en = "no" }
note = { zh = "家长" }
instead = { begins = ["fault"], tells = ["guard"] }
[[kinds.round.base]]
id = "HEAD"
article = "一"
src = "text"
when = [{ flags_any = ["exam"] }, { not_owner = ["unit", "mixed"] }]
note = { zh = "考试" }
steps = [
  "head",
  ["guard", "head"],
  { roles = ["guard", "head"], mode = "quorum", needed = 2, article = "二" },
]
tells = ["guard"]
[[kinds.round.base]]
id = "BOOK"
article = "一"
src = "resolved"
register_only = true
[[kinds.round.base]]
id = "LAX"
article = "一"
src = "resolved"
register_only = true
only_if = { strict = false }
[[kinds.round.addons]]
id = "MORE"
article = "二"
src = "resolved"
when = { copy_too = true }
only_if = { strict = true }
steps = ["head"]
before = "guard"
marks = ["guard"]
drops = ["copy_too"]
replaces = ["head"]
tells = ["guard"]
wish = "tape"
reports = "guard"

[[kinds.round.tasks]]
id = "walk"
title = { zh = "巡查", en = "walk" }
actor = ["guard", "head"]
unit = "applicant_unit"
opens = "filed"
when = [{ why = "lost" }, { not_why = "lost" }]
group = "room"
due = { hours = 2, clock = "repair", field = "when", counting = "working_hours", again = 24 }
tells = ["head"]
rungs = [{ at = 0.5, tells = ["guard"] }, { hours = 3, tells = ["head"] }]
breach = "delays"
books = ["rounds"]
shows = ["slot"]
rings = true
urgent = true
stamps = "walked_at"
does = ["appoint"]
required = false
article = "一"
outlives = true
guards = [
  "no_party",
  { guard = "not_before", field = "from", article = "一" },
  { guard = "trained", only_if = { strict = false } },
]
[[kinds.round.tasks.fields]]
key = "slot"
kind = "choice"
label = { zh = "时间" }
ask = { zh = "？" }
prefers = ["when"]
options = [{ id = "own", label = { zh = "另定" } }]
[[kinds.round.tasks.fields]]
key = "time"
kind = "span"
label = { zh = "另定" }
ask = { zh = "？" }
when = { slot = "own" }
[[kinds.round.tasks]]
id = "look"
title = { zh = "查看" }
actor = "heir"
hand = "walk"
after = ["walk"]
lists = ["fault"]
due = { days = 2 }
fields = [
  { key = "seen", kind = "yes_no", label = { zh = "见到" }, ask = { zh = "？" } },
  { key = "items", kind = "cameras", label = { zh = "设备" }, ask = { zh = "？" } },
]
[[kinds.round.tasks.files]]
kind = "fault"
when = { "look.seen" = true, "not_walk.slot" = "own" }
takes = { said = "look.items" }
fills = { fault_class = "dark" }
each = "look.items"
[[kinds.round.tasks]]
id = "judge"
title = { zh = "复核" }
actor = "requester"
due = { days = 1, counting = "always" }
sends_back = { to = "look", when = { "judge.right" = false, "look.seen" = true } }
fields = [{ key = "right", kind = "yes_no", label = { zh = "属实" }, ask = { zh = "？" } }]
[[kinds.round.tasks]]
id = "note"
title = { zh = "补记" }
actor = "system"
due = { hours = -1, field = "look.seen" }
completes = ["rounds"]
[[kinds.round.tasks]]
id = "lax"
title = { zh = "从宽" }
actor = "guard"
only_if = { strict = false }
[[kinds.round.tasks]]
id = "report"
title = { zh = "报障" }
actor = "guard"
begins = "fault"
begins_on = "seen"
fields = [{ key = "number", kind = "text", label = { zh = "编号" }, ask = { zh = "？" } }]

[[calendar]]
id = "weekly"
kind = "round"
by = "guard"
every = "week"
on = 3
at = "07:15"
per = "zone"
zones = ["Z1"]
fills = { why = "rule" }
working = true
[[calendar]]
id = "yearly"
kind = "fault"
by = "head"
every = "year"
month = 9
[[calendar]]
id = "lax"
kind = "round"
by = "guard"
every = "day"
only_if = { strict = false }

[alerts]
ticket = "fault"
groups = ["security"]
gather_seconds = 20
mass = 4
mass_minutes = 3
flaps = 6
flaps_minutes = 40
stable_minutes = 7
reopens_hours = 12
handling_minutes = 25
calls_minutes = [1, 10, 10]
recovered = "自行恢复"
unapproved = ["guard"]
patrol = { kind = "round", after_hours = 3, flags = ["exam"], zones = ["Z1"] }
[alerts.troubles]
offline = { fault_class = "dark", words = "离线" }
clock = { fault_class = "other", words = "时钟不准" }
"""


def told(text: str | bytes, folder: Path) -> list[str]:
    """What somebody who wrote this pack reads, line by line."""
    file = folder / "p.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PackMistakes) as wrong:
        load(file)
    found = wrong.value.mistakes
    assert all(Voice("en")(mistake.sentence) for mistake in found)
    said = (f"{mistake.place}: {Voice('zh')(mistake.sentence)}" for mistake in found)
    return [line.removeprefix("p.toml: ") for line in said]
