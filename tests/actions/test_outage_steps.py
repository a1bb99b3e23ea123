"""No fault without an outage, no outage without a ticket and a next call: what is taken away is
found and mended."""

from collections.abc import Callable
from typing import Any

import pytest

from bot import writing
from bot.actions import watching
from bot.actions.office import Office
from bot.actions.outage_steps import PROOFS
from bot.actions.watching import Missing
from bot.alerts.outage import Stage
from bot.speech import Voice
from sandbox.clock import PushedClock
from storage import tables
from storage.store import Store, Work
from tests.actions.alarmed import CAMERA, Watched


@pytest.fixture
async def dark(store: Store, clock: PushedClock) -> Watched:
    """One camera is dark, told and ticketed; another works again and waits for people."""
    case = Watched(store, clock, "taishan")
    await case.moves_in()
    await case.binds("security", "duty")
    await case.hears(CAMERA)
    await case.minutes(2)
    await case.passes(minutes=12)
    return case


async def found(case: Watched) -> list[Missing]:
    return await case.store.read(lambda work: watching.look(work, case.rules))


async def test_what_is_dark_told_and_ticketed_misses_nothing(dark: Watched) -> None:
    assert await found(dark) == []


def put(table: Any, **values: Any) -> Callable[[Work, Office], None]:
    def act(work: Work, _office: Office) -> None:
        work.conn.execute(table.update().values(**values))

    return act


CUTS = {
    "ungathered": put(tables.faults, outage=None),
    "astray": put(tables.outages, stage=Stage.CLOSED),
    "unticketed": put(tables.outages, request=None),
    "uncalled": put(tables.outages, ring_at=None),
}


@pytest.mark.parametrize("name", CUTS)
async def test_what_is_taken_away_is_found_and_mended(dark: Watched, name: str) -> None:
    await dark.acts(CUTS[name])
    assert name in {one.proof for one in await found(dark)}
    mended = await dark.acts(lambda work, _office: watching.mend(work, dark.rules))
    assert name in {one.proof for one in mended}
    assert name not in {one.proof for one in await found(dark)}


async def test_one_that_is_over_is_closed(dark: Watched) -> None:
    await dark.works_again(CAMERA)
    await dark.minutes(6)
    assert (await dark.outage()).stage is Stage.CLOSED
    await dark.acts(put(tables.outages, stage=Stage.RECOVERED))
    assert [one.proof for one in await found(dark)] == ["unclosed"]
    await dark.acts(lambda work, _office: watching.mend(work, dark.rules))
    assert (await dark.outage()).stage is Stage.CLOSED


def test_every_proof_has_its_cut() -> None:
    assert {proof.name for proof in PROOFS} == {*CUTS, "unclosed"}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_proof_has_its_sentence(dark: Watched, language: str) -> None:
    def say(work: Work, office: Office) -> list[str]:
        voice = Voice(language, dark.rules.zone)
        told = [Missing(proof=proof.name, request=0, about=1) for proof in PROOFS]
        return [writing.watching.line(work, office, one, voice) for one in told]

    for sentence in await dark.acts(say):
        assert "餐厅" in sentence
        assert "{" not in sentence
        assert "watch." not in sentence
