"""The web side of the phones page: one page, its actions, and a stream of what changed."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.speech import Voice
from sandbox.exchange import Exchange, Key
from sandbox.loopback import listening
from sandbox.phones.looks import Chat, chats, shown, skin
from sandbox.schools import Group, Phone
from sandbox.wechat.exchange import WeChatExchange

HERE = Path(__file__).parent
BREATH = 0.03  # seconds; a burst of changes becomes one update of the page
PULSE = 15.0  # seconds between signs of life on a silent stream
PUSHES = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A register as the panel under the phones shows it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


async def _no_sheets() -> tuple[Sheet, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Everything the page needs from whoever stages the demo.

    `now` gives the school's aware time, `push` moves it. `link` turns the address of a page into
    one that opens it as this phone's person. `names`: account address → name, for groups.
    """

    school: str
    phones: Sequence[Phone]
    exchanges: Sequence[Exchange]
    now: Callable[[], datetime]
    push: Callable[[timedelta], Awaitable[None]]
    groups: Sequence[Group] = ()
    sheets: Callable[[], Awaitable[Sequence[Sheet]]] = _no_sheets
    link: Callable[[Phone, str], str] = lambda phone, url: url  # noqa: ARG005  # default: as it is
    names: Mapping[str, str] = field(default_factory=dict)
    language: str = "zh"


def phones_app(demo: Demo) -> Starlette:
    page = _Page(demo)
    at_phone = "/phones/{phone:int}"
    return Starlette(
        routes=[
            Route("/", page.index),
            Route("/events", page.events),
            Route("/sheets", page.sheets),
            Route("/clock", page.push, methods=["POST"]),
            Route(f"{at_phone}/say", page.say, methods=["POST"]),
            Route(f"{at_phone}/tap", page.tap, methods=["POST"]),
            Route(f"{at_phone}/photo", page.photo, methods=["POST"]),
            Route(f"{at_phone}/open", page.open),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
    )


@contextlib.asynccontextmanager
async def serve_phones(demo: Demo, port: int = 0) -> AsyncIterator[str]:
    async with listening(phones_app(demo), port) as address:
        yield address


class _Page:
    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.exchanges = {exchange.platform: exchange for exchange in demo.exchanges}
        loader = FileSystemLoader(HERE / "templates")
        self.templates = Environment(
            loader=loader,
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def index(self, request: Request) -> Response:
        voice = self._voice(request)
        phones = [
            {
                "at": i,
                "phone": p,
                "skin": skin(p),
                "chats": self._chats(p, voice),
                "menu": self._menu(p),
            }
            for i, p in enumerate(self.demo.phones)
        ]
        template = self.templates.get_template("page.html")
        page = template.render(
            say=voice.say,
            language=voice.language,
            demo=self.demo,
            phones=phones,
            now=self._now(),
            words=json.dumps(self._words(voice), ensure_ascii=False),
        )
        return HTMLResponse(page)

    async def events(self, request: Request) -> Response:
        stream = self._stream(self._voice(request))
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def sheets(self, request: Request) -> Response:
        template = self.templates.get_template("sheets.html")
        sheets = await self.demo.sheets()
        return HTMLResponse(template.render(say=self._voice(request).say, sheets=sheets))

    async def push(self, request: Request) -> Response:
        by = PUSHES.get(str((await request.json()).get("by")))
        if _foreign(request) or by is None:
            return Response(status_code=400)
        await self.demo.push(by)
        return JSONResponse(self._now())

    async def say(self, request: Request) -> Response:
        if _foreign(request):
            return Response(status_code=403)
        phone, said = self._phone(request), await request.json()
        text = str(said.get("text", "")).strip()
        if text:
            await self._exchange(phone).say(phone.address, text, self._chat(phone, said))
        return Response(status_code=204)

    async def tap(self, request: Request) -> Response:
        """Answers with the platform's toast; a tap nobody heard says so."""
        if _foreign(request):
            return Response(status_code=403)
        phone, tapped = self._phone(request), await request.json()
        voice = self._voice(request)
        bubble, key = str(tapped.get("bubble")), str(tapped.get("key"))
        chat = self._chat(phone, tapped)
        try:
            toast = await self._exchange(phone).tap(phone.address, bubble, key, chat)
        except LookupError:
            return JSONResponse({"text": voice.say("phones.stale"), "alert": False})
        if toast is None:
            return JSONResponse({"text": voice.say("phones.unheard"), "alert": False})
        return JSONResponse({"text": toast.text, "alert": toast.alert})

    async def photo(self, request: Request) -> Response:
        if _foreign(request):
            return Response(status_code=403)
        phone = self._phone(request)
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                return Response(status_code=400)
            chat = self._chat(phone, {"chat": form.get("chat")})
            mime = file.content_type or "application/octet-stream"
            name, data = file.filename or "photo.jpg", await file.read()
        await self._exchange(phone).send_file(phone.address, name, mime, data, "", chat)
        return Response(status_code=204)

    async def open(self, request: Request) -> Response:
        phone = self._phone(request)
        target = self.demo.link(phone, request.query_params.get("url", ""))
        if not target.startswith(("http://", "https://")):
            return Response(status_code=400)
        return Response(status_code=302, headers={"Location": target})

    async def _stream(self, voice: Voice) -> AsyncIterator[str]:
        sent: dict[str, str] = {}
        while True:
            before = [e.revision for e in self.demo.exchanges]
            for log, html in self._logs(voice):
                if sent.get(log) != html:
                    sent[log] = html
                    yield _event("log", {"log": log, "html": html})
            yield _event("clock", self._now())
            await self._changed(before)
            await asyncio.sleep(BREATH)

    async def _changed(self, before: Sequence[int]) -> None:
        waits = [
            asyncio.create_task(exchange.changed(after, PULSE))
            for exchange, after in zip(self.demo.exchanges, before, strict=True)
        ]
        try:
            await asyncio.wait(waits, timeout=PULSE, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()

    def _logs(self, voice: Voice) -> Iterator[tuple[str, str]]:
        template = self.templates.get_template("log.html")
        for i, phone in enumerate(self.demo.phones):
            for c, chat in enumerate(self._chats(phone, voice)):
                bubbles = shown(self._exchange(phone), phone, chat, self.demo.names)
                html = template.render(
                    say=voice.say,
                    skin=skin(phone),
                    chat=chat,
                    bubbles=bubbles,
                    first=i == 0 and not chat.group,
                    zone=self.demo.now().tzinfo,
                )
                yield f"{i}-{c}", html

    def _voice(self, request: Request) -> Voice:
        language = request.query_params.get("lang", self.demo.language)
        return Voice(language if language in ("zh", "en") else "zh")

    def _words(self, voice: Voice) -> dict[str, str]:
        return {"lost": voice.say("phones.lost")}

    def _now(self) -> dict[str, str]:
        now = self.demo.now()
        return {"day": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}"}

    def _chats(self, phone: Phone, voice: Voice) -> tuple[Chat, ...]:
        return chats(phone, self.demo.groups, voice.say("phones.private"))

    def _phone(self, request: Request) -> Phone:
        phones = self.demo.phones
        return phones[min(int(request.path_params["phone"]), len(phones) - 1)]

    def _menu(self, phone: Phone) -> tuple[Key, ...]:
        exchange = self.exchanges.get(phone.platform)
        return exchange.menu() if isinstance(exchange, WeChatExchange) else ()

    def _exchange(self, phone: Phone) -> Exchange:
        return self.exchanges[phone.platform]

    def _chat(self, phone: Phone, said: Mapping[str, Any]) -> str:
        """One of this phone's own chats; "" is the private one."""
        wanted = str(said.get("chat") or "")
        mine = {c.id for c in chats(phone, self.demo.groups, "")}
        return wanted if wanted in mine and wanted != phone.address else ""


def _foreign(request: Request) -> bool:
    """Another site's page must not play with these phones behind its visitor's back."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _event(name: str, data: Mapping[str, str]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
