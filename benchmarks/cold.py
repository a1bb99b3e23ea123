"""How long a command takes that has only to answer."""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from benchmarks.report import Aim, Column, Result

ABOUT = "cold starts of the command line"
TIMES = 9
FACTS = json.dumps({"applicant": "homeroom_teacher", "for_student": True, "owner": "public"})
ROUTE = ("route", "--pack", "k12_ta_2024", "--kind", "footage", "--facts", "-")
COMMANDS: Mapping[str, tuple[Sequence[str], float]] = {
    "diaoyue --help": (("--help",), 0.3),
    "diaoyue route": (ROUTE, 0.5),
}


def seconds(arguments: Sequence[str]) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", *arguments]
    subprocess.run(command, input=FACTS, text=True, capture_output=True, check=True)
    return time.perf_counter() - began


def run(_: argparse.Namespace) -> Result:
    took = {
        name: statistics.median(seconds(arguments) for _ in range(TIMES))
        for name, (arguments, _) in COMMANDS.items()
    }
    return Result(
        name=ABOUT,
        columns=(Column(key="seconds", title="s", digits=2),),
        rows={name: {"seconds": spent} for name, spent in took.items()},
        aims=tuple(
            Aim(what=f"{name}, s", value=took[name], at_most=most)
            for name, (_, most) in COMMANDS.items()
        ),
    )
