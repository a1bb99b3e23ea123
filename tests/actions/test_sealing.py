"""The journal's daily head leaves the house, once a day."""

from bot import writing
from bot.actions.office import Office, Rules
from bot.actions.sealing import seal_the_day
from bot.notices import Reason, ToGroup
from bot.people.person import Platform
from bot.speech import Voice
from bot.writing.scene import Reader, Scene
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
