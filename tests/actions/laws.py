"""What no act may bring about, whoever does it: a school looked at before and after (design §8).

`authorised` is told from the regulation's words and not from `delegation`: a seat is signed by a
holder of its role, by his deputy of the day, by whoever it was passed on to, or by the next role
above that somebody may act in, where the lower one cannot or did not in time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from bot.actions import watching
from bot.actions.office import Office, Rules
from bot.approvals.chain import Mode, Seat
from bot.approvals.request import (
    Decision,
    Request,
    State,
    Verdict,
    asked_now,
    standing,
)
from bot.followup.task import Stage, Task
from bot.notices import About, Reason
from bot.people.person import PersonId
from storage import journal, proofs, requests, tables, tasks
from storage.store import Work
from tests.actions.doings import up_to_date
from tests.actions.lives import holds

ENDED = (State.CLOSED, State.REJECTED, State.WITHDRAWN, State.REVOKED, State.EXPIRED)
CONFIRMED = (State.APPROVED, State.CLOSED)
RINGS = (Reason.ASKED, Reason.REMINDED, Reason.NUDGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A school at one moment."""

    requests: Mapping[int, Request]
    tasks: Mapping[int, Task]
    entries: int
    journal: int
    owed: int  # the outbox's last number
    rows: Mapping[str, int]

    @classmethod
    def now(cls, work: Work, rules: Rules) -> "Seen":
        every = {one.id: one for one in requests.every(work, rules.school)}
        counted = {name: _rows(work, name) for name in COUNTED}
        return cls(
            requests=every,
            tasks={t.id: t for one in every for t in tasks.of_request(work, one)},
            entries=counted["entries"],
            journal=counted["journal"],
            owed=work.conn.execute(select(func.max(tables.outbox.c.id))).scalar() or 0,
            rows=counted,
        )


COUNTED = ("entries", "journal", "outbox", "waiting", "rings", "deputies", "persons")


def _rows(work: Work, name: str) -> int:
    table = tables.metadata.tables[name]
    return int(work.conn.execute(select(func.count()).select_from(table)).scalar_one())


# -- after each act --------------------------------------------------------------------------------


def obeyed(work: Work, rules: Rules, before: Seen, then: Office) -> Seen:
    """`then`: the people and the clock as the act found them."""
    after = Seen.now(work, rules)
    office = Office.open(work, rules)
    for number, request in after.requests.items():
        was = before.requests.get(number)
        if was is not None:
            it_goes_on(was, request)
            for made in request.decisions[len(was.decisions) :]:
                assert authorised(then, was, made), (made, was.chain, was.open_seats)
        if was != request:
            holds(work, office, request.id)
            an_approval_is_signed(request)
    for number, task in after.tasks.items():
        a_task_goes_on(before.tasks.get(number), task, after.requests[task.request])
    said = said_since(work, before)
    nothing_is_said_in_vain(said, after)
    if up_to_date(work, rules):
        in_vain = told_though_they_left(office, said, after)
        assert not in_vain, in_vain
        assert watching.look(work, rules) == []
    return after


def unchanged(work: Work, rules: Rules, before: Seen) -> None:
    """What was refused has left nothing behind."""
    assert Seen.now(work, rules) == before


def vouched_for(work: Work, rules: Rules) -> None:
    """At the end of a life: the journal, the books and what they prove of each other."""
    assert journal.verify(work, rules.school) is None
    assert proofs.verify(work, rules.school) is None
    keys = select(func.count(), func.count(tables.outbox.c.key.distinct())).where(
        tables.outbox.c.key.is_not(None)
    )
    every, different = work.conn.execute(keys).one()
    assert every == different


def it_goes_on(was: Request, now: Request) -> None:
    """What ended has ended; what was decided stays decided; versions and rounds only grow."""
    if was.state in ENDED:
        assert now.state is was.state
        assert now.decisions == was.decisions
    assert now.token >= was.token
    assert now.round >= was.round
    assert (now.number, now.requester, now.kind) == (was.number, was.requester, was.kind)
    for old, new in zip(was.decisions, now.decisions, strict=False):
        assert new == old or replace(old, undone=True) == new
    assert len(now.decisions) >= len(was.decisions)
    if now.token == was.token:
        assert (now.state, now.step, now.chain) == (was.state, was.step, was.chain)


def an_approval_is_signed(request: Request) -> None:
    """Nobody's silence is a yes: the last step of the ladder was signed, and no step that wants
    everybody went on over a no."""
    if request.state not in CONFIRMED or not request.chain.steps:
        return
    last = len(request.chain.steps) - 1
    signed = standing(request, last)
    own = [d for n, d in signed.items() if not request.chain.steps[last].seats[n].added]
    assert any(d.verdict is Verdict.APPROVE for d in own)
    for number, step in enumerate(request.chain.steps):
        if step.mode in (Mode.ALL, Mode.IN_ORDER):
            said = [d.verdict for d in standing(request, number).values()]
            assert Verdict.REJECT not in said


def a_task_goes_on(was: Task | None, now: Task, request: Request) -> None:
    if was and was.state is Stage.DROPPED:
        assert now.state is Stage.DROPPED
    if was and was.state is Stage.DONE and now.state is Stage.DONE:
        assert now.answers == was.answers
    if now.kind == "viewing" and now.state is Stage.DONE:
        assert request.state in CONFIRMED


def said_since(work: Work, before: Seen) -> Sequence[Any]:
    new = select(tables.outbox).where(tables.outbox.c.id > before.owed)
    return work.conn.execute(new).all()


def nothing_is_said_in_vain(said: Sequence[Any], after: Seen) -> None:
    """Every promise has a reason of the closed list, and nobody is asked for what is not his to
    sign."""
    for row in said:
        about, *rest = row.subject.split("/")
        assert about in set(About)
        if Reason(row.reason) in RINGS and about == About.ASK and row.kind == "notice":
            request = after.requests[int(rest[0])]
            assert row.person in asked_now(request) or beside(request, row.person)


def told_though_they_left(
    office: Office, said: Sequence[Any], after: Seen
) -> list[tuple[str, str, str]]:
    """Who, why and of what. Whoever filed a case is owed what becomes of it all the same: it cannot
    be delivered to him, and that the administrators hear."""
    people = office.directory.persons
    filed = {person for one in after.requests.values() for person in one.owners}
    return [
        (row.person, row.reason, row.subject)
        for row in said
        if row.person and not (row.person in people and people[row.person].active)
        if row.person not in filed or row.subject.startswith(About.ASK)
    ]


def beside(request: Request, person: PersonId) -> bool:
    """Who was asked at this version and has signed, or whose step passed in the same act."""
    return any(person in d.asked for d in request.decisions)


# -- who may sign ----------------------------------------------------------------------------------


def authorised(office: Office, was: Request, made: Decision) -> bool:
    person = office.directory.get(made.by)
    if person is None or not person.active or concerned(was, made.by):
        return False
    seat = was.chain.steps[made.step].seats[made.seat]
    if made.by in named(office, was, seat):
        return True
    if seat.added:
        return False
    for rank, people in enumerate(ranks(office, seat)):
        if made.by in with_deputies(office, was, people):
            lower = [p for below in list(ranks(office, seat))[:rank] for p in below]
            return was.overdue or all(concerned(was, p) for p in lower)
    return False


def concerned(request: Request, person: PersonId) -> bool:
    return person in request.askers or person in request.parties


def named(office: Office, request: Request, seat: Seat) -> set[PersonId]:
    holder = office.directory.get(seat.person)
    if holder is None or not holder.active:
        return set()
    return with_deputies(office, request, [holder.id])


def with_deputies(office: Office, request: Request, people: list[PersonId]) -> set[PersonId]:
    """Whoever stands in today; nobody stands in for who asks himself."""
    found = set(people)
    for deputy in office.directory.deputies:
        today = deputy.start <= office.now < deputy.end
        kind = not deputy.kinds or request.kind in deputy.kinds
        if today and kind and deputy.of in people and deputy.of not in request.askers:
            found.add(deputy.by)
    return found


def ranks(office: Office, seat: Seat) -> Iterator[list[PersonId]]:
    """Those who hold the seat's role, then those of each role above it."""
    role, unit, climbed = seat.role, seat.unit, set[str]()
    while role and role not in climbed:
        climbed.add(role)
        yield [p.id for p in office.directory.holders(role, unit)]
        role = office.pack.roles[role].above if role in office.pack.roles else ""
        if role and office.pack.roles[role].scope == "school":
            unit = ""
