"""The HTTP seam itself: what goes out, through which proxy."""

import asyncio
from urllib.parse import parse_qs

import aiohttp
import pytest

from bot.cards import Card
from bot.people.person import Account, Platform
from bot.platforms.ports import Delivered
from bot.platforms.telegram import connect

ANSWER = b'{"ok":true,"result":{"message_id":5}}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


async def test_everything_goes_through_the_proxy_as_a_form(
    session: aiohttp.ClientSession,
) -> None:
    heard: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            line for line in head.split(b"\r\n") if line.startswith(b"Content-Length")
        )
        heard.extend((head, await reader.readexactly(int(length.split()[1]))))
        writer.write(HEAD % len(ANSWER) + ANSWER)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        line = connect(
            session,
            token="1:x",
            base_url="http://api.example.org/",
            proxy=f"http://user:word@127.0.0.1:{port}",
        )
        account = Account(platform=Platform.TELEGRAM, address="1001")
        outcome = await line.messenger.send(account, Card(title="你好 & 再见"))
    assert outcome == Delivered({"chat": "1001", "message": 5})
    head, body = heard
    assert head.startswith(b"POST http://api.example.org/bot1:x/sendMessage HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic " in head
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in head
    assert parse_qs(body.decode()) == {
        "chat_id": ["1001"],
        "text": ["<b>你好 &amp; 再见</b>"],
        "parse_mode": ["HTML"],
        "link_preview_options": ['{"is_disabled":true}'],
    }


async def test_a_proxy_nobody_here_can_speak_to_is_refused_at_once(
    session: aiohttp.ClientSession,
) -> None:
    with pytest.raises(ValueError, match="http"):
        connect(session, token="1:x", proxy="socks5://127.0.0.1:1080")
