"""Durable updates per second, and what each costs, beside the bots people would otherwise write."""

import argparse
import contextlib
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.processes import ask, cpu_seconds, crowd, rss_mb, started, until_it_polls
from benchmarks.report import Aim, Column, Result, medians

ABOUT = "updates per second beside other bots, with and without persistence"
YARDSTICK, OURS, OURS_ON_POSTGRES = "stock, memory", "diaoyue, SQLite", "diaoyue, PostgreSQL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    per_second: float  # at saturation
    cpu_us: float  # of the bot's process per update, at saturation; 0 where /proc is missing
    rss_mb: float
    calls_per_update: float
    p50_ms: float  # at the pace
    p99_ms: float


COLUMNS = (
    Column(key="per_second", title="upd/s"),
    Column(key="cpu_us", title="CPU µs"),
    Column(key="rss_mb", title="RSS MB"),
    Column(key="calls_per_update", title="calls", digits=2),
    Column(key="p50_ms", title="p50 ms", digits=1),
    Column(key="p99_ms", title="p99 ms", digits=1),
    Column(key="ratio", title="÷ stock", digits=2),
)

# What a bot is started with, given a place of its own: (module, arguments after the address).
Bot = Callable[[argparse.Namespace], "contextlib.AbstractContextManager[Sequence[str]]"]


@contextlib.contextmanager
def stock(_: argparse.Namespace) -> Iterator[Sequence[str]]:
    yield ["benchmarks.stock_bot"]


@contextlib.contextmanager
def stock_pickled(_: argparse.Namespace) -> Iterator[Sequence[str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield ["benchmarks.stock_bot", str(Path(folder) / "kept.pickle")]


@contextlib.contextmanager
def aiogram_memory(_: argparse.Namespace) -> Iterator[Sequence[str]]:
    yield ["benchmarks.aiogram_bot", "memory"]


@contextlib.contextmanager
def aiogram_redis(_: argparse.Namespace) -> Iterator[Sequence[str]]:
    with servers.redis() as url:
        yield ["benchmarks.aiogram_bot", url]


@contextlib.contextmanager
def aiogram_sql(_: argparse.Namespace) -> Iterator[Sequence[str]]:
    with servers.sqlite() as url:
        yield ["benchmarks.aiogram_bot", url.replace("sqlite:", "sqlite+aiosqlite:")]


@contextlib.contextmanager
def ours(options: argparse.Namespace) -> Iterator[Sequence[str]]:
    with servers.sqlite() as url:
        yield ["benchmarks.our_bot", url, str(options.users)]


@contextlib.contextmanager
def ours_on_postgres(options: argparse.Namespace) -> Iterator[Sequence[str]]:
    with servers.postgresql() as url:
        yield ["benchmarks.our_bot", url, str(options.users)]


BOTS: dict[str, Bot] = {
    YARDSTICK: stock,
    "stock, pickled each minute": stock_pickled,
    "aiogram, memory": aiogram_memory,
    "aiogram, Redis": aiogram_redis,
    "aiogram, SQLAlchemy": aiogram_sql,
    OURS: ours,
    OURS_ON_POSTGRES: ours_on_postgres,
}


def measured(options: argparse.Namespace, bot: Bot) -> Figures:
    """One bot, one crowd, both fresh: first as fast as it can, then at a pace."""
    with (
        crowd() as address,
        bot(options) as (module, *arguments),
        started(module, address, *arguments) as process,
    ):
        until_it_polls(address, process)
        run = f"run?users={options.users}&warm={options.warm}&seconds={options.seconds}"
        patience = options.warm + options.seconds + 60
        before = cpu_seconds(process.pid)
        fast = ask(address, f"{run}&rate=0", patience)
        spent = cpu_seconds(process.pid) - before
        paced = ask(address, f"{run}&rate={options.rate}", patience)
        return Figures(
            per_second=fast["per_second"],
            cpu_us=1e6 * spent / max(1.0, fast["answered"]),
            rss_mb=rss_mb(process.pid),
            calls_per_update=fast["calls_per_update"],
            p50_ms=paced["p50_ms"],
            p99_ms=paced["p99_ms"],
        )


Rounds = dict[str, list[Figures]]


def run(options: argparse.Namespace) -> Result:
    rounds: Rounds = {name: [] for name in BOTS}
    missing: dict[str, str] = {}
    for number in range(1, options.rounds + 1):
        # In turns, so that whatever else the machine does falls on all alike.
        for name, bot in BOTS.items():
            try:
                rounds[name].append(measured(options, bot))
            except servers.Missing as why:
                missing[name] = f"{name}: {why}"
            else:
                told = rounds[name][-1].per_second
                print(f"  round {number}  {name:28}{told:8.0f} updates/s", flush=True)
    found = {name: some for name, some in rounds.items() if some}
    return Result(
        name=ABOUT,
        columns=COLUMNS,
        rows={
            name: {**medians(some), "ratio": ratio(found, name)} for name, some in found.items()
        },
        aims=aims(found),
        raw={name: [asdict(one) for one in some] for name, some in found.items()},
        left_out=tuple(missing.values()),
    )


def ratio(rounds: Rounds, name: str, figure: str = "per_second") -> float:
    """To the yardstick of the same round first, then the median: a round that the machine spent on
    something else then spoils itself only."""
    pairs = zip(rounds[name], rounds[YARDSTICK], strict=False)
    each = [getattr(one, figure) / max(1e-9, getattr(stock, figure)) for one, stock in pairs]
    return float(statistics.median(each))


def aims(rounds: Rounds) -> Sequence[Aim]:
    held = [
        Aim(what="updates/s on SQLite ÷ stock", value=ratio(rounds, OURS), at_least=2.5),
        Aim(what="p99 at the pace ÷ stock", value=ratio(rounds, OURS, "p99_ms"), at_most=1.0),
    ]
    if OURS_ON_POSTGRES in rounds:
        value = ratio(rounds, OURS_ON_POSTGRES)
        held.append(Aim(what="updates/s on PostgreSQL ÷ stock", value=value, at_least=1.2))
    return held
