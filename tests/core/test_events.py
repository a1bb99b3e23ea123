"""What the journal keeps of each event: ids, numbers, verdicts; under names that never change."""

import pytest

from bot.approvals import events as happened
from bot.approvals.chain import Place
from bot.approvals.request import Consent, Decision, OpenSeat, Verdict
from bot.people.person import PersonId
from tests.core.people import NOW

C, D, X = map(PersonId, "cdx")
SIGNED = Decision(
    step=1,
    seat=2,
    by=D,
    verdict=Verdict.APPROVE,
    at=NOW,
    reason="张三与此事无关",
    acting_for="c",
    round=3,
    cut={"zones": ["gate"], "copy": False},
    consent=Consent.WITHHELD,
    report="李四在场",
)
REFUSED = Decision(step=0, seat=0, by=C, verdict=Verdict.REJECT, at=NOW, reason="范围太大了")
ASKED = OpenSeat(seat=1, persons=(C, D), acting={D: "c"}, why="deputy")

KEPT = [
    (happened.Filed(), {}),
    (happened.Approved(), {}),
    (happened.StepPassed(step=1), {"step": 1}),
    (
        happened.StepOpened(step=1, seats=(ASKED,)),
        {
            "step": 1,
            "seats": [
                {"seat": 1, "persons": ["c", "d"], "acting": {"d": "c"}, "why": "deputy"},
            ],
        },
    ),
    (
        happened.Decided(decision=SIGNED),
        {
            "step": 1,
            "seat": 2,
            "verdict": "approve",
            "acting_for": "c",
            "round": 3,
            "cut": ["copy", "zones"],
            "consent": "withheld",
        },
    ),
    (
        happened.Decided(decision=REFUSED),
        {"step": 0, "seat": 0, "verdict": "reject", "acting_for": "", "round": 0},
    ),
    (happened.SentBack(step=2, to=0), {"step": 2, "to": 0}),
    (happened.PassedOn(step=1, seat=0, to=X), {"step": 1, "seat": 0, "to": "x"}),
    (
        happened.SignerAdded(step=1, seat=2, to=X, place=Place.BEFORE),
        {"step": 1, "seat": 2, "to": "x", "place": "before"},
    ),
    (
        happened.FlagsChanged(step=1, raised=("privacy",), lowered=("paper_room",)),
        {"step": 1, "raised": ["privacy"], "lowered": ["paper_room"]},
    ),
    (happened.Consulted(number=4, to=X), {"number": 4, "to": "x"}),
    (happened.Carried(by=X), {"by": "x"}),
]


@pytest.mark.parametrize(("event", "record"), KEPT, ids=lambda one: getattr(one, "name", ""))
def test_the_journal_keeps_who_and_where_but_no_reasons(event, record):
    assert event.record() == record
