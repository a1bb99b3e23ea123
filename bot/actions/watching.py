"""The watch: looks for open things without a next action, mends what it safely can, and tells the
administrators once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from bot.actions import outage_steps
from bot.actions.next_steps import PROOFS, Seen
from bot.actions.office import Office, Rules
from bot.actions.owing import ADMIN, owe
from bot.approvals.request import Request
from bot.followup.hold import ASIDE, HOLD, RELEASES
from bot.followup.plan import LIVE
from bot.notices import About, Reason, ToPerson, subject
from storage import findings, promised, requests, tasks
from storage.findings import Missing
from storage.promised import Promised
from storage.store import Work

# Promises that make something known to whoever has to act on it.
REASONS = (
    Reason.ASKED,
    Reason.TASKED,
    Reason.LATE,
    Reason.SENT_BACK,
    Reason.FORGOTTEN,
    Reason.RETURNED,
    Reason.STUCK,
    Reason.ALARMED,
    Reason.OVERNIGHT,
)
BY_NAME = {proof.name: proof for proof in PROOFS}
NOTHING = Promised({})
BEFORE = timedelta(days=1)  # a promise is owed after its case was filed, by whatever clock


def look(work: Work, rules: Rules) -> list[Missing]:
    """Everything open that has no next action. Only looks."""
    office = Office.open(work, rules)
    found = [missing for seen in cases(work, office) for missing in of(seen)]
    return [*found, *outage_steps.look(work, office)]


def of(seen: Seen) -> Iterator[Missing]:
    for proof in PROOFS:
        yield from proof.of(seen)


def cases(work: Work, office: Office) -> Iterator[Seen]:
    wanted = open_cases(work, office)
    if not wanted:
        return
    start = min(request.filed_at for request in wanted.values()) - BEFORE
    told = promised.since(work, office.id, start, REASONS)
    for number, request in wanted.items():
        yield Seen(
            work=work,
            office=office,
            request=request,
            tasks=tasks.of_request(work, number),
            promised=told,
        )


def open_cases(work: Work, office: Office) -> Mapping[int, Request]:
    """Live ones; ended ones with something left to do, or with footage that is still held."""
    live = [one for state in LIVE for one in requests.in_state(work, office.id, state)]
    found = {request.id: request for request in live}
    left = [task.request for task in tasks.unfinished(work, office.id)]
    held = tasks.cases_with(work, office.id, (HOLD, ASIDE), RELEASES)
    for number in sorted({*left, *held} - set(found)):
        found[number] = requests.peek(work, number)
    return found


def changed(work: Work, rules: Rules) -> bool:
    """Whether this look finds anything else than the last one did. Only looks."""
    known = {one.what for one in findings.here(work, rules.school)}
    return known != set(look(work, rules))


def mend(work: Work, rules: Rules) -> list[Missing]:
    """What is new since the last look; mended, noted and told. What was known and is still there
    is left to whoever was told."""
    office = Office.open(work, rules)
    known = {one.what: one.id for one in findings.here(work, office.id)}
    found = look(work, rules)
    new = [missing for missing in found if missing not in known]
    for missing in new:
        mend_one(work, office, missing)
    findings.gone(work, [number for what, number in known.items() if what not in found])
    note(work, office, new)
    return new


def mend_one(work: Work, office: Office, missing: Missing) -> None:
    """The case is read anew: what was mended before may have changed it."""
    if outage_steps.knows(missing):
        outage_steps.mend(work, office, missing)
        return
    proof = BY_NAME[missing.proof]
    if proof.mend is None:
        return
    seen = Seen(
        work=work,
        office=office,
        request=requests.load(work, missing.request),
        tasks=tasks.of_request(work, missing.request),
        promised=NOTHING,
    )
    proof.mend(seen, missing)


def mended(one: Missing) -> bool:
    return outage_steps.knows(one) or BY_NAME[one.proof].mend is not None


def note(work: Work, office: Office, new: Iterable[Missing]) -> None:
    ids = [findings.note(work, office.id, one, mended=mended(one)) for one in new]
    if ids:
        tell(work, office, ids[0])


def tell(work: Work, office: Office, first: int) -> None:
    card = subject(About.WATCH, first)
    for admin in office.directory.holders(ADMIN):
        key = f"{card}/{admin.id}"
        owe(work, office, ToPerson(admin.id), Reason.FORGOTTEN, card, key, fresh=True)
