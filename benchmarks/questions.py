"""What people ask of a school with a million cases, and of one with ten thousand."""

import argparse
import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from benchmarks import grown
from benchmarks.grown import Grown
from benchmarks.report import Aim, Column, Result
from bot.actions import tasking, together
from bot.actions.office import Office
from storage import books, requests
from storage.store import Work

ABOUT = "registers and what waits for whom, over a million requests and four million notes"
SMALL = 10_000
TIMES = 40  # each question is asked so often; the median counts
MONTH = timedelta(days=31)

Question = Callable[[Work, Office], object]


def waits_for_me(work: Work, office: Office) -> object:
    me = grown.person(office, grown.DIRECTOR)
    return together.waiting(work, office, me), tasking.waiting_on(work, office, me)


def my_requests(work: Work, office: Office) -> object:
    return requests.filed_by(work, office.id, grown.person(office, grown.TEACHER).id)


def book_of_a_month(work: Work, office: Office) -> object:
    now = office.now
    found = books.entries(work, office.id, "retrieval", now - MONTH, now + MONTH)
    assert grown.OF_THIS_MONTH <= len(found) <= 2 * grown.OF_THIS_MONTH, len(found)
    return found


def by_number(work: Work, office: Office) -> object:
    found = requests.by_number(work, office.id, "调阅〔2026〕0001-5000")
    assert found
    return found


QUESTIONS: dict[str, Question] = {
    "what waits for me": waits_for_me,
    "my requests": my_requests,
    "the book of a month": book_of_a_month,
    "a case by its number": by_number,
}


async def asked(question: Question, here: Grown) -> float:
    """Milliseconds."""

    def job(work: Work) -> float:
        office = Office.open(work, here.rules)
        began = time.perf_counter()
        question(work, office)
        return time.perf_counter() - began

    return 1000 * await here.store.read(job)


async def in_schools_of(*cases: int) -> dict[str, list[float]]:
    async with contextlib.AsyncExitStack() as open_now:
        schools = [await grown_to(open_now, many) for many in cases]
        return {
            name: await grown.by_turns(schools, TIMES, partial(asked, question))
            for name, question in QUESTIONS.items()
        }


async def grown_to(open_now: contextlib.AsyncExitStack, cases: int) -> Grown:
    here = await grown.opened(open_now)
    await grown.settles(here, cases)
    await grown.waits(here, grown.FEW)
    return here


def run(options: argparse.Namespace) -> Result:
    found = asyncio.run(in_schools_of(SMALL, options.cases))
    rows = {
        name: {"small": small, "large": large, "ratio": large / small}
        for name, (small, large) in found.items()
    }
    slowest = max(row["large"] for row in rows.values())
    return Result(
        name=ABOUT,
        columns=(
            Column(key="small", title=f"ms over {SMALL:,}", digits=2),
            Column(key="large", title=f"ms over {options.cases:,}", digits=2),
            Column(key="ratio", title="ratio", digits=2),
        ),
        rows=rows,
        aims=(
            Aim(what="the slowest, ms", value=slowest, at_most=20),
            Aim(
                what="large ÷ small", value=max(r["ratio"] for r in rows.values()), at_most=1.5
            ),
        ),
    )
