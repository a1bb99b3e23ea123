"""Diaoyue as `diaoyue run` starts it, with a form of six fields and as many people as the crowd."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.script import APPROVERS, FIRST_USER, TOKEN, unit_of
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


def person(number: int, unit: str, *posts: Post) -> Person:
    return Person(
        id=PersonId(f"p{number}"),
        name=f"老师{number}",
        unit=unit,
        posts=posts,
        # Everybody has spoken before; the first word of a client is learned once in its life.
        accounts=(Account(platform=Platform.TELEGRAM, address=str(number), language="zh"),),
    )


async def populate(database: str, users: int) -> None:
    upgrading.upgrade(database)
    crowd = [
        *(
            person(n, f"{unit}级部", Post("head", f"{unit}级部"))
            for unit, n in enumerate(APPROVERS)
        ),
        *(person(n, f"{unit_of(n)}级部") for n in range(FIRST_USER, FIRST_USER + users)),
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
