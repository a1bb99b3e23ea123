"""What a school wrote into its calendar reads as it was written. On both databases."""

from datetime import date

from bot.people.days import Almanac, Change, DayKind, Period, PeriodKind
from bot.people.person import PersonId
from storage import almanacs, moves, snapshots
from storage.moves import Move
from tests.storage.cases import LI, SCHOOL
from tests.storage.conftest import NOON

OFF = Change(date=date(2026, 10, 8), kind=DayKind.OWN_OFF, name="国庆后补休", announced_at=NOON)
EXAM = Period(
    kind=PeriodKind.EXAM,
    name="四六级",
    start=date(2026, 12, 12),
    end=date(2026, 12, 13),
    flags=("national_exam",),
    announced_at=NOON,
)


async def test_a_calendar_is_part_of_the_snapshot_and_replaced_whole(store):
    def written(work):
        snapshots.ensure(work, SCHOOL)
        almanacs.replace(work, SCHOOL, Almanac(changes={OFF.date: OFF}, periods=(EXAM,)))
        snapshots.changed(work, SCHOOL)

    def emptied(work):
        almanacs.replace(work, SCHOOL, Almanac(periods=(EXAM,)))
        snapshots.changed(work, SCHOOL)

    def read(work):
        return snapshots.snapshot(work, SCHOOL).almanac

    await store.transact(written)
    assert await store.read(read) == Almanac(changes={OFF.date: OFF}, periods=(EXAM,))
    await store.transact(emptied)
    assert await store.read(read) == Almanac(periods=(EXAM,))


async def test_a_change_keeps_what_it_moved(store):
    move = Move(about="task/7", was=NOON, due=NOON, owes=(LI,), waits=(PersonId("w"),))

    def changed(work):
        number = moves.add(work, SCHOOL, LI, added=[["a", "b", "c", "d"]], removed=[])
        moves.keep(work, SCHOOL, number, [move])
        return number

    number = await store.transact(changed)
    kept = await store.read(lambda work: moves.peek(work, number))
    assert (kept.by, kept.added, kept.removed) == (LI, [["a", "b", "c", "d"]], [])
    assert await store.read(lambda work: moves.of_change(work, number)) == [move]
