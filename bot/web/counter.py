"""A person's own pages, seen from the product: one visit in one transaction, as in a chat.

Whoever the login names is the visitor; everything he looks at or does goes through the same forms,
cards and actions as his chats, and is judged there.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.actions.office import Office
from bot.delivery.packing import Branch
from bot.handlers.visit import Visit
from bot.platforms.ports import Inbound, Said
from bot.speech import Voice
from bot.web.desk import Login
from storage.store import Store, Work

T = TypeVar("T")


class Counter:
    """`owed` rings delivery."""

    def __init__(
        self, store: Store, branches: Mapping[str, Branch], owed: Callable[[], None]
    ) -> None:
        self._store = store
        self._branches = branches
        self._owed = owed

    async def look(self, school: str, login: Login, job: Callable[[Visit], T]) -> T | None:
        """None: nobody of this school has this account. What `job` refuses is raised."""
        return await self._store.read(self._visited(school, login, job))

    async def do(self, school: str, login: Login, job: Callable[[Visit], T]) -> T | None:
        done = await self._store.transact(self._visited(school, login, job))
        self._owed()
        return done

    def _visited(
        self, school: str, login: Login, job: Callable[[Visit], T]
    ) -> Callable[[Work], T | None]:
        key = f"h5:{secrets.token_hex(8)}"

        def visited(work: Work) -> T | None:
            branch = self._branches.get(school)
            visit = visiting(work, branch, login, key) if branch else None
            return job(visit) if visit else None

        return visited


def visiting(work: Work, branch: Branch, login: Login, key: str) -> Visit | None:
    office = Office.open(work, branch.rules)
    person = office.directory.at(login.platform, login.address)
    if person is None:
        return None
    inbound = Inbound(
        platform=login.platform,
        key=key,
        sender=login.address,
        chat=login.address,
        private=True,
        at=office.now,
        what=Said(""),
    )
    return Visit(
        work=work,
        office=office,
        person=person,
        inbound=inbound,
        voice=Voice(person.language, office.rules.zone, office.now),
        on_page=True,
    )
