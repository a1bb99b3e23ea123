"""The one client for WeCom's server API: token, bounded retry, timeouts, errcodes.

wechatpy's own client is synchronous, has no timeouts and retries without end (wechat.md §1.5).
Addresses carry the token or a robot's key: they are never logged and never put into an error.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.platforms.ports import FileUnavailable
from bot.platforms.wecom.errcodes import TOKEN_ERRORS, NoAnswer, WeComError

OFFICIAL = "https://qyapi.weixin.qq.com"
MEDIA_LIMIT = 20 * 1024 * 1024  # bytes, document 90253
_CALL = aiohttp.ClientTimeout(total=10, sock_connect=4)
_MEDIA = aiohttp.ClientTimeout(total=60, sock_connect=4, sock_read=20)
# A request that never left: anything else may have been carried out.
_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    until: float  # monotonic seconds
    generation: int


class Client:
    """Shared by everything one school sends. The session belongs to the caller."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        corp_id: str,
        secret: str,
        base_url: str = OFFICIAL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._corp_id = corp_id
        self._secret = secret
        self._base = base_url.rstrip("/") + "/cgi-bin/"
        self._clock = clock
        self._token = _Token("", 0.0, 0)
        self._fetching: asyncio.Task[_Token] | None = None

    async def greet(self) -> None:
        """Ask for a token, if we have none: raises when WeCom does not take our secret."""
        await self._fresh()

    async def send(self, message: Answer) -> Answer:
        return await self._post("message/send", message)

    async def update_card(self, update: Answer) -> Answer:
        return await self._post("message/update_template_card", update)

    async def send_to_group(self, message: Answer) -> Answer:
        """Into an appchat this app created; robots have `send_by_robot`."""
        return await self._post("appchat/send", message)

    async def send_by_robot(self, address: str, message: Answer) -> Answer:
        """The address holds the robot's key; no token is involved."""
        return _checked(await self._exchange("POST", address, **_as_json(message)))

    async def member(self, code: str) -> str:
        """The userid behind an OAuth code; empty for outsiders, whom WeCom answers with errcode 0.

        https://developer.work.weixin.qq.com/document/path/91023
        """
        answer = await self._call("GET", "auth/getuserinfo", params={"code": code})
        return str(answer.get("userid") or "").lower()

    async def upload(self, kind: str, name: str, mime: str, data: bytes) -> str:
        """The media id, good for three days. `kind` is "image" or "file"."""

        def form() -> Mapping[str, Any]:
            # A form can be sent once only; a second try after a stale token needs its own.
            body = aiohttp.FormData(quote_fields=False)
            body.add_field("media", data, filename=name, content_type=mime)
            return {"data": body, "timeout": _MEDIA}

        answer = await self._call("POST", "media/upload", params={"type": kind}, body=form)
        return str(answer["media_id"])

    async def download(self, media: str) -> bytes:
        """Raises `FileUnavailable` when it expired or is too large, otherwise as every call."""
        token = await self._fresh()
        for last in (False, True):
            found = await self._media(media, token.value)
            if isinstance(found, bytes):
                return found
            code = int(found.get("errcode", 0))
            if last or code not in TOKEN_ERRORS:
                raise FileUnavailable(f"errcode {code}")
            token = await self._fresh(stale=token)
        raise AssertionError("the second try returns or raises")

    async def _post(self, path: str, payload: Answer) -> Answer:
        return await self._call("POST", path, body=lambda: _as_json(payload))

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Callable[[], Mapping[str, Any]] = dict,
    ) -> Answer:
        token = await self._fresh()
        try:
            return await self._with(token, method, path, params, body)
        except WeComError as error:
            if error.code not in TOKEN_ERRORS:
                raise
        token = await self._fresh(stale=token)
        return await self._with(token, method, path, params, body)

    async def _with(
        self,
        token: _Token,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: Callable[[], Mapping[str, Any]],
    ) -> Answer:
        asked = {**(params or {}), "access_token": token.value}
        return _checked(await self._exchange(method, self._base + path, params=asked, **body()))

    async def _fresh(self, stale: _Token | None = None) -> _Token:
        """A usable token. However many ask at once, one request fetches it for all of them."""
        refused = stale is not None and stale.generation == self._token.generation
        if self._token.value and not refused and self._clock() < self._token.until:
            return self._token
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch())
        # One caller giving up must not take the token from the others.
        return await asyncio.shield(self._fetching)

    async def _fetch(self) -> _Token:
        asked = {"corpid": self._corp_id, "corpsecret": self._secret}
        answer = _checked(await self._exchange("GET", self._base + "gettoken", params=asked))
        lifetime = float(answer.get("expires_in", 7200))
        # Retired a little early, so that a token does not die between here and WeCom.
        until = self._clock() + lifetime - min(300.0, lifetime / 10)
        self._token = _Token(str(answer["access_token"]), until, self._token.generation + 1)
        return self._token

    async def _exchange(self, method: str, url: str, **options: Any) -> Answer:
        options.setdefault("timeout", _CALL)
        try:
            # No redirects: the next host would receive the token.
            async with self._session.request(
                method, url, allow_redirects=False, **options
            ) as response:
                if response.status != 200:
                    raise NoAnswer(f"HTTP {response.status}", maybe_sent=method == "POST")
                return _object(await response.read())
        except _UNSENT as error:
            raise NoAnswer(type(error).__name__, maybe_sent=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__, maybe_sent=method == "POST") from None

    async def _media(self, media: str, token: str) -> bytes | Answer:
        asked = {"access_token": token, "media_id": media}
        try:
            async with self._session.get(
                self._base + "media/get", params=asked, timeout=_MEDIA, allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise NoAnswer(f"HTTP {response.status}", maybe_sent=False)
                # An error is JSON inside HTTP 200; a file is whatever it is.
                if response.content_type in ("application/json", "text/plain"):
                    return _object(await response.content.read(64 * 1024))
                return await _capped(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__, maybe_sent=False) from None


def authorize_url(
    *, corp_id: str, agent_id: int, redirect: str, state: str, base_url: str = OFFICIAL
) -> str:
    """Where a member's browser goes to say who he is, silently (document 91022).

    WeCom serves this page from another host than its API; a stand-in serves both from one.
    """
    host = "https://open.weixin.qq.com" if base_url.rstrip("/") == OFFICIAL else base_url
    asked = {
        "appid": corp_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
        "agentid": agent_id,
    }
    return f"{host.rstrip('/')}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"


async def _capped(response: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > MEDIA_LIMIT:
            raise FileUnavailable("larger than 20 MiB")
    return bytes(data)


def _as_json(payload: Answer) -> Mapping[str, Any]:
    body = json.dumps(payload, ensure_ascii=False).encode()
    return {"data": body, "headers": {"Content-Type": "application/json"}}


def _object(body: bytes) -> Answer:
    try:
        answer = json.loads(body)
        int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError):
        raise NoAnswer("an answer that is not JSON", maybe_sent=True) from None
    return dict(answer)


def _checked(answer: Answer) -> Answer:
    code = int(answer.get("errcode", 0))
    if code:
        raise WeComError(code, str(answer.get("errmsg", "")))
    return answer
