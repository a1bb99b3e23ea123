"""A date of another year says so on one's own pages and in groups, as it does in a chat."""

from dataclasses import replace
from datetime import timedelta

from bot.actions.office import Office, Rules
from bot.delivery.packing import Branch
from bot.handlers.visit import Visit
from bot.web.counter import visiting
from bot.web.desk import Login
from storage.store import Store, Work
from tests.actions.kinds import called


async def on_page(store: Store, rules: Rules) -> Visit:
    def job(work: Work) -> Visit:
        account = called(Office.open(work, rules), "乔木").accounts[0]
        login = Login(platform=account.platform, address=account.address)
        visit = visiting(work, Branch(rules=rules, messengers={}), login, "h5:1")
        assert visit
        return visit

    return await store.read(job)


async def test_last_year_is_named(store: Store, taishan: Rules) -> None:
    page = await on_page(store, taishan)
    group = replace(page, inbound=replace(page.inbound, private=False, chat="-1"))
    past = page.office.now - timedelta(days=365)
    for voice in (page.voice, group.read_here.voice):
        assert voice.brief(past).startswith(f"{past.year}年")
        assert not voice.brief(page.office.now).startswith("20")
