"""Every refusal of the core has a sentence in each language, and its gaps are filled."""

from datetime import UTC, date, datetime

import pytest

from bot.approvals import refusals
from bot.approvals.refusals import Refusal
from bot.approvals.request import State, Verdict
from bot.conversation.form import Label
from bot.followup import guards, task
from bot.speech import Voice, catalogue

VALUES = {
    "who": "温若谷",
    "at": datetime(2026, 3, 2, 7, 0, tzinfo=UTC),
    "at_least": 5,
    "until": date(2026, 3, 2),
    "kind": Label("进入监控室", "entering the control room"),
    "names": ["学生甲"],
    "task": Label("到场签到", "check-in"),
    "article": "第十六条（一）1",
    "what": Label("查看时段", "time"),
    "role": Label("分管校长", "vice principal"),
    "message": {"zh": "学生不能直接申请。", "en": "Students cannot apply."},
    "why": "lower",
    "name": "计春声",
}
ALL = [
    kind
    for room in (refusals, guards, task)
    for kind in vars(room).values()
    if isinstance(kind, type) and kind is not Refusal
]
CORE = list(dict.fromkeys(kind for kind in ALL if issubclass(kind, Refusal)))


def test_there_are_refusals_to_look_at():
    assert len(CORE) >= 11


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", CORE, ids=lambda kind: kind.code)
def test_a_refusal_is_a_whole_sentence(kind, language):
    for state in State:
        for verdict in Verdict:
            refusal = kind(**VALUES, state=state, verdict=verdict)
            assert refusal.saying.key in catalogue(language)
            said = Voice(language)(refusal.saying)
            assert said.endswith(("。", ".", "）", ")"))
            assert "{" not in said
            assert state.value not in said or language == "en"


def test_who_was_slower_hears_who_and_when():
    refusal = refusals.AlreadySettled(who="温若谷", verdict=Verdict.RETURN, at=VALUES["at"])
    said = Voice("zh")(refusal.saying)
    assert "温若谷已于3月2日" in said
    assert "15:00退回补充" in said.replace(" 15", "15")


def test_what_a_log_shows_of_a_refusal():
    shown = repr(refusals.ReasonMissing(at_least=5))
    assert shown == "ReasonMissing('reason_missing', {'at_least': 5})"
