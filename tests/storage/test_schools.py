"""The snapshot of a school is always what was committed last, and nothing that was taken back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cameras.zone import Camera, Zone
from bot.people.person import Client, Platform, Post
from bot.people.roles import Deputy
from storage import people, places, snapshots
from storage.postgres import PostgresStore
from storage.store import Store, Work
from tests.storage.cases import LI, PEOPLE, SCHOOL, WANG, ZHAO, account, person, set_up
from tests.storage.conftest import NOON, Clock

TG = Platform.TELEGRAM


def seen(work: Work) -> snapshots.School:
    return snapshots.snapshot(work, SCHOOL)


async def test_a_school_comes_back_as_it_was_imported(store: Store) -> None:
    zones = (
        Zone(id="z2", name="餐厅", aliases=("食堂",), flags=("dormitory",)),
        Zone(id="z1", name="教学楼四层", owners=("高一级部", "教务处")),
    )
    cameras = (Camera(id="c9", name="东", zone="z1", owners=("public",), retention_days=7.5),)

    def job(work: Work) -> None:
        set_up(work)
        places.replace_cameras(work, SCHOOL, zones, cameras)
        places.bind_group(work, SCHOOL, "duty", TG, "-1")

    await store.transact(job)
    school = await store.read(seen)
    assert tuple(school.directory.persons.values()) == PEOPLE
    assert tuple(school.places.zones.values()) == zones
    assert school.places.cameras_in("z1") == cameras
    assert school.groups == {"duty": (snapshots.GroupAddress(TG, "-1"),)}
    await store.transact(lambda work: places.replace_cameras(work, SCHOOL, zones[:1], ()))
    assert not (await store.read(seen)).places.cameras


async def test_a_school_nobody_set_up_is_a_lookup_error(store: Store) -> None:
    with pytest.raises(LookupError):
        await store.read(seen)
    with pytest.raises(LookupError):
        await store.transact(lambda work: people.set_language(work, SCHOOL, LI, "en"))


async def test_the_same_snapshot_serves_until_something_changes(
    store: Store, another: Store
) -> None:
    await store.transact(set_up)
    first = await store.read(seen)
    assert await store.read(seen) is first
    await another.transact(lambda work: people.set_language(work, SCHOOL, LI, "en"))
    assert (await store.read(seen)).directory[LI].language == "en"


async def test_what_many_updates_see_of_a_school_is_one_until_they_change_it(
    store: Store, another: Store
) -> None:
    await store.transact(set_up)

    def job(work: Work) -> list[str]:
        first = snapshots.foresee(work, SCHOOL)
        if isinstance(another, PostgresStore):  # one that writes to SQLite is alone
            another._transact(lambda theirs: people.set_posts(theirs, SCHOOL, LI, []))
        assert seen(work) is first
        spoken = [first.directory[LI].language]
        with suppress(ZeroDivisionError), work.savepoint():
            people.set_language(work, SCHOOL, LI, "en")
            spoken.append(seen(work).directory[LI].language)
            raise ZeroDivisionError
        spoken.append(seen(work).directory[LI].language)
        snapshots.foresee(work, SCHOOL)
        people.set_language(work, SCHOOL, LI, "en")
        return [*spoken, seen(work).directory[LI].language]

    assert await store.transact(job) == ["zh", "en", "zh", "en"]


async def test_where_people_stand_still_they_are_looked_at_anew(
    store: Store, another: Store
) -> None:
    await store.transact(set_up)

    def job(work: Work) -> str:
        snapshots.foresee(work, SCHOOL)
        if isinstance(another, PostgresStore):
            another._transact(lambda theirs: people.set_language(theirs, SCHOOL, LI, "en"))
        else:
            people.set_language(work, SCHOOL, LI, "en")
        snapshots.stands_still(work, SCHOOL)
        return seen(work).directory[LI].language

    assert await store.transact(job) == "en"


@pytest.mark.parametrize(
    "change",
    [
        lambda work: people.set_language(work, SCHOOL, LI, "en"),
        lambda work: people.set_client_language(work, SCHOOL, TG, "1", "en"),
        lambda work: people.set_client(work, SCHOOL, TG, "1", Client.CARDS),
        lambda work: people.mark_unreachable(work, SCHOOL, TG, "1"),
        lambda work: people.set_posts(work, SCHOOL, LI, [Post("principal")]),
    ],
    ids=["language", "client's language", "client", "reach", "posts"],
)
async def test_what_changes_one_person_leaves_the_rest_as_it_was_read(
    store: Store, another: Store, change: Callable[[Work], object]
) -> None:
    def job(work: Work) -> None:
        set_up(work)
        people.bind_account(work, SCHOOL, LI, account("1"))

    await store.transact(job)
    before = await store.read(seen)
    await store.transact(change)
    known, anew = await store.read(seen), await another.read(seen)
    assert known.places is before.places
    assert known.directory[LI] != before.directory[LI]
    assert known.revision == anew.revision
    assert vars(known.directory) == vars(anew.directory)


async def test_what_a_failed_job_believed_is_not_remembered(store: Store) -> None:
    await store.transact(set_up)

    def fails(work: Work) -> None:
        people.set_language(work, SCHOOL, LI, "en")
        assert seen(work).directory[LI].language == "en"
        raise ValueError("on purpose")

    for _ in range(3):
        with pytest.raises(ValueError, match="on purpose"):
            await store.transact(fails)
        await store.transact(
            lambda work: people.set_client(work, SCHOOL, TG, "1", Client.CARDS)
        )
        assert (await store.read(seen)).directory[LI].language == "zh"


async def test_whoever_is_no_longer_listed_becomes_inactive_and_may_return(
    store: Store,
) -> None:
    await store.transact(set_up)
    moved = replace(PEOPLE[1], unit="高二级部")
    new = person(LI, "李老师", "homeroom_teacher", at="1")
    listed = (new, moved, person("sun", "孙"))  # type: ignore[arg-type]
    done = await store.transact(lambda work: people.replace_people(work, SCHOOL, listed))
    assert done == people.Imported(new=("sun",), changed=(WANG,), gone=(ZHAO,))  # type: ignore[arg-type]
    directory = (await store.read(seen)).directory
    assert not directory[ZHAO].active
    assert directory.at(TG, "3") is None
    assert directory[ZHAO].name == "赵校长"
    back = await store.transact(lambda work: people.replace_people(work, SCHOOL, PEOPLE))
    assert ZHAO in back.changed
    assert (await store.read(seen)).directory.at(TG, "3") == PEOPLE[2]


async def test_an_import_keeps_accounts_bound_in_chat_and_chosen_languages(
    store: Store,
) -> None:
    def job(work: Work) -> None:
        set_up(work)
        people.bind_account(work, SCHOOL, LI, account("li", Platform.WECOM))
        people.set_language(work, SCHOOL, LI, "en")
        people.set_client(work, SCHOOL, TG, "1", Client.CARDS)
        people.mark_unreachable(work, SCHOOL, TG, "2")
        people.replace_people(work, SCHOOL, PEOPLE)

    await store.transact(job)
    directory = (await store.read(seen)).directory
    assert {one.platform for one in directory[LI].accounts} == {TG, Platform.WECOM}
    assert directory[LI].language == "en"
    one = directory.account(TG, "1")
    assert one is not None
    assert one.client is Client.CARDS


async def test_an_account_belongs_to_one_person_and_moves_when_bound_again(
    store: Store,
) -> None:
    await store.transact(set_up)
    await asyncio.gather(
        *(
            store.transact(
                lambda work, who=who: people.bind_account(work, SCHOOL, who, account("7"))
            )
            for who in (LI, WANG, ZHAO)
        )
    )
    directory = (await store.read(seen)).directory
    owner = directory.at(TG, "7")
    assert owner is not None
    owners = [p for p in directory.persons.values() if account("7") in p.accounts]
    assert owners == [owner]
    assert await store.transact(lambda work: people.unbind(work, SCHOOL, TG, "7"))
    assert not await store.transact(lambda work: people.unbind(work, SCHOOL, TG, "7"))
    assert (await store.read(seen)).directory.at(TG, "7") is None


async def test_losing_and_regaining_an_account_is_news_once(store: Store) -> None:
    def job(work: Work) -> list[bool]:
        set_up(work)
        here = (work, SCHOOL, TG, "1")
        return [
            people.mark_unreachable(*here),
            people.mark_unreachable(*here),
            people.mark_reachable(*here),
            people.mark_reachable(*here),
        ]

    assert await store.transact(job) == [True, False, True, False]
    await store.transact(lambda work: people.mark_unreachable(work, SCHOOL, TG, "1"))
    assert (await store.read(seen)).directory[LI].accounts[0].reachable is False
    await store.transact(lambda work: people.bind_account(work, SCHOOL, LI, account("1")))
    assert (await store.read(seen)).directory[LI].accounts[0].reachable is True


async def test_being_seen_is_written_at_most_once_a_minute(store: Store, clock: Clock) -> None:
    await store.transact(set_up)
    before = await store.read(seen)
    times = []
    for _ in range(5):
        await store.transact(lambda work: people.seen(work, SCHOOL, TG, "1"))
        times.append(await store.read(lambda work: people.last_seen(work, SCHOOL, TG, "1")))
        clock.advance(seconds=25)
    assert [(time - NOON).seconds for time in times if time] == [0, 0, 0, 75, 75]
    assert await store.read(seen) is before


async def test_a_deputy_is_set_replaced_and_dropped(store: Store) -> None:
    await store.transact(set_up)
    week = Deputy(
        of=WANG, by=ZHAO, start=NOON, end=NOON + timedelta(days=7), kinds=("footage",)
    )
    longer = replace(week, end=NOON + timedelta(days=14), kinds=())
    await store.transact(lambda work: people.set_deputy(work, SCHOOL, week))
    assert (await store.read(seen)).directory.deputies == (week,)
    await store.transact(lambda work: people.set_deputy(work, SCHOOL, longer))
    assert (await store.read(seen)).directory.deputies == (longer,)
    await store.transact(lambda work: people.drop_deputy(work, SCHOOL, WANG, ZHAO))
    assert (await store.read(seen)).directory.deputies == ()


async def test_a_group_keeps_its_names_when_it_moves(store: Store) -> None:
    def job(work: Work) -> list[bool]:
        set_up(work)
        return [
            places.bind_group(work, SCHOOL, "duty", TG, "-1"),
            places.bind_group(work, SCHOOL, "security", TG, "-1"),
            places.bind_group(work, SCHOOL, "duty", TG, "-1"),
            places.bind_group(work, SCHOOL, "duty", TG, "-1001"),
            places.move_group(work, SCHOOL, TG, "-1", "-1001"),
            places.move_group(work, SCHOOL, TG, "-1", "-1001"),
        ]

    assert await store.transact(job) == [True, True, False, True, True, False]
    new = (snapshots.GroupAddress(TG, "-1001"),)
    assert (await store.read(seen)).groups == {"duty": new, "security": new}
    assert await store.transact(lambda work: places.unbind_group(work, SCHOOL, TG, "-1001"))
    assert (await store.read(seen)).groups == {}
