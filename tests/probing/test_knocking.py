"""Any answer in a camera's own language means that it is there; no password ever leaves."""

import asyncio

import pytest

from bot.probing.knocking import Door, answers, door
from tests.probing.street import (
    LOCKED,
    OPEN,
    SHORT,
    WEB,
    Served,
    a_street,
    refusing,
    silent,
)

PORTS = (554, 80)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("rtsp://192.0.2.1/Streaming/1", Door("192.0.2.1", (554,), "/Streaming/1")),
        ("rtsp://admin:secret@192.0.2.1:8554/1", Door("192.0.2.1", (8554,), "/1")),
        ("192.0.2.1:8000", Door("192.0.2.1", (8000,))),
        ("192.0.2.1", Door("192.0.2.1", PORTS)),
        ("camera-1.school.example", Door("camera-1.school.example", PORTS)),
        ("https://192.0.2.1/", Door("192.0.2.1", (443,))),
        ("[2001:db8::1]:8000", Door("2001:db8::1", (8000,))),
        ("NVR-05#7", None),
        ("", None),
        ("rtsp://", None),
        ("http://[", None),
        ("192.0.2.1:99999", None),
    ],
)
def test_where_to_knock(address: str, found: Door | None) -> None:
    assert door(address, PORTS) == found
    assert "secret" not in repr(door(address, PORTS))


@pytest.mark.parametrize(
    ("serve", "alive"),
    [(OPEN, True), (LOCKED, True), (WEB, False), (SHORT, False), (silent, False)],
)
async def test_any_answer_in_its_language_is_alive(serve: Served, alive: bool) -> None:
    async with a_street() as street:
        await street.opens("it", serve)
        patience = 20 if serve is not silent else 0.2
        where = Door("127.0.0.1", (street.ports["it"],), "/1")
        assert await answers(where, patience) is alive


async def test_a_connection_is_enough_where_no_stream_is_named() -> None:
    async with a_street() as street:
        await street.opens("it", silent)
        port = street.ports["it"]
        assert await answers(Door("127.0.0.1", (port,)), 20)
        assert await answers(Door("127.0.0.1", (refusing(), port)), 20)
    assert not await answers(Door("127.0.0.1", (refusing(),)), 20)


async def test_what_is_sent_holds_no_password() -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"RTSP/1.0 401 Unauthorized\r\n\r\n")

    async with a_street() as street:
        at = await street.opens("it", serve)
        where = door(f"rtsp://admin:secret@{at}/1", PORTS)
        assert where
        assert await answers(where, 20)
    (asked,) = heard
    assert asked.startswith(f"OPTIONS rtsp://{at}/1 RTSP/1.0\r\n".encode())
    assert b"secret" not in asked
