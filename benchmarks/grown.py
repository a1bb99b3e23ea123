"""A school that has used the product for years: real cases, copied by the database itself.

One case of each sort goes the way cases go, through the same actions; its rows are then multiplied.
Copies differ in their numbers, people and times only, so a question over them costs what it would.
"""

import contextlib
import statistics
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from benchmarks import servers
from bot.actions import deciding, filing
from bot.actions.office import Office, Rules
from bot.approvals.policy import named
from bot.approvals.request import Request, Verdict
from bot.people.person import Person
from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.schools import load
from sandbox.town import import_lists
from storage import books, journal, upgrading
from storage.store import Store, Work
from storage.tables import metadata

SCHOOL = "taishan"
TEACHER, DIRECTOR = "乔木", "牧星野"
FEW = 20  # cases of one person among all the others
OF_THIS_MONTH = 200  # entries of the book; all others are older
NOTES = 4  # entries of the journal for each case
YEARS = 10


@dataclass(frozen=True, slots=True)
class Grown:
    store: Store
    rules: Rules
    clock: PushedClock


@contextlib.asynccontextmanager
async def school(url: str) -> AsyncIterator[Grown]:
    """The demo school with everybody in it, and nothing filed."""
    upgrading.upgrade(url)
    demo, clock = load(SCHOOL), PushedClock(SCHOOL_DAY)
    pack = named(demo.pack)
    store = await Store.open(url, clock)
    try:
        await store.transact(lambda work: import_lists(work, demo, pack))
        yield Grown(
            store, Rules(school=SCHOOL, pack=pack, zone=ZoneInfo("Asia/Shanghai")), clock
        )
    finally:
        await store.close()


async def opened(open_now: contextlib.AsyncExitStack) -> Grown:
    """One more such school, until that ends."""
    return await open_now.enter_async_context(school(open_now.enter_context(servers.sqlite())))


async def by_turns(
    schools: Sequence[Grown], times: int, took: Callable[[Grown], Awaitable[float]]
) -> list[float]:
    """The median of each, asked by turns: what the machine does meanwhile is done to all."""
    rounds = [[await took(here) for here in schools] for _ in range(times)]
    return [statistics.median(of_one) for of_one in zip(*rounds, strict=True)]


def person(office: Office, name: str) -> Person:
    return next(p for p in office.directory.persons.values() if p.name == name)


def filed(work: Work, office: Office) -> Request:
    """As a homeroom teacher asks for yesterday's footage."""
    by = person(office, TEACHER)
    return filing.file(work, office, by, "footage", answers(office, by))


def answers(office: Office, by: Person) -> dict[str, Any]:
    start = (office.now - timedelta(days=1)).astimezone(office.rules.zone)
    end = start + timedelta(minutes=40)
    return {
        "for_student": True,
        "students": ["G1-03-17"],
        "reason": "theft",
        "zones": ["B-Z06"],
        "span": {"from": start.isoformat(), "to": end.isoformat()},
        "content": "看谁从三号桌上拿走了黑色手机",
        "purpose": "学生午饭后发现手机不见，需要确认去向",
        "viewers": [{"id": by.id, "name": by.name}],
    }


async def settles(grown: Grown, copies: int) -> None:
    """So many cases of the past years, each with its entry in the book and four in the journal."""

    def job(work: Work) -> None:
        office = Office.open(work, grown.rules)
        one = refused(work, office, filed(work, office))
        book = {"number": one.number, "result": "未获同意"}
        books.enter(work, office.id, "retrieval", office.now.year, one.id, book)
        copied_past(work, one.id, copies)

    await grown.store.transact(job)


def refused(work: Work, office: Office, request: Request) -> Request:
    return deciding.decide(
        work,
        office,
        person(office, DIRECTOR),
        request.id,
        token=request.token,
        verdict=Verdict.REJECT,
        reason="不属于学校事务，请联系公安机关",
    )


async def waits(grown: Grown, copies: int) -> None:
    """So many cases that wait for their first signature, with a bell for each; a few of them for
    `DIRECTOR`, the others for somebody else each."""

    def job(work: Work) -> None:
        one = filed(work, Office.open(work, grown.rules))
        copied_open(work, one.id, copies)

    await grown.store.transact(job)


# ------------------------------------------------------------------ rows

COUNTED = {
    "sqlite": (
        "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
        " WHERE n < :copies) SELECT n FROM numbers)"
    ),
    "postgresql": "(SELECT n FROM generate_series(1, CAST(:copies AS bigint)) AS n)",
}
EARLIER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', t.{column}, '-' || ({minutes}) || ' minutes')",
    "postgresql": "t.{column} - ({minutes}) * interval '1 minute'",
}
# A case says in its body which one it is, and is refused in another's row.
ITSELF = {
    "id": ":first + c.n",
    "number": "t.number || '-' || c.n",
    "body": "replace(t.body, t.number, t.number || '-' || c.n)",
}
# Of each person his own, but for the few that are measured.
THEIRS = f"CASE WHEN c.n < {FEW} THEN t.{{column}} ELSE t.{{column}} || '-' || c.n END"


def copied_past(work: Work, request: int, copies: int) -> None:
    first = int(work.conn.execute(text("SELECT max(id) FROM requests")).scalar_one())
    given = {"one": request, "copies": copies, "first": first}
    # The few of this month in an hour's distance, the others over the years before.
    years = f"44640 + c.n * {YEARS} * 525600 / :copies"
    minutes = f"CASE WHEN c.n < {OF_THIS_MONTH} THEN c.n ELSE {years} END"
    copied = dict(ITSELF)
    copied |= {column: THEIRS.format(column=column) for column in ("requester", "filed_by")}
    when = {c: _earlier(work, c, minutes) for c in ("filed_at", "settled_at")}
    _copy(work, "requests", "t.id = :one", {**copied, **when}, given)
    entry = {"id": ":first + c.n", "request": ":first + c.n", "serial": "t.serial + c.n"}
    entry["at"] = _earlier(work, "at", minutes)
    _copy(work, "entries", "t.request = :one", entry, given)
    _copy_journal(work, NOTES * copies)


def copied_open(work: Work, request: int, copies: int) -> None:
    first = int(work.conn.execute(text("SELECT max(id) FROM requests")).scalar_one())
    given = {"one": request, "copies": copies, "first": first}
    copied = dict(ITSELF)
    copied["requester"] = THEIRS.format(column="requester")
    _copy(work, "requests", "t.id = :one", copied, given)
    # Else each would open its tasks when it is next touched, as if it had just been filed.
    done = {"id": "t.id + c.n", "request": ":first + c.n"}
    _copy(work, "tasks", "t.request = :one", done, given)
    whose = {"request": ":first + c.n", "person": THEIRS.format(column="person")}
    _copy(work, "waiting", "t.request = :one", whose, given)
    _copy(work, "waits", "t.request = :one", {"request": ":first + c.n"}, given)
    bell = {"request": ":first + c.n"}
    _copy(work, "rings", "t.request = :one AND t.person = ''", bell, given)
    bell["person"] = THEIRS.format(column="person")
    _copy(work, "rings", "t.request = :one AND t.person <> ''", bell, given)


def _copy_journal(work: Work, copies: int) -> None:
    last = journal.head(work, SCHOOL).seq
    given = {"copies": copies, "last": last}
    _copy(work, "journal", "t.seq = :last", {"seq": ":last + c.n"}, given)
    work.conn.execute(text("UPDATE journal_heads SET seq = :seq"), {"seq": last + copies})


def _earlier(work: Work, column: str, minutes: str) -> str:
    return EARLIER[work.dialect].format(column=column, minutes=minutes)


def _copy(
    work: Work, table: str, which: str, other: Mapping[str, str], given: Mapping[str, Any]
) -> None:
    """`other`: what is not as in the row that is copied, in the words of the database, where `t` is
    that row and `c.n` counts the copies."""
    columns = [column.name for column in metadata.tables[table].columns]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(other.get(name, f't."{name}"') for name in columns)
    work.conn.execute(
        text(
            f"INSERT INTO {table} ({names}) SELECT {values}"  # noqa: S608  # words of this file only
            f" FROM {table} AS t CROSS JOIN {COUNTED[work.dialect]} AS c WHERE {which}"
        ),
        dict(given),
    )
