"""The commands beside the input line follow who somebody is and what he reads."""

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from bot.actions.office import Office, Rules
from bot.handlers import commands, dispatch, looking, offering
from bot.handlers.offering import COMMANDS, OF_ADMINISTRATORS, PRIVATE, Offering, Shelf
from bot.people.person import Account, Platform
from bot.platforms.ports import Inbound, Said
from bot.platforms.telegram import connect
from bot.speech import Voice
from sandbox.clock import PushedClock
from sandbox.telegram import Standin, serve
from storage import people, snapshots
from storage.store import Store, Work

XIN = "919191"


@pytest.fixture
async def standin(clock: PushedClock) -> AsyncIterator[Standin]:
    async with serve(clock.now) as one:
        yield one


@pytest.fixture
async def school(store: Store, taishan: Rules, standin: Standin) -> AsyncIterator[Offering]:
    async with aiohttp.ClientSession() as session:
        line = connect(session, token=standin.token, base_url=standin.url)
        yield Offering(store, taishan, line.menu)


def one_on_telegram(work: Work, *, admin: bool) -> Account:
    people_ = snapshots.snapshot(work, "taishan").directory.persons.values()
    return next(
        account
        for person in people_
        for account in person.accounts
        if account.platform is Platform.TELEGRAM and person.holds("admin") is admin
    )


def chooses(work: Work, address: str, language: str) -> None:
    person = snapshots.snapshot(work, "taishan").directory.at(Platform.TELEGRAM, address)
    assert person
    people.set_language(work, "taishan", person.id, language)


def test_everything_offered_is_understood() -> None:
    said = {name for shelf in COMMANDS.values() for name in shelf} | set(OF_ADMINISTRATORS)
    elsewhere = {"case", "fault", "bind"}  # with words behind them
    assert {f"/{name}" for name in said - elsewhere} <= set(commands.COMMANDS)
    assert looking.COMMAND.fullmatch("/case 12")
    spoken = [
        Voice(language).say(f"commands.{name}") for language in ["zh", "en"] for name in said
    ]
    assert all(1 <= len(one) <= 256 for one in spoken)


async def test_everybody_reads_in_his_clients_language(
    school: Offering, standin: Standin
) -> None:
    await school.look()
    phones = standin.phones
    phones.enter(XIN, "Xin", language_code="en")
    assert dict(phones.commands(XIN))["new"] == Voice("en").say("commands.new")
    assert [name for name, _ in phones.commands(XIN)] == list(PRIVATE)
    group = phones.create_group("安保群", [XIN])
    assert [name for name, _ in phones.commands(XIN, group)] == list(COMMANDS[Shelf.GROUP])
    assert dict(phones.commands(XIN, group))["new"] == Voice("zh").say("commands.new")
    assert "binding code" in phones.greeting(XIN)


async def test_whoever_chose_another_language_gets_a_list_of_his_own(
    school: Offering, store: Store, standin: Standin
) -> None:
    account = await store.read(lambda work: one_on_telegram(work, admin=False))
    await standin.phones.start(account.address)
    await school.look()
    assert dict(standin.phones.commands(account.address))["my"] == "我的申请"

    await store.transact(lambda work: chooses(work, account.address, "en"))
    await school.look()
    assert dict(standin.phones.commands(account.address))["my"] == "my requests"

    before = len(standin.calls)
    await school.look()
    assert len(standin.calls) == before, "nothing changed, nothing is told"

    await store.transact(lambda work: chooses(work, account.address, "zh"))
    await school.look()
    assert dict(standin.phones.commands(account.address))["my"] == "我的申请"


async def test_an_administrator_has_his_commands_once_he_has_spoken(
    school: Offering, store: Store, standin: Standin
) -> None:
    account = await store.read(lambda work: one_on_telegram(work, admin=True))
    standin.phones.enter(account.address, "管理员")
    await school.look()  # refused: he never spoke to the bot
    assert "groups" not in dict(standin.phones.commands(account.address))
    await standin.phones.start(account.address)
    for _ in range(offering.AGAIN + 1):
        await school.look()
    assert "groups" in dict(standin.phones.commands(account.address))


async def test_the_first_word_tells_a_language_and_a_choice_outlives_it(
    store: Store, taishan: Rules
) -> None:
    account = await store.read(lambda work: one_on_telegram(work, admin=False))

    def language(work: Work) -> str:
        person = snapshots.snapshot(work, "taishan").directory.at(
            Platform.TELEGRAM, account.address
        )
        assert person
        return person.language

    def unlisted(work: Work) -> None:
        everybody = snapshots.snapshot(work, "taishan").directory.persons.values()
        people.replace_people(work, "taishan", [replace(p, language="") for p in everybody])

    def says(work: Work, text: str, client: str) -> str:
        heard = Inbound(
            platform=Platform.TELEGRAM,
            key=text,
            sender=account.address,
            chat=account.address,
            private=True,
            at=Office.open(work, taishan).now,
            what=Said(text),
            language=client,
        )
        return dispatch.dispatch(work, taishan, heard).cards[0].title

    await store.transact(unlisted)
    assert await store.read(language) == "zh"
    title = await store.transact(lambda work: says(work, "help", "en"))
    assert title == Voice("en").say("help.title"), "the very first answer is in English"
    title = await store.transact(lambda work: says(work, "help", "zh"))
    assert title == Voice("en").say("help.title"), "his other client changes nothing"
    await store.transact(lambda work: chooses(work, account.address, "zh"))
    title = await store.transact(lambda work: says(work, "help", "en"))
    assert title == Voice("zh").say("help.title")
    await store.transact(unlisted)
    assert await store.read(language) == "zh"
