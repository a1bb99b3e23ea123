"""A real Prometheus Alertmanager sends to the running product."""

import asyncio
import contextlib
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.alerts.fault import Fault
from sandbox.town import ALARM_TOKEN, Town, free_port
from storage import alarms, faults, sources
from storage.store import Work
from tests.stories.cases import restarted

pytestmark = [pytest.mark.slow, pytest.mark.alertmanager]

# As docs/alarms.md says, with waits short enough for a test.
CONFIGURATION = """
route:
  receiver: diaoyue
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 2s
receivers:
  - name: diaoyue
    webhook_configs:
      - url: {url}
        send_resolved: true
        max_alerts: 0
        http_config:
          authorization: {{ credentials: {token} }}
"""


@dataclass(frozen=True, slots=True)
class Alertmanager:
    url: str

    async def is_told(
        self, camera: str, *, over: bool = False, name: str = "CameraDown"
    ) -> None:
        """As Prometheus tells it: an alert fires as long as its end lies ahead."""
        now = datetime.now(UTC)
        alert = {
            "labels": {"alertname": name, "camera": camera, "severity": "major"},
            "annotations": {"summary": f"{camera} 离线"},
            "startsAt": (now - timedelta(minutes=1)).isoformat(),
            "endsAt": (now if over else now + timedelta(hours=1)).isoformat(),
        }
        await self._post("/api/v2/alerts", [alert])

    async def _post(self, path: str, body: object) -> None:
        to = f"{self.url}{path}"
        async with aiohttp.ClientSession() as web, web.post(to, json=body) as answer:
            assert answer.status == 200, await answer.text()

    async def stands(self) -> bool:
        url = f"{self.url}/-/ready"
        with contextlib.suppress(aiohttp.ClientError):
            async with aiohttp.ClientSession() as web, web.get(url) as answer:
                return answer.status == 200
        return False


@contextlib.asynccontextmanager
async def alertmanager(here: Town, folder: Path) -> AsyncIterator[Alertmanager]:
    """With a folder of its own, on a free port of this machine; it looks for no others."""
    url = f"{here.settings.web.public_url}/alerts/taishan/alertmanager"
    file = folder / "alertmanager.yml"
    file.write_text(CONFIGURATION.format(url=url, token=json.dumps(ALARM_TOKEN)))
    port = free_port()
    program = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    assert program
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config.file={file}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        one = Alertmanager(f"http://127.0.0.1:{port}")
        await until(one.stands)
        yield one
    finally:
        process.terminate()
        await process.wait()


async def until(so: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(60):
        while not await so():  # noqa: ASYNC110 — another program tells nobody
            await asyncio.sleep(0.05)


async def kept(here: Town) -> list[Fault]:
    def read(work: Work) -> list[Fault]:
        start = work.now - timedelta(days=1)
        return faults.between(work, "taishan", start, work.now + timedelta(days=1))

    return await here.product.store.read(read)


async def test_an_alert_fires_is_repeated_and_ends(taishan: Town, tmp_path: Path) -> None:
    async def heard(how_many: int, ended: int) -> bool:
        found = await kept(taishan)
        return (len(found), sum(not one.open for one in found)) == (how_many, ended)

    async with alertmanager(taishan, tmp_path) as monitor:
        await monitor.is_told("B-Z06-C03")
        await monitor.is_told("B-Z06-C04")
        await until(lambda: heard(2, 0))
        # It repeats what fires, and tells both in one message of which only one is over.
        await asyncio.sleep(3)
        await monitor.is_told("B-Z06-C03", over=True)
        await until(lambda: heard(2, 1))
    (over,) = [one for one in await kept(taishan) if not one.open]
    assert over.device == "B-Z06-C03"
    assert timedelta() < over.heard_at - over.began_at < timedelta(minutes=5)
    assert await taishan.product.store.read(lambda work: alarms.dead(work, "taishan", 9)) == []


async def test_what_it_could_not_tell_while_we_were_away_it_tells_then(
    taishan: Town, tmp_path: Path
) -> None:
    async def heard() -> bool:
        return [one.device for one in await kept(taishan)] == ["B-Z06-C03"]

    async with alertmanager(taishan, tmp_path) as monitor:
        await taishan.product.stop()
        await monitor.is_told("B-Z06-C03")
        await asyncio.sleep(1)
        async with restarted(taishan):
            await until(heard)


async def test_its_watchdog_is_a_heartbeat(taishan: Town, tmp_path: Path) -> None:
    async def beats() -> bool:
        found = await taishan.product.store.read(lambda w: sources.of_school(w, "taishan"))
        return any(one.source == "alertmanager" and one.beating.beats > 1 for one in found)

    async with alertmanager(taishan, tmp_path) as monitor:
        await monitor.is_told("", name="Watchdog")
        await until(beats)
    assert await kept(taishan) == []
