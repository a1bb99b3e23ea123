"""Which places and times a request asks to see: who asks for the same again is told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.cameras.zone import Places
from storage.tables import UtcDateTime, scopes
from storage.work import Work

Place = tuple[str, str]  # a zone, and one of its cameras or "" for all of it

_DROP = scopes.delete().where(scopes.c.request == bindparam("row"))
_at = (
    scopes.c.school == bindparam("school_is"),
    scopes.c.zone == bindparam("zone_is"),
    scopes.c.until > bindparam("from_", type_=UtcDateTime),
    scopes.c.since < bindparam("to", type_=UtcDateTime),
)
_WHOLE = select(scopes.c.request).where(*_at)
_ONE = _WHOLE.where(or_(scopes.c.camera == "", scopes.c.camera == bindparam("camera_is")))


def asked(request: Request, places: Places) -> tuple[list[Place], datetime, datetime] | None:
    """None for what names no place or no span of time."""
    stands = granted(request)
    span, zones = stands.get("span"), stands.get("zones", ())
    if not span or not zones:
        return None
    known = (places.cameras.get(camera) for camera in stands.get("cameras", ()))
    chosen = [(camera.zone, camera.id) for camera in known if camera]
    since, until = (datetime.fromisoformat(span[end]) for end in ("from", "to"))
    return chosen or [(zone, "") for zone in zones], since, until


def keep(work: Work, request: Request, places: Places) -> None:
    """As the answers say now, less what approvers cut; what they said before is forgotten."""
    work.conn.execute(_DROP, {"row": request.id})
    if (found := asked(request, places)) is None:
        return
    where, since, until = found
    common = {"request": request.id, "school": request.school, "since": since, "until": until}
    rows = [{**common, "zone": zone, "camera": camera} for zone, camera in set(where)]
    work.conn.execute(scopes.insert(), rows)


def overlapping(work: Work, request: Request, places: Places) -> list[int]:
    """Requests that ask for one of these cameras within the same time; newest first."""
    if (found := asked(request, places)) is None:
        return []
    where, since, until = found
    common = {"school_is": request.school, "from_": since, "to": until}
    ids = {id_ for place in where for id_ in _of(work, common, place)}
    return sorted(ids - {request.id}, reverse=True)


def _of(work: Work, common: dict[str, Any], place: Place) -> Iterable[int]:
    zone, camera = place
    statement = _ONE if camera else _WHOLE
    values = {**common, "zone_is": zone, **({"camera_is": camera} if camera else {})}
    return work.conn.execute(statement, values).scalars()
