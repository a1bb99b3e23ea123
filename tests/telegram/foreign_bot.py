"""A bot written with another library, which we did not write, against our stand-in."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from sandbox.telegram import Standin


@contextlib.asynccontextmanager
async def polling(standin: Standin) -> AsyncIterator["asyncio.Task[None]"]:
    server = TelegramAPIServer.from_base(standin.url)
    async with Bot(standin.token, session=AiohttpSession(api=server)) as bot:
        task = asyncio.create_task(_foreign().start_polling(bot, handle_signals=False))
        try:
            yield task
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _foreign() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def greet(message: Message) -> None:
        key = InlineKeyboardButton(text="好", callback_data="ok")
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[key]])
        await message.answer("<b>你好</b>", parse_mode="HTML", reply_markup=keyboard)

    @dispatcher.callback_query(F.data == "ok")
    async def accept(query: CallbackQuery) -> None:
        await query.answer("收到")
        assert isinstance(query.message, Message)
        await query.message.edit_text("完成")
        await query.message.answer_document(BufferedInputFile(b"%PDF", "表.pdf"))

    return dispatcher
