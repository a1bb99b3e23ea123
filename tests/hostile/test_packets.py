"""WeCom's door against whoever has heard, guessed or built a packet."""

import asyncio
import io
from datetime import timedelta

import aiohttp
import pytest

from bot.platforms.tencent.wall import FRESH
from bot.web import telegram as telegram_web
from bot.web.sealed import LIMIT
from sandbox.town import AGENT, Town
from tests.hostile.doors import Packet, said, sealed, standing, still_serves

pytestmark = pytest.mark.slow

DOOR = "/wecom/taishan"


async def test_a_genuine_packet_counts_once_and_not_at_all_later(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    genuine = sealed(taishan, said(taishan))
    assert await genuine.sent(taishan, stranger) == 200
    await taishan.stage["牧星野"].sees("怎么用")
    after = await standing(taishan)
    assert await genuine.sent(taishan, stranger) == 200
    assert await standing(taishan) == after
    taishan.push(FRESH + timedelta(seconds=1))
    assert await genuine.sent(taishan, stranger) == 403
    assert await standing(taishan) == after


async def test_packets_for_somebody_else(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    before = await standing(taishan)
    xml = said(taishan)
    now = taishan.clock.now()
    for packet in (
        sealed(taishan, xml, receiver="wwffffffffffffffff"),
        sealed(taishan, xml, token="another"),
        sealed(taishan, xml, at=now - FRESH - timedelta(seconds=1)),
        sealed(taishan, xml, at=now + FRESH + timedelta(minutes=1)),
        sealed(taishan, said(taishan, ToUserName="wwffffffffffffffff")),
        sealed(taishan, said(taishan, AgentID=AGENT + 1)),
        sealed(taishan, said(taishan, FromUserName={"UserId": ["a", "b"]})),
        sealed(taishan, "<xml><ToUserName/></xml>"),
        sealed(taishan, "no XML at all"),
    ):
        assert await packet.sent(taishan, stranger) == 403
    assert await standing(taishan) == before
    await still_serves(taishan)


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)
DOCUMENTS = (
    '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE xml [<!ENTITY f SYSTEM "{url}">]>',
    f"<!DOCTYPE xml [{LAUGHS}]>",
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=["file", "fetched", "laughs"])
async def test_entities_are_not_read_outside_nor_inside_the_seal(
    taishan: Town, stranger: aiohttp.ClientSession, document: str
) -> None:
    before, fetched = await standing(taishan), []
    bait = await asyncio.start_server(lambda *line: fetched.append(line), "127.0.0.1", 0)
    document = document.replace(
        "{url}", f"http://127.0.0.1:{bait.sockets[0].getsockname()[1]}/"
    )
    named = "l9" if "l9" in document else "f"
    outside = f"{document}<xml><Encrypt>&{named};</Encrypt></xml>".encode()
    inside = document + said(taishan).replace("<![CDATA[帮助]]>", f"&{named};")
    genuine = sealed(taishan, said(taishan))
    async with asyncio.timeout(5):
        assert await Packet(query=genuine.query, body=outside).sent(taishan, stranger) == 403
        assert await sealed(taishan, inside).sent(taishan, stranger) == 403
    bait.close()
    await bait.wait_closed()
    assert not fetched
    assert await standing(taishan) == before
    await still_serves(taishan)


async def test_what_is_too_long_is_refused_with_and_without_a_length(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    before = await standing(taishan)

    async def pieces(size: int):  # type: ignore[no-untyped-def]
        for _ in range(size // 8192 + 1):
            yield b"x" * 8192

    base = taishan.settings.web.public_url
    sizes = {DOOR: LIMIT, "/telegram/taishan": telegram_web.LIMIT}
    sizes["/h5/taishan/r/" + "a" * 30] = 16 * 1024
    for path, size in sizes.items():
        for body in (io.BytesIO(b"x" * (size + 1)), pieces(size)):
            status = 0
            try:
                async with stranger.post(base + path, data=body) as answer:
                    status = answer.status
            except aiohttp.ClientConnectionError:
                status = 413  # hung up on, while still talking
            assert status in (403, 413), path
    assert await standing(taishan) == before
    await still_serves(taishan)


async def test_whoever_never_finishes_keeps_nobody_waiting(taishan: Town) -> None:
    lines = []
    for path in (DOOR, "/telegram/taishan", "/h5/taishan/r/" + "a" * 30):
        for _ in range(20):
            line = await asyncio.open_connection("127.0.0.1", taishan.product.port)
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n<xml>"
            line[1].write(head.encode())
            lines.append(line)
    await asyncio.gather(*(writer.drain() for _, writer in lines))
    await still_serves(taishan)
    for _, writer in lines:
        writer.close()
    await still_serves(taishan)
