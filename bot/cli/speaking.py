"""The command line's own voice: the language of LANG, one line per mistake, three exit codes."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from bot.speech import Voice

DONE, NO, WRONG = 0, 1, 2


def language(environ: Mapping[str, str]) -> str:
    """What the terminal speaks; a terminal that does not say is a school's, and speaks Chinese."""
    said = next((environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(n)), "")
    return "en" if said.startswith(("en", "C", "POSIX")) else "zh"


VOICE = Voice(language(os.environ))


def say(key: str, /, **values: Any) -> str:
    return VOICE.say(key, **values)


class Stop(Exception):
    """An expected end: what to print on stderr, and how to exit."""

    def __init__(self, *lines: str, code: int = WRONG) -> None:
        super().__init__(*lines)
        self.lines = lines
        self.code = code


def told(lines: Iterable[str]) -> None:
    """Print to stderr, each mistake on one line of its own."""
    for line in lines:
        print(" ".join(line.splitlines()), file=sys.stderr)


def progress(line: str) -> None:
    """Only a person at a terminal is told that something takes a while."""
    if sys.stderr.isatty():
        print(line, file=sys.stderr)
