"""What several commands take: the settings, one school of them, and its database."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.speaking import Stop, say

if TYPE_CHECKING:
    from bot.actions.office import Rules
    from bot.config import School, Settings
    from storage.store import Store, Work

T = TypeVar("T")

ConfigFile = Annotated[Path | None, typer.Option("--config", help=say("cli.option.config"))]
SchoolName = Annotated[str, typer.Option("--school", help=say("cli.option.school"))]
AsJson = Annotated[bool, typer.Option("--json", help=say("cli.option.json"))]


class Now:
    """The machine's clock. A command is an entry point; everything below it is told the time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def settings(file: Path | None) -> "Settings":
    from bot.config_file import load

    return load(file, os.environ)


def the_school(settings: "Settings", id_: str) -> "School":
    school = settings.school(id_)
    if school is None:
        known = ", ".join(settings.schools)
        raise Stop(say("cli.no_such_school", school=id_, known=known))
    return school


def rules_of(place: "School", school: str) -> "Rules":
    from bot.actions.office import Rules
    from bot.approvals import policy

    return Rules(school=school, pack=policy.named(place.pack), zone=place.zone)


async def opened(settings: "Settings") -> "Store":
    from storage.store import Store

    return await Store.open(settings.database.url, Now(), settings.security.vault)


def in_store(settings: "Settings", job: "Callable[[Work], T]", *, write: bool = False) -> T:
    """Run one job in the database of the settings.

    An embedded database is brought to this release first when the job writes: `people import` is
    what a new school does before anything has ever run.
    """
    import asyncio

    if write and settings.database.url.startswith("sqlite"):
        from storage.upgrading import bring

        bring(settings.database.owners)

    async def once() -> T:
        store = await opened(settings)
        try:
            return await (store.transact(job) if write else store.read(job))
        finally:
            await store.close()

    return asyncio.run(once())
