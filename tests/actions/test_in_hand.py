"""While somebody is asked about a card, news of it are not written over the question."""

from datetime import timedelta

import pytest

from bot.actions import deciding, erasing, in_hand
from bot.actions.announcing import asking
from bot.actions.office import Office, Rules
from bot.approvals.request import Request, Verdict
from bot.people.person import PersonId, Platform
from storage import drafts, outbox, people
from storage.store import Store, Work
from tests.actions.switched import TELEGRAM, WECOM, Deliveries, also_on
from tests.actions.test_switching import asks, filed


def asked(
    work: Work, rules: Rules, reads: Platform = TELEGRAM
) -> tuple[Request, PersonId, Deliveries]:
    """The first approver was asked for his reason; in Telegram in the message of his card."""
    office, request = filed(work, rules)
    (first,) = request.open_seats[0].persons
    for account in office.directory[first].accounts:
        people.unbind(work, rules.school, account.platform, account.address)
    also_on(work, rules, first, reads)
    post = Deliveries(work, rules)
    post.leaves()
    drafts.open(work, rules.school, first, f"verdict:{request.id}:{request.token}:return", {})
    return request, first, post


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
        assert edited(work, request, post) == 1

    await store.transact(story)


async def test_where_the_question_is_a_message_of_its_own_news_come_at_once(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, first, post = asked(work, taishan, WECOM)
        assert edited(work, request, post) == 1
        erasing.discard(work, drafts.all_of(work, request.school, first)[0])
        assert asks(post.leaves()) == []  # such a card can be changed only once

    await store.transact(story)


async def test_given_up_it_makes_room_for_the_card(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        request, first, post = asked(work, taishan)
        assert edited(work, request, post) == 0
        erasing.discard(work, drafts.all_of(work, request.school, first)[0])
        assert len(asks(post.leaves())) == 1

    await store.transact(story)


async def test_that_it_is_settled_is_told_over_any_question(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        request, first, post = asked(work, taishan)
        office = Office.open(work, taishan)
        by, yes = office.directory[first], Verdict.APPROVE
        deciding.decide(work, office, by, request.id, token=request.token, verdict=yes)
        settled = [one for one in post.leaves() if one.subject == asking(request, 0)]
        assert [one.edited for one in settled] == [True]

    await store.transact(story)


@pytest.mark.parametrize(
    ("purpose", "card"),
    [
        ("verdict:12:3:reject", "ask/12"),
        ("outcome:5", "task/5"),
        ("begin:footage:5", "task/5"),
        ("amend:12", "status/12"),
        ("file:footage", ""),
        ("pin:prove:12:3", ""),
    ],
)
def test_which_card_a_form_is_about(purpose: str, card: str) -> None:
    assert in_hand.card_of(purpose) == card
