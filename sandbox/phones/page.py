"""The web side of the phones page: one page, its buttons, and a stream of what changed."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.people.person import Platform
from bot.speech import Voice
from sandbox.loopback import listening
from sandbox.phones import looks
from sandbox.phones.aerial import Aerial
from sandbox.phones.clockwork import Push
from sandbox.phones.drawing import STATIC, Drawing
from sandbox.phones.looks import chats
from sandbox.phones.theatre import Scene, Theatre, named
from sandbox.schools import SCHOOLS, Phone

BREATH = 0.03  # seconds; a burst of changes becomes one update of the page
PULSE = 10.0  # seconds between signs of life on a silent stream
LARGEST = 12 * 1024 * 1024  # bytes of a photo
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "frame-src http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}

Told = Mapping[str, Any]
Act = Callable[[Told], Awaitable[None]]


def phones_app(theatre: Theatre) -> Starlette:
    page = _Page(theatre)
    at_phone = "/phones/{phone:int}"
    return Starlette(
        routes=[
            Route("/", page.index),
            Route("/desk", page.desk),
            Route("/events", page.events),
            Route("/journal", page.journal),
            Route("/books/{name}", page.book),
            Route("/papers/{name}.{form}", page.paper),
            Route("/verify", page.verify, methods=["POST"]),
            Route("/scene", page.does(page.begin), methods=["POST"]),
            Route("/story", page.does(page.direct), methods=["POST"]),
            Route("/bot", page.does(page.bot), methods=["POST"]),
            Route("/network", page.does(page.network), methods=["POST"]),
            Route("/clock", page.does(page.push), methods=["POST"]),
            Route(f"{at_phone}/say", page.say, methods=["POST"]),
            Route(f"{at_phone}/tap", page.tap, methods=["POST"]),
            Route(f"{at_phone}/photo", page.photo, methods=["POST"]),
            Route(f"{at_phone}/again", page.again, methods=["POST"]),
            Route(f"{at_phone}/open", page.open),
            Route(f"{at_phone}/file", page.file),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
    )


@contextlib.asynccontextmanager
async def serve_phones(theatre: Theatre, port: int = 0) -> AsyncIterator[str]:
    async with listening(phones_app(theatre), port) as address:
        yield address


class _Page:
    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre

    @property
    def scene(self) -> Scene:
        return self.theatre.scene

    # -- to look at --------------------------------------------------------------------------------

    async def index(self, request: Request) -> Response:
        return HTMLResponse(self._drawing(request).page(), headers=HEADERS)

    async def desk(self, request: Request) -> Response:
        return HTMLResponse(self._drawing(request).desk(), headers=HEADERS)

    async def journal(self, request: Request) -> Response:
        after = int(request.query_params.get("after", "0"))
        links = await self.scene.registers.links(_voice(request), after)
        return HTMLResponse(self._drawing(request).links(links), headers=HEADERS)

    async def book(self, request: Request) -> Response:
        name = request.path_params["name"]
        book = await self.scene.registers.book(name)
        if book is None:
            return Response(status_code=404)
        return HTMLResponse(self._drawing(request).book(book, name), headers=HEADERS)

    async def paper(self, request: Request) -> Response:
        """The office's own file of what is shown."""
        name, form = request.path_params["name"], request.path_params["form"]
        if form not in FORMS:
            return Response(status_code=404)
        data = await self.scene.registers.paper(name, form, _voice(request))
        if data is None:
            return Response(status_code=404)
        headers = {"content-disposition": f"attachment; filename={name}.{form}", **HEADERS}
        return Response(data, media_type=FORMS[form], headers=headers)

    async def verify(self, request: Request) -> Response:
        if _foreign(request):
            return Response(status_code=403)
        voice = _voice(request)
        verified = await self.scene.registers.verify(voice.language)
        return HTMLResponse(self._drawing(request).verified(verified), headers=HEADERS)

    async def events(self, request: Request) -> Response:
        stream = self._stream(_voice(request))
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def _stream(self, voice: Voice) -> AsyncIterator[str]:
        sent: dict[str, str] = {}
        generation = -1
        while True:
            theatre, scene = self.theatre, self.scene
            before = theatre.revision, [a.revision for a in scene.aerials.values()]
            drawing = Drawing(scene, voice, theatre.generation)
            if theatre.generation != generation:
                generation, sent = theatre.generation, {}
            yield _event("status", drawing.status())
            for log, html in drawing.logs():
                if sent.get(log) != html:
                    sent[log] = html
                    yield _event("log", {"log": log, "html": html, "generation": generation})
            await self._changed(scene, *before)
            await asyncio.sleep(BREATH)

    async def _changed(self, scene: Scene, directed: int, screens: list[int]) -> None:
        waits = [asyncio.ensure_future(self.theatre.changed(directed, PULSE))] + [
            asyncio.ensure_future(aerial.changed(after, PULSE))
            for aerial, after in zip(scene.aerials.values(), screens, strict=True)
        ]
        try:
            await asyncio.wait(waits, timeout=PULSE, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()

    # -- the desk's buttons ------------------------------------------------------------------------

    def does(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """Answers with the state of everything afterwards; 400 for what no button says."""

        async def endpoint(request: Request) -> Response:
            if _foreign(request):
                return Response(status_code=403)
            try:
                await act(await request.json())
            except (KeyError, ValueError):
                return Response(status_code=400)
            return JSONResponse(self._drawing(request).status())

        return endpoint

    async def begin(self, told: Told) -> None:
        story = named(str(told.get("story") or ""))
        school = story.school if story else str(told["school"])
        if school not in SCHOOLS:
            raise KeyError(school)
        await self.theatre.begin(school, story, paused=bool(told.get("paused")))

    async def direct(self, told: Told) -> None:
        directing = self.scene.directing
        if "pace" in told:
            directing.at(str(told["pace"]))
        match told.get("do", ""):
            case "play":
                directing.play()
            case "pause":
                directing.pause()
            case "step":
                directing.step()
            case "leave":
                await directing.leave()
            case "":
                pass
            case other:
                raise ValueError(other)
        self.theatre.bump()

    async def bot(self, told: Told) -> None:
        await {"kill": self.theatre.kill, "start": self.theatre.start}[str(told["do"])]()

    async def network(self, told: Told) -> None:
        await self.theatre.network(Platform(told["platform"]), out=bool(told["out"]))

    async def push(self, told: Told) -> None:
        await self.theatre.push(Push(told["by"]))

    # -- people's fingers --------------------------------------------------------------------------

    async def say(self, request: Request) -> Response:
        if _foreign(request):
            return Response(status_code=403)
        phone, said = self._phone(request), await request.json()
        text, chat = str(said.get("text", "")).strip(), self._chat(phone, said)
        if text:
            aerial = self._aerial(phone)
            await aerial.post(
                phone.address, chat, text, lambda: aerial.say(phone.address, text, chat)
            )
        return Response(status_code=204)

    async def tap(self, request: Request) -> Response:
        """Answers with the platform's toast; a tap nobody heard says so."""
        if _foreign(request):
            return Response(status_code=403)
        phone, tapped = self._phone(request), await request.json()
        voice, aerial = _voice(request), self._aerial(phone)
        bubble, key = str(tapped.get("bubble")), str(tapped.get("key"))
        chat = self._chat(phone, tapped)
        if aerial.out:
            return JSONResponse({"text": voice.say("phones.nonet"), "alert": False})
        try:
            toast = await aerial.tap(phone.address, bubble, key, chat)
        except (LookupError, ValueError):
            return JSONResponse({"text": voice.say("phones.stale"), "alert": False})
        if toast is None:
            return JSONResponse({"text": voice.say("phones.unheard"), "alert": False})
        return JSONResponse({"text": toast.text, "alert": toast.alert, "url": toast.url})

    async def photo(self, request: Request) -> Response:
        if _foreign(request):
            return Response(status_code=403)
        phone = self._phone(request)
        async with request.form(max_part_size=LARGEST) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                return Response(status_code=400)
            chat = self._chat(phone, {"chat": form.get("chat")})
            mime = file.content_type or "application/octet-stream"
            name, data = file.filename or "photo.jpg", await file.read()
        aerial = self._aerial(phone)
        await aerial.post(
            phone.address,
            chat,
            f"▣ {name}",
            lambda: aerial.send_file(phone.address, name, mime, data, "", chat),
        )
        return Response(status_code=204)

    async def again(self, request: Request) -> Response:
        if _foreign(request):
            return Response(status_code=403)
        phone, told = self._phone(request), await request.json()
        await self._aerial(phone).again(phone.address, str(told.get("id")))
        return Response(status_code=204)

    async def open(self, request: Request) -> Response:
        """A link of a chat, in this phone's own browser."""
        at, url = self._at(request), request.query_params.get("url", "")
        shown = self.scene.webviews[at].shown(url)
        return RedirectResponse(shown, 302) if shown else Response(status_code=400)

    async def file(self, request: Request) -> Response:
        """What was sent into one of this phone's chats. Pictures are shown, papers are kept."""
        phone, name = self._phone(request), request.query_params.get("name", "")
        aerial = self._aerial(phone)
        seen = (
            b.file
            for chat in chats(phone, self.scene.groups, "")
            for b in aerial.bubbles(chat.id, phone.address)
        )
        kept = aerial.file(name) if name and name in seen else None
        if kept is None:
            return Response(status_code=404)
        inline = looks.picture(kept)
        how = "inline" if inline else f"attachment; filename*=UTF-8''{quote(kept.name)}"
        mime = kept.mime if inline else "application/octet-stream"
        headers = {**HEADERS, "content-disposition": how}
        return Response(kept.data, media_type=mime, headers=headers)

    # -- who, where --------------------------------------------------------------------------------

    def _drawing(self, request: Request) -> Drawing:
        return Drawing(self.scene, _voice(request), self.theatre.generation)

    def _at(self, request: Request) -> int:
        return min(int(request.path_params["phone"]), len(self.scene.phones) - 1)

    def _phone(self, request: Request) -> Phone:
        return self.scene.phones[self._at(request)]

    def _aerial(self, phone: Phone) -> Aerial:
        return self.scene.aerials[phone.platform]

    def _chat(self, phone: Phone, said: Told) -> str:
        """One of this phone's own chats; "" is the private one."""
        wanted = str(said.get("chat") or "")
        mine = {c.id for c in chats(phone, self.scene.groups, "")}
        return wanted if wanted in mine and wanted != phone.address else ""


def _voice(request: Request) -> Voice:
    """As the visitor chose, else as his browser speaks."""
    chosen = request.query_params.get("lang", "")
    if chosen not in ("zh", "en"):
        spoken = request.headers.get("accept-language", "").lower()
        chosen = "en" if spoken.startswith("en") else "zh"
    return Voice(chosen)


def _foreign(request: Request) -> bool:
    """Another site's page must not play with these phones behind its visitor's back."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _event(name: str, data: Mapping[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
