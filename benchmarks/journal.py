"""What the journal adds to an update, and how fast a long one is verified."""

import argparse
import asyncio
import time

from benchmarks import grown, servers
from benchmarks.grown import Grown
from benchmarks.report import Aim, Column, Result
from storage import journal
from storage.store import Work

ABOUT = "entries appended and verified"
ENTRIES = 100_000
AT_ONCE = 1_000  # entries of one transaction, so that the disk's share is small
DATA = {
    "request": 12,
    "number": "调阅〔2026〕0012",
    "step": 2,
    "by": "T012",
    "verdict": "approve",
}


async def written(here: Grown) -> float:
    """Microseconds for each entry, the disk apart."""

    def some(work: Work) -> float:
        began = time.perf_counter()
        for _ in range(AT_ONCE):
            journal.append(work, grown.SCHOOL, "request.decided", DATA)
        return time.perf_counter() - began

    spent = [await here.store.transact(some) for _ in range(ENTRIES // AT_ONCE)]
    return 1e6 * sum(spent) / ENTRIES


def verified(work: Work) -> float:
    """Entries a second."""
    began = time.perf_counter()
    assert journal.verify(work, grown.SCHOOL) is None
    return journal.head(work, grown.SCHOOL).seq / (time.perf_counter() - began)


async def both() -> dict[str, float]:
    with servers.sqlite() as url:
        async with grown.school(url) as here:
            return {"append": await written(here), "verify": await here.store.read(verified)}


def run(_: argparse.Namespace) -> Result:
    found = asyncio.run(both())
    return Result(
        name=ABOUT,
        columns=(
            Column(key="append", title="µs an entry"),
            Column(key="verify", title="verified/s"),
        ),
        rows={f"{ENTRIES:,} entries": found},
        aims=(Aim(what="entries verified a second", value=found["verify"], at_least=50_000),),
    )
