"""What the stand-in can be told to do wrong, on its API side and on its callback side."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.exchange import Watch, nobody_watches
from sandbox.wecom.codes import SENTENCES


@dataclass(slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong with the next `times` calls whose path ends with `path`.

    `errcode` answers without doing anything; `status` the same as a bare HTTP status. `drop` cuts
    the line before anything is done, `lose_answer` after it was done: the caller cannot tell which.
    `hang` never answers until the caller gives up.
    """

    path: str
    times: int = 1
    errcode: int = 0
    status: int = 0
    delay: float = 0  # seconds, before anything else
    hang: bool = False
    drop: bool = False
    lose_answer: bool = False


@dataclass(slots=True)
class Faults:
    api: list[Fault] = field(default_factory=list)
    # Callbacks: how many of the next ones are …
    repeat: int = 0  # delivered twice
    hold: int = 0  # kept back until the following one has been delivered
    lose: int = 0  # never delivered at all
    watch: Watch = nobody_watches

    def plan(self, path: str, **what: Any) -> None:
        self.api.append(Fault(path=path, **what))

    def take(self, path: str) -> Fault | None:
        for fault in self.api:
            if path.endswith(fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self.api.remove(fault)
                return fault
        return None

    def spend(self, name: str) -> bool:
        left = int(getattr(self, name))
        if left:
            setattr(self, name, left - 1)
        return left > 0


class Gate:
    """Outermost ASGI layer: carries the planned faults out on real connections."""

    def __init__(self, app: ASGIApp, faults: Faults, called: Callable[[str], None]) -> None:
        self.app, self.faults, self.called = app, faults, called

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.called(scope.get("path", ""))
        fault = self.faults.take(scope.get("path", ""))
        if fault is None:
            await self._watched(scope, receive, send)
        else:
            await asyncio.sleep(fault.delay)
            await self._go_wrong(fault, scope, receive, send)

    async def _watched(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        self.faults.watch("came", path)
        await self.app(scope, receive, send)
        self.faults.watch("answered", path)

    async def _go_wrong(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.hang:
            await _until_gone(receive)
        elif fault.drop:
            _hang_up(send)
        elif fault.lose_answer:
            await self.app(scope, receive, _silence)
            _hang_up(send)
        else:
            await (_spoilt(fault) or self.app)(scope, receive, send)


def _spoilt(fault: Fault) -> ASGIApp | None:
    if fault.status:
        return Response(status_code=fault.status)
    if fault.errcode:
        sentence = SENTENCES.get(fault.errcode, "error")
        return JSONResponse({"errcode": fault.errcode, "errmsg": sentence})
    return None


async def _silence(message: Message) -> None:
    del message


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _hang_up(send: Send) -> None:
    # uvicorn gives no public way to cut a line; its `send` belongs to the object that can.
    send.__self__.transport.abort()  # type: ignore[attr-defined]  # see above
