"""While somebody is asked about a card, news of it are not written over the question."""

from datetime import timedelta

import pytest

from bot.actions import deciding, erasing, in_hand
from bot.actions.announcing import asking
from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.approvals.request import Request, Verdict
from bot.delivery.packing import Parcel, claim
from bot.delivery.worker import settle
from bot.notices import Reason, ToPerson
from bot.people.person import PersonId
from bot.platforms.ports import Delivered
from storage import drafts, messages, outbox, people
from storage.drafts import DraftRow
from storage.store import Store, Work
from tests.actions.switched import TELEGRAM, Deliveries, also_on
from tests.actions.test_switching import asks, filed


def asked(work: Work, rules: Rules) -> tuple[Request, DraftRow, Deliveries]:
    """The first approver was asked for his reason in the message of his card."""
    office, request = filed(work, rules)
    first = first_of(request)
    for account in office.directory[first].accounts:
        people.unbind(work, rules.school, account.platform, account.address)
    also_on(work, rules, first, TELEGRAM)
    post = Deliveries(work, rules)
    post.leaves()
    (card,) = messages.of(work, rules.school, asking(request, 0))
    purpose = f"verdict:{request.id}:{request.token}:return"
    row = drafts.open(work, rules.school, first, purpose, {}, message=card.id)
    return request, row, post


def first_of(request: Request) -> PersonId:
    (first,) = request.open_seats[0].persons
    return first


def edited(work: Work, request: Request, post: Deliveries) -> int:
    outbox.owe_refresh(work, request.school, asking(request, 0))
    return len(asks(post.leaves()))


async def test_the_question_stands_for_half_an_hour(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        request, _, post = asked(work, taishan)
        assert edited(work, request, post) == 0
        work.now += in_hand.A_WHILE - timedelta(seconds=1)
        assert edited(work, request, post) == 0
        work.now += timedelta(seconds=1)
        assert len(asks(post.leaves())) == 1

    await store.transact(story)


async def test_whoever_put_his_phone_away_finds_the_news_on_his_card(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, row, post = asked(work, taishan)
        assert edited(work, request, post) == 0
        work.now += timedelta(minutes=20)
        drafts.touch(work, row)
        work.now += timedelta(minutes=20)
        assert asks(post.leaves()) == []  # he went on meanwhile
        work.now += timedelta(minutes=10)
        assert len(asks(post.leaves())) == 1

    await store.transact(story)


async def test_where_the_question_is_a_message_of_its_own_news_come_at_once(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, row, post = asked(work, taishan)
        drafts.open(work, row.school, row.person, row.purpose, {})
        assert edited(work, request, post) == 1
        erasing.discard(work, drafts.all_of(work, request.school, row.person)[0])
        assert asks(post.leaves()) == []  # such a card can be changed only once

    await store.transact(story)


@pytest.mark.parametrize("ends", [erasing.discard, in_hand.over])
async def test_however_the_question_ends_it_makes_room_for_the_card(
    ends: object, store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, row, post = asked(work, taishan)
        assert edited(work, request, post) == 0
        assert callable(ends)
        ends(work, row)
        assert len(asks(post.leaves())) == 1

    await store.transact(story)


async def test_a_notice_that_would_change_the_card_waits_and_does_not_take_the_question(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, row, post = asked(work, taishan)
        office, to = Office.open(work, taishan), ToPerson(row.person)
        owe(work, office, to, Reason.ASKED, asking(request, 0), "once more")
        assert asks(post.leaves()) == []
        in_hand.over(work, row)
        assert len(asks(post.leaves())) == 1

    await store.transact(story)


async def test_a_tap_names_the_lowest_message_of_a_long_card(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, row, post = asked(work, taishan)
        outbox.owe_refresh(work, request.school, asking(request, 0), only=row.message or 0)
        drafts.drop(work, row)
        (one,) = claim(work, {taishan.school: post.branch}, 50, 30.0)
        assert isinstance(one, Parcel)
        names = {"chat": "1", "message": 11}
        longer = Delivered({**names, "above": [10]}, tapped=names)
        settle(work, post.branch, one, longer, 0.0)
        key = messages.key_of(names)
        found = messages.by_ref(work, request.school, TELEGRAM, key)
        assert found
        assert found.ref == longer.ref
        assert messages.of(work, request.school, asking(request, 0)) == [found]

    await store.transact(story)


async def test_that_it_is_settled_is_told_over_any_question(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, _, post = asked(work, taishan)
        office = Office.open(work, taishan)
        by, yes = office.directory[first_of(request)], Verdict.APPROVE
        deciding.decide(work, office, by, request.id, token=request.token, verdict=yes)
        settled = [one for one in post.leaves() if one.subject == asking(request, 0)]
        assert [one.edited for one in settled] == [True]

    await store.transact(story)
