"""Noise at every door that takes a POST: nothing is accepted, nothing breaks."""

import asyncio
import json
import random
from dataclasses import dataclass, field

import aiohttp
import pytest

from sandbox.town import Town
from tests.hostile.doors import said, sealed, standing, still_serves

pytestmark = pytest.mark.slow

AT_ONCE = 20
DOORS = (
    "/telegram/taishan",
    "/telegram/nowhere",
    "/wecom/taishan",
    "/wecom/nowhere",
    "/wecom/%00",
    "/h5/taishan/r/{token}",
    "/h5/nowhere/r/{token}",
    "/h5/taishan/r/..%2f..%2fetc%2fpasswd",
    "/h5/taishan/login",
    "/h5/page.css",
    "/readyz",
    "/",
)
KINDS = ("application/json", "text/xml", "application/x-www-form-urlencoded", "", "multipart/")


@dataclass(frozen=True, slots=True)
class Knock:
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def knock(here: Town, chance: random.Random) -> Knock:
    make = chance.choice((_garbage, _json, _xml, _form, _bent_packet))
    return make(here, chance)


def _door(chance: random.Random) -> str:
    token = "".join(chance.choices("abcdefghijkl0123456789-_", k=chance.choice((1, 22, 43))))
    return chance.choice(DOORS).replace("{token}", token)


def _headers(chance: random.Random) -> dict[str, str]:
    secret = chance.choice(("", "wrong", "x" * 256, "密钥".encode().decode("latin-1")))
    return {
        "Content-Type": chance.choice(KINDS),
        "X-Telegram-Bot-Api-Secret-Token": secret,
        "Cookie": f"diaoyue_reader={chance.randbytes(30).hex()}.{chance.randbytes(16).hex()}",
    }


def _garbage(_: Town, chance: random.Random) -> Knock:
    body = chance.randbytes(chance.choice((0, 1, 40, 3000)))
    return Knock(_door(chance), {"timestamp": "-1"}, body, _headers(chance))


def _json(_: Town, chance: random.Random) -> Knock:
    body = chance.choice(
        (
            "{}",
            "[]",
            "null",
            "[" * 5000,
            '{"update_id": 1}',
            json.dumps({"update_id": 2**80, "message": {"text": "\x00" * 9}}),
            json.dumps({"update_id": 7, "callback_query": {"data": "v1:ap:1:1:"}}),
        )
    )
    return Knock(_door(chance), {}, body.encode(), _headers(chance))


def _xml(_: Town, chance: random.Random) -> Knock:
    body = chance.choice(
        (
            "<xml/>",
            "<xml>",
            "<xml><Encrypt/></xml>",
            "<xml><Encrypt>AAAA</Encrypt><Encrypt>BBBB</Encrypt></xml>",
            "<xml>" * 2000,
            "<xml><Encrypt><![CDATA[" + "A" * 64 + "]]></Encrypt></xml>",
        )
    )
    stamp = chance.choice(("", "0", "9" * 40, "１２３", "1e9"))
    query = {"msg_signature": "0" * 40, "timestamp": stamp, "nonce": "\x00"}
    return Knock(_door(chance), query, body.encode(), _headers(chance))


def _form(_: Town, chance: random.Random) -> Knock:
    body = b"verdict=approve&seal=" + chance.randbytes(8).hex().encode() + b"&reason=%ff%00"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return Knock(_door(chance), {}, body, _headers(chance) | kind)


def _bent_packet(here: Town, chance: random.Random) -> Knock:
    """A genuine one with one character of what is signed changed."""
    genuine = sealed(here, said(here))
    query, body = dict(genuine.query), genuine.body
    part = chance.choice(("body", *query))
    if part == "body":
        first = body.index(b"<Encrypt><![CDATA[") + len(b"<Encrypt><![CDATA[")
        at = chance.randrange(first, body.index(b"]]></Encrypt>"))
        body = body[:at] + (b"B" if body[at : at + 1] == b"A" else b"A") + body[at + 1 :]
    else:
        at = chance.randrange(len(query[part]))
        bent = "1" if query[part][at] != "1" else "2"
        query[part] = query[part][:at] + bent + query[part][at + 1 :]
    return Knock("/wecom/taishan", query, body, {"Content-Type": "text/xml"})


@pytest.mark.parametrize("knocks", [300, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_no_noise_is_taken_for_anything(
    taishan: Town, stranger: aiohttp.ClientSession, knocks: int
) -> None:
    chance = random.Random(knocks)
    before, gate = await standing(taishan), asyncio.Semaphore(AT_ONCE)

    async def status(one: Knock) -> tuple[int, Knock]:
        url = f"{taishan.settings.web.public_url}{one.path}"
        how = {"params": one.query, "data": one.body, "headers": one.headers}
        async with gate, stranger.post(url, allow_redirects=False, **how) as answer:
            return answer.status, one

    made = [knock(taishan, chance) for _ in range(knocks)]
    answers = await asyncio.gather(*map(status, made))
    assert [told for told in answers if not 400 <= told[0] < 500] == []
    assert await standing(taishan) == before
    await still_serves(taishan)
