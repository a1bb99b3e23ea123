"""What stands beside the input line and before the first word: commands, descriptions, a button.

Everything is asked for first and told only where it differs: a start changes nothing that was
right. All of it raises `telegram.error.TelegramError`.
"""

from collections.abc import Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
)
from telegram.constants import MenuButtonType

SCOPES: Mapping[str, BotCommandScope] = {
    "private": BotCommandScopeAllPrivateChats(),
    "group": BotCommandScopeAllGroupChats(),
    "group_admin": BotCommandScopeAllChatAdministrators(),
}

Commands = Sequence[tuple[str, str]]


class TelegramMenu:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def shelve(self, shelf: str, commands: Commands, language: str = "") -> None:
        await self._offer(SCOPES[shelf], commands, language)

    async def hang(self, chat: str, commands: Commands) -> None:
        """Goes before what everybody sees, whatever language the client speaks."""
        await self._offer(BotCommandScopeChat(int(chat)), commands)

    async def take_down(self, chat: str) -> None:
        await self._bot.delete_my_commands(BotCommandScopeChat(int(chat)))

    async def describe(self, whole: str, short: str, language: str = "") -> None:
        """`whole` stands in an empty chat, `short` on the profile and beside shared links."""
        shown = await self._bot.get_my_description(language_code=language)
        if shown.description != whole:
            await self._bot.set_my_description(whole, language_code=language)
        brief = await self._bot.get_my_short_description(language_code=language)
        if brief.short_description != short:
            await self._bot.set_my_short_description(short, language_code=language)

    async def open_beside_input(self) -> None:
        button = await self._bot.get_chat_menu_button()
        if button.type != MenuButtonType.COMMANDS:
            await self._bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    async def _offer(
        self, scope: BotCommandScope, commands: Commands, language: str = ""
    ) -> None:
        wanted = tuple(BotCommand(name, description) for name, description in commands)
        if await self._bot.get_my_commands(scope=scope, language_code=language) != wanted:
            await self._bot.set_my_commands(wanted, scope=scope, language_code=language)
