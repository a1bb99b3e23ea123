"""The stand-in for qyapi.weixin.qq.com (and the login page of open.weixin.qq.com) on loopback."""

import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from sandbox.loopback import listening
from sandbox.wecom import api
from sandbox.wecom.answering import Endpoint, answering, body_of, opened
from sandbox.wecom.callbacks import SECONDS, Callbacks
from sandbox.wecom.codes import (
    BAD_PARAMETER,
    BAD_ROBOT,
    BAD_STATE,
    Refused,
)
from sandbox.wecom.corp import Corp
from sandbox.wecom.exchange import WeComExchange
from sandbox.wecom.faults import Gate

PHONE = "wecom_phone"  # the cookie that says whose browser this is


class WeCom:
    """The running stand-in. `base_url` goes into the product's settings."""

    def __init__(self, corp: Corp, callbacks: Callbacks) -> None:
        self.corp, self.callbacks = corp, callbacks
        self.exchange = WeComExchange(corp, callbacks)
        self.base_url = ""

    def robot_url(self, key: str) -> str:
        return f"{self.base_url}/cgi-bin/webhook/send?key={key}"

    def open_as(self, userid: str, url: str) -> str:
        """An address that opens `url` in the browser of `userid`'s phone."""
        return f"{self.base_url}/phone/open?{urlencode({'as': userid, 'to': url})}"

    async def connect(self, agent_id: int, url: str) -> None:
        """Saves the callback address as the console does: the app must answer the GET first."""
        await self.callbacks.verify(self.corp.apps[agent_id], url)


@contextlib.asynccontextmanager
async def serve(corp: Corp, *, callback_seconds: float = SECONDS) -> AsyncIterator[WeCom]:
    callbacks = Callbacks(corp, seconds=callback_seconds)
    wecom = WeCom(corp, callbacks)
    gate = Gate(_app(corp), corp.faults, corp.calls.append)
    async with listening(gate) as wecom.base_url:
        try:
            yield wecom
        finally:
            await callbacks.close()


def _app(corp: Corp) -> Starlette:
    calls = "/cgi-bin"
    routes = [
        Route(f"{calls}/gettoken", _get_token(corp)),
        Route(f"{calls}/webhook/send", _robot(corp), methods=["POST"]),
        Route(f"{calls}/webhook/upload_media", _upload(corp, robot=True), methods=["POST"]),
        Route(f"{calls}/media/upload", _upload(corp, robot=False), methods=["POST"]),
        Route(f"{calls}/media/get", _media(corp)),
        *(Route(f"{calls}/{p}", _post(corp, c), methods=["POST"]) for p, c in api.POST.items()),
        *(Route(f"{calls}/{p}", _get(corp, c)) for p, c in api.GET.items()),
        Route("/connect/oauth2/authorize", _authorize(corp)),
        Route("/phone/open", _open(corp)),
    ]
    return Starlette(routes=routes)


def _get_token(corp: Corp) -> Endpoint:
    async def work(request: Request) -> Mapping[str, Any]:
        return api.gettoken(corp, request.query_params)

    return answering(work)


def _post(corp: Corp, call: api.Call) -> Endpoint:
    async def work(request: Request) -> Mapping[str, Any]:
        app = corp.app_of(request.query_params.get("access_token", ""))
        return call(corp, app, await body_of(request))

    return answering(work)


def _get(corp: Corp, call: api.Call) -> Endpoint:
    async def work(request: Request) -> Mapping[str, Any]:
        app = corp.app_of(request.query_params.get("access_token", ""))
        return call(corp, app, request.query_params)

    return answering(work)


def _robot(corp: Corp) -> Endpoint:
    async def work(request: Request) -> Mapping[str, Any]:
        return api.webhook_send(corp, request.query_params, await body_of(request))

    return answering(work)


def _upload(corp: Corp, *, robot: bool) -> Endpoint:
    async def work(request: Request) -> Mapping[str, Any]:
        if robot and request.query_params.get("key", "") not in corp.robots:
            raise Refused(BAD_ROBOT)
        if not robot:
            corp.app_of(request.query_params.get("access_token", ""))
        async with request.form() as form:
            media = form.get("media")
            if not isinstance(media, UploadFile) or not media.filename:
                raise Refused(BAD_PARAMETER, "media")
            kind = request.query_params.get("type", "")
            mime = media.content_type or "application/octet-stream"
            return api.upload(corp, kind, media.filename, mime, await media.read())

    return answering(work)


def _media(corp: Corp) -> Endpoint:
    async def work(request: Request) -> Response:
        corp.app_of(request.query_params.get("access_token", ""))
        media = corp.kept_media(request.query_params.get("media_id", ""))
        name = urlencode({"": media.name})[1:]
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(media.data, media_type=media.mime, headers=headers)

    return answering(work)


# The browser inside a phone


def _phone(corp: Corp, request: Request) -> str:
    return (
        request.query_params.get("as") or request.cookies.get(PHONE) or corp.phone_in_hand
    ).lower()


def _authorize(corp: Corp) -> Endpoint:
    """Login without a word (snsapi_base): straight back with a code for whoever holds the phone."""

    async def endpoint(request: Request) -> Response:
        query = request.query_params
        state = query.get("state", "")
        if query.get("appid") != corp.corp_id or query.get("response_type") != "code":
            return PlainTextResponse("appid, response_type", status_code=400)
        if not re.fullmatch(r"[0-9A-Za-z]{0,128}", state):
            return PlainTextResponse(f"{BAD_STATE} state", status_code=400)
        back = query.get("redirect_uri", "")
        if not back.startswith(("http://", "https://")):
            return PlainTextResponse("redirect_uri", status_code=400)
        code = corp.login_code(_phone(corp, request))
        joint = "&" if "?" in back else "?"
        return RedirectResponse(
            f"{back}{joint}{urlencode({'code': code, 'state': state})}", 302
        )

    return endpoint


def _open(corp: Corp) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        holder, target = _phone(corp, request), request.query_params.get("to", "")
        answer = opened(target, in_hand=holder == corp.phone_in_hand)
        if answer.status_code < 400:
            corp.phone_in_hand = holder
        return answer

    return endpoint
