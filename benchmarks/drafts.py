"""Starting with a hundred thousand half-filled forms, and the memory of a long day."""

import argparse

from sqlalchemy import NullPool, create_engine, text

from benchmarks import servers
from benchmarks.processes import ask, crowd, rss_mb, started, until_it_polls
from benchmarks.report import Aim, Column, Result
from storage.connecting import address as engine_address

ABOUT = "a start with 100,000 open drafts; memory after 100,000 updates"
DRAFTS = 100_000
UPDATES = 100_000
WARM = 20_000  # updates until caches and pools have what they need


def begun(url: str, users: int) -> None:
    """Everybody in the middle of his form, and a hundred others like him."""
    with crowd() as address, started("benchmarks.our_bot", address, url, str(users)) as process:
        until_it_polls(address, process)
        ask(address, f"run?users={users}&warm=0&seconds=3&rate=0", 60)
    engine = create_engine(engine_address(url), poolclass=NullPool)
    with engine.begin() as conn:
        made = conn.execute(text(COPIED), {"drafts": DRAFTS}).rowcount
        assert made == DRAFTS, made
    engine.dispose()


COPIED = """
INSERT INTO drafts (school, person, purpose, state, version, turn, opened_at, touched_at)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :drafts)
SELECT school, person || '-' || n, purpose, state, version, turn, opened_at, touched_at
FROM drafts CROSS JOIN numbers LIMIT :drafts
"""


def measured(options: argparse.Namespace) -> dict[str, float]:
    with servers.sqlite() as url:
        begun(url, options.users)
        with crowd() as address, started("benchmarks.our_bot", address, url, "0") as process:
            start = until_it_polls(address, process)
            first = ask(address, "run?users=1&warm=0&seconds=2&rate=0", 60)
            assert first["answered"], "nobody was answered"
            run = f"run?users={options.users}&warm=0&seconds=10&rate=0"
            answered, early = 0.0, 0.0
            while answered < WARM + UPDATES:
                answered += ask(address, run, 120)["answered"]
                early = early or (rss_mb(process.pid) if answered >= WARM else 0.0)
            late = rss_mb(process.pid)
    return {
        "start": start,
        "first": first["p99_ms"],
        "early": early,
        "late": late,
        "growth": 100 * (late - early) / early,
    }


def run(options: argparse.Namespace) -> Result:
    found = measured(options)
    return Result(
        name=ABOUT,
        columns=(
            Column(key="start", title="s to the first poll", digits=2),
            Column(key="first", title="ms first answer", digits=1),
            Column(key="early", title=f"MB after {WARM:,}", digits=1),
            Column(key="late", title=f"after {UPDATES:,} more", digits=1),
            Column(key="growth", title="growth %", digits=1),
        ),
        rows={"diaoyue, SQLite": found},
        aims=(
            Aim(what="the first answer, ms", value=found["first"], at_most=1000),
            Aim(what="growth of memory, %", value=found["growth"], at_most=5),
        ),
    )
