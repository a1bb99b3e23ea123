"""A process that writes as fast as it can, says aloud what was promised, and is killed.

    python -m tests.storage.burdened URL FIRST

Every line it prints is a job that was answered, so it must be found afterwards.
"""

import asyncio
import sys
from datetime import UTC, datetime

from bot.notices import Notice, Reason, ToPerson
from bot.people.person import PersonId, Platform
from storage import inbox, journal, outbox, requests
from storage.store import Store, Work

SCHOOL = "taishan"


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def handle(work: Work) -> str:
    """One update: its effects and its end stand or fall together."""
    rows = inbox.claim(work, 1)
    if not rows:
        return ""
    (row,) = rows
    number = requests.next_number(work, SCHOOL, "handled", 2026)
    journal.append(work, SCHOOL, "handled", {"key": row.key, "number": number})
    notice = Notice(
        school=SCHOOL,
        to=ToPerson(PersonId(row.lane)),
        reason=Reason.ASKED,
        subject=f"ask/{number}",
        key=row.key,
    )
    assert outbox.owe(work, notice)
    inbox.done(work, row.id)
    return row.key


def promised(word: str, key: str) -> None:
    sys.stdout.write(f"{word} {key}\n")
    sys.stdout.flush()


async def hear(store: Store, first: int) -> None:
    for number in range(first, first + 100_000):
        item = (f"{number:08}", f"lane{number % 5}", "{}")
        await store.transact(
            lambda work, item=item: inbox.put(work, SCHOOL, Platform.WECOM, [item])
        )
        promised("heard", item[0])


async def work_off(store: Store) -> None:
    while True:
        key = await store.transact(handle)
        if key:
            promised("handled", key)


async def send(store: Store) -> None:
    while True:
        for row in await store.transact(lambda work: outbox.claim(work, 5, 0.05)):
            if await store.transact(lambda work, row=row: outbox.delivered(work, row)):
                promised("sent", row.key)


async def main(url: str, first: int) -> None:
    store = await Store.open(url, _Clock())
    lives = (hear(store, first), work_off(store), work_off(store), send(store))
    await asyncio.gather(*lives)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
