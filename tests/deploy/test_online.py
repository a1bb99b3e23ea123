"""`diaoyue check --online` against a whole town: all well, and each trouble once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.checking import Finding, _online
from bot.config import Settings
from sandbox.town import Town, town
from sandbox.wecom.faults import Fault
from storage import copies

pytestmark = pytest.mark.slow


async def looked(settings: Settings) -> list[Finding]:
    return await asyncio.to_thread(lambda: list(_online(settings)))


def bad(found: list[Finding]) -> set[tuple[str, str]]:
    return {(one.about, one.saying.key) for one in found if one.weight != "good"}


def with_copies(settings: Settings, folder: Path) -> Settings:
    database = settings.database.model_copy(update={"backups": str(folder)})
    return settings.model_copy(update={"database": database})


def moved(settings: Settings, url: str) -> Settings:
    web = settings.web.model_copy(update={"public_url": url})
    return settings.model_copy(update={"web": web})


def nobody_may_write(here: Town) -> None:
    for group in here.platforms.school.groups:
        if group.platform.value == "telegram":
            here.platforms.telegram.world.chats[int(group.address)].bot_is = "left"


def one_is_not_seen(here: Town) -> None:
    userid = next(row["wecom"] for row in here.platforms.school.people if row["wecom"])
    here.platforms.wecom.corp.members[userid.lower()].visible = False


def not_from_here(here: Town) -> None:
    fault = Fault(path="agent/get", errcode=60020, times=9)
    here.platforms.wecom.corp.faults.api.append(fault)


TROUBLES: list[tuple[Callable[[Town], object], tuple[str, str]]] = [
    (nobody_may_write, ("groups", "online.group_gone")),
    (one_is_not_seen, ("wecom", "online.audience_lacks")),
    (not_from_here, ("wecom", "online.trusted_ip")),
]


async def test_a_town_that_is_well_and_what_is_wrong_with_one_that_is_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    copies.named(folder, datetime.now(UTC) - timedelta(hours=3)).touch()
    async with town("taishan", tmp_path) as here:
        settings = with_copies(here.settings, folder)
        found = await looked(settings)
        said = {(one.about, one.saying.key) for one in found if one.weight == "good"}
        assert {
            ("telegram", "online.account"),
            ("telegram", "online.hook_polling"),
            ("wecom", "online.account"),
            ("wecom", "online.audience"),
            ("wecom", "online.callback"),
            ("wechat", "online.callback"),
            ("groups", "online.group"),
            ("database", "online.backup"),
        } <= said
        # No monitoring system has said anything in this town yet.
        assert bad(found) == {("alarms", "online.never_heard")}

        elsewhere = await looked(moved(settings, "http://127.0.0.1:9"))
        assert ("wecom", "online.callback_silent") in bad(elsewhere)
        assert ("wechat", "online.callback_silent") in bad(elsewhere)
        other = await looked(moved(settings, f"{settings.web.public_url}/h5"))
        assert ("wecom", "online.callback_wrong") in bad(other)
        assert ("database", "online.no_backups") in bad(await looked(here.settings))
        for file in folder.iterdir():
            file.rename(copies.named(folder, datetime.now(UTC) - timedelta(days=9)))
        assert ("database", "online.backup_old") in bad(await looked(settings))
        for trouble, line in TROUBLES:
            trouble(here)
            found = await looked(settings)
            assert line in bad(found)
        addresses = [one.saying.values.get("address") for one in found]
        assert "203.0.113.7" in addresses  # as the platform sees us
