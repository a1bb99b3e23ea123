"""A running stand-in with an app behind it that notes what it is told."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import xmltodict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.loopback import listening
from sandbox.wecom import App, Client, Corp, WeCom, serve
from sandbox.wecom.crypto import Sealed
from tests.sandbox.paper import StillClock

AGENT = 1000002
Hears = Callable[[dict[str, Any]], Awaitable[Response | None]]


class Seconds:
    """The wire's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


class Office:
    """The school's side: an HTTP client with a token, and everything the callback told."""

    def __init__(self, corp: Corp, wecom: WeCom, app: App, http: aiohttp.ClientSession) -> None:
        self.corp, self.wecom, self.app, self.http = corp, wecom, app, http
        self.heard: list[dict[str, Any]] = []
        self.hears: Hears | None = None
        self.kept = ""  # the token of the first call; tests about tokens bring their own

    @property
    def phone(self) -> Any:
        return self.wecom.exchange

    async def get(self, path: str, **query: Any) -> dict[str, Any]:
        url = f"{self.wecom.base_url}/cgi-bin/{path}"
        async with self.http.get(url, params=query) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json()
            return answer

    async def token(self) -> str:
        granted = await self.get("gettoken", corpid="wwdemo", corpsecret="secret-a")
        return str(granted["access_token"])

    async def call(self, path: str, body: Any, token: str | None = None) -> dict[str, Any]:
        if token is None:
            self.kept = token = self.kept or await self.token()
        query = {"access_token": token}
        url = f"{self.wecom.base_url}/cgi-bin/{path}"
        async with self.http.post(url, params=query, json=body) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json()
            return answer

    async def send(self, kind: str, content: Any, to: str = "wenruogu", **more: Any) -> Any:
        body = {"touser": to, "msgtype": kind, "agentid": AGENT, kind: content, **more}
        return await self.call("message/send", body)

    async def robot(self, kind: str, content: Any, key: str = "robot-key") -> dict[str, Any]:
        url = self.wecom.robot_url(key)
        async with self.http.post(url, json={"msgtype": kind, kind: content}) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def callback(self, request: Request) -> Response:
        envelope, query = self.corp.envelope(self.app), request.query_params
        encrypt = (
            query.get("echostr") or xmltodict.parse(await request.body())["xml"]["Encrypt"]
        )
        text = envelope.open(
            Sealed(
                encrypt=encrypt,
                signature=query["msg_signature"],
                timestamp=query["timestamp"],
                nonce=query["nonce"],
            )
        )
        if request.method == "GET":
            return PlainTextResponse(text)
        packet = xmltodict.parse(text)["xml"]
        self.heard.append(packet)
        answer = await self.hears(packet) if self.hears else None
        return answer or Response()

    def reply(self, xml: str) -> Response:
        """A passive reply, sealed as the app must."""
        sealed = self.corp.envelope(self.app).seal(xml, timestamp="1", nonce="n")
        return Response(
            f"<xml><Encrypt>{sealed.encrypt}</Encrypt><MsgSignature>{sealed.signature}"
            f"</MsgSignature><TimeStamp>1</TimeStamp><Nonce>n</Nonce></xml>",
            media_type="text/xml",
        )

    def later(self, **span: float) -> None:
        clock = self.corp.clock
        assert isinstance(clock, StillClock)
        clock.at += timedelta(**span)


def card(task: str, **more: Any) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "main_title": {"title": "调阅〔2026〕0001"},
        "task_id": task,
        "button_list": [
            {"text": "同意", "style": 1, "key": "ap"},
            {"text": "不同意", "style": 4, "key": "rj"},
        ],
        **more,
    }


@contextlib.asynccontextmanager
async def opened(*, connected: bool = True, patience: float = 5) -> AsyncIterator[Office]:
    corp = Corp("wwdemo", StillClock(), seconds=Seconds())
    app = corp.add_app(AGENT, "secret-a")
    corp.add_app(1000003, "secret-b")
    corp.add_member("wenruogu", "温若谷")
    corp.add_member("muxingye", "牧星野")
    corp.add_member("peiyunqi", "裴云旗", Client.PLUGIN)
    corp.add_robot("robot-key", "安防群")
    async with serve(corp, callback_seconds=patience) as wecom, aiohttp.ClientSession() as http:
        office = Office(corp, wecom, app, http)
        routes = [Route("/wecom", office.callback, methods=["GET", "POST"])]
        async with listening(Starlette(routes=routes)) as address:
            if connected:
                await wecom.connect(AGENT, f"{address}/wecom")
            yield office
