"""`POST /telegram/{school}`: Telegram's webhook. 200 is said only after the update is kept."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LIMIT = 1024 * 1024  # bytes; an update is a few kilobytes

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — a header's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One school's: the secret told to `setWebhook`, and what commits updates to the inbox."""

    secret: str
    store_batch: Callable[[list[dict[str, Any]]], Awaitable[None]]


def route(hooks: Mapping[str, Hook]) -> Route:
    async def receive(request: Request) -> Response:
        hook = hooks.get(request.path_params["school"])
        # An unknown school and a wrong secret look the same from outside.
        if hook is None or not _is_telegram(request, hook.secret):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        # If this raises, the answer is 500 and Telegram brings the update again.
        await hook.store_batch([update])
        return Response(status_code=200)

    return Route("/telegram/{school}", receive, methods=["POST"])


def _is_telegram(request: Request, secret: str) -> bool:
    given = request.headers.get(SECRET_HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LIMIT:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict):
        return None
    number = update.get("update_id")
    # JSON's `true` is an int to Python, and a number may have any length.
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        return None
    return update
