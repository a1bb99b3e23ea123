"""The stand-in for api.weixin.qq.com (and the login page of open.weixin.qq.com) on loopback."""

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
from sandbox.wechat import api
from sandbox.wechat.account import ServiceAccount
from sandbox.wechat.callbacks import Callbacks
from sandbox.wechat.codes import BAD_MEDIA_TYPE
from sandbox.wechat.exchange import WeChatExchange
from sandbox.wecom.answering import Endpoint, answering, body_of, opened
from sandbox.wecom.callbacks import SECONDS
from sandbox.wecom.codes import Refused
from sandbox.wecom.faults import Gate

PHONE = "wechat_phone"  # the cookie that says whose browser this is


class WeChat:
    """The running stand-in. `base_url` goes into the product's settings."""

    def __init__(self, account: ServiceAccount, callbacks: Callbacks) -> None:
        self.account, self.callbacks = account, callbacks
        self.exchange = WeChatExchange(account, callbacks)
        self.base_url = ""

    def open_as(self, openid: str, url: str) -> str:
        """An address that opens `url` in the browser of this follower's phone."""
        return f"{self.base_url}/phone/open?{urlencode({'as': openid, 'to': url})}"

    async def connect(self, url: str) -> None:
        """Saves the callback address: the account must answer the GET first."""
        await self.callbacks.verify(url)


@contextlib.asynccontextmanager
async def serve(
    account: ServiceAccount, *, callback_seconds: float = SECONDS
) -> AsyncIterator[WeChat]:
    callbacks = Callbacks(account, seconds=callback_seconds)
    wechat = WeChat(account, callbacks)
    gate = Gate(_app(account, callbacks), account.faults, account.calls.append)
    async with listening(gate) as wechat.base_url:
        try:
            yield wechat
        finally:
            await callbacks.close()


def _app(account: ServiceAccount, callbacks: Callbacks) -> Starlette:
    calls = "/cgi-bin"

    async def stable(request: Request) -> Mapping[str, Any]:
        return api.stable_token(account, await body_of(request))

    async def old(request: Request) -> Mapping[str, Any]:
        return api.token(account, request.query_params)

    async def oauth(request: Request) -> Mapping[str, Any]:
        return api.oauth(account, request.query_params)

    routes = [
        Route(f"{calls}/stable_token", answering(stable), methods=["POST"]),
        Route(f"{calls}/token", answering(old)),
        Route("/sns/oauth2/access_token", answering(oauth)),
        *(
            Route(f"{calls}/{path}", _post(account, callbacks, call), methods=["POST"])
            for path, call in api.POST.items()
        ),
        Route(f"{calls}/media/upload", _upload(account), methods=["POST"]),
        Route(f"{calls}/media/get", _media(account)),
        Route("/connect/oauth2/authorize", _authorize(account)),
        Route("/phone/open", _open(account)),
    ]
    return Starlette(routes=routes)


def _post(account: ServiceAccount, callbacks: Callbacks, call: api.Call) -> Endpoint:
    async def work(request: Request) -> Mapping[str, Any]:
        account.admit(request.query_params.get("access_token", ""))
        body = await body_of(request)
        answer = call(account, body)
        if call is api.template_send:
            status = "failed:user block" if answer.pop("told") else "success"
            callbacks.later(_finished(account, str(body["touser"]), answer["msgid"], status))
        return answer

    return answering(work)


def _finished(
    account: ServiceAccount, openid: str, message: int, status: str
) -> Mapping[str, Any]:
    return {
        "FromUserName": openid,
        "CreateTime": int(account.clock.now().timestamp()),
        "MsgType": "event",
        "Event": "TEMPLATESENDJOBFINISH",
        "MsgID": message,
        "Status": status,
    }


def _upload(account: ServiceAccount) -> Endpoint:
    async def work(request: Request) -> Mapping[str, Any]:
        account.admit(request.query_params.get("access_token", ""))
        async with request.form() as form:
            media = form.get("media")
            if not isinstance(media, UploadFile) or not media.filename:
                raise Refused(BAD_MEDIA_TYPE)
            kind, mime = request.query_params.get("type", ""), media.content_type or ""
            return api.upload(account, kind, media.filename, mime, await media.read())

    return answering(work)


def _media(account: ServiceAccount) -> Endpoint:
    async def work(request: Request) -> Response:
        account.admit(request.query_params.get("access_token", ""))
        media = account.kept_media(request.query_params.get("media_id", ""))
        return Response(media.data, media_type=media.mime)

    return answering(work)


# The browser inside a phone


def _phone(account: ServiceAccount, request: Request) -> str:
    asked = request.query_params.get("as") or request.cookies.get(PHONE)
    return asked or account.phone_in_hand


def _authorize(account: ServiceAccount) -> Endpoint:
    """Login without a word (snsapi_base): straight back with a code for whoever holds the phone.
    It also works for people who do not follow the account."""

    async def endpoint(request: Request) -> Response:
        query = request.query_params
        state, back = query.get("state", ""), query.get("redirect_uri", "")
        asked = (query.get("appid"), query.get("response_type"), query.get("scope"))
        if asked != (account.app_id, "code", "snsapi_base"):
            return PlainTextResponse("appid, response_type, scope", status_code=400)
        if not re.fullmatch(r"[0-9A-Za-z]{0,128}", state):
            return PlainTextResponse("state", status_code=400)
        if not back.startswith(("http://", "https://")):
            return PlainTextResponse("redirect_uri", status_code=400)
        code = account.login_code(_phone(account, request))
        joint = "&" if "?" in back else "?"
        return RedirectResponse(
            f"{back}{joint}{urlencode({'code': code, 'state': state})}", 302
        )

    return endpoint


def _open(account: ServiceAccount) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        holder, target = _phone(account, request), request.query_params.get("to", "")
        answer = opened(target, in_hand=holder == account.phone_in_hand)
        if answer.status_code < 400:
            account.phone_in_hand = holder
        return answer

    return endpoint
