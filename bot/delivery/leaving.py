"""The only door through which words leave the house, and each that leaves says why.

Nobody else asks a messenger to send, edit or answer (`tests/house/test_messages.py`), so that no
message goes out without a reason of the closed list.
"""

from collections.abc import Mapping

import structlog

from bot.cards import Card
from bot.delivery.packing import Parcel
from bot.notices import Reason
from bot.platforms.ports import Inbound, Messenger, Outcome

log = structlog.get_logger()


async def transmit(messenger: Messenger, one: Parcel, robots: Mapping[str, str]) -> Outcome:
    """A promise, for the reason it was owed."""
    row = one.row
    log.debug("leaving.promise", why=row.reason, subject=row.subject, on=one.platform)
    if one.edits:
        return await messenger.edit(one.edits.ref, one.card, one.account)
    if one.account is None:
        return await messenger.post(robots.get(one.address, one.address), one.card)
    if one.file and one.sheet and one.sheet.form == "png":
        return await messenger.send_picture(one.account, *one.file)
    if one.file:
        return await messenger.send_file(one.account, *one.file)
    return await messenger.send(one.account, one.card)


async def reply(
    messenger: Messenger,
    inbound: Inbound,
    why: Reason,
    cards: tuple[Card, ...],
    toast: str,
    start: str,
) -> None:
    """To whoever spoke: may be lost, he asks again."""
    log.debug("leaving.reply", why=why, on=inbound.platform)
    await messenger.reply(inbound, cards, toast, start)
