"""What people do to requests, at random, and what must hold afterwards (design §8).

Most acts are refused, and rightly. `lived` plays some of them in one transaction, for tests that
need a school in the middle of everything; `test_any_life` plays all of them.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from bot.actions import (
    carrying_out,
    deciding,
    filing,
    flagging,
    handing,
    proving,
    tasking,
    whose,
)
from bot.actions.office import Office, Rules
from bot.approvals.chain import Place
from bot.approvals.confirming import demanded
from bot.approvals.refusals import Refusal
from bot.approvals.request import Consent, Request, State, Verdict
from bot.approvals.scope import asked_scope, scope_of, within
from bot.followup.task import Stage, Task
from bot.notices import About, Reason, subject
from bot.people.person import Person
from storage import books, journal, proofs, requests, tasks
from storage.store import Work
from storage.tables import outbox as outbox_table
from tests.actions.test_preview import anything

A_WHILE, A_LONG_TIME = 500, 2400  # acts
PHONE, PIN = "telegram:1", "135790"
AT_ONCE = 6  # requests in play

Act = Callable[[Work, Office, Random, Person, int], object]


def lived(work: Work, rules: Rules, chance: Random, acts: int) -> set[State]:
    office = Office.open(work, rules)
    people = players(office)
    numbers: list[int] = []
    for _ in range(acts):
        act = chance.choice(DOINGS)
        number = chance.choice(numbers[-AT_ONCE:] or [0])
        try:
            with work.savepoint():
                done = act(work, office, chance, chance.choice(people), number)
        except Refusal:
            continue
        if isinstance(done, Request) and done.id not in numbers:
            numbers.append(done.id)
        for one in numbers[-AT_ONCE:]:
            holds(work, office, one)
    assert journal.verify(work, office.id) is None
    assert proofs.verify(work, office.id) is None
    assert len({requests.peek(work, n).number for n in numbers}) == len(numbers)
    return {requests.peek(work, n).state for n in numbers}


def players(office: Office) -> list[Person]:
    """Everybody who signs or carries out, and a few who ask."""
    everybody = [p for p in office.directory.persons.values() if p.active]
    signing = [p for p in everybody if any(post.role in office.pack.roles for post in p.posts)]
    asking = [p for p in everybody if p.classes or p.unit == "计算机学院"][:2]
    return [*asking, *[p for p in signing if not p.classes][:24]]


# -- what people do --------------------------------------------------------------------------------


def files(work: Work, office: Office, chance: Random, by: Person, _number: int) -> Request:
    answers = anything(office, chance)
    if chance.random() < 0.7:
        answers["viewers"] = [{"id": by.id, "name": by.name}]
    filer = chance.choice(players(office)) if chance.random() < 0.2 else None
    if filer == by:
        filer = None
    return filing.file(work, office, by, "footage", answers, filer)


def decides(work: Work, office: Office, chance: Random, by: Person, number: int) -> Request:
    request = requests.load(work, number)
    asked = [p for seat in request.open_seats for p in seat.persons]
    if asked and chance.random() < 0.7:
        by = office.directory[chance.choice(asked)]
    verdict = chance.choice([Verdict.APPROVE] * 5 + [Verdict.RETURN, Verdict.REJECT])
    token = request.token - chance.choice([0, 0, 0, 0, 1, 2])
    reason = chance.choice(["请补充说明具体位置"] * 4 + ["", "不行"])
    back = chance.randint(0, 2) if verdict is Verdict.RETURN and chance.random() < 0.5 else -1
    if chance.random() < 0.8:
        gives_his_pin(work, office, by, request)
    return deciding.decide(
        work,
        office,
        by,
        number,
        account=PHONE,
        token=token,
        verdict=verdict,
        reason=reason,
        scope=some_of(request, chance),
        to=back,
        consent=chance.choice([Consent.GIVEN, Consent.WITHHELD, None]),
        report=chance.choice(["情况属实，建议同意", ""]),
    )


def gives_his_pin(work: Work, office: Office, by: Person, request: Request) -> None:
    if demanded(office.kind(request.kind), request, by.id):
        proving.propose(work, office, by, PIN)
        assert proving.settle(work, office, by, PIN)
        assert proving.tried(work, office, by, PIN, PHONE) is None


def some_of(request: Request, chance: Random) -> dict[str, Any]:
    """Now and then an hour less, or a place less, or what was never asked for."""
    span, zones = (request.answers.get(key) for key in ("span", "zones"))
    if not span or not zones:
        return {}
    half = (datetime.fromisoformat(span["from"]) + timedelta(minutes=30)).isoformat()
    cuts: list[dict[str, Any]] = [{"span": {**span, "to": half}}, {"zones": zones[:1]}]
    return chance.choice([{}] * 6 + [*cuts, {"zones": ["nowhere"]}])


def brings_in(work: Work, office: Office, chance: Random, by: Person, number: int) -> Request:
    request = requests.load(work, number)
    asked = [p for seat in request.open_seats for p in seat.persons]
    if asked and chance.random() < 0.8:
        by = office.directory[chance.choice(asked)]
    to = chance.choice(players(office)).id
    at = (work, office, by, number)
    match chance.randint(0, 3):
        case 0:
            place = chance.choice(list(Place))
            return handing.add(*at, token=request.token, to=to, place=place)
        case 1:
            return handing.remove(*at, token=request.token, seat=chance.randint(0, 3))
        case 2:
            return handing.pass_on(*at, token=request.token, to=to)
    return handing.inform(*at, token=request.token, to=to)


def weighs(work: Work, office: Office, chance: Random, by: Person, number: int) -> Request:
    request = requests.load(work, number)
    asked = [p for seat in request.open_seats for p in seat.persons]
    if asked:
        by = office.directory[chance.choice(asked)]
    flags = chance.sample(list(office.pack.flags), chance.choice([0, 1, 2]))
    reason = "核实后情况有变化"
    return flagging.reflag(
        work, office, by, number, token=request.token, flags=flags, reason=reason
    )


def revokes(work: Work, office: Office, chance: Random, by: Person, number: int) -> Request:
    request = requests.load(work, number)
    if chance.random() < 0.3 and request.decisions:
        by = office.directory[request.decisions[-1].by]
    return deciding.revoke(work, office, by, number, reason="家长已到派出所报案")


def withdraws(work: Work, office: Office, chance: Random, by: Person, number: int) -> Request:
    if chance.random() < 0.9:
        by = office.directory[requests.load(work, number).requester]
    return deciding.withdraw(work, office, by, number)


def amends(work: Work, office: Office, chance: Random, _by: Person, number: int) -> object:
    """Other footage altogether."""
    request = requests.load(work, number)
    if request.kind != "footage" or request.extends:
        return None
    by = office.directory[request.requester]
    return filing.amend(work, office, by, number, anything(office, chance))


def some_task(
    work: Work, office: Office, chance: Random, by: Person, number: int
) -> tuple[Task, Person] | None:
    """Any task of the case, also one that is over; mostly somebody who may do it."""
    of_case = tasks.of_request(work, number)
    if not of_case:
        return None
    task = chance.choice([*of_case, *[t for t in of_case if not t.over] * 3])
    request = requests.peek(work, number)
    kind = tasking.kind_of(office, request).task(task.kind)
    able = whose.actors(office, request, kind, task) if kind else ()
    return task, chance.choice([*able, *able, by])


def takes(work: Work, office: Office, chance: Random, by: Person, number: int) -> Any:
    found = some_task(work, office, chance, by, number)
    return found and carrying_out.take(work, office, found[1], found[0].id)


def records(work: Work, office: Office, chance: Random, by: Person, number: int) -> Any:
    found = some_task(work, office, chance, by, number)
    if found is None:
        return None
    task, actor = found
    viewers = requests.peek(work, number).answers.get("viewers") or []
    told = {
        "hold": {"method": chance.choice(["locked", "no_lock", "gone"])},
        "hold_consent": {"consent": chance.choice(["yes", "no"])},
        "check_in": {
            "viewers": viewers,
            "security": [{"id": p.id, "name": p.name} for p in guards_of(office)],
        },
        "viewing": {"result": chance.choice(["found", "not_found", "unavailable"])},
    }
    kind = tasking.kind_of(office, requests.peek(work, number)).task(task.kind)
    asked = {field.key for field in kind.form.fields} if kind else set()
    report = told.get(task.kind, {})
    if not report.keys() <= asked:  # a task of the same name in another kind asks other things
        report = {}
    return carrying_out.record(work, office, actor, task.id, report or {"done": True})


def guards_of(office: Office) -> tuple[Person, ...]:
    return office.directory.holders("duty_officer")[:1]


def seldom(act: Act) -> Act:
    """What ends a case; else few would come to their end."""

    def now_and_then(
        work: Work, office: Office, chance: Random, by: Person, number: int
    ) -> object:
        return act(work, office, chance, by, number) if chance.random() < 0.3 else None

    return now_and_then


def acts(act: Act) -> Act:
    """On a request that exists; before there is one, nothing can be done to it."""

    def existing(work: Work, office: Office, chance: Random, by: Person, number: int) -> object:
        return act(work, office, chance, by, number) if number else None

    return existing


DOINGS: tuple[Act, ...] = (
    files,
    *[acts(decides)] * 20,
    *[acts(brings_in)] * 3,
    acts(weighs),
    acts(seldom(revokes)),
    acts(seldom(withdraws)),
    *[acts(amends)] * 4,
    *[acts(takes)] * 3,
    *[acts(records)] * 24,
)


# -- what must hold --------------------------------------------------------------------------------


def holds(work: Work, office: Office, number: int) -> None:
    request = requests.peek(work, number)
    nobody_judges_his_own(request)
    it_waits_for_somebody(work, office, request)
    nothing_is_seen_without_approval(work, request)
    it_is_in_the_book_if_closed(work, office, request)
    # What a request of its own added reaches further, and was signed there.
    assert request.extended or within(scope_of(request), asked_scope(request))


def nobody_judges_his_own(request: Request) -> None:
    for decision in request.decisions:
        assert decision.by not in request.owners
        assert decision.undone or decision.by not in request.parties
    signed = [(d.step, d.seat, d.round, d.token) for d in request.decisions]
    assert len(set(signed)) == len(signed)


def it_waits_for_somebody(work: Work, office: Office, request: Request) -> None:
    asked = {p for seat in request.open_seats for p in seat.persons}
    if request.state is not State.IN_APPROVAL:
        assert not asked
        return
    if not asked:
        assert administrators_are_told(work, request), "a request that waits on nobody"
    for person in asked:
        waiting = requests.waiting_on(work, office.id, person)
        assert request.id in [w.request.id for w in waiting]


def administrators_are_told(work: Work, request: Request) -> bool:
    told = select(outbox_table.c.id).where(
        outbox_table.c.reason == Reason.STUCK,
        outbox_table.c.subject == subject(About.STUCK, "nobody", request.id),
    )
    return work.conn.execute(told).first() is not None


def nothing_is_seen_without_approval(work: Work, request: Request) -> None:
    viewing = next((t for t in tasks.of_request(work, request.id) if t.kind == "viewing"), None)
    if viewing is None:
        assert request.state is not State.CLOSED or "viewing" not in request.plan
    elif viewing.state in (Stage.OPEN, Stage.TAKEN):
        assert request.state is State.APPROVED
    elif viewing.state is Stage.DONE:
        assert request.state in (State.APPROVED, State.CLOSED)


def it_is_in_the_book_if_closed(work: Work, office: Office, request: Request) -> None:
    """Once, in each book its done tasks are written into, and in the book of breaches where one was
    late; what is corrected is entered anew."""
    kind = office.kind(request.kind)
    written = books.of_request(work, office.id, request.id)
    first = Counter(entry.book for entry in written if not entry.corrects)
    assert all(times == 1 for times in first.values()), "written down twice"
    of_case = tasks.of_request(work, request.id)
    done = [t.kind for t in of_case if t.state is Stage.DONE]
    late = [t.kind for t in of_case if t.due_at and t.due_at <= (t.done_at or work.now)]
    wanted = {book for name in done if (task := kind.task(name)) for book in task.books}
    breached = {task.breach for name in late if (task := kind.task(name))}
    assert wanted <= set(first), "done without its entry"
    assert set(first) <= wanted | breached, "an entry of what was not done"
