"""What the requester is shown before sending is what then happens (C8)."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from bot.actions import deciding, filing
from bot.actions.office import Office, Rules
from bot.approvals.refusals import Refusal
from bot.approvals.request import Consent, Request, State, Verdict
from bot.people.person import Person, PersonId
from storage import requests
from storage.store import Store, Work

CASES = 150
Asked = list[frozenset[PersonId]]


class Undone(Exception):
    """Every case leaves the database as it was."""


@pytest.mark.slow
async def test_a_preview_equals_what_then_happens(store: Store, rules: Rules) -> None:
    outcomes = await store.transact(lambda work: played(work, rules, Random(2026)))
    # A test that only ever saw refusals, or only one ladder, would not have looked.
    assert outcomes.refused > 5
    assert len(outcomes.ladders) >= 4


@dataclass(slots=True)
class Outcomes:
    refused: int
    ladders: set[tuple[int, ...]]


def played(work: Work, rules: Rules, chance: Random) -> Outcomes:
    seen = Outcomes(refused=0, ladders=set())
    for _ in range(CASES):
        try:
            with work.savepoint():
                seen.ladders.add(one_case(work, rules, chance))
                raise Undone
        except Undone:
            continue
        except Refusal:
            seen.refused += 1
    return seen


def one_case(work: Work, rules: Rules, chance: Random) -> tuple[int, ...]:
    office = Office.open(work, rules)
    by, answers = anybody(office, chance), anything(office, chance)
    shown = filing.preview(office, by, "footage", answers)
    promised: Asked = [asked for seats in shown.steps for asked in [everybody(seats)] if asked]
    assert promised == asked_in_turn(
        work, office, filing.file(work, office, by, "footage", answers)
    )
    return tuple(map(len, promised))


def everybody(seats: Any) -> frozenset[PersonId]:
    return frozenset(person for seat in seats for person in seat.persons)


def asked_in_turn(work: Work, office: Office, request: Request) -> Asked:
    """Say yes until it is through; whom each step asked."""
    asked: Asked = []
    while request.state is State.IN_APPROVAL:
        asked.append(everybody(request.open_seats))
        here = request.step
        while request.state is State.IN_APPROVAL and request.step == here:
            signer = office.directory[request.open_seats[0].persons[0]]
            request = deciding.decide(
                work,
                office,
                signer,
                request.id,
                token=request.token,
                verdict=Verdict.APPROVE,
                consent=Consent.GIVEN,
                report="情况属实，建议同意",
            )
    assert requests.peek(work, request.id).state is State.APPROVED
    return asked


def anybody(office: Office, chance: Random) -> Person:
    return chance.choice(list(office.directory.persons.values()))


def anything(office: Office, chance: Random) -> dict[str, Any]:
    """Answers as the school's form gives them, in any combination."""
    start = office.now - timedelta(days=chance.randint(1, 9), hours=1)
    zones = chance.sample(list(office.places.zones), chance.choice([1, 1, 1, 2]))
    some = [office.directory[p] for p in chance.sample(list(office.directory.persons), 2)]
    people = [person.name for person in some]
    staff = [{"id": person.id, "name": person.name} for person in some]
    return {
        "for_student": chance.random() < 0.4,
        "matter": chance.choice(["student_affairs", "other"]),
        "reason": "loss",
        "zones": zones,
        "span": {"from": start.isoformat(), "to": (start + timedelta(hours=1)).isoformat()},
        "content": "看谁拿走了桌上的书包",
        "purpose": "失主请求协助查找书包去向",
        "parties": chance.choice([[], ["学生甲"], people[:1]]),
        "viewers": [chance.choice([*staff, {"id": "", "name": "学生甲"}])],
        "copy": chance.random() < 0.3,
        "flags": chance.sample(list(office.pack.flags), chance.choice([0, 0, 1])),
        "viewing_room": chance.choice(["south_gate", "main"]),
        "seal": chance.choice([[], [{"id": 1, "name": "审批单.png"}]]),
    }
