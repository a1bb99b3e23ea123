"""Every way Telegram or the network says no, and what the adapter makes of it."""

import logging
import socket
from typing import Any

import aiohttp
import pytest

from bot.cards import Button, Card
from bot.people.person import Account, Platform
from bot.platforms.ports import (
    Delivered,
    FileUnavailable,
    Gone,
    Moved,
    Outcome,
    TryLater,
    Unreachable,
)
from bot.platforms.telegram import Connection, connect
from bot.platforms.telegram.client import Timeouts
from bot.platforms.telegram.outcomes import LONG, SOON, WHILE
from bot.taps import Tap, Verb
from sandbox.telegram import Standin
from tests.telegram.conftest import LI, ZHAO, Clock

TO_LI = Account(platform=Platform.TELEGRAM, address=LI)
CARD = Card(title="申请", buttons=((Button(text="同意", tap=Tap(Verb.APPROVE, 1)),),))
OTHER = Card(title="已同意")


async def sent(line: Connection, card: Card = CARD) -> dict[str, Any]:
    outcome = await line.messenger.send(TO_LI, card)
    assert isinstance(outcome, Delivered), outcome
    return dict(outcome.ref)


@pytest.fixture(autouse=True)
async def started(standin: Standin) -> None:
    await standin.phones.start(LI)


SENDING = [
    (403, "Forbidden: bot was blocked by the user", Unreachable),
    (403, "Forbidden: user is deactivated", Unreachable),
    (403, "Forbidden: bot can't initiate conversation with a user", Unreachable),
    (403, "Forbidden: bot was kicked from the supergroup chat", Unreachable),
    (400, "Bad Request: chat not found", Unreachable),
    (400, "Bad Request: PEER_ID_INVALID", Unreachable),
    (400, "Bad Request: not enough rights to send text messages to the chat", Unreachable),
    (400, "Bad Request: BUTTON_DATA_INVALID", TryLater(seconds=LONG, why="")),
    (401, "Unauthorized", TryLater(seconds=WHILE, why="", whole_platform=True)),
    (404, "Not Found", TryLater(seconds=WHILE, why="", whole_platform=True)),
    (409, "Conflict: x", TryLater(seconds=WHILE, why="", whole_platform=True)),
    (500, "Internal Server Error", TryLater(seconds=SOON, why="", maybe_sent=True)),
    (502, "Bad Gateway", TryLater(seconds=SOON, why="", maybe_sent=True)),
]


@pytest.mark.parametrize(("code", "description", "expected"), SENDING)
async def test_a_refused_send(
    code: int, description: str, expected: Any, standin: Standin, line: Connection
) -> None:
    standin.faults.refuse("sendMessage", 1, code, description)
    outcome = await line.messenger.send(TO_LI, CARD)
    assert_like(outcome, expected)
    assert isinstance(await line.messenger.send(TO_LI, CARD), Delivered)


EDITING = [
    (400, "Bad Request: message is not modified: specified new message…", Delivered),
    (400, "Bad Request: message to edit not found", Gone),
    (400, "Bad Request: message can't be edited", Gone),
    (400, "Bad Request: MESSAGE_ID_INVALID", Gone),
    (403, "Forbidden: bot was blocked by the user", Unreachable),
    (500, "Internal Server Error", TryLater(seconds=SOON, why="")),
]


@pytest.mark.parametrize(("code", "description", "expected"), EDITING)
async def test_a_refused_edit(
    code: int, description: str, expected: Any, standin: Standin, line: Connection
) -> None:
    ref = await sent(line)
    standin.faults.refuse("editMessageText", 1, code, description)
    assert_like(await line.messenger.edit(ref, OTHER), expected)


def assert_like(outcome: Outcome, expected: Any) -> None:
    if isinstance(expected, type):
        assert isinstance(outcome, expected), outcome
        return
    assert isinstance(outcome, TryLater), outcome
    shape = ("seconds", "maybe_sent", "whole_platform")
    assert [getattr(outcome, f) for f in shape] == [getattr(expected, f) for f in shape]


async def test_the_same_card_again_is_already_delivered(
    standin: Standin, line: Connection
) -> None:
    ref = await sent(line)
    assert await line.messenger.edit(ref, CARD) == Delivered(ref)
    assert standin.phones.bubbles(LI)[-1].edits == 0


async def test_a_deleted_card_is_gone(standin: Standin, line: Connection) -> None:
    ref = await sent(line)
    del standin.world.chats[int(LI)].messages[ref["message"]]
    assert isinstance(await line.messenger.edit(ref, OTHER), Gone)


async def test_a_person_who_never_started_or_blocked_the_bot_is_unreachable(
    standin: Standin, line: Connection
) -> None:
    zhao = Account(platform=Platform.TELEGRAM, address=ZHAO)
    assert isinstance(await line.messenger.send(zhao, CARD), Unreachable)
    await standin.phones.block(LI)
    assert isinstance(await line.messenger.send(TO_LI, CARD), Unreachable)
    await standin.phones.unblock(LI)
    assert isinstance(await line.messenger.send(TO_LI, CARD), Delivered)


async def test_a_group_that_moved_tells_where_to(standin: Standin, line: Connection) -> None:
    group = standin.phones.create_group("保卫组", [LI], supergroup=False)
    await standin.phones.add_bot(LI, group)
    posted = await line.messenger.post(group, CARD)
    assert isinstance(posted, Delivered)
    new = await standin.phones.migrate(group)
    assert await line.messenger.post(group, CARD) == Moved(new)
    assert await line.messenger.edit(posted.ref, OTHER) == Moved(new)
    assert isinstance(await line.messenger.post(new, CARD), Delivered)


async def test_the_twenty_first_message_of_a_minute_to_a_group_waits(
    standin: Standin, line: Connection, clock: Clock
) -> None:
    group = standin.phones.create_group("保卫组", [LI])
    await standin.phones.add_bot(LI, group)
    for _ in range(20):
        assert isinstance(await line.messenger.post(group, CARD), Delivered)
    clock.forward(seconds=15)
    refused = await line.messenger.post(group, CARD)
    assert_like(refused, TryLater(seconds=46, why=""))
    clock.forward(seconds=46)
    assert isinstance(await line.messenger.post(group, CARD), Delivered)


async def test_broken_markup_goes_out_as_plain_text(
    standin: Standin, line: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    standin.faults.refuse(
        "sendMessage", 1, 400, "Bad Request: can't parse entities: Unsupported start tag"
    )
    await sent(line, Card(title="a < b", body=("& c",)))
    assert standin.phones.bubbles(LI)[-1].text == "a < b\n\n& c"
    assert not standin.phones.entities(LI, standin.phones.bubbles(LI)[-1].id)
    assert "markup was refused" in caplog.text

    standin.faults.refuse("editMessageText", 1, 400, "Bad Request: can't parse entities: x")
    outcome = await line.messenger.edit(await sent(line), Card(title="<已同意>"))
    assert isinstance(outcome, Delivered)
    assert standin.phones.bubbles(LI)[-1].text == "<已同意>"


async def test_a_lost_answer_may_have_been_sent(standin: Standin, line: Connection) -> None:
    standin.faults.drop("sendMessage", 1, after=True)
    outcome = await line.messenger.send(TO_LI, CARD)
    assert_like(outcome, TryLater(seconds=SOON, why="", maybe_sent=True))
    assert len(standin.phones.bubbles(LI)) == 2


async def test_a_kept_connection_that_was_closed_costs_nothing(
    standin: Standin, line: Connection
) -> None:
    await sent(line)
    for connection in line.bot.request._session.connector._conns.values():
        for protocol, _ in connection:
            protocol.transport.close()
    await sent(line)
    assert len(standin.phones.bubbles(LI)) == 3


async def test_what_nobody_sees_twice_is_asked_twice(
    standin: Standin, line: Connection
) -> None:
    ref = await sent(line)
    standin.faults.drop("editMessageText", 1, after=True)
    assert await line.messenger.edit(ref, OTHER) == Delivered(ref)
    assert standin.phones.bubbles(LI)[-1].title == "已同意"


async def test_an_answer_that_is_too_slow_may_have_been_sent(
    standin: Standin, session: aiohttp.ClientSession
) -> None:
    hasty = connect(
        session, token=standin.token, base_url=standin.url, timeouts=Timeouts(read=0.05)
    )
    standin.faults.delay("sendMessage", 1, 0.5)
    outcome = await hasty.messenger.send(TO_LI, CARD)
    assert_like(outcome, TryLater(seconds=SOON, why="", maybe_sent=True))
    assert len(standin.phones.bubbles(LI)) == 2


async def test_without_a_connection_nothing_was_sent(session: aiohttp.ClientSession) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    nobody = connect(session, token="1:x", base_url=f"http://127.0.0.1:{free}")
    outcome = await nobody.messenger.send(TO_LI, CARD)
    assert_like(outcome, TryLater(seconds=SOON, why="", whole_platform=True))


async def test_a_gateways_page_instead_of_an_answer(standin: Standin, line: Connection) -> None:
    for body in (b"<html>welcome</html>", b"[]", b'{"ok":true}', b'{"ok":true,"result":true}'):
        standin.faults.garble("sendMessage", 1, 200, body)
        outcome = await line.messenger.send(TO_LI, CARD)
        assert isinstance(outcome, TryLater)
        assert outcome.maybe_sent


async def test_a_file_that_is_too_big_unknown_or_interrupted_is_unavailable(
    standin: Standin, line: Connection
) -> None:
    big = standin.world.keep_file("a.mp4", "video/mp4", b"x", size=21 * 1024 * 1024)
    with pytest.raises(FileUnavailable, match="too big"):
        await line.messenger.fetch(big.id)
    with pytest.raises(FileUnavailable):
        await line.messenger.fetch("nonsense")
    good = standin.world.keep_file("a.pdf", "application/pdf", b"x")
    standin.faults.drop("download", 9, after=False)
    with pytest.raises(FileUnavailable):
        await line.messenger.fetch(good.id)
    standin.faults.clear()
    assert await line.messenger.fetch(good.id) == b"x"


async def test_no_token_in_any_log_error_or_repr(
    standin: Standin, line: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = f"<html>no route to /bot{standin.token}/sendMessage</html>".encode()
    outcomes: list[object] = [line, line.bot]
    for code in (400, 401, 404, 502):
        standin.faults.garble("sendMessage", 1, code, page)
        outcomes.append(await line.messenger.send(TO_LI, CARD))
    standin.faults.drop("sendMessage", 1, after=False)
    outcomes.append(await line.messenger.send(TO_LI, CARD))
    try:
        await line.messenger.fetch("nonsense")
    except FileUnavailable as error:
        outcomes.append(error)
    outcomes += [await line.bot.get_me(), await line.messenger.send(TO_LI, CARD)]
    secret = standin.token.partition(":")[2]
    assert secret not in repr(outcomes)
    assert secret not in caplog.text
    assert len(outcomes) == 10
