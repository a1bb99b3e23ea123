"""`group create`: a chat of the WeCom application itself, for a school without group robots."""

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.deputies import console, in_office
from bot.cli.settings import ConfigFile, SchoolName, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, Stop, say

if TYPE_CHECKING:
    from bot.actions.office import Office
    from bot.config import School
    from storage.store import Work

Name = Annotated[str, typer.Argument(metavar="GROUP", help=say("cli.option.group"))]
PATIENCE = 20.0  # seconds
FEWEST = 2  # members of an appchat (document 90245)


def create(group: Name, school: SchoolName, config: ConfigFile = None) -> None:
    import asyncio

    from bot.actions import binding
    from bot.people.person import Platform
    from bot.speech import Voice

    its = the_school(read_settings(config), school)
    if group not in binding.GROUPS:
        raise Stop(say("cli.group_unknown", known=", ".join(binding.GROUPS)))
    if its.wecom is None:
        raise Stop(say("cli.group_no_wecom", school=school))
    people = in_office(config, school, lambda _work, office: members(office))
    if len(people) < FEWEST:
        raise Stop(say("cli.group_nobody"), code=NO)
    title = Voice(its.language).say(f"cli.group_title.{group}")
    chat = asyncio.run(created(its, title, people))

    def bound(work: "Work", office: "Office") -> None:
        binding.bind_group(work, office, console(), Platform.WECOM, chat, group)

    in_office(config, school, bound, write=True)
    print(say("cli.group_created", title=title, count=len(people)))
    # Alone on its line, so that it can be written into the settings: `wecom_chat`.
    print(chat)


def members(office: "Office") -> list[str]:
    """Whoever carries a ticket out, hears of late ones, or administers; on WeCom."""
    from bot.actions import handling
    from bot.actions.owing import ADMIN
    from bot.people.person import Platform

    roles = (*handling.roles_of(office, told=True), ADMIN)
    held = {p.id: p for p in office.directory.holders_of(roles)}
    return [
        account.address
        for person in held.values()
        for account in person.accounts
        if account.platform is Platform.WECOM and account.reachable
    ]


async def created(school: "School", title: str, people: list[str]) -> str:
    """The id of the new chat. Raises Stop with what WeCom says against it."""
    import asyncio

    import aiohttp

    from bot.connecting import wecom_client
    from bot.platforms.tencent.calling import Declined, NoAnswer

    assert school.wecom is not None  # whoever calls has looked
    async with aiohttp.ClientSession() as session:
        client = wecom_client(school.wecom, session)
        try:
            async with asyncio.timeout(PATIENCE):
                return await client.create_chat(title, people, secrets.token_hex(16))
        except (Declined, NoAnswer, TimeoutError) as trouble:
            why = getattr(trouble, "code", "") or type(trouble).__name__
            raise Stop(say("cli.group_refused", why=why), code=NO) from None
