"""`key new`, `key rotate`: what lies in the database is sealed with a key the operator holds."""

from functools import partial
from typing import TYPE_CHECKING, Any

from bot.cli.settings import ConfigFile, opened
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, Stop, progress, say

if TYPE_CHECKING:
    from sqlalchemy import Column

    from storage.store import Store


def new() -> None:
    from storage.vault import new_key

    print(new_key())


def rotate(config: ConfigFile = None) -> None:
    import asyncio

    settings = read_settings(config)
    if not settings.security.keys:
        raise Stop(say("cli.key_none"), code=NO)

    async def all_of_it() -> int:
        store = await opened(settings)
        try:
            return await _rotated(store)
        finally:
            await store.close()

    sealed = asyncio.run(all_of_it())
    settled = _settled(settings.database.url)
    print(say("cli.key_rotated", values=sealed))
    print(say("cli.key_traces_gone" if settled else "cli.key_traces"))


async def _rotated(store: "Store") -> int:
    from storage import keys, resealing

    newest, sealed = store.vault.newest, 0
    for column in resealing.places():
        sealed += await _column(store, column)
    left = await store.transact(lambda work: resealing.all_left(work, store.vault))
    if left:
        # Another process seals with an older key: that one is still needed.
        raise Stop(say("cli.key_left", values=left), code=NO)
    await store.transact(lambda work: keys.only(work, newest))
    return sealed


async def _column(store: "Store", column: "Column[Any]") -> int:
    from storage import resealing

    waiting = await store.read(partial(resealing.left, column=column, vault=store.vault))
    sealed, after = 0, None
    while waiting:
        progress(say("cli.key_rotating", place=str(column), done=sealed, of=waiting))
        batch = partial(resealing.batch, column=column, vault=store.vault, after=after)
        one = await store.transact(batch)
        sealed, after = sealed + one.sealed, one.last
        if after is None:
            break
    return sealed


def _settled(url: str) -> bool:
    """Whether what stood there before is overwritten by now."""
    from storage import backup

    return url.startswith("sqlite") and backup.settled(url)
