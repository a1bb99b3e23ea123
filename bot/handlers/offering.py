"""The commands a chat offers beside its input line: which, to whom, and in whose language.

Where a client asks in another language than its owner reads in, and for administrators, a list of
their own hangs at their chat. What was hung is kept, so that only changes are told to the platform.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Protocol

import structlog

from bot.actions.office import Office, Rules
from bot.actions.owing import ADMIN
from bot.delivery.bell import Bell
from bot.people.person import Account, Person, Platform
from bot.speech import Voice
from storage import menus
from storage.store import Store, Work

log = structlog.get_logger()

LOOK = 5.0  # seconds between two looks whether somebody needs another list
AGAIN = 12  # looks until a list that was refused is tried again
LANGUAGES = ("zh", "en")

# Name and description, in the order they are shown.
Commands = Sequence[tuple[str, str]]


class Shelf(StrEnum):
    """Kinds of chats with commands of their own."""

    PRIVATE = "private"
    GROUP = "group"
    GROUP_ADMIN = "group_admin"


PRIVATE = ("new", "todo", "my", "faults", "case", "deputy", "language", "help")
GROUP = ("new", "todo", "fault", "help")
COMMANDS: Mapping[Shelf, Sequence[str]] = {
    Shelf.PRIVATE: PRIVATE,
    Shelf.GROUP: GROUP,
    Shelf.GROUP_ADMIN: (*GROUP, "bind"),
}
OF_ADMINISTRATORS = ("admin", "groups")  # in their private chats, after the others


class Menu(Protocol):
    """What a platform shows. Each says it only where something else is shown; raises what the
    platform's library raises."""

    async def shelve(self, shelf: str, commands: Commands, language: str = "") -> None:
        """`language` "": for clients in any other."""

    async def describe(self, whole: str, short: str, language: str = "") -> None: ...

    async def open_beside_input(self) -> None: ...

    async def hang(self, chat: str, commands: Commands) -> None: ...

    async def take_down(self, chat: str) -> None: ...


def listed(names: Sequence[str], voice: Voice) -> Commands:
    return [(name, voice.say(f"commands.{name}")) for name in names]


# ------------------------------------------------------------------ for everybody


async def shelve(menu: Menu, rules: Rules) -> None:
    """Groups read in the school's language, whatever their members' clients speak."""
    for language in ("", *LANGUAGES):
        voice = Voice(language or rules.language, rules.zone)
        await menu.shelve(Shelf.PRIVATE, listed(PRIVATE, voice), language)
        school = rules.name or voice(rules.pack.title)
        await menu.describe(
            voice.say("about.whole", school=school), voice.say("about.short"), language
        )
    for shelf in (Shelf.GROUP, Shelf.GROUP_ADMIN):
        voice = Voice(rules.language, rules.zone)
        await menu.shelve(shelf, listed(COMMANDS[shelf], voice))
    await menu.open_beside_input()


# ------------------------------------------------------------------ for one person


def wanted(office: Office) -> dict[str, Commands]:
    """The chats that need a list of their own, by address."""
    return {
        account.address: own(office, person)
        for person, account in _on_telegram(office)
        if person.holds(ADMIN) or reads(office, account) != person.language
    }


def _on_telegram(office: Office) -> Iterator[tuple[Person, Account]]:
    for person in office.directory.persons.values():
        for account in person.accounts if person.active else ():
            if account.platform is Platform.TELEGRAM and account.reachable:
                yield person, account


def reads(office: Office, account: Account) -> str:
    """In which language his client shows what hangs for everybody."""
    return account.language or office.rules.language


def own(office: Office, person: Person) -> Commands:
    more = OF_ADMINISTRATORS if person.holds(ADMIN) else ()
    return listed((*PRIVATE, *more), Voice(person.language, office.rules.zone))


def mark(commands: Commands) -> str:
    """Two lists with the same mark are the same list."""
    return hashlib.sha256(repr(list(commands)).encode()).hexdigest()[:16]


class Offering:
    """One school's commands on one platform. Nobody waits for it: without a list all of it can
    still be typed."""

    def __init__(self, store: Store, rules: Rules, menu: Menu) -> None:
        self._store = store
        self._rules = rules
        self._menu = menu
        self._shelved = False
        self._refused: dict[
            str, tuple[str, int]
        ] = {}  # its mark, looks until it is tried again
        self._bell = Bell()

    async def run(self) -> None:
        await self._bell.attend("offering", self.look, LOOK)

    async def look(self) -> int:
        await self._shelve()
        want, hung = await self._store.read(partial(_state, rules=self._rules))
        for chat, commands in want.items():
            if mark(commands) != hung.get(chat) and self._may_try(chat, mark(commands)):
                await self._hang(chat, commands)
        for chat in hung.keys() - want.keys():
            if self._may_try(chat, ""):
                await self._take_down(chat)
        return 0

    async def _shelve(self) -> None:
        if not self._shelved and self._may_try("", ""):
            try:
                await shelve(self._menu, self._rules)
                self._shelved = True
            except Exception as error:  # noqa: BLE001 — the platform's own; tried again
                self._failed("", "", error)

    async def _hang(self, chat: str, commands: Commands) -> None:
        try:
            await self._menu.hang(chat, commands)
        except Exception as error:  # noqa: BLE001 — as above
            self._failed(chat, mark(commands), error)
        else:
            await self._store.transact(
                lambda work: menus.keep(work, self._rules.school, chat, mark(commands))
            )

    async def _take_down(self, chat: str) -> None:
        try:
            await self._menu.take_down(chat)
        except Exception as error:  # noqa: BLE001 — as above
            self._failed(chat, "", error)
        else:
            await self._store.transact(
                lambda work: menus.forget(work, self._rules.school, chat)
            )

    def _failed(self, chat: str, what: str, error: Exception) -> None:
        log.info("offering.refused", school=self._rules.school, why=type(error).__name__)
        self._refused[chat] = (what, AGAIN)

    def _may_try(self, chat: str, what: str) -> bool:
        refused, looks = self._refused.pop(chat, ("", 0))
        if refused == what and looks:
            self._refused[chat] = (refused, looks - 1)
            return False
        return True


def _state(work: Work, rules: Rules) -> tuple[dict[str, Commands], dict[str, str]]:
    return wanted(Office.open(work, rules)), menus.hung(work, rules.school)
