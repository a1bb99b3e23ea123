"""In which language somebody is answered: a person in his own, a group in the school's."""

from dataclasses import replace
from typing import Any

import pytest

from bot import writing
from bot.actions.office import Office, Rules
from bot.actions.owing import ADMIN
from bot.delivery.packing import at
from bot.handlers import dispatch
from bot.handlers.visit import Answer
from bot.notices import About, subject
from bot.people.person import Platform
from bot.platforms.ports import Inbound, Said, Tapped
from bot.speech import Voice
from bot.taps import Tap, Verb
from sandbox.clock import SCHOOL_DAY
from storage import invites, people, places, snapshots
from storage.store import Store, Work

GROUP, NEWCOMER = "-100500", "919191"
ZH, EN = Voice("zh"), Voice("en")
TRIAL = "security@telegram"


def administrator(work: Work) -> str:
    """The address of one who chose English."""
    directory = snapshots.snapshot(work, "taishan").directory
    person, account = next(
        (person, account)
        for person in directory.holders(ADMIN)
        for account in person.accounts
        if account.platform is Platform.TELEGRAM
    )
    people.set_language(work, "taishan", person.id, "en")
    return account.address


def heard(work: Work, rules: Rules, sender: str, what: Any, **more: Any) -> Answer:
    given = {"chat": sender, "private": True, "language": "", **more}
    update = Inbound(
        platform=Platform.TELEGRAM, key="1", sender=sender, at=SCHOOL_DAY, what=what, **given
    )
    return dispatch.dispatch(work, rules, update)


IN_GROUP = {"chat": GROUP, "private": False}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_group_hears_the_school_s_language_whoever_speaks(
    store: Store, taishan: Rules, language: str
) -> None:
    rules = replace(taishan, language=language)

    def play(work: Work) -> list[str]:
        sender = administrator(work)
        known = heard(work, rules, sender, Said("/new"), **IN_GROUP)
        stranger = heard(work, rules, NEWCOMER, Said("/new"), **IN_GROUP, language="en")
        refused = heard(work, rules, sender, Said("/bind nonsense"), **IN_GROUP)
        return [answer.cards[0].title for answer in (known, stranger, refused)]

    alone, alone_too, refused = await store.transact(play)
    voice = Voice(language)
    assert alone == alone_too == voice.say("group.alone")
    assert ("群" in refused) is (language == "zh")


async def test_help_in_a_group_says_what_works_there(store: Store, taishan: Rules) -> None:
    def play(work: Work) -> list[str]:
        titles = []
        for _ in range(2):
            answer = heard(work, taishan, NEWCOMER, Said("/help"), **IN_GROUP)
            titles.append(answer.cards[0].title)
            places.bind_group(work, "taishan", "security", Platform.TELEGRAM, f"{GROUP}#7")
        return titles

    said = await store.transact(play)
    assert said == [ZH.say("group.joined"), ZH.say("group.help")]


async def test_a_tap_in_a_group_answers_the_finger_in_its_own_language(
    store: Store, taishan: Rules
) -> None:
    def play(work: Work) -> Answer:
        sender = administrator(work)
        places.bind_group(
            work, "taishan", "security", Platform.TELEGRAM, GROUP, confirmed=False
        )
        seen = Tapped(Tap(Verb.SEEN_GROUP, arg=TRIAL).packed(), {"chat": GROUP, "message": 1})
        return heard(work, taishan, sender, seen, **IN_GROUP)

    answer = await store.transact(play)
    assert answer.toast == EN.say("group.confirmed_toast")
    assert answer.cards[0].closed == ZH.say("group.confirmed")


async def test_a_newcomer_is_welcomed_in_what_his_client_speaks(
    store: Store, taishan: Rules
) -> None:
    def play(work: Work) -> tuple[str, str]:
        first = heard(work, taishan, NEWCOMER, Said("你好"), language="en")
        everybody = snapshots.snapshot(work, "taishan").directory.persons.values()
        person = next(iter(everybody))
        others = [replace(p, language="") if p is person else p for p in everybody]
        people.replace_people(work, "taishan", others)
        code = invites.create(work, "taishan", person.id)
        heard(work, taishan, NEWCOMER, Said(f"/start {code}"), language="en")
        office = Office.open(work, taishan)
        scene = at(work, office, office.directory[person.id], Platform.TELEGRAM, NEWCOMER)
        card = writing.card_for(scene, subject(About.WELCOME, person.id))
        assert card
        return first.cards[0].title, card.title

    asked, welcome = await store.transact(play)
    assert "binding code" in asked
    assert welcome.startswith("Welcome")


async def test_the_language_is_chosen_by_a_tap_and_by_a_word(
    store: Store, taishan: Rules
) -> None:
    def play(work: Work) -> list[str]:
        sender = administrator(work)
        card = heard(work, taishan, sender, Said("/language")).cards[0]
        labels = [button.text for row in card.buttons for button in row]
        chinese = card.buttons[0][0]
        assert chinese.tap
        tapped = Tapped(chinese.tap.packed(), {"chat": sender, "message": 1})
        spoken = (tapped, Said("English"), Said("English"), Said("中文"))
        titles = [heard(work, taishan, sender, what).cards[0].title for what in spoken]
        return [*labels, *titles]

    said = await store.transact(play)
    set_ = "language.set"
    assert said == [
        "中文", "✓ English",
        ZH.say(set_), EN.say(set_), EN.say(set_), ZH.say(set_),
    ]  # fmt: skip
