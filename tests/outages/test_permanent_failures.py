"""What will never arrive where it was to go: within a minute another channel hears of it,
and somebody who can help (C51)."""

from datetime import timedelta

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.actions import alarming
from bot.actions.office import Office
from bot.people.person import Platform
from bot.platforms.ports import Moved, Outcome
from bot.platforms.telegram.outcomes import TOPIC, outcome, says
from bot.platforms.tencent.calling import Declined
from bot.platforms.wecom.errcodes import as_outcome
from sandbox.clock import PushedClock
from storage import places
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.outages.board import Board, delivered
from tests.outages.cases import GROUP, goes_dark

TOPICAL = f"{GROUP}#77"
MINUTE = timedelta(minutes=1)


def telegram(error: TelegramError) -> Outcome:
    return outcome(error, sending=True)


def wecom(code: int) -> Outcome:
    return as_outcome(Declined(code, "no"))


# What happened, the address, what the platform's table makes of it, and who hears of the outage.
TABLE = [
    ("group migrated", GROUP, telegram(ChatMigrated(-100900)), "-100900"),
    ("topic closed", TOPICAL, Moved(GROUP), GROUP),
    ("bot removed", GROUP, telegram(Forbidden("Forbidden: bot was kicked")), "people"),
    ("no right to write", GROUP, telegram(BadRequest("Not enough rights")), "people"),
    ("key revoked", GROUP, wecom(93000), "people"),
    ("not subscribed", GROUP, wecom(846609), "people"),
    ("refused in groups", GROUP, wecom(600039), "people"),
    ("called too often", GROUP, wecom(45009), "people"),
    ("app disabled", GROUP, wecom(50003), "people"),
]


@pytest.mark.parametrize(
    ("happened", "address", "refusal", "heard"), TABLE, ids=[row[0] for row in TABLE]
)
async def test_the_outage_is_heard_of_within_a_minute_and_the_administrator_told(
    store: Store, clock: PushedClock, happened: str, address: str, refusal: Outcome, heard: str
) -> None:
    school = await Case(store, clock, "taishan").moves_in()
    board = Board(refuses=lambda a: refusal if a == address else None)

    def bound(work: Work, office: Office) -> None:
        places.bind_group(work, office.id, "security", Platform.TELEGRAM, address)

    def alarmed(work: Work, office: Office) -> None:
        alarming.alarm(work, office, goes_dark(work, office, ["B-Z06-C01"]))

    await school.acts(bound)
    await school.acts(alarmed)
    await delivered(school, board)
    clock.push(MINUTE / 2)
    await delivered(school, board)
    officer, admins = await school.acts(lambda _w, o: chats_of(o))
    where = [heard] if heard != "people" else officer
    assert any("离线" in title for chat in where for title in board.titles(chat))
    told = [title for chat in admins for title in board.titles(chat)]
    if happened == "topic closed":
        assert any("话题已关闭" in title for title in told)
    elif heard == "people":
        assert any("没有送达" in title for title in told)


def chats_of(office: Office) -> tuple[list[str], list[str]]:
    officer = [a.address for a in called(office, "值班员甲").accounts]
    return officer, [a.address for p in office.directory.holders("admin") for a in p.accounts]


@pytest.mark.parametrize("sentence", ["TOPIC_CLOSED", "Message thread not found"])
def test_a_closed_topic_is_known_by_its_sentence(sentence: str) -> None:
    assert says(BadRequest(sentence), TOPIC)
