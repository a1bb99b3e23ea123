"""What is written down: every step in the journal, no name in a group, no secret in a log."""

import io
from collections.abc import Iterator

import pytest

from bot import logs
from bot.actions.sealing import seal_the_day
from sandbox.stories.lost_phone import play
from sandbox.town import Town
from storage import journal
from tests.stories.cases import journal_kinds, says

pytestmark = pytest.mark.slow


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The log as an operator would keep it, with everything in it."""
    kept = io.StringIO()
    logs.set_up(level="DEBUG", stream=kept)
    yield kept
    logs.set_up(level="WARNING")


async def test_a_whole_case_is_in_the_journal_and_verifies(taishan: Town) -> None:
    await play(taishan)
    kinds = await journal_kinds(taishan)
    assert kinds == [
        "request.filed",
        "request.step_opened",
        "task.taken",
        "task.done",  # the footage is held
        *["request.decided", "request.step_passed", "request.step_opened"] * 3,
        "request.decided",
        "request.step_passed",
        "request.approved",
        "task.taken",
        "task.done",  # an appointment
        "task.done",  # the undertaking
        "task.done",  # the check-in
        "book.entered",
        "task.done",  # the viewing, with the entry of the room
        "book.entered",
        "task.done",  # and its own
        "task.done",  # the hold is released
        "request.carried",
    ]
    store = taishan.product.store
    assert await store.read(lambda work: journal.verify(work, "taishan")) is None


async def test_the_journal_holds_no_names_and_no_reasons(taishan: Town) -> None:
    await play(taishan)
    entries = await taishan.product.store.read(
        lambda work: list(journal.entries(work, "taishan"))
    )
    told = "".join(str(entry.data) for entry in entries)
    assert "乔木" not in told
    assert "手机" not in told


async def test_no_token_and_no_secret_in_the_log(taishan: Town, stream: io.StringIO) -> None:
    await play(taishan)
    corp, telegram = taishan.platforms.wecom.corp, taishan.platforms.telegram
    telegram.faults.drop("sendMessage", 1, after=False)
    corp.faults.plan("/cgi-bin/message/send", lose_answer=True)
    for name in ("雷默言", "牧星野"):
        await taishan.stage[name].says("帮助")  # the answer is lost, and the log tells
        await says(taishan.stage[name], "待办", "目前没有等您审批的申请")
    written = stream.getvalue()
    assert "lost" in written
    app = next(iter(corp.apps.values()))
    secrets = (telegram.token, app.secret, app.token, app.aes_key)
    for secret in (*secrets, app.access_token, *corp.robots):
        assert secret not in written


async def test_the_day_is_sealed_in_the_security_group(taishan: Town) -> None:
    await play(taishan)
    branch = taishan.product.branches["taishan"]
    await taishan.product.store.transact(lambda work: seal_the_day(work, branch.rules))
    taishan.product.delivery.ring()
    group = taishan.stage.groups["security"]
    wecom = taishan.platforms.wecom.exchange
    while not (said := wecom.bubbles(group.chat)):
        await wecom.changed(wecom.revision, 5)
    head = await taishan.product.store.read(lambda work: journal.head(work, "taishan"))
    assert any(head.hash in bubble.text for bubble in said)
    for name in ("乔木", "牧星野", "雷默言"):
        assert not any(name in bubble.text + bubble.title for bubble in said)
