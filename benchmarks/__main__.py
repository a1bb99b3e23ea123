"""`make bench`: every figure of docs/benchmarks.md, measured here and now."""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping

from benchmarks import (
    alarms,
    cold,
    drafts,
    journal,
    processes_together,
    questions,
    reminders,
    taps,
    updates,
)
from benchmarks.report import Result, kept

Scenario = Callable[[argparse.Namespace], Result]
SCENARIOS: Mapping[str, tuple[str, Scenario]] = {
    "updates": (updates.ABOUT, updates.run),
    "taps": (taps.ABOUT, taps.run),
    "reminders": (reminders.ABOUT, reminders.run),
    "questions": (questions.ABOUT, questions.run),
    "journal": (journal.ABOUT, journal.run),
    "alarms": (alarms.ABOUT, alarms.run),
    "drafts": (drafts.ABOUT, drafts.run),
    "processes": (processes_together.ABOUT, processes_together.run),
    "cold": (cold.ABOUT, cold.run),
}


def main() -> None:
    options = parsed()
    # Only an exception lets the blocks below end what they started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    results = []
    for name in options.scenarios or SCENARIOS:
        about, run = SCENARIOS[name]
        print(f"\n{name}: {about}", flush=True)
        results.append(run(options))
        print(results[-1].told(), flush=True)
    file = kept(results, vars(options))
    print(f"\nwritten to benchmarks/results/{file.name}")


def parsed() -> argparse.Namespace:
    about = "\n".join(f"  {name:12}{about}" for name, (about, _) in SCENARIOS.items())
    parser = argparse.ArgumentParser(
        prog="make bench",
        description=f"{__doc__}\n\n{about}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("scenarios", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--warm", type=float, default=2)
    parser.add_argument("--rate", type=float, default=100, help="updates/s for the latencies")
    parser.add_argument("--cases", type=int, default=1_000_000, help="of the large school")
    options = parser.parse_args()
    if unknown := [name for name in options.scenarios if name not in SCENARIOS]:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    return options


if __name__ == "__main__":
    main()
