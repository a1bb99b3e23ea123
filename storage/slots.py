"""Numbers for typed decisions: in one chat "71" is about one case only.

A subject keeps its slot until it is released, so that a number on an older card stays true.
"""

from itertools import count

from sqlalchemy import bindparam, select

from bot.people.person import Platform
from storage.tables import either, slots
from storage.work import Collision, Work

FIRST = 7  # smaller numbers choose options of a form

_ASSIGN = either(lambda insert: insert(slots).on_conflict_do_nothing())
_TAKEN = select(slots.c.slot, slots.c.subject).where(
    slots.c.school == bindparam("school"),
    slots.c.platform == bindparam("platform"),
    slots.c.address == bindparam("address"),
)


def assign(work: Work, school: str, platform: Platform, address: str, subject: str) -> int:
    """The slot of `subject` in this chat, the lowest free one if it has none yet."""
    taken = _taken(work, school, platform, address)
    known = next((slot for slot, held in taken.items() if held == subject), None)
    if known is not None:
        return known
    free = next(slot for slot in count(FIRST) if slot not in taken)
    row = {"school": school, "platform": platform, "address": address, "slot": free}
    if not work.conn.execute(_ASSIGN[work.dialect], {**row, "subject": subject}).rowcount:
        raise Collision("slot")
    return free


def subject_of(
    work: Work, school: str, platform: Platform, address: str, slot: int
) -> str | None:
    return _taken(work, school, platform, address).get(slot)


def release(work: Work, school: str, subject: str) -> None:
    """In every chat: the case needs no answer any more."""
    work.conn.execute(
        slots.delete().where(slots.c.school == school, slots.c.subject == subject)
    )


def held(work: Work) -> list[tuple[str, str]]:
    """School and subject of everything that has a number somewhere."""
    rows = work.conn.execute(select(slots.c.school, slots.c.subject).distinct())
    return [(row.school, row.subject) for row in rows]


def _taken(work: Work, school: str, platform: Platform, address: str) -> dict[int, str]:
    here = {"school": school, "platform": platform, "address": address}
    rows = work.conn.execute(_TAKEN, here)
    return {row.slot: row.subject for row in rows}


def forget_at(work: Work, school: str, platform: Platform, address: str) -> None:
    """A number typed there means nothing any more."""
    here = (slots.c.platform == platform, slots.c.address == address)
    work.conn.execute(slots.delete().where(slots.c.school == school, *here))
