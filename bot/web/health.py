"""`/healthz` (the loop turns), `/readyz` (we could do our work), `/metrics` (Prometheus)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

log = structlog.get_logger(__name__)

WELL = "ok"
PATIENCE = 3.0  # seconds for one check: a probe that hangs is a probe that says no

# Gives "" when all is well, otherwise a short word for the reason ("silent_since_300s").
Check = Callable[[], Awaitable[str]]


async def _outcome(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check() or WELL
    except TimeoutError:
        return "timeout"
    except Exception:
        # Whatever it is, the answer is "not ready"; the reason stands in the log.
        log.exception("health.check_failed", check=name)
        return "failed"


def routes(checks: Mapping[str, Check], registry: CollectorRegistry) -> tuple[Route, ...]:
    async def alive(_: HttpRequest) -> Response:
        return PlainTextResponse(WELL + "\n")

    async def ready(_: HttpRequest) -> Response:
        said = await asyncio.gather(*(_outcome(name, check) for name, check in checks.items()))
        outcomes = dict(zip(checks, said, strict=True))
        well = all(word == WELL for word in said)
        return JSONResponse({"ready": well, "checks": outcomes}, 200 if well else 503)

    async def metrics(_: HttpRequest) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return (
        Route("/healthz", alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    )
