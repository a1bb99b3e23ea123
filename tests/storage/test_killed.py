"""A process killed at any moment has kept what it promised, and nothing is half done."""

import random
import subprocess
import sys
import time
from collections import defaultdict

import pytest
from sqlalchemy import select

from storage import journal
from storage.store import Store, Work
from storage.tables import inbox, outbox
from tests.storage.burdened import SCHOOL

KILLS = 8


def _life(url: str, first: int, seconds: float) -> list[tuple[str, str]]:
    """What one process promised before it was killed; half a line is no promise."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.burdened", url, str(first)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()  # it is at work
    time.sleep(seconds)
    process.kill()
    rest, _ = process.communicate()
    lines = (said + rest).split("\n")[:-1]
    return [(word, key) for word, key in (line.split() for line in lines)]


def _found(work: Work) -> dict[str, set[str]]:
    rows = work.conn.execute(select(inbox.c.key, inbox.c.done_at)).all()
    owed = work.conn.execute(select(outbox.c.key, outbox.c.state)).all()
    return {
        "heard": {key for key, _ in rows},
        "handled": {key for key, done in rows if done},
        "owed": {key for key, _ in owed},
        "sent": {key for key, state in owed if state == "sent"},
    }


@pytest.mark.slow
async def test_what_was_promised_is_there_and_nothing_is_half_done(
    url: str, store: Store
) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)  # noqa: T201 - shown when it fails
    dice = random.Random(seed)
    promised: dict[str, list[str]] = defaultdict(list)
    for life in range(KILLS):
        for word, key in _life(url, life * 100_000, dice.uniform(0.05, 1.0)):
            promised[word].append(key)

    found = await store.read(_found)
    assert promised["heard"], "the children did something"
    assert promised["sent"]
    for word in ("heard", "handled", "sent"):
        assert set(promised[word]) <= found[word], f"lost: {word}"
    for word in ("handled", "sent"):
        assert len(set(promised[word])) == len(promised[word]), f"twice: {word}"
    assert found["handled"] == found["owed"]

    entries = await store.read(lambda work: list(journal.entries(work, SCHOOL, limit=10**6)))
    assert await store.read(lambda work: journal.verify(work, SCHOOL)) is None
    assert {entry.data["key"] for entry in entries} == found["handled"]
    assert [entry.data["number"] for entry in entries] == list(range(1, len(entries) + 1))
