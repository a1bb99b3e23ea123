"""The web server's frame: limits, error pages, health, and an orderly end."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Counter
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web import health, server


async def breaks(_: HttpRequest) -> Response:
    raise RuntimeError("very-secret")


async def echoes(request: HttpRequest) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def dawdles(_: HttpRequest) -> Response:
    await asyncio.sleep(0.3)
    return PlainTextResponse("done")


ROUTES = (
    Route("/breaks", breaks),
    Route("/echoes", echoes, methods=["POST"]),
    Route("/small", echoes, methods=["POST"], max_body_size=10),
    Route("/dawdles", dawdles),
)


@contextlib.asynccontextmanager
async def serving(
    *routes: BaseRoute,
) -> AsyncIterator[tuple[aiohttp.ClientSession, server.Server]]:
    web = server.Server(server.application(routes), host="127.0.0.1", port=0)
    port = await web.start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        try:
            yield client, web
        finally:
            await web.stop()


async def test_an_error_shows_a_number_and_not_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(*ROUTES) as (client, _):
        answer = await client.get("/breaks")
        said = await answer.text()
    assert answer.status == 500
    assert said.startswith("500 · ")
    assert "very-secret" not in said
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


async def test_a_body_over_the_limit_is_refused() -> None:
    async with serving(*ROUTES) as (client, _):
        fits = await client.post("/echoes", data=io.BytesIO(b"x" * server.LARGEST_BODY))
        too_big = await client.post(
            "/echoes", data=io.BytesIO(b"x" * (server.LARGEST_BODY + 1))
        )
        own_limit = await client.post("/small", data=b"x" * 11)
        unknown = await client.get("/nowhere")
        wrong = await client.get("/echoes")
    statuses = [a.status for a in (fits, too_big, own_limit, unknown, wrong)]
    assert statuses == [200, 413, 413, 404, 405]


async def test_a_request_under_way_is_finished_before_the_end() -> None:
    async with serving(*ROUTES) as (client, web):
        under_way = asyncio.create_task(client.get("/dawdles"))
        await asyncio.sleep(0.1)
        await web.stop()
        assert await (await under_way).text() == "done"
        with pytest.raises(aiohttp.ClientError):
            await client.get("/dawdles")


async def test_a_taken_port_is_an_error_and_not_an_exit() -> None:
    first = server.Server(server.application(()), host="127.0.0.1", port=0)
    port = await first.start()
    with pytest.raises(OSError, match="in use"):
        await server.Server(server.application(()), host="127.0.0.1", port=port).start()
    await first.stop()


async def test_ready_tells_which_part_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    state = {"telegram": ""}

    async def well() -> str:
        return state["telegram"]

    async def raises() -> str:
        raise RuntimeError("very-secret")

    async def hangs() -> str:
        await asyncio.sleep(10)
        return ""

    checks = {"telegram": well}
    registry = CollectorRegistry()
    Counter("told", "Things said.", registry=registry).inc()
    async with serving(*health.routes(checks, [registry])) as (client, _):
        assert await (await client.get("/healthz")).text() == "ok\n"
        ready = await client.get("/readyz")
        assert (ready.status, await ready.json()) == (
            200,
            {"ready": True, "checks": {"telegram": "ok"}},
        )
        state["telegram"] = "silent"
        checks.update(database=raises, clock=hangs)
        ready = await client.get("/readyz")
        assert (ready.status, await ready.json()) == (
            503,
            {
                "ready": False,
                "checks": {"telegram": "silent", "database": "failed", "clock": "timeout"},
            },
        )
        assert "told_total 1.0" in await (await client.get("/metrics")).text()
