"""Behind every door: who may not see a case hears what he would hear if there were none."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.actions import filing
from bot.actions.office import Office, Rules
from bot.approvals.request import Request
from bot.cards import Card
from bot.handlers.dispatch import dispatch
from bot.handlers.taps import OF_A_CASE
from bot.handlers.visit import Answer
from bot.people.person import Person
from bot.platforms.ports import Inbound, Said, Tapped
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import card_for
from bot.writing.scene import Reader, Scene
from storage.store import Store, Work

NEVER = 424242
PARTY = "那位当事同事"


def named(office: Office, name: str) -> Person:
    return next(p for p in office.directory.persons.values() if p.name == name)


def lost_phone(work: Work, rules: Rules) -> tuple[Office, Request]:
    office = Office.open(work, rules)
    answers = {
        "for_student": False,
        "reason": "loss",
        "zones": ["B-Z06"],
        "span": {
            "from": (office.now - timedelta(days=1)).isoformat(),
            "to": (office.now - timedelta(hours=23)).isoformat(),
        },
        "content": "看谁拿走了桌上的书包",
        "purpose": "失主请求协助查找书包去向",
        "parties": [PARTY],
        "viewers": [{"id": "", "name": "乔木"}],
    }
    return office, filing.file(work, office, named(office, "乔木"), "footage", answers)


def hears(work: Work, rules: Rules, who: Person, what: Said | Tapped) -> Answer:
    account = who.accounts[0]
    inbound = Inbound(
        key=f"{what}",
        platform=account.platform,
        sender=account.address,
        chat=account.address,
        private=True,
        at=work.now,
        what=what,
    )
    return dispatch(work, rules, inbound)


def words(answer: Answer) -> str:
    return "\n".join([answer.toast, *(text for card in answer.cards for text in said(card))])


def said(card: Card) -> Iterator[str]:
    yield from (card.title, *card.body, *card.notes, card.closed)
    yield from (fact.value for fact in card.facts)


WAYS = ("/case {number}", "查 {number}", "查 1", "case 调阅{year}-1", "查调阅（{year}）1")


async def test_a_number_opens_the_case_for_whoever_it_concerns(
    store: Store, taishan: Rules
) -> None:
    def look(work: Work) -> None:
        office, request = lost_phone(work, taishan)
        for way in WAYS:
            text = way.format(number=request.number, year=office.now.year)
            for name in ("乔木", "雷默言", "温若谷"):
                shown = words(hears(work, taishan, named(office, name), Said(text)))
                assert request.number in shown, (text, name)
                assert "失主请求协助" in shown

    await store.transact(look)


async def test_to_everybody_else_it_is_a_number_nobody_was_given(
    store: Store, taishan: Rules
) -> None:
    def look(work: Work) -> None:
        office, request = lost_phone(work, taishan)
        never = request.number.replace("0001", "7777")
        for name in ("舒望", "柳承砚", "科任老师乙", "应北辰"):
            outsider = named(office, name)
            for way in WAYS:
                said = way.format(number=request.number, year=office.now.year)
                heard = words(hears(work, taishan, outsider, Said(said)))
                assert "或者它与您无关" in heard
            there, not_there = (
                words(hears(work, taishan, outsider, Said(f"/case {number}"))).replace(
                    number, ""
                )
                for number in (request.number, never)
            )
            assert there == not_there

    await store.transact(look)


@pytest.mark.parametrize("verb", sorted(OF_A_CASE))
async def test_an_outsiders_tap_learns_nothing(
    store: Store, taishan: Rules, verb: Verb
) -> None:
    def tap(work: Work) -> None:
        office, request = lost_phone(work, taishan)
        for name in ("舒望", "柳承砚"):
            there, not_there = (
                words(hears(work, taishan, named(office, name), Tapped(tap.packed(), {})))
                for tap in (Tap(verb, request.id, request.token), Tap(verb, NEVER, 1))
            )
            assert there == not_there
            assert "过时" in there

    await store.transact(tap)


async def test_who_is_concerned_stands_on_the_reviewers_card_only(
    store: Store, taishan: Rules
) -> None:
    def look(work: Work) -> None:
        office, _request = lost_phone(work, taishan)
        told = {
            name: PARTY in words(hears(work, taishan, named(office, name), Said("查 1")))
            for name in ("乔木", "雷默言", "温若谷")
        }
        # The director may look, but is not asked yet.
        assert told == {"乔木": True, "雷默言": True, "温若谷": False}

    await store.transact(look)


async def test_a_card_in_the_wrong_hands_says_nothing_new(store: Store, taishan: Rules) -> None:
    """Who left the school, or another person who has the account now, reads an edit of it."""

    def look(work: Work) -> None:
        office, request = lost_phone(work, taishan)
        for person in (None, named(office, "舒望")):
            for subject in (f"ask/{request.id}/0/0", f"status/{request.id}"):
                card = card_for(scene(work, office, person), subject)
                assert card is not None
                assert list(said(card))[1:] == ["审批中"]
                assert card.facts == card.buttons == ()

    await store.transact(look)


def scene(work: Work, office: Office, person: Person | None) -> Scene:
    account = named(office, "舒望").accounts[0]
    reader = Reader(person=person, platform=account.platform, address=account.address)
    return Scene(work=work, office=office, reader=reader, voice=Voice("zh", office.rules.zone))
