"""The yardstick: python-telegram-bot as its own examples show it, without or with persistence.

A ConversationHandler with six states over the library's own polling and HTTP client.
`PicklePersistence` writes once a minute: a kill loses up to that.
"""

import sys
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from benchmarks.script import ANSWERS, APPROVE, END, SEND, TOKEN, approver_of

QUESTIONS = ("是什么事？", "在哪里？", "哪一天？", "几个人？", "需要拷贝吗？", "请说明事由。")
KEYBOARD = ReplyKeyboardMarkup([["上一步", "取消"]], resize_keyboard=True)
Context = ContextTypes.DEFAULT_TYPE


async def begin(update: Update, context: Context) -> int:
    assert update.message
    assert context.user_data is not None
    context.user_data["answers"] = []
    await update.message.reply_text(QUESTIONS[0], reply_markup=KEYBOARD)
    return 0


async def answered(update: Update, context: Context) -> int:
    assert update.message
    assert context.user_data is not None
    answers = context.user_data["answers"]
    answers.append(update.message.text)
    if len(answers) < len(QUESTIONS):
        await update.message.reply_text(QUESTIONS[len(answers)], reply_markup=KEYBOARD)
    else:
        lines = [f"{q} {a}" for q, a in zip(QUESTIONS, answers, strict=True)]
        await update.message.reply_text("\n".join(lines), reply_markup=KEYBOARD)
    return len(answers)


async def sent(update: Update, context: Context) -> int:
    """One card to the one who approves."""
    assert update.message
    key = InlineKeyboardButton(APPROVE, callback_data=str(update.message.chat_id))
    text = f"老师{update.message.chat_id} 申请"
    approver = approver_of(update.message.chat_id)
    await context.bot.send_message(approver, text, reply_markup=InlineKeyboardMarkup([[key]]))
    await update.message.reply_text("已提交。")
    return ConversationHandler.END


async def approved(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    assert query.data
    assert isinstance(query.message, Message)
    await query.answer()
    await query.edit_message_text("已同意")
    await context.bot.send_message(int(query.data), "已批准")


async def cancelled(update: Update, _: Context) -> int:
    assert update.message
    await update.message.reply_text("已取消。")
    return ConversationHandler.END


def main(base_url: str, file: str = "") -> None:
    """`file`: where conversations are kept; nowhere without."""
    said = filters.TEXT & ~filters.COMMAND & ~filters.Regex(f"^{END}$")
    states: dict[object, list[Any]] = {
        n: [MessageHandler(said, answered)] for n in range(len(ANSWERS))
    }
    states[len(ANSWERS)] = [MessageHandler(filters.Regex(f"^{SEND}$"), sent)]
    conversation = ConversationHandler(
        entry_points=[CommandHandler("new", begin)],
        states=states,
        fallbacks=[MessageHandler(filters.Regex(f"^{END}$"), cancelled)],
        name="form",
        persistent=bool(file),
    )
    builder = Application.builder().token(TOKEN).base_url(f"{base_url}/bot")
    if file:
        builder = builder.persistence(PicklePersistence(file))
    application = builder.build()
    application.add_handler(conversation)
    application.add_handler(CallbackQueryHandler(approved))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
