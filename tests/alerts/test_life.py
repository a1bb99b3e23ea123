"""From 发现 to 已关闭: what people call the stage of an outage."""

import pytest

from bot.alerts.life import Life, reported, state_of
from bot.alerts.outage import Stage
from bot.approvals.policy import named
from bot.followup import task as tasks
from bot.followup.task import Task
from bot.people.person import PersonId
from tests.alerts.test_grouping import NOON, outage

OPEN, TAKEN, DONE = tasks.Stage.OPEN, tasks.Stage.TAKEN, tasks.Stage.DONE
BACK = tasks.Stage.SENT_BACK
STEPS = [
    (Life.FOUND, {}),
    (Life.FOUND, {"report": OPEN}),
    (Life.FOUND, {"report": TAKEN}),
    (Life.REPORTED, {"report": DONE, "dispatch": OPEN, "repair": OPEN}),
    (Life.DISPATCHED, {"report": DONE, "dispatch": DONE, "repair": OPEN}),
    (Life.UNDER_REPAIR, {"report": DONE, "repair": OPEN}),  # by ourselves
    (Life.UNDER_REPAIR, {"report": DONE, "dispatch": DONE, "repair": TAKEN}),
    (Life.ON_HOLD, {"report": DONE, "repair": DONE, "parts": OPEN}),
    (Life.TO_RECHECK, {"report": DONE, "repair": DONE, "recheck": OPEN}),
    (Life.UNDER_REPAIR, {"report": DONE, "repair": OPEN, "recheck": BACK}),
]


def ticket(steps: dict[str, tasks.Stage], by: str = "li") -> list[Task]:
    return [
        Task(
            id=n,
            school="s",
            request=1,
            kind=kind,
            state=stage,
            officer=PersonId(by if stage in (TAKEN, DONE) else ""),
            opened_at=NOON,
        )
        for n, (kind, stage) in enumerate(steps.items())
    ]


@pytest.mark.parametrize(("expected", "steps"), STEPS)
@pytest.mark.parametrize("pack", ["k12_ta_2024", "uni_gz_2022"])
def test_the_stage_of_an_outage(
    pack: str, expected: Life, steps: dict[str, tasks.Stage]
) -> None:
    kind = named(pack).kinds["fault"]
    assert state_of(outage(), kind, ticket(steps)) is expected
    assert state_of(outage(stage=Stage.RECOVERED), kind, ticket(steps)) is expected
    assert state_of(outage(stage=Stage.CLOSED), kind, ticket(steps)) is Life.CLOSED


def test_what_recovered_by_itself_nobody_reported() -> None:
    kind = named("k12_ta_2024").kinds["fault"]
    assert reported(kind, ticket({"report": DONE}))
    assert not reported(kind, ticket({"report": DONE}, by=""))


def test_the_unit_reports_its_own() -> None:
    kind = named("uni_gz_2022").kinds["fault"]
    assert reported(kind, ticket({"report_unit": DONE}))
