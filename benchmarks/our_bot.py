"""Diaoyue as `diaoyue run` starts it, with a form of six fields and as many people as the crowd."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.script import APPROVER, FIRST_USER, TOKEN
from bot import app, logs
from bot.config import Settings
from bot.people.person import Account, Person, PersonId, Platform, Post
from storage import people, snapshots, upgrading
from storage.store import Store, Work

SCHOOL = "benchmark"
PACK = Path(__file__).with_name("form.toml")


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


def settings(base_url: str, database: str) -> Settings:
    telegram = {"token": TOKEN, "base_url": base_url}
    return Settings.read(
        {
            "database": {"url": database},
            "web": {"listen": "127.0.0.1:0"},
            "schools": {SCHOOL: {"pack": str(PACK), "telegram": telegram}},
        }
    )


async def populate(database: str, users: int) -> None:
    upgrading.upgrade(database)
    crowd = [
        Person(
            id=PersonId(f"p{n}"),
            name=f"老师{n}",
            unit="高一级部",
            posts=(Post("principal"),) if n == APPROVER else (),
            # Everybody has spoken before; the first word of a client is learned once in its life.
            accounts=(Account(platform=Platform.TELEGRAM, address=str(n), language="zh"),),
        )
        for n in (APPROVER, *range(FIRST_USER, FIRST_USER + users))
    ]

    def keep(work: Work) -> None:
        snapshots.ensure(work, SCHOOL)
        people.replace_people(work, SCHOOL, crowd)

    store = await Store.open(database, Now())
    try:
        await store.transact(keep)
    finally:
        await store.close()


async def main(base_url: str, database: str, users: int) -> None:
    if users:  # else they are there already
        await populate(database, users)
    await app.run(settings(base_url, database), clock=Now())


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("base_url")
    arguments.add_argument("database")
    arguments.add_argument("users", type=int)
    said = arguments.parse_args()
    logs.set_up(level="WARNING")
    try:
        import uvloop
    except ImportError:
        asyncio.run(main(said.base_url, said.database, said.users))
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main(said.base_url, said.database, said.users))
