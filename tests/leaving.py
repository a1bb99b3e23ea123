"""What leaves the house in each test, by why it is said and what it is about.

A test marked `shows(Reason.X, About.Y)` stands for these words in docs/messages.md: they really
left in it, which is checked whenever it runs, and with `--swallow` (`make reasons`) it is run once
for each of them while the door swallows exactly those messages, and has to fail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import pytest

from bot.notices import About, Reason

Word = Reason | About


@dataclass
class Door:
    """`left`: what went out in the test that runs now; `swallowed`: what is kept from going."""

    left: set[Word] = field(default_factory=set)
    swallowed: Word | None = None

    def stand(self) -> None:
        from bot.delivery import leaving
        from bot.platforms.ports import Delivered

        transmit, reply = leaving.transmit, leaving.reply

        @wraps(transmit)
        async def transmitted(messenger: Any, one: Any, robots: Mapping[str, str]) -> Any:
            about = About(one.row.subject.partition("/")[0])
            self.left |= {one.row.reason, about}
            # A message that never was cannot be edited either.
            if self.swallowed in (one.row.reason, about) or (one.edits and not one.edits.ref):
                return Delivered({})
            return await transmit(messenger, one, robots)

        @wraps(reply)
        async def replied(messenger: Any, inbound: Any, why: Reason, *said: Any) -> None:
            self.left.add(why)
            if self.swallowed is not why:
                await reply(messenger, inbound, why, *said)

        leaving.transmit = transmitted
        leaving.reply = replied

    def opens(self, swallowing: Word | None) -> None:
        self.left, self.swallowed = set(), swallowing


def shown_by(item: Any) -> set[Word]:
    return {word for mark in item.iter_markers("shows") for word in mark.args}


def judge(door: Door, item: Any, report: Any) -> None:
    """The report of a marked test's call, in the light of what left."""
    if door.swallowed is not None:
        report.outcome = "failed" if report.passed else "passed"
        report.longrepr = f"passes without {door.swallowed!r}" if report.failed else None
    elif report.passed and (unsaid := shown_by(item) - door.left):
        report.outcome = "failed"
        report.longrepr = f"never left in this test: {sorted(map(repr, unsaid))}"


def swallowing(metafunc: pytest.Metafunc) -> None:
    """One run for each word a marked test shows."""
    words = [w for mark in metafunc.definition.iter_markers("shows") for w in mark.args]
    if words:
        metafunc.fixturenames.append("_swallowed")
        ids = [f"without {type(word).__name__} {word}" for word in words]
        metafunc.parametrize("_swallowed", words, ids=ids, indirect=True)
