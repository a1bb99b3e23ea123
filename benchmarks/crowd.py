"""A Bot API that answers at once, with a crowd behind it; runs as a process of its own.

Every user has at most one update under way: the next is typed when a message for him arrives. An
update counts as handled when the bot has answered it, so a bot cannot win by taking updates in.

`GET /crowd/polled` tells whether a bot is there; `GET /crowd/run?…` lets the crowd type for a while
and gives the figures. Raw asyncio, because whatever this process costs is taken from the bots.
"""

import argparse
import asyncio
import contextlib
import json
import re
import statistics
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from benchmarks.script import APPROVE, APPROVERS, FIRST_USER, SCRIPTS

MOST = 100  # updates in one getUpdates, as the Bot API gives
ME = {
    "id": 1,
    "is_bot": True,
    "first_name": "Benchmark",
    "username": "benchmark_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


@dataclass(slots=True)
class User:
    id: int
    script: tuple[str, ...]
    step: int = 0
    asked_at: float = 0.0  # 0: nothing under way


@dataclass(slots=True)
class Crowd:
    users: dict[int, User] = field(default_factory=dict)
    queue: deque[tuple[int, bytes]] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    # Behind those of the crowd before: a bot with a memory takes no number twice.
    next_update: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    next_message: int = 1
    polled: bool = False
    counting: bool = False
    calls: int = 0
    answered: int = 0  # counted or not
    took: list[float] = field(default_factory=list)
    in_a_hurry: bool = False  # type again as soon as an answer arrives
    tapped: dict[int, tuple[int, float]] = field(default_factory=dict)  # message: whose, when
    changed: set[int] = field(default_factory=set)
    decided: list[float] = field(default_factory=list)  # from the tap to the changed card
    told: list[float] = field(default_factory=list)  # and to the word at whoever had asked

    def types(self, user: User) -> None:
        text = user.script[user.step % len(user.script)]
        user.step += 1
        user.asked_at = time.perf_counter()
        self.queue.append((self.next_update, _update(self.next_update, user.id, text)))
        self.next_update += 1
        self.arrived.set()

    def shows(self, chat: int, message: int, said: dict[str, Any]) -> None:
        """The approver's card is tapped at once; what follows from it is timed."""
        text, now = str(said.get("text", "")), time.perf_counter()
        if chat in APPROVERS and message in self.tapped:
            if message not in self.changed:
                self.decided.append(now - self.tapped[message][1])
            self.changed.add(message)
        elif chat in APPROVERS and (data := _key(said)) and (asks := ASKS.search(text)):
            self.tapped[message] = (int(asks[1]), now)
            self.queue.append((self.next_update, _tap(self.next_update, chat, message, data)))
            self.next_update += 1
            self.arrived.set()
        elif APPROVED.search(text):
            mine = [m for m, (whose, _) in self.tapped.items() if whose == chat]
            self.told += [now - self.tapped.pop(m)[1] for m in mine]

    def hears(self, chat: int) -> None:
        user = self.users.get(chat)
        if user is None or not user.asked_at:
            return
        self.answered += 1
        if self.counting:
            self.took.append(time.perf_counter() - user.asked_at)
        user.asked_at = 0.0
        if self.in_a_hurry:
            self.types(user)


ASKS, APPROVED = re.compile(r"老师(\d+)"), re.compile("批准|办结")


def _key(said: dict[str, Any]) -> str:
    """What the button carries that approves; empty if there is none."""
    markup = said.get("reply_markup") or {}
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get(
        "inline_keyboard", ()
    )
    keys = (key for row in rows for key in row if APPROVE in key["text"])
    return next((str(key.get("callback_data", "")) for key in keys), "")


def _tap(number: int, approver: int, message: int, data: str) -> bytes:
    person = {"id": approver, "is_bot": False, "first_name": "主任", "language_code": "zh-hans"}
    chat = {"id": approver, "type": "private", "first_name": "主任"}
    card = {"message_id": message, "date": int(time.time()), "chat": chat, "text": "x"}
    query = {"id": str(number), "from": person, "message": card, "chat_instance": "1"}
    return json.dumps({"update_id": number, "callback_query": {**query, "data": data}}).encode()


def _update(number: int, user: int, text: str) -> bytes:
    person = {"id": user, "is_bot": False, "first_name": f"U{user}", "language_code": "zh-hans"}
    message: dict[str, Any] = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": user, "type": "private", "first_name": f"U{user}"},
        "from": person,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return json.dumps({"update_id": number, "message": message}).encode()


class BotApi(asyncio.Protocol):
    """One keep-alive connection; requests come one after the other, as HTTP clients send them."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.buffer = b""
        self.waiting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports write, but are no asyncio.Transport.
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _: Exception | None) -> None:
        if self.waiting:
            self.waiting.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            length = _length(head)
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            self.answer(head.split(b" ", 2)[1].decode(), head, body)

    def answer(self, target: str, head: bytes, body: bytes) -> None:
        address = urlsplit(target)
        method = address.path.rpartition("/")[2]
        if address.path.startswith("/crowd/"):
            asked = {k: v[0] for k, v in parse_qs(address.query).items()}
            self.waiting = asyncio.ensure_future(self.direct(method, asked))
        elif method == "getUpdates":
            self.waiting = asyncio.ensure_future(self.updates(_parameters(head, body)))
        else:
            self.crowd.calls += self.crowd.counting
            self.give(b'{"ok":true,"result":' + self.result(method, head, body) + b"}")

    def result(self, method: str, head: bytes, body: bytes) -> bytes:
        if method == "getMe":
            return json.dumps(ME).encode()
        if method not in ("sendMessage", "editMessageText", "editMessageReplyMarkup"):
            return b"true"
        said = _parameters(head, body)
        chat = int(said["chat_id"])
        if method == "sendMessage":
            self.crowd.next_message += 1
            self.crowd.hears(chat)
        number = int(said.get("message_id") or self.crowd.next_message)
        self.crowd.shows(chat, number, said)
        return (
            b'{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private","first_name":"U"},'
            b'"from":{"id":1,"is_bot":true,"first_name":"B","username":"benchmark_bot"},'
            b'"text":"x"}' % (number, int(time.time()), chat)
        )

    async def updates(self, asked: dict[str, Any]) -> None:
        crowd = self.crowd
        crowd.polled = True
        offset, hold = int(asked.get("offset") or 0), float(asked.get("timeout") or 0)
        while crowd.queue and crowd.queue[0][0] < offset:
            crowd.queue.popleft()
        if not crowd.queue and hold:
            crowd.arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(crowd.arrived.wait(), hold)
        batch = [crowd.queue[n][1] for n in range(min(MOST, len(crowd.queue)))]
        self.give(b'{"ok":true,"result":[' + b",".join(batch) + b"]}")

    async def direct(self, method: str, asked: dict[str, str]) -> None:
        if method == "polled":
            self.give(json.dumps({"polled": self.crowd.polled}).encode())
            return
        figures = await _run(
            self.crowd,
            users=int(asked["users"]),
            rate=float(asked["rate"]),
            warm=float(asked["warm"]),
            seconds=float(asked["seconds"]),
            scripts=SCRIPTS[asked.get("script", "cancelled")],
        )
        self.give(json.dumps(figures).encode())

    def give(self, body: bytes) -> None:
        self.transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            % len(body)
            + body
        )


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _parameters(head: bytes, body: bytes) -> dict[str, Any]:
    if b"application/json" in head.lower():
        read: dict[str, Any] = json.loads(body or b"{}")
        return read
    return {k: v[0] for k, v in parse_qs(body.decode()).items()}


async def _run(
    crowd: Crowd,
    *,
    users: int,
    rate: float,
    warm: float,
    seconds: float,
    scripts: tuple[tuple[str, ...], ...],
) -> dict[str, float]:
    """`rate` updates a second, or 0: as fast as the bot answers."""
    if len(crowd.users) != users:
        # The same people go on where they were: a bot remembers what it was told.
        known = range(FIRST_USER, FIRST_USER + users)
        crowd.users = {n: User(n, scripts[n % len(scripts)]) for n in known}
    crowd.in_a_hurry = rate == 0
    if crowd.in_a_hurry:
        for user in crowd.users.values():
            crowd.types(user)
        typing = None
    else:
        typing = asyncio.ensure_future(_at_a_pace(crowd, rate))
    answered = crowd.answered
    await asyncio.sleep(warm)
    for timed in (crowd.took, crowd.decided, crowd.told):
        timed.clear()
    crowd.calls, crowd.counting = 0, True
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    crowd.counting = False
    lasted = time.perf_counter() - began
    if typing:
        typing.cancel()
    took, calls = list(crowd.took), crowd.calls
    await _settle(crowd)
    return {
        "updates": len(took),
        "answered": crowd.answered - answered,  # from the first one typed to the last
        "per_second": len(took) / lasted,
        "calls_per_update": calls / max(1, len(took)),
        "p50_ms": 1000 * statistics.median(took or [0.0]),
        "p99_ms": _late(took),
        "decided": len(crowd.decided),
        "told": len(crowd.told),
        "decided_p50_ms": 1000 * statistics.median(crowd.decided or [0.0]),
        "decided_p99_ms": _late(crowd.decided),
        "told_p99_ms": _late(crowd.told),
        "told_p95_ms": _late(crowd.told, 0.95),
    }


def _late(took: list[float], share: float = 0.99) -> float:
    """Milliseconds within which all but the last few came."""
    return 1000 * sorted(took)[int(len(took) * share)] if took else 0.0


async def _at_a_pace(crowd: Crowd, rate: float) -> None:
    """Open loop: whoever is free types next; nobody waits for the bot to be ready."""
    order = deque(crowd.users.values())
    began, typed = time.perf_counter(), 0
    while True:
        due = int((time.perf_counter() - began) * rate)
        for _ in range(due - typed):
            user = order[0]
            order.rotate(-1)
            if not user.asked_at:
                crowd.types(user)
        typed = due
        await asyncio.sleep(0.002)


async def _settle(crowd: Crowd) -> None:
    """Let the bot answer what is under way, so that the next run starts with an idle one."""
    crowd.in_a_hurry = False
    for _ in range(300):
        if not any(user.asked_at for user in crowd.users.values()):
            return
        await asyncio.sleep(0.1)


async def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, default=0)
    crowd = Crowd()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: BotApi(crowd), "127.0.0.1", arguments.parse_args().port
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop
    except ImportError:
        asyncio.run(main())
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main())
