"""The running product looks for itself: a camera that does not answer is told to the group."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.config import Probe
from sandbox.clock import PushedClock
from sandbox.schools import load
from sandbox.town import opened, outside, settings_for
from storage import faults, outages
from storage.work import Work
from tests.probing.street import LOCKED, a_street, refusing


def open_faults(work: Work) -> list[str]:
    return [fault.device for fault in faults.open_here(work, "taishan")]


async def test_a_camera_that_does_not_answer_is_told_to_the_group(tmp_path: Path) -> None:
    demo = load("taishan")
    async with a_street() as street:
        rows = []
        for row in demo.cameras[:8]:
            at = await street.opens(row["id"], LOCKED)
            rows.append({**row, "recorder": "", "parent": "", "address": f"rtsp://{at}/1"})
        dead = rows[2] = {**rows[2], "address": f"127.0.0.1:{refusing()}"}
        school = replace(demo, cameras=tuple(rows), devices=())
        async with outside(school, PushedClock()) as platforms:
            plain = settings_for(platforms, f"sqlite:///{tmp_path}/eyes.db")
            # One answer decides: three of four would be a quarter of a minute of waiting here.
            probe = Probe(every_seconds=5, timeout=20, confirm="1 of 1")
            eyed = plain.schools["taishan"].model_copy(update={"probe": probe})
            settings = plain.model_copy(update={"schools": {"taishan": eyed}})
            async with opened(platforms, settings) as here:
                store = here.product.store
                async with asyncio.timeout(30):
                    while not await store.read(open_faults):  # noqa: ASYNC110 — nobody is told when
                        await asyncio.sleep(0.05)
                assert await store.read(open_faults) == [dead["id"]]
                here.push(timedelta(minutes=2))
                await here.rings()
                await here.stage["温若谷"].sees(dead["name"])
                (one,) = await store.read(lambda work: outages.here(work, "taishan"))
                assert (one.cause, one.request is not None) == (dead["id"], True)
