"""The journal's daily head leaves the house, once a day."""

from datetime import timedelta

from bot import writing
from bot.actions.office import Office, Rules
from bot.actions.sealing import seal_the_day, seal_what_was_missed
from bot.notices import Reason, ToGroup
from bot.people.person import Platform
from bot.speech import Voice
from bot.writing.scene import Reader, Scene
from sandbox.clock import PushedClock
from storage import journal, outbox, places
from storage.store import Store, Work


def something_happened(work: Work, rules: Rules) -> None:
    journal.append(work, rules.school, "account.bound", {"person": "DEMO-1"})


async def test_the_head_goes_to_the_security_group_once_a_day(
    store: Store, rules: Rules
) -> None:
    def job(work: Work) -> None:
        places.bind_group(work, rules.school, "security", Platform.WECOM, "robot:security")
        something_happened(work, rules)
        assert seal_the_day(work, rules)
        seal_the_day(work, rules)
        owed = [row for row in outbox.claim(work, 9, 30) if row.reason is Reason.ANCHORED]
        assert [row.to for row in owed] == [ToGroup("security")]
        reader = Reader(person=None, platform=Platform.WECOM, address="robot:security")
        scene = Scene(
            work=work,
            office=Office.open(work, rules),
            reader=reader,
            voice=Voice("zh", rules.zone),
        )
        card = writing.card_for(scene, owed[0].subject)
        assert card is not None
        assert journal.head(work, rules.school).hash in card.body[0]

    await store.transact(job)


async def test_nothing_is_sealed_where_nothing_happened(store: Store, rules: Rules) -> None:
    def job(work: Work) -> bool:
        places.bind_group(work, rules.school, "security", Platform.WECOM, "robot:security")
        return seal_the_day(work, rules)

    assert not await store.transact(job)


async def test_a_day_that_was_missed_is_sealed_at_the_next_start(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    """Killed at three minutes past six, started again: the head leaves the house all the same."""

    def begins(work: Work) -> None:
        places.bind_group(work, rules.school, "security", Platform.WECOM, "robot:security")
        something_happened(work, rules)

    def starts(work: Work) -> tuple[int, bool]:
        seal_what_was_missed(work, rules)
        return outbox.owed(work).count, outbox.was_owed(work, rules.school, "seal/2026-11-25")

    await store.transact(begins)
    assert await store.transact(starts) == (0, False)
    clock.push(timedelta(hours=18))  # three in the morning
    assert await store.transact(starts) == (1, True)
    clock.push(timedelta(hours=14))
    assert await store.transact(starts) == (1, True)


async def test_what_was_sealed_in_time_is_not_sealed_again_at_a_start(
    store: Store, rules: Rules, clock: PushedClock
) -> None:
    def begins(work: Work) -> None:
        places.bind_group(work, rules.school, "security", Platform.WECOM, "robot:security")
        something_happened(work, rules)

    def seals_and_starts(work: Work) -> int:
        seal_the_day(work, rules)
        seal_what_was_missed(work, rules)
        return outbox.owed(work).count

    await store.transact(begins)
    clock.push(timedelta(hours=9, minutes=3, seconds=1))
    assert await store.transact(seals_and_starts) == 1
    clock.push(timedelta(hours=8))
    await store.transact(lambda work: seal_what_was_missed(work, rules))
    assert (await store.read(outbox.owed)).count == 1


async def test_a_school_that_had_not_begun_missed_nothing(store: Store, rules: Rules) -> None:
    def begins(work: Work) -> bool:
        places.bind_group(work, rules.school, "security", Platform.WECOM, "robot:security")
        something_happened(work, rules)
        return seal_what_was_missed(work, rules)

    assert not await store.transact(begins)
