"""The stand-in's HTTP side: addresses, envelopes, faults, and which method does what."""

import asyncio
import inspect
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.telegram import forms
from sandbox.telegram.faults import Fault, Faults
from sandbox.telegram.forms import Form
from sandbox.telegram.menus import Menus
from sandbox.telegram.refusals import Refused, no_such_method, unauthorized
from sandbox.telegram.setup import Setup
from sandbox.telegram.talking import Talk
from sandbox.telegram.updates import BATCH, Updates
from sandbox.telegram.webhook import Webhook
from sandbox.telegram.world import World

Method = Callable[[Form], Any]

# Calls that everybody in a chat can see the result of.
VISIBLE = {
    "sendmessage",
    "senddocument",
    "sendphoto",
    "editmessagetext",
    "editmessagecaption",
    "editmessagereplymarkup",
    "deletemessage",
    "answercallbackquery",
    "setmycommands",
    "deletemycommands",
    "setmydescription",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot and what it was answered, for tests and transcripts."""

    method: str
    form: Form
    answer: dict[str, Any]


@dataclass(slots=True)
class Server:
    token: str
    world: World
    updates: Updates
    talk: Talk
    setup: Setup
    menus: Menus
    webhook: Webhook
    faults: Faults
    calls: deque[Call]
    seen: Callable[[], Any]  # called after everything anybody could see

    def app(self) -> ASGIApp:
        served = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._download),
            ]
        )

        async def with_hang_up(scope: Scope, receive: Receive, send: Send) -> None:
            # uvicorn's own `send` is a method of what holds the connection.
            scope["hang_up"] = send.__self__.transport.abort  # type: ignore[attr-defined]  # uvicorn's
            await served(scope, receive, send)

        return with_hang_up

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"].lower()
        if fault := self.faults.due(method, after=False):
            return await _suffer(fault)
        answer = await self._answer(request, method)
        if fault := self.faults.due(method, after=True):
            await asyncio.sleep(fault.seconds)
            if fault.drop:
                return Torn()
        return _enveloped(answer, BackgroundTask(self.faults.watch, "answered", method))

    async def _answer(self, request: Request, method: str) -> dict[str, Any]:
        form = Form({})
        try:
            if unquote(request.path_params["token"]) != self.token:
                raise unauthorized()
            form = await forms.read(request)
            self.faults.watch("came", _called(method, form))
            result = self._method(method)(form)
            if inspect.isawaitable(result):
                result = await result
            answer = {"ok": True, "result": result}
        except Refused as refusal:
            answer = refusal.body()
        self.calls.append(Call(method, form, answer))
        if method in VISIBLE and answer["ok"]:
            self.seen()
        return answer

    def _method(self, name: str) -> Method:
        methods: dict[str, Method] = {
            "getme": self.setup.me,
            "getupdates": self._get_updates,
            "setwebhook": self.webhook.turn_on,
            "deletewebhook": self.webhook.turn_off,
            "getwebhookinfo": self.webhook.info,
            "setmycommands": self.menus.set_commands,
            "getmycommands": self.menus.get_commands,
            "deletemycommands": self.menus.delete_commands,
            "setmydescription": self.menus.describe,
            "getmydescription": self.menus.described,
            "setmyshortdescription": self.menus.describe_shortly,
            "getmyshortdescription": self.menus.described_shortly,
            "setchatmenubutton": self.menus.set_button,
            "getchatmenubutton": self.menus.get_button,
            "getchat": self.setup.get_chat,
            "getchatmember": self.setup.get_member,
            "leavechat": self.setup.leave,
            "sendchataction": lambda form: bool(self.world.reachable(form.text("chat_id"))),
            "sendmessage": self.talk.send_message,
            "senddocument": self.talk.send_document,
            "sendphoto": self.talk.send_photo,
            "editmessagetext": self.talk.edit_text,
            "editmessagecaption": self.talk.edit_caption,
            "editmessagereplymarkup": self.talk.edit_markup,
            "deletemessage": self.talk.delete,
            "answercallbackquery": self.talk.answer,
            "getfile": self.talk.get_file,
        }
        try:
            return methods[name]
        except KeyError:
            raise no_such_method() from None

    async def _get_updates(self, form: Form) -> list[dict[str, Any]]:
        self.updates.allow(form.structure("allowed_updates"))
        limit = form.number("limit", BATCH)
        return await self.updates.poll(form.number("offset"), limit, form.number("timeout"))

    async def _download(self, request: Request) -> Response:
        if unquote(request.path_params["token"]) != self.token:
            return _enveloped(unauthorized().body())
        if fault := self.faults.due("download", after=False):
            return await _suffer(fault)
        for file in self.world.files.values():
            if file.path == request.path_params["path"]:
                return Response(file.data, media_type="application/octet-stream")
        return _enveloped(Refused(404, "Not Found").body())


class Torn(Response):
    """No answer at all: the connection is reset."""

    async def __call__(self, scope: Scope, *_: Any) -> None:
        scope["hang_up"]()
        await asyncio.sleep(0.01)  # until uvicorn has noticed, so that it does not answer 500


async def _suffer(fault: Fault) -> Response:
    await asyncio.sleep(fault.seconds)
    if fault.drop:
        return Torn()
    if fault.body:
        return Response(fault.body, fault.code, media_type="text/html")
    return _enveloped(Refused(fault.code, fault.description, **fault.parameters or {}).body())


def _called(method: str, form: Form) -> str:
    """A poll with the offset it confirms: only a new one says that something was kept."""
    return f"{method} {form.text('offset')}" if method == "getupdates" else method


def _enveloped(answer: dict[str, Any], then: BackgroundTask | None = None) -> Response:
    return JSONResponse(answer, answer.get("error_code", 200), background=then)
