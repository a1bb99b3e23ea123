"""`check --online`: do the platforms know us? Nothing is sent to anybody."""

import asyncio
from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp

    from bot.config import School, Settings

PATIENCE = 20.0  # seconds for one platform

Silent = tuple[str, str, str]  # school, platform, why


def silent(settings: "Settings") -> list[Silent]:
    """Platforms of the schools that do not answer us, each with a word for the reason."""
    return asyncio.run(_asked(settings))


async def _asked(settings: "Settings") -> list[Silent]:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        asked = [
            (school, platform, greeting)
            for school, its in settings.schools.items()
            for platform, greeting in _greetings(its, session)
        ]
        reasons = await asyncio.gather(*(_reason(greeting) for _, _, greeting in asked))
    return [
        (school, platform, why)
        for (school, platform, _), why in zip(asked, reasons, strict=True)
        if why
    ]


def _greetings(
    school: "School", session: "aiohttp.ClientSession"
) -> Iterator[tuple[str, Awaitable[object]]]:
    if school.telegram:
        from bot.platforms import telegram

        bot = telegram.connect(
            session,
            token=school.telegram.token.get_secret_value(),
            base_url=school.telegram.base_url,
            proxy=school.telegram.proxy.get_secret_value(),
        )
        yield "telegram", bot.who_am_i()
    if school.wecom:
        from bot.platforms.wecom.client import Client

        client = Client(
            session,
            corp_id=school.wecom.corp_id,
            secret=school.wecom.secret.get_secret_value(),
            base_url=school.wecom.base_url,
        )
        yield "wecom", client.greet()

    if school.wechat:
        from bot.platforms.wechat.client import Client as ServiceAccount

        account = ServiceAccount(
            session,
            app_id=school.wechat.app_id,
            secret=school.wechat.secret.get_secret_value(),
            base_url=school.wechat.base_url,
        )
        yield "wechat", account.greet()


async def _reason(greeting: Awaitable[object]) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            await greeting
    except Exception as error:  # noqa: BLE001  # whatever a platform does is an answer here
        # Its own words may quote an address that holds a token; its kind and number do not.
        number = getattr(error, "errcode", "")
        return f"{type(error).__name__} {number}".strip()
    return ""
