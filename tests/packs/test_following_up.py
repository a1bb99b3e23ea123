"""What a pack may say of tasks, rooms and days that follow each other, and what it may not."""

import pytest

from bot.actions import effects
from bot.approvals import packtasks
from bot.approvals.policy import PackMistakes, load, named
from bot.followup import guards
from tests.packs.test_reading import GOOD

TASKS = """
[rooms.main]
name = { zh = "主机房" }
keys = ["head"]
[[kinds.footage.fields]]
key = "heir"
kind = "people"
label = { zh = "接手" }
ask = { zh = "谁？" }
[[kinds.footage.fields]]
key = "from"
kind = "day"
label = { zh = "自" }
ask = { zh = "？" }
ahead = true
[[kinds.footage.fields]]
key = "to"
kind = "day"
label = { zh = "至" }
ask = { zh = "？" }
since = "from"
max_days = 3
[[kinds.footage.tasks]]
id = "agree"
title = { zh = "确认" }
actor = "heir"
due = { field = "from", hours = 2, again = 24 }
guards = [{ guard = "not_before", field = "from" }]
"""


def packed(tmp_path, text):
    """GOOD has its fields in a list; here they are tables, so that more can follow."""
    head, _, rest = GOOD.partition("fields = [")
    body = rest.partition("]\n[[kinds")[2]
    file = tmp_path / "small.toml"
    file.write_text(f"{head}[[kinds{body}{text}", "utf-8")
    return file


def test_a_task_of_whoever_the_form_names(tmp_path):
    pack = named(packed(tmp_path, TASKS))
    (task,) = pack.kinds["footage"].tasks
    assert task.named == "heir"
    assert (task.due.hours, task.due.again) == (2, 24)
    assert pack.rooms["main"].keys == ("head",)
    day = next(f for f in pack.kinds["footage"].form.fields if f.key == "to")
    assert (day.since, day.max_days) == ("from", 3)


WRONG = [
    ('actor = "heir"', 'actor = "from"', "tasks[0].actor", "unknown_role"),
    ('since = "from"', 'since = "heir"', "fields[2].since", "not_an_earlier_field"),
    ('keys = ["head"]', 'keys = ["ghost"]', "rooms.main.keys", "unknown_role"),
    ('keys = ["head"]', "keys = []", "rooms.main.keys", "missing"),
    ('guard = "not_before"', 'guard = "hope"', "tasks[0].guards[0].guard", "unknown_guard"),
]


@pytest.mark.parametrize(("old", "new", "place", "mistake"), WRONG)
def test_mistakes(tmp_path, old, new, place, mistake):
    assert TASKS.count(old) == 1
    with pytest.raises(PackMistakes) as wrong:
        load(packed(tmp_path, TASKS.replace(old, new)))
    found = {
        (f"{m.table}.{m.key}".removeprefix("kinds.footage."), m.sentence.key)
        for m in wrong.value.mistakes
    }
    assert (place, f"pack.mistake.{mistake}") in found


def test_every_guard_and_every_effect_of_a_pack_is_code():
    assert tuple(guards.GUARDS) == packtasks.GUARDS
    assert tuple(effects.EFFECTS) == packtasks.EFFECTS
