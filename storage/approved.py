"""What was approved of people, cameras and zones, until an imported list says the same."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from storage.tables import approved_changes as table
from storage.tables import either
from storage.work import Work

Key = tuple[str, str]  # "person", "camera" or "zone", and its id
Kept = Mapping[Key, Mapping[str, Any]]

_KEEP = either(
    lambda insert: (put := insert(table)).on_conflict_do_update(
        index_elements=["school", "about", "id"],
        set_={"now": put.excluded.now, "request": put.excluded.request, "at": put.excluded.at},
    )
)


def keep(work: Work, school: str, key: Key, now: Mapping[str, Any], request: int) -> None:
    """What was approved before of the same one stays, where the new does not say otherwise."""
    known = of_school(work, school, (key[0],)).get(key, {})
    row: dict[str, Any] = {"school": school, "about": key[0], "id": key[1], "request": request}
    work.conn.execute(_KEEP[work.dialect], {**row, "now": {**known, **now}, "at": work.now})


def of_school(work: Work, school: str, about: Collection[str]) -> Kept:
    mine = (table.c.school == school, table.c.about.in_(about))
    rows = work.conn.execute(select(table).where(*mine).order_by(table.c.id))
    return {(row.about, row.id): row.now for row in rows}


def forget(work: Work, school: str, keys: Collection[Key]) -> None:
    """The list says so by now, or was given the last word."""
    for about, id_ in keys:
        one = (table.c.school == school, table.c.about == about, table.c.id == id_)
        work.conn.execute(table.delete().where(*one))
