"""What is in force: authorisations, planned works, filings. On both databases."""

from dataclasses import replace
from datetime import date, timedelta

from bot.cameras.grant import Grant, Rights
from bot.cameras.works import Window
from storage import filings, grants, snapshots, works
from tests.storage.cases import LI, SCHOOL
from tests.storage.conftest import NOON

GRANT = Grant(
    school=SCHOOL,
    request=7,
    unit="教务处",
    zones=("Z1", "Z2"),
    persons=(LI,),
    rights=Rights.BOTH,
    starts=date(2026, 11, 1),
    until=date(2026, 12, 31),
)
WINDOW = Window(
    school=SCHOOL,
    request=9,
    camera="C1",
    starts=NOON - timedelta(days=1),
    ends=NOON + timedelta(days=1),
)


async def test_a_grant_reads_as_it_was_given_until_it_ends(store):
    def given(work):
        snapshots.ensure(work, SCHOOL)
        grants.add(work, GRANT)
        grants.add(work, replace(GRANT, unit="总务处"))  # once for each request

    await store.transact(given)
    school = await store.read(lambda work: snapshots.snapshot(work, SCHOOL))
    assert school.grants == (GRANT,)
    assert await store.transact(lambda work: grants.end(work, 7))
    assert not await store.transact(lambda work: grants.end(work, 7))


async def test_a_window_is_found_from_its_beginning_to_its_end(store):
    await store.transact(lambda work: works.plan(work, [WINDOW, replace(WINDOW, camera="C2")]))
    await store.transact(lambda work: works.plan(work, [WINDOW]))

    async def found(at, camera="C1", school=SCHOOL):
        return await store.read(lambda work: works.during(work, school, camera, at))

    assert await found(NOON) == [WINDOW]
    assert await found(WINDOW.starts) == [WINDOW]
    assert await found(WINDOW.ends) == []
    assert await found(WINDOW.starts - timedelta(seconds=1)) == []
    assert await found(NOON, camera="C3") == []
    assert await found(NOON, school="elsewhere") == []
    assert await store.transact(lambda work: works.end(work, 9))
    assert await found(NOON + timedelta(hours=1)) == []
    assert await store.read(lambda work: works.unended(work, SCHOOL)) == []


async def test_a_later_filing_takes_the_place_of_the_earlier(store, clock):
    await store.transact(lambda work: filings.put(work, SCHOOL, "图书馆", ["Z1"]))
    clock.advance(days=400)
    await store.transact(lambda work: filings.put(work, SCHOOL, "图书馆", ["Z1", "Z2"], 5))
    clock.advance(days=1)
    await store.transact(lambda work: filings.confirm(work, SCHOOL, 5))
    kept = await store.read(lambda work: filings.of_school(work, SCHOOL))
    assert [(f.zone, f.request) for f in kept] == [("Z1", 5), ("Z2", 5)]
    assert {f.confirmed_at - f.filed_at for f in kept} == {timedelta(days=1)}
