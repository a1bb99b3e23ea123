"""One, two and three processes that share a PostgreSQL."""

import argparse
import contextlib
import statistics

from benchmarks import servers
from benchmarks.processes import ask, crowd, started, until_it_polls
from benchmarks.report import Aim, Column, Result

ABOUT = "updates per second of one, two and three processes on one PostgreSQL"
PROCESSES = (1, 2, 3)


def measured(options: argparse.Namespace, count: int) -> float:
    """Updates per second."""
    with crowd() as address, servers.postgresql() as url, contextlib.ExitStack() as stack:
        first = ["benchmarks.our_bot", address, url, str(options.users)]
        until_it_polls(address, stack.enter_context(started(*first)))
        for _ in range(count - 1):
            # The people are there already; what one process polls, all of them work on.
            stack.enter_context(started("benchmarks.our_bot", address, url, "0"))
        run = f"run?users={options.users}&warm={options.warm + 4}&seconds={options.seconds}&rate=0"
        return ask(address, run, options.warm + options.seconds + 60)["per_second"]


def run(options: argparse.Namespace) -> Result:
    rounds: dict[int, list[float]] = {count: [] for count in PROCESSES}
    try:
        for _ in range(options.rounds):
            for count in PROCESSES:
                rounds[count].append(measured(options, count))
    except servers.Missing as why:
        return Result(name=ABOUT, columns=(), rows={}, left_out=(str(why),))
    alone = rounds[1]
    ratio = {
        count: statistics.median(one / single for one, single in zip(some, alone, strict=True))
        for count, some in rounds.items()
    }
    return Result(
        name=ABOUT,
        columns=(
            Column(key="per_second", title="upd/s"),
            Column(key="ratio", title="÷ one", digits=2),
        ),
        rows={
            f"processes: {count}": {
                "per_second": statistics.median(some),
                "ratio": ratio[count],
            }
            for count, some in rounds.items()
        },
        aims=(Aim(what="two or three ÷ one", value=max(ratio[2], ratio[3]), at_least=1.6),),
        raw=rounds,
    )
