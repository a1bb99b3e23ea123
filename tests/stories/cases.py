"""Short cuts into the middle of a case, through the same doors as everybody."""

from bot.approvals.request import Request
from sandbox.stories.lost_phone import file
from sandbox.town import Town
from storage import journal, requests


async def filed(here: Town) -> Request:
    """乔木 has filed; 牧星野's card has arrived."""
    await file(here, here.stage["乔木"])
    await here.stage["牧星野"].sees("同意")
    return await the_request(here)


async def the_request(here: Town, number: int = 1) -> Request:
    return await here.product.store.read(lambda work: requests.load(work, number))


async def journal_kinds(here: Town) -> list[str]:
    school = here.platforms.school.id
    return await here.product.store.read(
        lambda work: [entry.kind for entry in journal.entries(work, school)]
    )


async def approved_up_to(here: Town, *names: str) -> None:
    for name in names:
        await here.stage[name].taps("同意")
        await here.stage[name].sees("已同意")
