"""Calling Tencent's server APIs: token, bounded retry, timeouts, errcodes.

wechatpy's own client is synchronous, has no timeouts and retries without end (wechat.md §1.5).
Addresses carry the token or another secret: they are never logged and never put into an error.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.platforms.ports import FileUnavailable

MEDIA_LIMIT = 20 * 1024 * 1024  # bytes, document 90253
CALL = aiohttp.ClientTimeout(total=10, sock_connect=4)
MEDIA = aiohttp.ClientTimeout(total=60, sock_connect=4, sock_read=20)
TOKEN_ERRORS = frozenset({40001, 40014, 42001})
# A request that never left: anything else may have been carried out.
_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

Answer = Mapping[str, Any]


class Declined(Exception):
    """The platform answered, and the answer was no."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"errcode {code}: {message[:200]}")
        self.code = code


class NoAnswer(Exception):
    """Nothing usable came back. The text names the kind of trouble, never an address."""

    def __init__(self, why: str, *, maybe_sent: bool) -> None:
        super().__init__(why)
        self.maybe_sent = maybe_sent


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    until: float  # monotonic seconds
    generation: int


class Caller:
    """One school's token and what is called with it. The session belongs to whoever opened it."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._base = base
        self._clock = clock
        self._token = _Token("", 0.0, 0)
        self._fetching: asyncio.Task[_Token] | None = None

    async def _grant(self) -> Answer:
        """Ask for a token: each platform has its own way."""
        raise NotImplementedError

    async def greet(self) -> None:
        """Ask for a token, if we have none: raises when the platform does not take our secret."""
        await self._fresh()

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
        return await self._call("POST", path, body=lambda: as_json(payload))

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
        except Declined as error:
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
        return checked(await self._exchange(method, self._base + path, params=asked, **body()))

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
        answer = await self._grant()
        lifetime = float(answer.get("expires_in", 7200))
        # Retired a little early, so that a token does not die between here and there.
        until = self._clock() + lifetime - min(300.0, lifetime / 10)
        self._token = _Token(str(answer["access_token"]), until, self._token.generation + 1)
        return self._token

    async def _exchange(self, method: str, url: str, **options: Any) -> Answer:
        options.setdefault("timeout", CALL)
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
                self._base + "media/get", params=asked, timeout=MEDIA, allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise NoAnswer(f"HTTP {response.status}", maybe_sent=False)
                # An error is JSON inside HTTP 200; a file is whatever it is.
                if response.content_type in ("application/json", "text/plain"):
                    return _object(await response.content.read(64 * 1024))
                return await _capped(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__, maybe_sent=False) from None


def upload_form(name: str, mime: str, data: bytes) -> Mapping[str, Any]:
    """A form can be sent once only; a second try after a stale token needs its own."""
    body = aiohttp.FormData(quote_fields=False)
    body.add_field("media", data, filename=name, content_type=mime)
    return {"data": body, "timeout": MEDIA}


def as_json(payload: Answer) -> Mapping[str, Any]:
    body = json.dumps(payload, ensure_ascii=False).encode()
    return {"data": body, "headers": {"Content-Type": "application/json"}}


def checked(answer: Answer) -> Answer:
    code = int(answer.get("errcode", 0))
    if code:
        raise Declined(code, str(answer.get("errmsg", "")))
    return answer


def login_host(base_url: str, official: str) -> str:
    """The platforms serve their login page from another host than their API; a stand-in serves
    both from one."""
    at_home = base_url.rstrip("/") == official
    return "https://open.weixin.qq.com" if at_home else base_url.rstrip("/")


async def _capped(response: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > MEDIA_LIMIT:
            raise FileUnavailable("larger than 20 MiB")
    return bytes(data)


def _object(body: bytes) -> Answer:
    try:
        answer = json.loads(body)
        int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError):
        raise NoAnswer("an answer that is not JSON", maybe_sent=True) from None
    return dict(answer)
