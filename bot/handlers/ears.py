"""Listens to the lines: keeps when each was heard, looks at what a platform tells of itself, and
renews what stands still."""

from collections.abc import Mapping
from functools import partial
from typing import Protocol

import structlog

from bot.actions import listening
from bot.delivery.packing import Branch
from bot.handlers.hearing import Hearing
from bot.people.lines import Chat, Line
from bot.people.person import Platform
from storage import snapshots
from storage.store import Store, Work

log = structlog.get_logger()


class Renewable(Protocol):
    async def look(self) -> str:
        """A word for what is wrong with hearing, or ""."""

    async def renew(self) -> None: ...


class Ears:
    """`lines` by school: those platforms that tell anything, or can be asked to begin anew."""

    def __init__(
        self,
        store: Store,
        branches: Mapping[str, Branch],
        hearing: Hearing,
        lines: Mapping[str, Mapping[Platform, Renewable]],
    ) -> None:
        self._store = store
        self._branches = branches
        self._hearing = hearing
        self._lines = lines
        self._ill: set[tuple[str, Platform]] = set()  # at the last look as well

    async def listen(self, school: str) -> None:
        """Every minute: what was heard is kept; silent lines are tried, and renewed."""
        heard = {
            place: (one.at, one.tapped_at) for place, one in self._hearing.of(school).items()
        }
        branch = self._branches[school]
        for line in await self._store.transact(partial(_listen, branch=branch, heard=heard)):
            log.warning("line.silent", school=school, platform=line.platform, chat=line.chat)
            await self._renew(school, line.platform)

    async def look(self, school: str) -> Mapping[Platform, str]:
        """What the platforms say themselves. Renewed at once; ill twice in a row, it is told."""
        found: dict[Platform, str] = {}
        for platform, line in self._lines.get(school, {}).items():
            try:
                found[platform] = await line.look()
            except Exception as error:  # noqa: BLE001 — an outage of the platform; asked again
                log.info("line.not_asked", school=school, why=type(error).__name__)
        for platform, why in found.items():
            await self._judge(school, platform, why)
        return found

    async def _judge(self, school: str, platform: Platform, why: str) -> None:
        place = (school, platform)
        if not why:
            self._ill.discard(place)
            return
        log.warning("line.ill", school=school, platform=platform, why=why)
        await self._renew(school, platform)
        if place in self._ill:
            rules = self._branches[school].rules
            await self._store.transact(lambda w: listening.give_up(w, rules, platform))
        self._ill.add(place)

    async def _renew(self, school: str, platform: Platform) -> None:
        line = self._lines.get(school, {}).get(platform)
        if line is None:
            return
        try:
            await line.renew()
        except Exception as error:  # noqa: BLE001 — tried again with the next look
            log.warning("line.not_renewed", school=school, why=type(error).__name__)


def _listen(work: Work, branch: Branch, heard: listening.Heard) -> list[Line]:
    return listening.listen(work, branch.rules, open_lines(work, branch), heard)


def open_lines(work: Work, branch: Branch) -> list[tuple[Platform, Chat]]:
    """Private chats of every platform; groups where one is bound and taps come back."""
    groups = snapshots.snapshot(work, branch.rules.school).groups
    bound = {place.platform for places in groups.values() for place in places}
    tap = {p for p, m in branch.messengers.items() if m.capabilities.groups_tap}
    direct = [(platform, Chat.DIRECT) for platform in branch.messengers]
    return [*direct, *[(platform, Chat.GROUP) for platform in bound & tap]]
