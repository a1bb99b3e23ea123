"""One tap, one decision: whoever taps, however often, from wherever."""

import asyncio

from bot.approvals.request import State, Verdict
from bot.taps import Tap, Verb
from sandbox.exchange import Toast
from sandbox.town import Town
from tests.stories.cases import approved_up_to, filed, journal_kinds, the_request

CHIEF = "雷默言"


async def to_the_chief(here: Town) -> None:
    await filed(here)
    await approved_up_to(here, "牧星野")
    await here.stage[CHIEF].sees("同意")


async def tap_payload(here: Town, who: str, payload: str) -> Toast | None:
    """Presses whatever button is newest on `who`'s phone, with a payload of the test's own."""
    phones = here.platforms.telegram.phones
    address = here.stage[who].phone.address
    bubble = phones.bubbles(address)[-1]
    return await phones.tap(address, bubble.id, payload)


async def test_a_hundred_taps_at_once_are_one_decision(taishan: Town) -> None:
    await to_the_chief(taishan)
    request = await the_request(taishan)
    tap = Tap(Verb.APPROVE, request.id, request.token).packed()
    toasts = await asyncio.gather(*(tap_payload(taishan, CHIEF, tap) for _ in range(100)))
    after = await the_request(taishan)
    assert [d.by for d in after.decisions if d.step == 1] == [request.open_seats[0].persons[0]]
    assert (await journal_kinds(taishan)).count("request.decided") == 2
    # Every tap was answered: once with the decision, otherwise with who had decided.
    assert all(toast is not None for toast in toasts)
    assert sum("已同意 调阅" in toast.text for toast in toasts if toast) == 1


async def test_approve_and_reject_at_once_leave_one_verdict(taishan: Town) -> None:
    await to_the_chief(taishan)
    request = await the_request(taishan)
    both = [Tap(v, request.id, request.token).packed() for v in (Verb.APPROVE, Verb.REJECT)]
    await asyncio.gather(*(tap_payload(taishan, CHIEF, tap) for tap in both * 10))
    await taishan.stage["温若谷"].sees("同意")
    made = [d for d in (await the_request(taishan)).decisions if d.step == 1]
    assert [d.verdict for d in made] == [Verdict.APPROVE]


async def test_a_stale_tap_changes_nothing_and_says_so(taishan: Town) -> None:
    await to_the_chief(taishan)
    request = await the_request(taishan)
    stale = Tap(Verb.APPROVE, request.id, request.token - 1).packed()
    toast = await tap_payload(taishan, CHIEF, stale)
    assert toast is not None
    assert toast.text
    assert await the_request(taishan) == request


async def test_a_forged_payload_is_answered_and_changes_nothing(taishan: Town) -> None:
    await to_the_chief(taishan)
    before = await the_request(taishan)
    for payload in (
        "approve",
        "v1:ap:99:1:",
        "v1:ap:1:x:",
        "v9:ap:1:2:",
        "v1:zz:1:2:",
        "'; --",
    ):
        toast = await tap_payload(taishan, CHIEF, payload)
        assert toast is not None
        assert toast.text, payload
    assert await the_request(taishan) == before


async def test_only_the_person_asked_can_press_a_forwarded_button(taishan: Town) -> None:
    await to_the_chief(taishan)
    request = await the_request(taishan)
    tap = Tap(Verb.APPROVE, request.id, request.token).packed()
    toast = await tap_payload(taishan, "乔木", tap)
    assert toast is not None
    assert "本人" in toast.text  # the requester: never his own
    officer = await tap_payload_of(taishan, "9001002", tap)
    assert officer is not None
    assert officer.text
    assert (await the_request(taishan)).step == 1


async def tap_payload_of(here: Town, address: str, payload: str) -> Toast | None:
    phones = here.platforms.telegram.phones
    await phones.say(address, "帮助")
    while not (bubbles := [b for b in phones.bubbles(address) if not b.author]):
        await phones.changed(phones.revision, 5)
    return await phones.tap(address, bubbles[-1].id, payload)


async def test_two_requests_decided_in_one_second_both_count(taishan: Town) -> None:
    await filed(taishan)
    await filed(taishan)
    await approved_up_to(taishan, "牧星野", "牧星野")
    await taishan.stage[CHIEF].sees("监控查看申请单 调阅〔2026〕0001")
    await taishan.stage[CHIEF].sees("监控查看申请单 调阅〔2026〕0002")
    taps = [
        Tap(Verb.APPROVE, r.id, r.token)
        for r in [await the_request(taishan, n) for n in (1, 2)]
    ]
    await asyncio.gather(*(tap_payload(taishan, CHIEF, tap.packed()) for tap in taps))
    for number in (1, 2):
        assert (await the_request(taishan, number)).step == 2


async def test_a_refusal_needs_a_reason_typed_or_tapped(taishan: Town) -> None:
    await to_the_chief(taishan)
    chief = taishan.stage[CHIEF]
    await chief.taps("不同意")
    await chief.says("不行")
    await chief.sees("5", fresh=True)  # too short; asked again, nothing lost
    assert (await the_request(taishan)).state is State.IN_APPROVAL
    await chief.says("请先在失物招领处查找")
    await chief.sees("不同意 ·")
    after = await the_request(taishan)
    assert after.state is State.REJECTED
    assert after.decisions[-1].reason == "请先在失物招领处查找"
    await taishan.stage["乔木"].sees("请先在失物招领处查找")


async def test_the_requester_withdraws_and_every_card_shows_it(taishan: Town) -> None:
    await to_the_chief(taishan)
    await taishan.stage["乔木"].taps("撤回申请")
    await taishan.stage[CHIEF].sees("已撤回")
    assert (await the_request(taishan)).state is State.WITHDRAWN
    request = await the_request(taishan)
    toast = await tap_payload(taishan, CHIEF, Tap(Verb.APPROVE, 1, request.token - 1).packed())
    assert toast is not None
    assert toast.text
    assert (await the_request(taishan)).state is State.WITHDRAWN
