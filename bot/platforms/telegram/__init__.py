"""Telegram, through python-telegram-bot's objects and errors, our own poller and our own state."""
