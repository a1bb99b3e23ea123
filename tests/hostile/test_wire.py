"""Bytes on the wire that are no decent HTTP: the server stays, and serves the next."""

import asyncio

import pytest

from sandbox.town import Town
from tests.hostile.doors import standing, still_serves

pytestmark = pytest.mark.slow

DOORS = ("/wecom/taishan", "/wechat/taishan", "/telegram/taishan", "/alerts/taishan/generic")
LONG = "x" * 70_000
GARBAGE = (
    b"\0" * 4096,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,  # TLS at a plain door
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST\r\n\r\n",
    b"POST {door} HTTP/9.9\r\nHost: x\r\n\r\n",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 0\r\n\r\n",
    b"POST {door} HTTP/1.1\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    b"POST http://evil.example{door} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
    b"POST {door}?" + b"%" * 3000 + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    b"POST /%ff%fe%00/..//../etc HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"TRACE {door} HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET {door} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    b"POST {door} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nab",
    f"POST {{door}} HTTP/1.1\r\nHost: x\r\nX: {LONG}\r\n\r\n".encode(),
    ("POST {door} HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n" * 20_000 + "\r\n").encode(),
    b"POST {door} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" * 200,  # pipelined
)


async def answered(port: int, sent: bytes) -> list[int]:
    """The statuses said back before the line is quiet or closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = b""
    try:
        writer.write(sent)
        writer.write_eof()
        async with asyncio.timeout(20):
            said = await reader.read(-1)
    except (ConnectionError, TimeoutError):
        pass
    finally:
        writer.close()
    parts = said.split(b"HTTP/1.1 ")[1:]
    return [int(part[:3]) for part in parts if not part.startswith(b"100 ")]


@pytest.mark.parametrize("door", DOORS)
async def test_what_is_no_http_is_refused_and_the_next_is_served(
    taishan: Town, door: str
) -> None:
    before = await standing(taishan)
    for garbage in GARBAGE:
        sent = garbage.replace(b"{door}", door.encode())
        statuses = await answered(taishan.product.port, sent)
        assert not [one for one in statuses if not 400 <= one < 500], sent[:80]
    assert await standing(taishan) == before
    await still_serves(taishan)


async def test_whoever_hangs_up_in_the_middle_fills_no_log(
    taishan: Town, caplog: pytest.LogCaptureFixture
) -> None:
    body = b"POST {door} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n<xml>"
    for door in ("/wecom/taishan", "/wechat/taishan"):
        for _ in range(5):
            await answered(taishan.product.port, body.replace(b"{door}", door.encode()))
    await still_serves(taishan)
    assert not [r for r in caplog.records if r.levelname == "ERROR"]


async def test_one_letter_at_a_time_keeps_nobody_waiting(taishan: Town) -> None:
    """Many lines that never come to an end of their head, their body, or their chunk."""
    heads = (
        "POST {door} HT",
        "POST {door} HTTP/1.1\r\nHost: x\r\nX-A: ",
        "POST {door} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n<xml>",
        "POST {door} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    )
    writers = []
    for door in DOORS:
        for head in heads * 15:
            _, writer = await asyncio.open_connection("127.0.0.1", taishan.product.port)
            writer.write(head.replace("{door}", door).encode())
            writers.append(writer)
    for _ in range(5):
        for writer in writers:
            writer.write(b"a")
        await still_serves(taishan)
    for writer in writers:
        writer.transport.abort()
    await still_serves(taishan)


@pytest.mark.parametrize("page", ["f/file:footage", "f/file:footage/check", "mine/1", "t/1"])
async def test_whoever_has_no_session_is_refused_before_his_form_is_read(
    taishan: Town, page: str
) -> None:
    """Nothing of the body is ever sent: who waited for it would answer nothing."""
    head = f"POST /h5/taishan/{page} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", taishan.product.port)
    writer.write((head + kind).encode())
    async with asyncio.timeout(20):
        assert (await reader.readline()).startswith(b"HTTP/1.1 403")
    writer.close()
