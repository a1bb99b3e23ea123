"""What a bot offers beside the input line and before the first word, and which of it a person sees.

A list belongs to a scope and a language. A client takes the first that fits him, from the narrowest
scope to the widest, each first in his own language and then in none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.telegram.forms import Form
from sandbox.telegram.refusals import bad
from sandbox.telegram.world import Chat, Json, Person, World

COMMANDS = 100
DESCRIPTION_LIMIT = 256
WHOLE_LIMIT, SHORT_LIMIT = 512, 120
BUTTONS = ("default", "commands", "web_app")

EVERYWHERE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
IN_A_CHAT = ("chat", "chat_administrators", "chat_member")

# Kind, chat, member.
Scope = tuple[str, int, int]


@dataclass(slots=True)
class Menus:
    world: World
    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)  # by field and language
    buttons: dict[int, Json] = field(default_factory=dict)  # by private chat; 0: everywhere

    # -------------------------------------------------------------- the bot's side

    def set_commands(self, form: Form) -> bool:
        listed = form.structure("commands")
        if not isinstance(listed, list) or len(listed) > COMMANDS:
            raise bad("can't parse commands: expected an Array of BotCommand")
        for command in listed:
            _check_command(command)
        place = self._scope(form), _language(form)
        if listed:
            self.commands[place] = listed
        else:
            self.commands.pop(place, None)
        return True

    def get_commands(self, form: Form) -> list[Json]:
        return self.commands.get((self._scope(form), _language(form)), [])

    def delete_commands(self, form: Form) -> bool:
        self.commands.pop((self._scope(form), _language(form)), None)
        return True

    def describe(self, form: Form) -> bool:
        return self._write(form, "description", WHOLE_LIMIT)

    def described(self, form: Form) -> Json:
        return {"description": self.texts.get(("description", _language(form)), "")}

    def describe_shortly(self, form: Form) -> bool:
        return self._write(form, "short_description", SHORT_LIMIT)

    def described_shortly(self, form: Form) -> Json:
        text = self.texts.get(("short_description", _language(form)), "")
        return {"short_description": text}

    def set_button(self, form: Form) -> bool:
        button = form.structure("menu_button") or {"type": "default"}
        if not isinstance(button, dict) or button.get("type") not in BUTTONS:
            raise bad("can't parse menu button: unsupported type specified")
        self.buttons[self._private(form)] = button
        return True

    def get_button(self, form: Form) -> Json:
        here = self._private(form)
        return self.buttons.get(here) or self.buttons.get(0) or {"type": "default"}

    # -------------------------------------------------------------- a person's side

    def seen(self, person: Person, chat: Chat) -> list[Json]:
        """What his client offers him in this chat."""
        language = person.language_code.partition("-")[0]
        for scope in _scopes(person, chat):
            for spoken in (language, ""):
                if listed := self.commands.get((scope, spoken)):
                    return listed
        return []

    def greeting(self, person: Person) -> str:
        """What stands in a chat in which nothing has been said."""
        language = person.language_code.partition("-")[0]
        own = self.texts.get(("description", language), "")
        return own or self.texts.get(("description", ""), "")

    # --------------------------------------------------------------

    def _write(self, form: Form, name: str, limit: int) -> bool:
        text = form.text(name)
        if len(text) > limit:
            raise bad(f"BOT_{name.upper()}_TOO_LONG")
        self.texts[name, _language(form)] = text
        return True

    def _private(self, form: Form) -> int:
        if not form.has("chat_id"):
            return 0
        chat = self.world.reachable(form.text("chat_id"))
        if chat.person is None:
            raise bad("chat_id must be the identifier of a private chat")
        return chat.id

    def _scope(self, form: Form) -> Scope:
        scope = form.structure("scope") or {"type": "default"}
        kind = scope.get("type") if isinstance(scope, dict) else None
        if kind in EVERYWHERE:
            return kind, 0, 0
        if kind not in IN_A_CHAT:
            raise bad("can't parse BotCommandScope: unsupported type specified")
        chat = self.world.reachable(str(scope.get("chat_id", "")))
        if kind != "chat" and chat.person is not None:
            raise bad("can't change commands in private chat")
        return kind, chat.id, int(scope["user_id"]) if kind == "chat_member" else 0


def _scopes(person: Person, chat: Chat) -> Iterator[Scope]:
    if chat.person is None:
        yield "chat_member", chat.id, person.id
        if person.id in chat.administrators:
            yield "chat_administrators", chat.id, 0
    yield "chat", chat.id, 0
    if chat.person is None and person.id in chat.administrators:
        yield "all_chat_administrators", 0, 0
    yield "all_group_chats" if chat.person is None else "all_private_chats", 0, 0
    yield "default", 0, 0


def _language(form: Form) -> str:
    code = form.text("language_code")
    if code and not (len(code) == 2 and code.isascii() and code.islower()):
        raise bad("invalid language code specified")
    return code


def _check_command(command: Json) -> None:
    name, description = str(command.get("command", "")), str(command.get("description", ""))
    plain = name.replace("_", "")
    if not 1 <= len(name) <= 32 or not (plain.isalnum() and plain.islower() and name.isascii()):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= DESCRIPTION_LIMIT:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
