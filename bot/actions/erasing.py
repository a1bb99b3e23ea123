"""Personal data that has served its purpose is erased, a little at a time.

The journal is not touched: it holds ids and verdicts only, so what it proves it still proves. That
something was erased stands in it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.actions import booking, in_hand, papers
from bot.actions.office import Office, Rules
from bot.approvals import erasure
from bot.approvals.request import Request
from bot.notices import About, subject
from bot.registers import erasure as register
from bot.registers.proofs import Key
from storage import drafts, erasures, journal, outages, requests, tasks
from storage.drafts import DraftRow
from storage.store import Work

BATCH = 50  # of each sort in one transaction: others want to write too


def erase_due(work: Work, rules: Rules) -> int:
    """How much there was; again until nothing is due."""
    office = Office.open(work, rules)
    cases = sum(_cases(work, office, what) for what in OF_A_CASE)
    books = sum(_entries(work, office, book) for book in office.pack.books)
    return cases + books + _drafts(work, office)


def _cases(work: Work, office: Office, what: str) -> int:
    before = office.pack.keeping.until(what, work.now)
    found = erasures.cases_due(work, office.id, what, before, erasure.OPEN, BATCH)
    for number in found:
        erase(work, office, requests.load(work, number), what)
    return len(found)


def erase(work: Work, office: Office, request: Request, what: str) -> None:
    OF_A_CASE[what](work, office, request)
    erasures.done(work, office.id, erasures.CASE, request.id, what)
    data = {"request": request.id, "number": request.number, "what": what}
    journal.append(work, office.id, "request.erased", data)


# ------------------------------------------------------------------ what a case consists of


def _attachments(work: Work, _office: Office, request: Request) -> None:
    erasures.attachments_without_content(work, papers.all_of(work, request))


def _messages(work: Work, office: Office, request: Request) -> None:
    asked = [
        subject(About.ASK, request.id, step, round_)
        for step in range(len(request.chain.steps))
        for round_ in range(request.round + 1)
    ]
    doing = [subject(About.TASK, task.id) for task in tasks.of_request(work, request.id)]
    seconds = [subject(About.SECOND, request.id, d.seat, d.token) for d in request.decisions]
    own = [subject(about, request.id) for about in (About.STATUS, About.BEHALF)]
    dark = outages.of_request(work, request.id)
    alarms = [subject(about, dark.id) for about in OF_AN_OUTAGE] if dark else []
    about = [*asked, *doing, *seconds, *own, *alarms, *beside(request)]
    erasures.messages_about(work, office.id, about)


def beside(request: Request) -> Iterator[str]:
    """What others were asked, told, or heard once."""
    yield from (subject(About.OPINION, request.id, n) for n in range(len(request.opinions)))
    yield from (subject(About.INFORMED, request.id, n) for n in range(len(request.informed)))
    seats = max((len(step.seats) for step in request.chain.steps), default=0)
    most = max(len(request.decisions), len(request.opinions), len(request.moves), seats, 1)
    yield from (subject(About.NEWS, what, request.id, n) for what in NEWS for n in range(most))
    yield subject(About.PAPER, request.id)


OF_AN_OUTAGE = (About.OUTAGE, About.OUTAGE_LIST)
# What a message of this sort may say (`writing.news`); each with the number of what it speaks of.
NEWS = ("narrowed", "answered", "unasked", "revoked", "unextended")


def _tasks(work: Work, office: Office, request: Request) -> None:
    kind = office.pack.kinds.get(request.kind)
    for task in tasks.of_request(work, request.id):
        known = kind.task(task.kind) if kind else None
        kept = erasure.picked(known.form if known else None)
        answers = {key: value for key, value in task.answers.items() if key in kept}
        tasks.keep(work, replace(task, answers=answers))


def _request(work: Work, office: Office, request: Request) -> None:
    kind = office.pack.kinds.get(request.kind)
    requests.keep(work, erasure.aged(request, kind.form if kind else None, office.now))


OF_A_CASE: Mapping[str, Callable[[Work, Office, Request], None]] = {
    "messages": _messages,
    "attachments": _attachments,
    "tasks": _tasks,
    "requests": _request,
}


# ------------------------------------------------------------------ books and drafts


def _entries(work: Work, office: Office, book: str) -> int:
    before = office.pack.keeping.until("entries", work.now)
    found = erasures.entries_due(work, office.id, book, before, BATCH)
    for number in found:
        row = erasures.entry(work, number)
        rewrite(work, office, number, register.aged(row.data, office.now.date()))
        erasures.done(work, office.id, erasures.ENTRY, number, erasures.ENTRY)
    return len(found)


def rewrite(work: Work, office: Office, number: int, data: Mapping[str, Any]) -> None:
    """The row and its number stay; that it says less now stands in the journal."""
    row = erasures.entry(work, number)
    erasures.rewrite_entry(work, number, data)
    booking.erased(work, office, Key(row.book, row.year, row.serial))


def _drafts(work: Work, office: Office) -> int:
    before = office.pack.keeping.until("drafts", work.now)
    found = drafts.untouched(work, office.id, before, BATCH)
    for row in found:
        discard(work, row)
    return len(found)


def discard(work: Work, row: DraftRow) -> None:
    """The draft goes, with the files that were sent for it and never filed."""
    told = {**row.state.get("answers", {}), **row.state.get("partial", {})}
    unfiled = frozenset(papers.files(told))
    name, _, number = row.purpose.partition(":")
    if name == "amend":
        unfiled -= papers.all_of(work, requests.peek(work, int(number)))
    erasures.attachments_without_content(work, unfiled)
    in_hand.over(work, row)
