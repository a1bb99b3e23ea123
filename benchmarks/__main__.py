"""`make bench`: durable updates per second beside a stock python-telegram-bot, in one run."""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url, text

from storage.connecting import address

RESULTS = Path(__file__).with_name("results")
PATIENCE = 60  # seconds for a bot to start polling


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    per_second: float  # at saturation
    cpu_us: float  # of the bot's process per update, at saturation; 0 where /proc is missing
    rss_mb: float
    calls_per_update: float
    p50_ms: float  # at the pace
    p99_ms: float


Rounds = dict[str, list[Figures]]


@contextmanager
def started(*command: str, **more: Any) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-m", *command], text=True, **more)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ask(crowd: str, what: str, patience: float = 10) -> dict[str, float]:
    with urllib.request.urlopen(f"{crowd}/crowd/{what}", timeout=patience) as answer:  # noqa: S310  # our own loopback address
        said: dict[str, float] = json.load(answer)
    return said


def cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


def rss_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def measured(options: argparse.Namespace, bot: Sequence[str]) -> Figures:
    """One bot, one crowd, both fresh: first as fast as it can, then at a pace."""
    with started("benchmarks.crowd", stdout=subprocess.PIPE) as crowd_process:
        assert crowd_process.stdout
        crowd = f"http://127.0.0.1:{crowd_process.stdout.readline().strip()}"
        with started(bot[0], crowd, *bot[1:]) as process:
            _until_it_polls(crowd, process)
            run = f"run?users={options.users}&warm={options.warm}&seconds={options.seconds}"
            patience = options.warm + options.seconds + 60
            before = cpu_seconds(process.pid)
            fast = ask(crowd, f"{run}&rate=0", patience)
            spent = cpu_seconds(process.pid) - before
            paced = ask(crowd, f"{run}&rate={options.rate}", patience)
            return Figures(
                per_second=fast["per_second"],
                cpu_us=1e6 * spent / max(1.0, fast["answered"]),
                rss_mb=rss_mb(process.pid),
                calls_per_update=fast["calls_per_update"],
                p50_ms=paced["p50_ms"],
                p99_ms=paced["p99_ms"],
            )


def _until_it_polls(crowd: str, process: subprocess.Popen[str]) -> None:
    for _ in range(PATIENCE * 10):
        if ask(crowd, "polled")["polled"]:
            return
        if process.poll() is not None:
            raise SystemExit("the bot ended before it asked for updates")
        time.sleep(0.1)
    raise SystemExit("the bot never asked for updates")


def medians(rounds: Iterable[Figures]) -> dict[str, float]:
    rows = [asdict(one) for one in rounds]
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def ratios(rounds: Rounds) -> dict[str, float]:
    """Each round's own ratio first, then the median: a round that the machine spent on something
    else then spoils itself only."""
    pairs = [
        (asdict(ours), asdict(theirs))
        for ours, theirs in zip(rounds["diaoyue"], rounds["stock"], strict=True)
    ]
    return {
        name: statistics.median(ours[name] / max(1e-9, theirs[name]) for ours, theirs in pairs)
        for name in pairs[0][0]
    }


@contextmanager
def fresh_sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/benchmark.db"


@contextmanager
def fresh_postgres(server: str) -> Iterator[str]:
    """An empty database on that server, dropped at the end."""
    name = f"diaoyue_benchmark_{token_hex(4)}"
    engine = create_engine(address(server), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as conn:
        conn.execute(text(f"CREATE DATABASE {name}"))
    try:
        url = make_url(server).set(database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.connect() as conn:
            conn.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def main() -> None:
    options = _options()
    # Only an exception lets the blocks below end what they started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    rounds: Rounds = {"stock": [], "diaoyue": []}
    for number in range(1, options.rounds + 1):
        # In turns, so that whatever else the machine does falls on both alike.
        _noted(number, rounds, "stock", measured(options, ["benchmarks.stock"]))
        with fresh_postgres(options.postgres) if options.postgres else fresh_sqlite() as url:
            ours = measured(options, ["benchmarks.ours", url, str(options.users)])
        _noted(number, rounds, "diaoyue", ours)
    _told(options, rounds)


def _noted(number: int, rounds: Rounds, name: str, figures: Figures) -> None:
    rounds[name].append(figures)
    print(f"round {number} {name:8}{figures.per_second:8.0f} updates/s", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--warm", type=float, default=2)
    parser.add_argument("--rate", type=float, default=100, help="updates/s for the latencies")
    parser.add_argument(
        "--postgres",
        default="",
        metavar="URL",
        help="a server where databases may be created, postgresql://…; SQLite otherwise",
    )
    return parser.parse_args()


COLUMNS = {
    "per_second": ("upd/s", 9, 0),
    "cpu_us": ("CPU µs", 9, 0),
    "rss_mb": ("RSS MB", 8, 0),
    "calls_per_update": ("calls", 7, 2),
    "p50_ms": ("p50 ms", 8, 1),
    "p99_ms": ("p99 ms", 8, 1),
}


def _told(options: argparse.Namespace, rounds: Rounds) -> None:
    middle, ratio = {name: medians(each) for name, each in rounds.items()}, ratios(rounds)
    print("\nmedians " + "".join(f"{title:>{w}}" for title, w, _ in COLUMNS.values()))
    for name, row in middle.items():
        print(f"{name:8}" + "".join(f"{row[k]:{w}.{d}f}" for k, (_, w, d) in COLUMNS.items()))
    print(f"{'ratio':8}" + "".join(f"{ratio[k]:{w}.2f}" for k, (_, w, _) in COLUMNS.items()))
    print(f"\ndiaoyue ÷ stock, updates per second: {ratio['per_second']:.2f} (aim >= 1.0)")
    print(
        f"diaoyue ÷ stock, p99 at {options.rate:.0f} updates/s: {ratio['p99_ms']:.2f}"
        " (aim <= 1.0)"
    )
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    file = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    report = {
        "at": now.isoformat(),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "options": {k: v for k, v in vars(options).items() if k != "postgres"},
        "database": "postgresql" if options.postgres else "sqlite",
        "ratios": ratio,
        "medians": middle,
        "rounds": {name: [asdict(one) for one in each] for name, each in rounds.items()},
    }
    file.write_text(json.dumps(report, indent=2))
    print(f"written to benchmarks/results/{file.name}")


if __name__ == "__main__":
    main()
