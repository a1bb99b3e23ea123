"""A school that was copied is the school that is imported."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.approvals.policy import named
from sandbox.clock import PushedClock
from sandbox.schools import load
from storage import snapshots
from storage.store import Store, Work
from tests import moving_in
from tests.actions.conftest import WEDNESDAY


@pytest.mark.parametrize("name", ["taishan", "lingnan"])
async def test_a_copied_school_is_the_imported_one(
    name: str, store: Store, tmp_path: Path, empty: Path
) -> None:
    demo = load(name)
    pack = named(demo.pack)
    later = PushedClock(WEDNESDAY + timedelta(days=9))
    imported = await opened(empty, tmp_path / "imported.db", later)
    await imported.transact(lambda work: moving_in.import_lists(work, demo, pack))

    for bring in (
        moving_in.move_in,
        moving_in.import_lists,
    ):
        await store.transact(lambda work, bring=bring: bring(work, demo, pack))
    copied = await opened(empty, tmp_path / "copied.db", later)
    await copied.transact(lambda work: moving_in.move_in(work, demo, pack))
    assert await copied.read(lying) == await imported.read(lying)
    await copied.transact(lambda work: snapshots.changed(work, name))
    afresh = await copied.read(lambda work: snapshots.snapshot(work, name))
    known = await store.read(lambda work: snapshots.snapshot(work, name))
    assert (afresh.directory.persons, afresh.almanac) == (
        known.directory.persons,
        known.almanac,
    )
    await copied.close()
    await imported.close()


async def opened(empty: Path, file: Path, clock: PushedClock) -> Store:
    shutil.copyfile(empty, file)
    return await Store.open(f"sqlite:///{file}", clock)


def lying(work: Work) -> dict[str, list[tuple[object, ...]]]:
    """Every row but for its moment to the second, and the random revision."""
    tables = moving_in.contents(work)
    assert tables["cameras"]
    hours = {name: [_to_the_hour(row) for row in rows] for name, rows in tables.items()}
    schools = [tuple(x for x in row if len(str(x)) != 16) for row in hours.pop("schools")]
    return {**hours, "schools": schools}


def _to_the_hour(row: tuple[object, ...]) -> tuple[object, ...]:
    dated = str(WEDNESDAY.year)
    return tuple(x[:13] if isinstance(x, str) and x.startswith(dated) else x for x in row)
