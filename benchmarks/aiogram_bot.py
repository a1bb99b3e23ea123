"""The other library people pick: aiogram's state machine, over each storage it is used with.

`memory` loses everything with the process; `redis` keeps what its last snapshot had; `sql` commits
every change of state to SQLite through SQLAlchemy, as aiogram's users write such a storage.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup
from redis.asyncio import BlockingConnectionPool, Redis
from sqlalchemy import Column, MetaData, Table, Text, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.script import END, TOKEN
from benchmarks.stock_bot import QUESTIONS

KEYBOARD = ReplyKeyboardMarkup(
    keyboard=[[KeyboardButton(text="上一步"), KeyboardButton(text=END)]], resize_keyboard=True
)


class Form(StatesGroup):
    filling = State()


class SqlStorage(BaseStorage):
    """One row for each conversation, committed at each change."""

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url)
        self._table = Table(
            "states",
            MetaData(),
            Column("key", Text, primary_key=True),
            Column("state", Text),
            Column("data", Text),
        )

    async def begin(self) -> None:
        async with self._engine.begin() as conn:
            await conn.exec_driver_sql("PRAGMA journal_mode=WAL")
            await conn.run_sync(self._table.metadata.create_all)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self._keep(key, state=state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._read(key, "state")

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._keep(key, data=json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(await self._read(key, "data") or "{}")
        return read

    async def close(self) -> None:
        await self._engine.dispose()

    async def _keep(self, key: StorageKey, **values: Any) -> None:
        row = insert(self._table).values(key=_row(key), **values)
        async with self._engine.begin() as conn:
            await conn.execute(row.on_conflict_do_update(index_elements=["key"], set_=values))

    async def _read(self, key: StorageKey, column: str) -> str | None:
        those = select(self._table.c[column]).where(self._table.c.key == _row(key))
        async with self._engine.connect() as conn:
            found: str | None = (await conn.execute(those)).scalar_one_or_none()
        return found


def _row(key: StorageKey) -> str:
    return f"{key.chat_id}:{key.user_id}"


async def begin(message: Message, state: FSMContext) -> None:
    await state.set_state(Form.filling)
    await state.set_data({"answers": []})
    await message.answer(QUESTIONS[0], reply_markup=KEYBOARD)


async def answered(message: Message, state: FSMContext) -> None:
    answers = [*(await state.get_data())["answers"], message.text]
    await state.set_data({"answers": answers})
    if len(answers) < len(QUESTIONS):
        await message.answer(QUESTIONS[len(answers)], reply_markup=KEYBOARD)
    else:
        lines = [f"{q} {a}" for q, a in zip(QUESTIONS, answers, strict=True)]
        await message.answer("\n".join(lines), reply_markup=KEYBOARD)


async def cancelled(message: Message, state: FSMContext) -> None:
    await state.clear()
    await message.answer("已取消。")


async def storage_for(where: str) -> BaseStorage:
    if where == "memory":
        return MemoryStorage()
    if where.startswith("unix://"):
        # A pool that waits: redis-py's own refuses the hundred-and-first user who types at once.
        return RedisStorage(Redis(connection_pool=BlockingConnectionPool.from_url(where)))
    storage = SqlStorage(where)
    await storage.begin()
    return storage


async def main(base_url: str, where: str) -> None:
    """`where`: "memory", the address of a Redis, or of an SQLite file for aiosqlite."""
    dispatcher = Dispatcher(storage=await storage_for(where))
    dispatcher.message(Command("new"))(begin)
    dispatcher.message(Form.filling, F.text == END)(cancelled)
    dispatcher.message(Form.filling, F.text)(answered)
    api = TelegramAPIServer.from_base(base_url)
    async with Bot(TOKEN, session=AiohttpSession(api=api)) as bot:
        await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
