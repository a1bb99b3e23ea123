"""`make bench`: durable updates per second beside a stock python-telegram-bot, in one run."""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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


def measured(options: argparse.Namespace, bot: Callable[[str], list[str]]) -> Figures:
    """One bot, one crowd, both fresh: first as fast as it can, then at a pace."""
    with started("benchmarks.crowd", stdout=subprocess.PIPE) as crowd_process:
        assert crowd_process.stdout
        crowd = f"http://127.0.0.1:{crowd_process.stdout.readline().strip()}"
        with started(*bot(crowd)) as process:
            _until_it_polls(crowd, process)
            run = f"run?users={options.users}&warm={options.warm}&seconds={options.seconds}"
            patience = options.warm + options.seconds + 60
            before = cpu_seconds(process.pid)
            fast = ask(crowd, f"{run}&rate=0", patience)
            spent = cpu_seconds(process.pid) - before
            paced = ask(crowd, f"{run}&rate={options.rate}", patience)
            # The warm-up costs too, at the same rate.
            handled = fast["per_second"] * (options.warm + options.seconds)
            return Figures(
                per_second=fast["per_second"],
                cpu_us=1e6 * spent / max(1.0, handled),
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


def medians(rounds: list[Figures]) -> dict[str, float]:
    rows = [asdict(one) for one in rounds]
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        fresh = iter(range(1000))

        def ours(crowd: str) -> list[str]:
            url = options.database or f"sqlite:///{folder}/{next(fresh)}.db"
            return ["benchmarks.ours", crowd, url, str(options.users)]

        stacks = {"stock": lambda crowd: ["benchmarks.stock", crowd], "diaoyue": ours}
        rounds: dict[str, list[Figures]] = {name: [] for name in stacks}
        # In turns, so that whatever else the machine does falls on both alike.
        for number in range(1, options.rounds + 1):
            for name, bot in stacks.items():
                figures = measured(options, bot)
                rounds[name].append(figures)
                print(
                    f"round {number} {name:8} {figures.per_second:8.0f} updates/s", flush=True
                )
    _told(options, {name: medians(figures) for name, figures in rounds.items()}, rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--warm", type=float, default=3)
    parser.add_argument("--rate", type=float, default=100, help="updates/s for the latencies")
    parser.add_argument("--database", default="", help="an empty PostgreSQL; SQLite otherwise")
    return parser.parse_args()


def _told(
    options: argparse.Namespace,
    middle: dict[str, dict[str, float]],
    rounds: dict[str, list[Figures]],
) -> None:
    print(
        f"\n{'':9}{'upd/s':>9}{'CPU µs':>9}{'RSS MB':>8}{'calls':>7}{'p50 ms':>8}{'p99 ms':>8}"
    )
    for name, row in middle.items():
        print(
            f"{name:9}{row['per_second']:9.0f}{row['cpu_us']:9.0f}{row['rss_mb']:8.0f}"
            f"{row['calls_per_update']:7.2f}{row['p50_ms']:8.1f}{row['p99_ms']:8.1f}"
        )
    ratio = middle["diaoyue"]["per_second"] / middle["stock"]["per_second"]
    late = middle["diaoyue"]["p99_ms"] / max(0.001, middle["stock"]["p99_ms"])
    print(f"\nratio of updates per second {ratio:.2f} (aim >= 1.0)")
    print(f"ratio of p99 at {options.rate:.0f} updates/s {late:.2f} (aim <= 1.0)")
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    file = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    report = {
        "at": now.isoformat(),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "options": {k: v for k, v in vars(options).items() if k != "database"},
        "database": "postgresql" if options.database else "sqlite",
        "ratio_updates_per_second": ratio,
        "ratio_p99": late,
        "medians": middle,
        "rounds": {name: [asdict(one) for one in each] for name, each in rounds.items()},
    }
    file.write_text(json.dumps(report, indent=2))
    print(f"written to benchmarks/results/{file.name}")


if __name__ == "__main__":
    main()
