"""A month in numbers: what was asked for and became of it, how long steps took, what was late, what
broke. Counted from the cases and the books themselves, so that anybody can count again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from bot.approvals.policy import Pack
from bot.approvals.request import REQUESTER, Decision, Request, State, Verdict
from bot.conversation.form import Label
from bot.followup.task import Stage, Task
from bot.registers.uptime import UNWATCHED, Uptime

OUTCOME: Mapping[State, str] = {
    State.APPROVED: "done",
    State.CLOSED: "done",
    State.REJECTED: "refused",
    State.REVOKED: "refused",
    State.WITHDRAWN: "withdrawn",
    State.EXPIRED: "withdrawn",
    State.IN_APPROVAL: "open",
    State.RETURNED: "open",
}
OUTCOMES = ("done", "refused", "withdrawn", "open")
FAULTS = "faults"  # the book, in every school's pack
FAULT = "fault"  # the kind
WORST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    title: Label
    outcomes: Mapping[str, int]  # as they stand now, of what was filed in the month

    @property
    def filed(self) -> int:
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    role: Label
    signed: int
    median: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctual:
    """Tasks whose time ran out in the month."""

    in_time: int
    late: int  # done, but late
    overdue: int  # still to be done
    worst: tuple[tuple[Label, int], ...] = ()

    @property
    def due(self) -> int:
        return self.in_time + self.late + self.overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Those whose entry was made in the month; `unrepaired` are under way now."""

    repaired: int
    reported_in_time: int
    reported_late: int
    to_report: timedelta | None
    to_repair: timedelta | None
    unrepaired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    start: datetime
    end: datetime
    kinds: tuple[KindRow, ...]
    steps: tuple[StepRow, ...]
    tasks: Punctual
    faults: Faults
    books: tuple[tuple[Label, int], ...]
    uptime: Uptime = UNWATCHED

    def total(self, outcome: str) -> int:
        return sum(row.outcomes[outcome] for row in self.kinds)

    @property
    def filed(self) -> int:
        return sum(row.filed for row in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a month is counted from. `requests` may hold more than the month's own."""

    requests: tuple[Request, ...]
    tasks: tuple[Task, ...]
    entries: Mapping[str, tuple[Mapping[str, Any], ...]]  # the month's, by book


def counted(
    pack: Pack, material: Material, start: datetime, end: datetime, now: datetime
) -> Month:
    """From `start` up to `end`, as it stands at `now`."""
    filed = [r for r in material.requests if start <= r.filed_at < end and not r.extends]
    return Month(
        start=start,
        end=end,
        kinds=tuple(kind_rows(pack, filed)),
        steps=tuple(step_rows(pack, material.requests, start, end)),
        tasks=punctual(pack, material, start, min(end, now)),
        faults=faults(material),
        books=tuple(
            (book.title, len(material.entries.get(name, ())))
            for name, book in pack.books.items()
            if material.entries.get(name)
        ),
    )


def kind_rows(pack: Pack, filed: Iterable[Request]) -> list[KindRow]:
    """In the order of the pack; kinds nobody filed are left out."""
    of_kind: dict[str, Counter[str]] = {}
    for request in filed:
        of_kind.setdefault(request.kind, Counter())[OUTCOME[request.state]] += 1
    return [
        KindRow(title=kind.title, outcomes={name: seen[name] for name in OUTCOMES})
        for id_, kind in pack.kinds.items()
        if (seen := of_kind.get(id_))
    ]


# ------------------------------------------------------------------ signatures


def step_rows(
    pack: Pack, requests: Iterable[Request], start: datetime, end: datetime
) -> list[StepRow]:
    """From the opening of a step to each signature on it; in the order of the pack's roles."""
    took: dict[str, list[timedelta]] = {}
    for request in requests:
        for made, opened in opened_before(request):
            if start <= made.at < end:
                role = role_of(request, made)
                took.setdefault(role, []).append(made.at - opened)
    return [
        StepRow(role=pack.roles[role].name, signed=len(times), median=middle(times))
        for role in pack.roles
        if (times := took.get(role))
    ]


def middle(times: Iterable[timedelta]) -> timedelta:
    return timedelta(seconds=median(time.total_seconds() for time in times))


def role_of(request: Request, made: Decision) -> str:
    seats = request.chain.steps[made.step].seats
    return seats[made.seat].role if made.seat < len(seats) else ""


def opened_before(request: Request) -> list[tuple[Decision, datetime]]:
    """Each verdict with the moment its step opened: filing, or the last signature on another step.
    What came back from the requester is left out: when he sent it again is not the approvers'."""
    found: list[tuple[Decision, datetime]] = []
    opened: datetime | None = request.filed_at
    step, round_ = 0, 0
    previous: Decision | None = None
    for made in sorted(request.decisions, key=lambda d: d.at):
        if previous and (made.step, made.round) != (step, round_):
            back = previous.verdict is Verdict.RETURN and previous.to == REQUESTER
            opened = None if back else previous.at
        step, round_, previous = made.step, made.round, made
        if opened:
            found.append((made, opened))
    return found


# ------------------------------------------------------------------ tasks, faults


def punctual(pack: Pack, material: Material, start: datetime, end: datetime) -> Punctual:
    known = {request.id: request.kind for request in material.requests}
    in_time = late = overdue = 0
    worst: Counter[tuple[str, str]] = Counter()
    for task in material.tasks:
        if task.due_at is None or not start <= task.due_at < end:
            continue
        if task.state is Stage.DONE and task.done_at:
            in_time += task.done_at <= task.due_at
            late += task.done_at > task.due_at
        elif not task.over:
            overdue += 1
        else:
            continue
        if task.done_at is None or task.done_at > task.due_at:
            worst[known.get(task.request, ""), task.kind] += 1
    named = [
        (title, number)
        for (kind, name), number in worst.most_common()
        if (title := title_of(pack, kind, name))
    ]
    return Punctual(in_time=in_time, late=late, overdue=overdue, worst=tuple(named[:WORST]))


def title_of(pack: Pack, kind: str, task: str) -> Label | None:
    found = pack.kinds[kind].task(task) if kind in pack.kinds else None
    return found.title if found else None


def faults(material: Material) -> Faults:
    entered = material.entries.get(FAULTS, ())
    spans = [
        (found_at(one), moment(one, "reported_at"), moment(one, "repaired_at"))
        for one in entered
    ]
    to_report = [told - seen for seen, told, _ in spans if seen and told]
    to_repair = [mended - seen for seen, _, mended in spans if seen and mended]
    judged = [bool(one["in_time"]) for one in entered if one.get("in_time") is not None]
    under_way = (r for r in material.requests if r.kind == FAULT and r.state is State.APPROVED)
    return Faults(
        repaired=len(entered),
        reported_in_time=sum(judged),
        reported_late=len(judged) - sum(judged),
        to_report=middle(to_report) if to_report else None,
        to_repair=middle(to_repair) if to_repair else None,
        unrepaired=len(list(under_way)),
    )


def found_at(entry: Mapping[str, Any]) -> datetime | None:
    return moment(entry, "found_at") or moment(entry, "filed_at")


def moment(entry: Mapping[str, Any], name: str) -> datetime | None:
    said = entry.get(name)
    return datetime.fromisoformat(str(said)) if said else None
