"""Mistakes in tasks that send back or begin something, and kinds that a switch takes away."""

import pytest

from bot.approvals.policy import load
from tests.packs.test_reading import GOOD, mistakes

FIELD = """
[[kinds.footage.tasks.fields]]
key = "{key}"
kind = "text"
label = {{ zh = "一" }}
ask = {{ zh = "？" }}
"""
TASK = """
[[kinds.footage.tasks]]
id = "{id}"
title = {{ zh = "一" }}
actor = "{actor}"
"""
DONE = TASK.format(id="work", actor="head")
SHOWN = TASK.format(id="check", actor="head")
BACK = 'sends_back = { to = "work", when = { "check.result" = "no" } }'
RESULT = FIELD.format(key="result")

WRONG = [
    (DONE + SHOWN + BACK.replace("work", "walk") + RESULT, "to", "not_an_earlier_task"),
    (
        DONE + SHOWN + BACK.replace("check.result", "check.colour") + RESULT,
        "when.check.colour",
        "not_an_earlier_answer",
    ),
    (DONE + 'books = ["retrieval"]' + SHOWN + BACK + RESULT, "to", "not_done_again"),
    (DONE + SHOWN + BACK + '\nbooks = ["retrieval"]' + RESULT, "to", "not_done_again"),
    (
        TASK.format(id="work", actor="system") + SHOWN + BACK + RESULT,
        "to",
        "not_done_again",
    ),
    (DONE + 'begins = "footage"', "fields", "begins_keeps_number"),
    (DONE + 'begins = "song"' + RESULT, "begins", "unknown_kind"),
]


@pytest.mark.parametrize(("text", "key", "sentence"), WRONG)
def test_each_mistake_is_named(text, key, sentence, tmp_path):
    found = mistakes(GOOD + text, tmp_path)
    assert [(k, s) for _, k, s in found] == [(key, sentence)]


def test_a_task_may_send_itself_or_an_earlier_one_back(tmp_path):
    for back in (BACK, BACK.replace('"work"', '"check"')):
        file = tmp_path / "small.toml"
        file.write_text(GOOD + DONE + SHOWN + back + RESULT, "utf-8")
        assert load(file).kinds["footage"].task("check").sends_back


@pytest.mark.parametrize(("value", "there"), [("yes", True), ("no", False)])
def test_a_kind_may_depend_on_a_switch(value, there, tmp_path):
    text = GOOD.replace('value = "yes"', f'value = "{value}"')
    text = text.replace('number = "看', 'only_if = { strict = "yes" }\nnumber = "看')
    file = tmp_path / "small.toml"
    file.write_text(text, "utf-8")
    assert ("footage" in load(file).kinds) is there


def test_who_sees_a_kind_is_a_role(tmp_path):
    text = GOOD.replace('number = "看', 'visible_to = ["cook"]\nnumber = "看')
    assert ("kinds.footage", "visible_to", "unknown_role") in mistakes(text, tmp_path)
