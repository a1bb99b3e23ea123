"""`POST /alerts/{school}/{source}`: what monitoring systems tell us. 202 is said only after it is
kept.

Who is not let in learns nothing but that. What cannot be read is kept and answered with a reason,
in words whoever sets the system up can act on.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.actions.taking_alarms import Posted, Taken
from bot.alerts.reading import READERS, Read, Unreadable, read

LIMIT = 1024 * 1024  # bytes; for more Starlette answers 413
LONG = 32 * 1024  # bytes; reading more than that would hold up everybody else


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One school's: its tokens by source, its clock's zone, and what commits what was read."""

    tokens: Mapping[str, str]
    zone: tzinfo
    now: Callable[[], datetime]
    keep: Callable[[Posted, Read | Unreadable], Awaitable[Taken]]


def route(doors: Mapping[str, Door]) -> Route:
    async def receive(request: Request) -> Response:
        door, source = doors.get(request.path_params["school"]), request.path_params["source"]
        if door is None or source not in READERS:
            return _said(404, "no such school or source")
        if request.method != "POST":
            return _said(405, "POST is wanted here, with the alarm as its body", allow="POST")
        if not _lets_in(request, door.tokens.get(source, "")):
            return _said(401, "Authorization: Bearer TOKEN is wanted", challenge="Bearer")
        body = await request.body()
        mime = request.headers.get("content-type", "")
        return await _kept(door, Posted(source=source, mime=mime, body=body))

    where, methods = "/alerts/{school}/{source}", ["GET", "POST", "PUT"]
    return Route(where, receive, methods=methods, max_body_size=LIMIT)


async def _kept(door: Door, posted: Posted) -> Response:
    said = await _read(posted, door.now().astimezone(door.zone))
    # If this raises, the answer is 500 and the source brings it again.
    taken = await door.keep(posted, said)
    if taken.why:
        return _said(422, taken.why.why, where=taken.why.where)
    return JSONResponse({"stored": taken.stored, "known": taken.known}, 202)


async def _read(posted: Posted, at: datetime) -> Read | Unreadable:
    asked = (posted.source, posted.mime, posted.body, at)
    return await asyncio.to_thread(read, *asked) if len(posted.body) > LONG else read(*asked)


def _lets_in(request: Request, token: str) -> bool:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return bool(token) and scheme.casefold() == "bearer" and same


def _said(
    status: int, why: str, *, where: str = "", allow: str = "", challenge: str = ""
) -> Response:
    headers = {"Allow": allow, "WWW-Authenticate": challenge}
    said = {"why": why, "where": where}
    return JSONResponse(
        {name: word for name, word in said.items() if word},
        status,
        {name: word for name, word in headers.items() if word},
    )
