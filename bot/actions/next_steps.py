"""Proofs that nothing open waits for nobody: every case, seat, task and hold has somebody who was
told of it, or a moment at which it comes up again.

A proof names what one open case misses, and what would bring that about anew. Whoever builds
another ladder or clock adds its proof to `PROOFS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.actions import seconding, tasking, timing, whose
from bot.actions.announcing import asking
from bot.actions.office import Office
from bot.actions.owing import owe, quiet_until, report_stuck
from bot.approvals.pack import SYSTEM, Kind, TaskKind
from bot.approvals.request import Request, State, awaiting_second
from bot.followup import plan, rungs
from bot.followup.hold import RELEASES, Holding, holding
from bot.followup.plan import LIVE, Case
from bot.followup.task import NOBODY, Stage, Task
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import PersonId
from storage import requests, rings, tasks
from storage.findings import Missing
from storage.promised import Promised
from storage.rings import EVERYBODY
from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One open case with everything that was owed about it."""

    work: Work
    office: Office
    request: Request
    tasks: tuple[Task, ...]
    promised: Promised

    @property
    def kind(self) -> Kind | None:
        return self.office.pack.kinds.get(self.request.kind)

    @property
    def case(self) -> Case:
        return Case(request=self.request, tasks=self.tasks)

    def told(self, card: str, person: PersonId) -> bool:
        return any(one.person == person for one in self.promised.about(card))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`mend` is asked in a transaction that writes; None: an administrator has to."""

    name: str
    misses: Callable[[Seen], Iterator[tuple[int, PersonId]]]  # what it is about, and whom
    mend: Callable[[Seen, Missing], object] | None = None

    def of(self, seen: Seen) -> Iterator[Missing]:
        for about, person in self.misses(seen):
            yield Missing(proof=self.name, request=seen.request.id, about=about, person=person)


# ------------------------------------------------------------------ signatures


def nobody(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """A step without a signer, and no administrator heard of it."""
    card = subject(About.STUCK, "nobody", seen.request.id)
    waits = seen.request.state is State.IN_APPROVAL
    if waits and not requests.unsigned(seen.request) and not seen.promised.about(card):
        yield 0, NOBODY


def tell_administrators(seen: Seen, _missing: Missing) -> None:
    report_stuck(seen.work, seen.office, "nobody", seen.request)


def unlisted(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """待办 would not show it to whoever may sign, or shows it to somebody who may not."""
    if requests.asks_wrongly(seen.work, seen.request):
        yield 0, NOBODY


def list_anew(seen: Seen, _missing: Missing) -> None:
    requests.ask_anew(seen.work, seen.request)


def unasked(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    card = asking(seen.request, seen.request.step)
    for seat, person in sorted(requests.unsigned(seen.request)):
        if not seen.told(card, person):
            yield seat, person


def ask_anew(seen: Seen, missing: Missing) -> None:
    card = asking(seen.request, seen.request.step)
    _owe(seen, missing.person, Reason.ASKED, card)


def unrung(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """No bell will ring for the signatures, or for what the requester has to supply."""
    waits = seen.request.state in (State.IN_APPROVAL, State.RETURNED)
    if waits and EVERYBODY not in rings.of_request(seen.work, seen.request.id):
        yield 0, NOBODY


def arm(seen: Seen, _missing: Missing) -> None:
    timing.arm(seen.work, seen.office, seen.request)


def unconfirmed(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """A sensitive approval whose second person was never asked."""
    for pending in awaiting_second(seen.request):
        if not seen.promised.about(seconding.card_of(seen.request, pending)):
            yield pending.seat, pending.by


def ask_second(seen: Seen, missing: Missing) -> None:
    for noted in awaiting_second(seen.request):
        if (noted.seat, noted.by) == (missing.about, missing.person):
            levels = seconding.levels(seen.office, seen.request, noted.by)
            for person in levels[0] if levels else ():
                _owe(seen, person, Reason.ASKED, seconding.card_of(seen.request, noted))


def unreturned(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """Sent back, and whoever must supplement it does not know."""
    request = seen.request
    teller = request.filed_by or request.requester
    told = seen.promised.about(subject(About.STATUS, request.id))
    if request.state is State.RETURNED and not any(
        one.person == teller and one.reason is Reason.RETURNED for one in told
    ):
        yield 0, teller


def tell_returned(seen: Seen, missing: Missing) -> None:
    card = subject(About.STATUS, seen.request.id)
    _owe(seen, missing.person, Reason.RETURNED, card)


# ------------------------------------------------------------------ what follows


def unknown(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """The pack of today does not know this kind of request, or this task."""
    if seen.kind is None:
        yield 0, NOBODY
        return
    for task in _unfinished(seen):
        if seen.kind.task(task.kind) is None:
            yield task.id, NOBODY


def unopened(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """The moment of a task has come and it is not there, or all is done and the case is open."""
    kind = seen.kind
    if kind is None or seen.request.extends:
        return
    if plan.openings(kind, seen.case) or plan.complete(kind, seen.case):
        yield 0, NOBODY


def go_on(seen: Seen, _missing: Missing) -> None:
    tasking.proceed(seen.work, seen.office, seen.request, NOBODY)


def idle(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """Approved, and there is nothing to be done by anybody."""
    approved = seen.request.state is State.APPROVED
    if approved and not _unfinished(seen) and not any(unopened(seen)):
        yield 0, NOBODY


def untold(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """A task nobody was told of; or nobody may do it, and no administrator heard of that."""
    for task, kind in _doable(seen):
        able = whose.actors(seen.office, seen.request, kind, task)
        about = (About.TASK, task.id) if able else (About.STUCK, "task", task.id)
        if SYSTEM in kind.actors or seen.promised.about(subject(*about)):
            continue
        if not alarmed(seen, kind):
            yield task.id, NOBODY


def alarmed(seen: Seen, kind: TaskKind) -> bool:
    """The outage's card stands in the groups and asks for the report."""
    card = subject(About.OUTAGE, seen.request.outage)
    return bool(seen.request.outage and kind.breach and seen.promised.about(card))


def hand_over(seen: Seen, missing: Missing) -> None:
    for task, kind in _doable(seen):
        if task.id == missing.about:
            tasking.hand_over(
                seen.work, seen.office, seen.request, kind, task, Reason.FORGOTTEN
            )


def timeless(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """A task with a due and no moment at which anybody is reminded of it."""
    for task, kind in _doable(seen):
        if task.remind_at is None and _rings(seen, task, kind):
            yield task.id, NOBODY


def _rings(seen: Seen, task: Task, kind: TaskKind) -> bool:
    """Whether there is a ring to come: what is late and asks for no more reminders has none."""
    if SYSTEM in kind.actors:
        return True
    if task.due_at is None:
        # What counts from an answer has no due until that is given; the rest always has.
        return kind.due is not None and not kind.due.field
    if task.due_at > seen.office.now or (kind.due and kind.due.again):
        return True
    told = seen.promised.about(subject(About.TASK, task.id))
    return not any(one.reason is Reason.LATE for one in told)


def wind_up(seen: Seen, missing: Missing) -> None:
    """Its due, as it was or counted anew; what is past rings at once."""
    for task, kind in _doable(seen):
        if task.id != missing.about:
            continue
        due = task.due_at or tasking.due_at(seen.office, kind, seen.case, task.opened_at)
        timed = replace(task, due_at=due)
        first = rungs.first_call(kind, timed)
        tasks.keep(seen.work, replace(timed, remind_at=first or seen.office.now))


def endless(seen: Seen) -> Iterator[tuple[int, PersonId]]:
    """The case is over, its footage is still held, and nothing will release it."""
    if seen.request.state in LIVE or holding(seen.case) is not Holding.HELD:
        return
    if seen.request.extends and seen.request.state is State.CLOSED:
        return  # the case that was widened releases it
    releasing = any(task.kind in RELEASES for task in _unfinished(seen))
    if not releasing and not any(unopened(seen)):
        yield 0, NOBODY


PROOFS: tuple[Proof, ...] = (
    Proof(name="nobody", misses=nobody, mend=tell_administrators),
    Proof(name="unlisted", misses=unlisted, mend=list_anew),
    Proof(name="unasked", misses=unasked, mend=ask_anew),
    Proof(name="unrung", misses=unrung, mend=arm),
    Proof(name="unconfirmed", misses=unconfirmed, mend=ask_second),
    Proof(name="unreturned", misses=unreturned, mend=tell_returned),
    Proof(name="unknown", misses=unknown),
    Proof(name="unopened", misses=unopened, mend=go_on),
    Proof(name="idle", misses=idle),
    Proof(name="untold", misses=untold, mend=hand_over),
    Proof(name="timeless", misses=timeless, mend=wind_up),
    Proof(name="endless", misses=endless),
)


def _unfinished(seen: Seen) -> tuple[Task, ...]:
    return tuple(task for task in seen.tasks if task.state in (Stage.OPEN, Stage.TAKEN))


def _doable(seen: Seen) -> Iterator[tuple[Task, TaskKind]]:
    for task in _unfinished(seen):
        kind = seen.kind.task(task.kind) if seen.kind else None
        if kind:
            yield task, kind


def _owe(seen: Seen, person: PersonId, why: Reason, card: str) -> None:
    key = f"{card}/{person}/again/{seen.work.now.isoformat()}"
    due = quiet_until(seen.office, seen.request)
    owe(seen.work, seen.office, ToPerson(person), why, card, key, fresh=True, due=due)
