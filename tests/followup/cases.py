"""A case with tasks, said in a line."""

from datetime import UTC, datetime
from typing import Any

from bot.approvals.chain import Chain
from bot.approvals.request import Request, State
from bot.followup.plan import Case
from bot.followup.task import Stage, Task
from bot.people.person import PersonId

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QIAO = PersonId("qiao")
SPAN = {"from": "2026-03-01T12:00:00+08:00", "to": "2026-03-01T12:40:00+08:00"}


def request(
    state: State = State.APPROVED, plan: tuple[str, ...] = (), **answers: Any
) -> Request:
    return Request(
        id=1,
        school="taishan",
        number="调阅〔2026〕0001",
        kind="footage",
        pack="p",
        pack_version="1",
        requester=QIAO,
        unit="高一级部",
        answers={"span": SPAN, "zones": ["B-Z06"], **answers},
        facts={},
        chain=Chain(steps=()),
        filed_at=NOW,
        state=state,
        plan=plan,
    )


def case(about: Request, **done: Any) -> Case:
    """Each keyword is a task: a dict is what it reported, None that it is open still."""
    return Case(
        request=about,
        tasks=tuple(
            Task(
                id=number,
                school=about.school,
                request=about.id,
                kind=kind,
                state=Stage.OPEN if answers is None else Stage.DONE,
                officer=PersonId(f"did_{kind}"),
                answers=answers or {},
                opened_at=NOW,
                done_at=None if answers is None else NOW,
            )
            for number, (kind, answers) in enumerate(done.items(), 1)
        ),
    )
