"""The shipped proxy configuration lets in what has to come in, and nothing else."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.town import AGENT, ALARM_TOKEN, Town, town
from tests.deploy.front import Front, front

pytestmark = [pytest.mark.slow, pytest.mark.nginx]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    async with town("taishan", tmp_path) as here:
        yield here


@pytest.fixture
async def proxy(here: Town) -> AsyncIterator[Front]:
    async with front(here.settings.web.listen) as proxy:
        yield proxy


@pytest.fixture
async def alone() -> AsyncIterator[Front]:
    """With nothing behind it: what is answered here the proxy answers itself."""
    async with front("127.0.0.1:9") as proxy:
        yield proxy


def outside(proxy: Front) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=proxy.trust))


async def test_a_case_is_filed_and_decided_through_the_proxy(here: Town, proxy: Front) -> None:
    callbacks = here.platforms.wecom.callbacks
    async with outside(proxy) as session:
        callbacks._http, session_before = session, callbacks._http
        await here.platforms.wecom.connect(AGENT, f"{proxy.url}/wecom/taishan")
        before = len(callbacks.attempts)
        await here.stage["牧星野"].says("帮助")
        await here.stage["牧星野"].sees("怎么用")
        assert callbacks.attempts[before:] == [200]
        callbacks._http = session_before
    assert "POST /wecom/taishan 200" in proxy.logged
    for secret in ("msg_signature", "nonce", "echostr"):
        assert secret not in proxy.logged


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/", "/h5", "/docs", "//metrics"])
async def test_what_is_the_schools_own_business_stays_inside(alone: Front, path: str) -> None:
    async with outside(alone) as session, session.get(alone.url + path) as answer:
        assert answer.status == 404


async def test_whether_it_lives_may_be_asked_from_outside(alone: Front) -> None:
    async with outside(alone) as session, session.get(f"{alone.url}/healthz") as answer:
        assert answer.status == 502


async def test_alarms_are_let_in_by_address_and_token(here: Town, proxy: Front) -> None:
    bearer = {"authorization": f"Bearer {ALARM_TOKEN}"}
    path, alarm = "/alerts/taishan/generic", {"events": []}
    async with (
        outside(proxy) as session,
        session.post(proxy.url + path, json=alarm, headers=bearer) as answer,
    ):
        assert answer.status == 403
    async with (
        front(here.settings.web.listen, monitoring="127.0.0.1") as open_to_us,
        outside(open_to_us) as session,
    ):
        async with session.post(open_to_us.url + path, json=alarm) as answer:
            assert answer.status == 401
        async with session.post(open_to_us.url + path, json=alarm, headers=bearer) as answer:
            assert answer.status in {202, 422}


async def test_pages_carry_the_headers_of_both(proxy: Front) -> None:
    async with outside(proxy) as session, session.get(f"{proxy.url}/h5/page.css") as answer:
        assert answer.status == 200
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert answer.headers["server"] == "nginx"


async def test_what_is_too_large_never_reaches_the_product(alone: Front) -> None:
    async with outside(alone) as session:
        large = io.BytesIO(bytes(1024 * 1024 + 1))
        async with session.post(f"{alone.url}/wecom/taishan", data=large) as answer:
            assert answer.status == 413


async def test_plain_http_only_points_at_https(alone: Front) -> None:
    async with outside(alone) as session:
        page = f"{alone.plain}/h5/taishan/case"
        async with session.get(page, allow_redirects=False) as answer:
            assert answer.status == 301
            assert answer.headers["location"].startswith("https://")


async def test_the_consoles_find_their_file(alone: Front) -> None:
    for name in ("WW_verify_AbC123.txt", "MP_verify_xYz789.txt"):
        (alone.home / "verify" / name).write_text("AbC123", "utf-8")
    (alone.home / "verify" / "other.txt").write_text("private", "utf-8")
    async with outside(alone) as session:
        for name in ("WW_verify_AbC123.txt", "MP_verify_xYz789.txt"):
            async with session.get(f"{alone.url}/{name}") as answer:
                assert (answer.status, await answer.text()) == (200, "AbC123")
        async with session.get(f"{alone.url}/other.txt") as answer:
            assert answer.status == 404
