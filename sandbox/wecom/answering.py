"""How Tencent's servers answer: shared by the stand-ins of WeCom and of the service account."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from sandbox.wecom.codes import BAD_JSON, SENTENCES, Refused

Endpoint = Callable[[Request], Awaitable[Response]]


def answering(work: Callable[[Request], Awaitable[Response | Mapping[str, Any]]]) -> Endpoint:
    """Errors come as a code inside HTTP 200, and so does success."""

    async def endpoint(request: Request) -> Response:
        try:
            fields = await work(request)
        except Refused as no:
            return JSONResponse({"errcode": no.code, "errmsg": no.sentence})
        if isinstance(fields, Response):
            return fields
        return JSONResponse({"errcode": 0, "errmsg": SENTENCES[0], **fields})

    return endpoint


async def body_of(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise Refused(BAD_JSON) from error
    if not isinstance(body, dict):
        raise Refused(BAD_JSON)
    return body


def opened(target: str, *, in_hand: bool) -> Response:
    """One browser plays many phones: a new holder starts without the last one's cookies."""
    if not target.startswith(("http://", "https://")):
        return PlainTextResponse("to", status_code=400)
    if in_hand:
        return RedirectResponse(target, 302)
    address = json.dumps(target).replace("<", r"\u003c")
    page = f"<script>location.replace({address})</script>"
    return HTMLResponse(page, headers={"Clear-Site-Data": '"cookies"'})
