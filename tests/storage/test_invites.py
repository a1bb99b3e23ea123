"""A code binds one account once, within its minutes, and cannot be guessed."""

import asyncio

from sqlalchemy import select

from bot.approvals.refusals import Refusal
from bot.people.person import PersonId, Platform
from storage import invites
from storage.store import Store, Work
from storage.tables import invites as table
from tests.storage.cases import LI, SCHOOL, WANG
from tests.storage.conftest import Clock

TG = Platform.TELEGRAM


async def create(store: Store, person: PersonId = LI) -> str:
    return await store.transact(lambda work: invites.create(work, SCHOOL, person))


async def redeem(
    store: Store, code: str, address: str = "9", school: str = SCHOOL
) -> PersonId | type[Refusal]:
    found = await store.transact(lambda work: invites.redeem(work, school, code, TG, address))
    return type(found) if isinstance(found, Refusal) else found


async def test_a_code_is_good_once(store: Store) -> None:
    code = await create(store)
    assert len(code) == 10
    assert set(code) <= set(invites.ALPHABET)
    assert await redeem(store, code) == LI
    assert await redeem(store, code) is invites.InviteUsed


async def test_of_ten_at_once_one_is_bound(store: Store, another: Store) -> None:
    code = await create(store)
    found = await asyncio.gather(
        *(redeem((store, another)[turn % 2], code, str(turn)) for turn in range(10))
    )
    assert [one for one in found if one == LI] == [LI]


async def test_a_code_read_aloud_or_from_paper_is_understood(store: Store) -> None:
    code = await create(store)
    written = code.replace("0", "o").replace("1", "l").lower()
    assert await redeem(store, f" {written[:5]}-{written[5:]} ") == LI


async def test_a_code_ends_after_ten_minutes(store: Store, clock: Clock) -> None:
    code = await create(store)
    clock.advance(minutes=10)
    assert await redeem(store, code) is invites.InviteExpired


async def test_a_newer_code_replaces_the_older(store: Store) -> None:
    old, other, new = await create(store), await create(store, WANG), await create(store)
    assert await redeem(store, old) is invites.InviteUnknown
    assert await redeem(store, other) == WANG
    assert await redeem(store, new) == LI


async def test_a_code_of_one_school_opens_no_other(store: Store) -> None:
    assert await redeem(store, await create(store), school="other") is invites.InviteUnknown


async def test_guessing_ends_after_five_tries_an_hour(store: Store, clock: Clock) -> None:
    clock.advance(minutes=1)
    tried = [await redeem(store, f"AAAAAAAAA{n}") for n in range(6)]
    assert tried == [invites.InviteUnknown] * 5 + [invites.InviteTooMany]
    code = await create(store)
    assert await redeem(store, code) is invites.InviteTooMany
    assert await redeem(store, code, "another account") == LI
    clock.advance(minutes=60)
    assert await redeem(store, await create(store)) == LI


async def test_the_database_does_not_hold_the_code(store: Store) -> None:
    code = await create(store)
    (row,) = await store.read(lambda work: work.conn.execute(select(table)).all())
    assert code not in repr(row)


async def test_old_codes_and_tries_are_forgotten(store: Store, clock: Clock) -> None:
    await create(store)
    await redeem(store, "X")
    clock.advance(days=2)
    await store.transact(invites.prune)

    def left(work: Work) -> int:
        return len(work.conn.execute(select(table)).all())

    assert await store.read(left) == 0
