"""No question of daily life reads a whole table (asked of SQLite's planner, which says so)."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.pool import NullPool

from bot.approvals.request import State
from bot.people.person import Platform
from bot.registers.proofs import Key
from storage import (
    attachments,
    books,
    drafts,
    erasures,
    filings,
    grants,
    inbox,
    invites,
    journal,
    messages,
    outbox,
    people,
    proofs,
    requests,
    scopes,
    slots,
    tasks,
    works,
)
from storage.connecting import postgres_engine, sqlite_engine
from storage.work import Work
from tests.storage.cases import LI, SCHOOL, WANG, filed
from tests.storage.conftest import NOON
from tests.storage.test_outbox import notice
from tests.storage.test_scopes import PARKING, spanning

TG = Platform.TELEGRAM
HERE = (SCHOOL, TG, "1")


def an_entry(work: Work) -> Key:
    return Key("copies", 2026, books.enter(work, SCHOOL, "copies", 2026, 1, {}))


QUESTIONS: dict[str, Callable[[Work], object]] = {
    "inbox put": lambda work: inbox.put(work, SCHOOL, TG, [("2", "a", "")]),
    "inbox claim": lambda work: inbox.claim(work, 5),
    "inbox done": lambda work: inbox.done(work, 1),
    "inbox next": inbox.next_due,
    "inbox waiting": inbox.waiting,
    "inbox prune": lambda work: inbox.prune(work, NOON),
    "outbox owe": lambda work: outbox.owe(work, notice("2")),
    "outbox refresh": lambda work: outbox.owe_refresh(work, SCHOOL, "ask/1"),
    "outbox next": outbox.next_due,
    "outbox owed": outbox.owed,
    "outbox claim": lambda work: outbox.claim(work, 5, 60),
    "outbox prune": lambda work: outbox.prune(work, NOON),
    "pending on me": lambda work: requests.waiting_on(work, SCHOOL, LI),
    "my requests": lambda work: requests.filed_by(work, SCHOOL, LI, 20),
    "approved ones": lambda work: requests.in_state(work, SCHOOL, State.APPROVED),
    "asked before": lambda work: scopes.overlapping(work, spanning(), PARKING),
    "asked now": lambda work: scopes.keep(work, spanning(), PARKING),
    "by number": lambda work: requests.by_number(work, SCHOOL, "X"),
    "load": lambda work: requests.keep(work, requests.load(work, 1)),
    "tasks": lambda work: tasks.of_request(work, 1),
    "to do": lambda work: tasks.unfinished(work, SCHOOL),
    "late": lambda work: tasks.to_remind(work, SCHOOL, NOON),
    "grants in force": lambda work: work.conn.execute(
        grants.STANDING, {"school": SCHOOL}
    ).all(),
    "grant ended": lambda work: grants.end(work, 1),
    "dark now": lambda work: works.during(work, SCHOOL, "C", NOON),
    "works open": lambda work: works.unended(work, SCHOOL),
    "works ended": lambda work: works.end(work, 1),
    "filings": lambda work: filings.of_school(work, SCHOOL),
    "filing confirmed": lambda work: filings.confirm(work, SCHOOL, 1),
    "a month's book": lambda work: books.entries(work, SCHOOL, "retrieval", NOON, NOON),
    "newest entries": lambda work: books.newest(work, SCHOOL, "retrieval", 5),
    "entries of a case": lambda work: books.of_request(work, SCHOOL, 1),
    "an entry read": lambda work: books.load(work, SCHOOL, 1),
    "an entry proved": lambda work: proofs.row(work, SCHOOL, an_entry(work)),
    "entry": lambda work: books.enter(work, SCHOOL, "retrieval", 2026, 1, {}),
    "cases due": lambda work: erasures.cases_due(work, SCHOOL, "tasks", NOON, ["closed"], 5),
    "entries due": lambda work: erasures.entries_due(work, SCHOOL, "retrieval", NOON, 5),
    "draft": lambda work: drafts.current(work, SCHOOL, LI),
    "drafts of many": lambda work: drafts.foresee(work, SCHOOL, [LI, WANG]),
    "draft opened": lambda work: drafts.open(work, SCHOOL, LI, "x", {}),
    "message": lambda work: messages.at(work, SCHOOL, "ask/1", TG, "1"),
    "tapped": lambda work: messages.by_ref(work, SCHOOL, TG, "{}"),
    "slot": lambda work: slots.assign(work, SCHOOL, TG, "1", "ask/1"),
    "slot released": lambda work: slots.release(work, SCHOOL, "ask/1"),
    "seen": lambda work: people.seen(work, *HERE),
    "invite": lambda work: invites.redeem(work, SCHOOL, "X", TG, "1"),
    "journal": lambda work: journal.append(work, SCHOOL, "x", {}),
    "journal page": lambda work: list(journal.entries(work, SCHOOL, 3, 5)),
    "unfetched": attachments.unfetched,
}


@pytest.fixture
def work(sqlite_template: Path, tmp_path: Path) -> Iterator[Work]:
    shutil.copy(sqlite_template, tmp_path / "plans.db")
    engine = sqlite_engine(
        f"sqlite:///{tmp_path / 'plans.db'}", writes=True, poolclass=NullPool
    )
    with engine.begin() as connection:
        say = connection.exec_driver_sql
        one = Work(connection=connection, say=say, now=NOON, dialect="sqlite")
        filed(one)
        outbox.owe(one, notice("1"))
        inbox.put(one, SCHOOL, TG, [("1", "a", "")])
        messages.remember(one, SCHOOL, "ask/1", TG, "1", {})
        yield one


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_index_answers(question: str, work: Work) -> None:
    asked: list[tuple[str, Any]] = []

    @event.listens_for(work.conn, "before_cursor_execute")
    def note(
        _conn: Connection,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        many: bool,
    ) -> None:
        asked.append((statement, parameters[0] if many else parameters))

    QUESTIONS[question](work)
    event.remove(work.conn, "before_cursor_execute", note)
    assert asked
    raw = work.conn.connection.driver_connection
    assert raw is not None
    for statement, parameters in asked:
        for *_, step in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
            assert not step.startswith("SCAN") or " INDEX " in step or "CONSTANT" in step, (
                statement,
                step,
            )


@pytest.mark.postgres
def test_postgres_sorts_without_compiling_first(postgres_url: str) -> None:
    """It took 30 to 130 ms for each typed word, and the question itself less than one."""
    sorted_ = "SELECT id FROM drafts WHERE school = 'x' ORDER BY turn DESC"
    with postgres_engine(postgres_url, poolclass=NullPool).begin() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN ANALYZE {sorted_}").scalars().all()
    assert any("Sort" in line for line in plan)
    assert not any("JIT" in line for line in plan)
