"""From an approver's tap to what people see of it, while a hundred updates a second come in."""

import argparse
import contextlib
import statistics
from collections.abc import Mapping

from benchmarks import updates
from benchmarks.processes import ask, crowd, started, until_it_polls
from benchmarks.report import Aim, Column, Result, medians

ABOUT = "from a tap to the changed card, and to the word at whoever had asked"
BOTS: Mapping[str, updates.Bot] = {
    updates.YARDSTICK: updates.stock,
    updates.OURS: updates.ours,
}
COLUMNS = (
    Column(key="decided", title="taps"),
    Column(key="decided_p50_ms", title="card p50 ms", digits=1),
    Column(key="decided_p99_ms", title="card p99 ms", digits=1),
    Column(key="told_p95_ms", title="told p95 ms", digits=1),
    Column(key="told_p99_ms", title="told p99 ms", digits=1),
)


def measured(options: argparse.Namespace, bot: updates.Bot) -> dict[str, float]:
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(crowd())
        module, *arguments = stack.enter_context(bot(options))
        process = stack.enter_context(started(module, address, *arguments))
        until_it_polls(address, process)
        # Long enough for everybody to come through the form once or twice.
        seconds = 4 * options.seconds
        run = f"run?users=200&warm=10&seconds={seconds}&rate={options.rate}&script=sent"
        found = ask(address, run, seconds + 80)
    assert found["decided"], "nobody tapped"
    return {column.key: found[column.key] for column in COLUMNS}


def run(options: argparse.Namespace) -> Result:
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in BOTS}
    for _ in range(options.rounds):
        for name, bot in BOTS.items():
            rounds[name].append(measured(options, bot))
    ratio = statistics.median(
        ours["decided_p99_ms"] / theirs["decided_p99_ms"]
        for ours, theirs in zip(rounds[updates.OURS], rounds[updates.YARDSTICK], strict=True)
    )
    rows = {name: medians(some) for name, some in rounds.items()}
    return Result(
        name=ABOUT,
        columns=COLUMNS,
        rows=rows,
        aims=(
            Aim(what="p99 of the changed card ÷ stock", value=ratio, at_most=1.0),
            Aim(
                what="told within, p95 ms",
                value=rows[updates.OURS]["told_p95_ms"],
                at_most=2000,
            ),
        ),
        raw=rounds,
    )
