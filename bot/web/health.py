"""`/healthz` (the loop turns), `/readyz` (we could do our work), `/metrics` (Prometheus)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

log = structlog.get_logger(__name__)

WELL = "ok"
PATIENCE = 3.0  # seconds for one check: a probe that hangs is a probe that says no

# Gives "" when all is well, otherwise a short word for the reason ("silent_since_300s").
Check = Callable[[], Awaitable[str]]


class Ages(Collector):
    """How long ago each loop came round, as a gauge asked for at each scrape."""

    def __init__(self, ages: Callable[[], Mapping[str, float]]) -> None:
        self._ages = ages

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily(
            "diaoyue_loop_age_seconds",
            "Seconds since this loop last came to the end of its round.",
            labels=["loop"],
        )
        for name, age in self._ages().items():
            gauge.add_metric([name], age)
        yield gauge


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


async def outcomes(checks: Mapping[str, Check]) -> dict[str, str]:
    said = await asyncio.gather(*(_outcome(name, check) for name, check in checks.items()))
    return dict(zip(checks, said, strict=True))


def routes(
    checks: Mapping[str, Check], registries: Sequence[CollectorRegistry]
) -> tuple[Route, ...]:
    async def alive(_: HttpRequest) -> Response:
        return PlainTextResponse(WELL + "\n")

    async def ready(_: HttpRequest) -> Response:
        said = await outcomes(checks)
        well = all(word == WELL for word in said.values())
        return JSONResponse({"ready": well, "checks": said}, 200 if well else 503)

    async def metrics(_: HttpRequest) -> Response:
        latest = b"".join(generate_latest(registry) for registry in registries)
        return Response(latest, media_type=CONTENT_TYPE_LATEST)

    return (
        Route("/healthz", alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    )
