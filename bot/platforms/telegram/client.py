"""python-telegram-bot's HTTP seam over the one aiohttp session that everything outbound shares.

Two kinds of failure are kept apart, because only one may be repeated blindly: `NotSent`, no
connection came about; `MaybeSent`, the request left and no answer came back.

A token is part of every address, so no address ever reaches an exception, a log or a repr.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter
from yarl import URL

FILE_LIMIT = 20 * 1024 * 1024  # bytes; the Bot API gives out no larger file

UNTOLD_PAUSE = 30.0  # seconds

_TOKEN = re.compile(rb"\d{3,}:[0-9A-Za-z_-]{3,}")
_FAILURES = (aiohttp.ClientError, OSError, TimeoutError)
_UNCONNECTED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
_TORN = (aiohttp.ServerDisconnectedError, ConnectionResetError)
_DEFAULT = BaseRequest.DEFAULT_NONE


class NotSent(NetworkError):
    """No connection came about: Telegram has not seen the request."""


class MaybeSent(NetworkError):
    """The request left and no readable answer came back: it may have had its effect."""


class Flooded(TelegramError):
    """429. In place of PTB's `RetryAfter`, which warns of its own future whenever it is raised."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests, again after {seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds. Generous, because a school in China reaches Telegram through a proxy."""

    connect: float = 12
    read: float = 20
    upload: float = 60


class AiohttpRequest(BaseRequest):
    """Sends what PTB's own request sends, a form, or multipart with files: every Bot API server
    reads that, not every one reads JSON.

    The session is borrowed: whoever opened it closes it. Raises ValueError for a proxy aiohttp
    cannot use.
    """

    __slots__ = ("_proxy", "_session", "_timeout", "_timeouts")

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        proxy: str = "",
        timeouts: Timeouts | None = None,
    ) -> None:
        if proxy and not proxy.startswith(("http://", "https://")):
            raise ValueError("the proxy's address must begin with http:// or https://")
        self._session = session
        self._proxy = proxy or None
        self._timeouts = timeouts or Timeouts()
        self._timeout = self._limits(self._timeouts.read)

    @property
    def read_timeout(self) -> float | None:
        return self._timeouts.read

    async def initialize(self) -> None:
        """The session is already open."""

    async def shutdown(self) -> None:
        """The session belongs to somebody else."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _DEFAULT,
        write_timeout: Any = _DEFAULT,  # noqa: ARG002 — an upload has one limit of its own
        connect_timeout: Any = _DEFAULT,  # noqa: ARG002 — the same for every call
        pool_timeout: Any = _DEFAULT,  # noqa: ARG002 — part of connecting, in aiohttp
    ) -> tuple[int, bytes]:
        timeout = self._timeout_for(request_data, read_timeout)
        try:
            return await self._exchange(url, method, request_data, timeout)
        except _FAILURES as error:
            if not _repeatable(error, url):
                raise _failure(error) from None
        try:
            return await self._exchange(url, method, request_data, timeout)
        except _FAILURES as error:
            raise _failure(error) from None

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, timeout: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        async with self._session.request(
            method,
            url,
            data=_body(data),
            headers=_headers(data),
            proxy=self._proxy,
            timeout=timeout,
            allow_redirects=False,
        ) as response:
            body = _redacted(response.status, await _read(response))
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise Flooded(_pause(body))
            return response.status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As PTB does, but without writing the answer of a stray gateway into the log."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise MaybeSent("the answer is not Telegram's")
        return answer

    def _timeout_for(self, data: RequestData | None, read: Any) -> aiohttp.ClientTimeout:
        if data is not None and data.contains_files:
            return self._limits(self._timeouts.upload)
        if read is _DEFAULT:
            return self._timeout
        return self._limits(cast("float", read))

    def _limits(self, read: float) -> aiohttp.ClientTimeout:
        connect = self._timeouts.connect
        return aiohttp.ClientTimeout(
            total=connect + 2 * read, connect=connect, sock_connect=connect, sock_read=read
        )


class QuietBot(Bot):
    """PTB's `Bot` shows its token in its repr and, at DEBUG, in the log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "QuietBot()"


def quiet_bot(token: str, base_url: str, request: AiohttpRequest) -> QuietBot:
    """A bot for any Bot API server. It is not `initialize`d: that asks for `getMe` and, when
    the token is refused, raises an error with the token in it."""
    logging.getLogger("telegram").setLevel(logging.INFO)
    server = base_url.rstrip("/")
    return QuietBot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=request,
        get_updates_request=request,
    )


class RawCalls:
    """Calls whose answer is kept as Telegram wrote it. PTB would make objects of updates, and
    one it cannot read would stop all that follow."""

    def __init__(self, bot: Bot, request: AiohttpRequest) -> None:
        self._address = bot.base_url
        self._request = request

    async def __call__(
        self, method: str, parameters: Mapping[str, Any], *, read_timeout: float | None = None
    ) -> Any:
        """Parameters are JSON-shaped. Raises the errors of `telegram.error`, as `Bot` does."""
        data = RequestData(
            [RequestParameter(k, _written(v), None) for k, v in parameters.items()]
        )
        timeout = _DEFAULT if read_timeout is None else read_timeout
        try:
            return await self._request.post(
                f"{self._address}/{method}", data, read_timeout=timeout
            )
        except KeyError:
            raise TelegramError("an answer without a result") from None


_JSON = json.JSONEncoder(separators=(",", ":"))


def _written(value: Any) -> str:
    """As a form carries it. PTB would write what is no text twice, once to see whether it is there
    at all; of a question's keyboard that is dear."""
    match value:
        case str():
            return value
        case int() if not isinstance(value, bool):
            return str(value)  # a chat, in every call
    return _JSON.encode(value)


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None or not data._parameters:
        return None
    if data.contains_files:
        return _multipart(data)
    # Not urllib's: it looks at every byte in Python, a third of the cost of a question's answer.
    return URL.build(query=data.json_parameters).raw_query_string.encode()


def _headers(data: RequestData | None) -> dict[str, str]:
    if data is None or data.contains_files or not data._parameters:
        return {}
    return {"Content-Type": "application/x-www-form-urlencoded"}


def _multipart(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


async def _read(response: aiohttp.ClientResponse) -> bytes:
    if (response.content_length or 0) > FILE_LIMIT:
        raise aiohttp.ClientPayloadError("too long")
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > FILE_LIMIT:
            raise aiohttp.ClientPayloadError("too long")
    return bytes(body)


def _pause(body: bytes) -> float:
    """Seconds; a gateway that counts requests itself names none."""
    try:
        return float(json.loads(body)["parameters"]["retry_after"])
    except (KeyError, TypeError, ValueError):
        return UNTOLD_PAUSE


def _redacted(status: int, payload: bytes) -> bytes:
    """PTB quotes an unreadable refusal in its error; gateways quote the address in theirs."""
    return payload if status < 300 else _TOKEN.sub(b"<token>", payload)


def _failure(error: BaseException) -> NetworkError:
    kind = type(error).__name__
    if isinstance(error, _UNCONNECTED) or _is_stale(error):
        return NotSent(f"no connection ({kind})")
    return MaybeSent(f"no answer ({kind})")


def _repeatable(error: BaseException, url: str) -> bool:
    """Once more, at once: a kept connection often turns out to be closed only when it is used.
    A message somebody could see twice is sent again only if it never left."""
    seen_twice = url.rpartition("/")[2].startswith("send")
    return _is_stale(error) or (isinstance(error, _TORN) and not seen_twice)


def _is_stale(error: BaseException) -> bool:
    """Closed before the request was written whole: no server acts on half a request."""
    closed = aiohttp.ClientConnectionResetError
    return isinstance(error, closed) or isinstance(error.__cause__, closed)
