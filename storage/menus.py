"""Which chats have a list of commands of their own, and which list that is."""

from sqlalchemy import select

from storage.tables import either, menus
from storage.work import Work

_KEEP = either(
    lambda insert: (put := insert(menus)).on_conflict_do_update(
        index_elements=["school", "address"], set_={"mark": put.excluded.mark}
    )
)


def hung(work: Work, school: str) -> dict[str, str]:
    """The mark of each list, by the chat's address."""
    rows = work.conn.execute(select(menus).where(menus.c.school == school))
    return {row.address: row.mark for row in rows}


def keep(work: Work, school: str, address: str, mark: str) -> None:
    row = {"school": school, "address": address, "mark": mark}
    work.conn.execute(_KEEP[work.dialect], row)


def forget(work: Work, school: str, address: str) -> None:
    here = (menus.c.school == school, menus.c.address == address)
    work.conn.execute(menus.delete().where(*here))
