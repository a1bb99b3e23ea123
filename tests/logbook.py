"""What the tests' product says on stderr and in its logs is read after each test: no secret in it.

Secrets are those of every settings tree that is read and every invitation code that is made while
the tests run, the PIN of the stories, and whatever looks like a token, a header or an ID number.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

SHORTEST = 8  # a shorter one would be found in ordinary words
SHAPES = {
    "a Bot API token": re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{30,}"),
    "a bearer token": re.compile(
        r"bearer\s+(?!\[masked\])[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE
    ),
    "a secret in an address": re.compile(
        r"(?:access_token|corpsecret|response_code)=(?!\[masked\])[^&\s\"'\\\]]+"
    ),
    "a cookie": re.compile(r"set-cookie: \S+", re.IGNORECASE),
    "an ID number": re.compile(r"(?<![\dA-Za-z.])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![\dA-Za-z])"),
    "a PIN": re.compile(r"(?<![\d.])480392(?!\d)"),
}


def leaks(text: str, secrets: Iterable[str] = ()) -> list[str]:
    """What sort of secret stands there. Never the secret: a report is a log too."""
    found = [name for name, shape in SHAPES.items() if shape.search(text)]
    known = any(secret in text for secret in secrets if len(secret) >= SHORTEST)
    return [*found, "a secret of the settings, or a code"] if known else found


def secrets_of(value: Any) -> set[str]:
    """Every secret in settings, however deep."""
    match value:
        case SecretStr():
            return {value.get_secret_value()}
        case BaseModel():
            return secrets_of([getattr(value, name) for name in type(value).model_fields])
        case dict():
            return secrets_of(list(value.values()))
        case list() | tuple():
            return {secret for one in value for secret in secrets_of(one)}
    return set()


@dataclass
class Logbook:
    secrets: set[str] = field(default_factory=set)
    files: set[Path] = field(default_factory=set)

    def listen(self) -> None:
        """From here on settings, codes and processes are known as they are made."""
        from bot.config import Settings
        from sandbox.process import Process
        from storage import invites

        Settings.read = self._noting(Settings.read, secrets_of)  # type: ignore[method-assign]
        invites.create = self._noting(invites.create, lambda code: {code})
        begin = Process.__init__

        @wraps(begin)
        def begun(process: Process, *args: Any, **kwargs: Any) -> None:
            begin(process, *args, **kwargs)
            self.files.add(process.log)

        Process.__init__ = begun  # type: ignore[method-assign]

    def _noting(self, make: Callable[..., Any], of: Callable[[Any], set[str]]) -> Any:
        @wraps(make)
        def noted(*args: Any, **kwargs: Any) -> Any:
            made = make(*args, **kwargs)
            self.secrets |= of(made)
            return made

        return noted

    def judge(self, report: Any, said: str) -> None:
        """A test whose product told a secret has failed, whatever else it showed."""
        for file in self.files:
            if file.exists():
                said += file.read_text("utf-8", "replace")
        self.files.clear()
        if found := leaks(said, self.secrets):
            report.outcome = "failed"
            report.longrepr = f"the log holds {' and '.join(found)}"
