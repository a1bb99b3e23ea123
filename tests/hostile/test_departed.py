"""Whoever left the school in the middle of a case: whatever he still holds in his hands."""

from datetime import timedelta

import pytest

from bot.actions import listing, reseating
from bot.approvals.request import State
from bot.people.person import Platform
from bot.people.roles import Deputy
from bot.taps import Tap, Verb
from sandbox.town import Town
from storage import people, snapshots
from storage.store import Work
from tests.stories.cases import (
    approved_up_to,
    filed,
    person_id,
    phone,
    press,
    says,
    stranger,
    the_request,
)
from tests.stories.test_binding import bound_to, invited

pytestmark = pytest.mark.slow


async def leaves(here: Town, *names: str) -> None:
    """The next list does not have them, as `diaoyue people import` takes it."""
    school, gone = here.platforms.school.id, {person_id(here, name) for name in names}

    def imported(work: Work) -> None:
        known = snapshots.snapshot(work, school).directory.persons.values()
        listing.people(work, school, [p for p in known if p.id not in gone])
        reseating.reseat_all(work, here.rules)

    await here.product.store.transact(imported)


async def stands_in(here: Town, name: str, *, of: str) -> None:
    now = here.clock.now()
    deputy = Deputy(
        of=person_id(here, of),
        by=person_id(here, name),
        start=now - timedelta(days=1),
        end=now + timedelta(days=30),
    )
    school = here.platforms.school.id
    await here.product.store.transact(lambda work: people.set_deputy(work, school, deputy))


async def test_an_approver_who_left_neither_reads_nor_signs(taishan: Town) -> None:
    """With the page he had open, his session, his link, his card and its number."""
    await filed(taishan)
    await approved_up_to(taishan, "牧星野", "雷默言", "温若谷")
    vice = taishan.stage["裴云旗"]
    page = await vice.opens()
    assert page.status == 200
    before = await the_request(taishan)
    await leaves(taishan, "裴云旗")
    asked = await the_request(taishan)
    assert person_id(taishan, "裴云旗") not in asked.open_seats[0].persons

    pressed = await page.presses("同意")
    read = await vice.browser().open(page.url)
    for seen in (
        pressed,
        read,
        *[await opened(taishan, vice, p) for p in ("", "mine/1", "t/1")],
    ):
        assert seen.status == 403
        assert "黑色手机" not in seen.text
    for words in ("71", "同意 71", "我的", "1"):
        await says(vice, words, "绑定")
    tap = Tap(Verb.APPROVE, asked.id, asked.token).packed()
    corp = taishan.platforms.wecom.exchange
    await corp.press(vice.phone.address, corp.bubbles(vice.phone.address)[-1].id, tap)
    await says(vice, "你好", "绑定")
    assert (await the_request(taishan)).decisions == before.decisions


async def opened(here: Town, who, path: str):  # type: ignore[no-untyped-def]
    return await who.browser().open(f"{here.settings.web.public_url}/h5/taishan/{path}")


async def test_a_teacher_a_signer_and_his_deputy_who_left_move_nothing_by_their_old_cards(
    taishan: Town,
) -> None:
    await stands_in(taishan, "科任老师乙", of="雷默言")
    await filed(taishan)
    await approved_up_to(taishan, "牧星野")
    teacher, chief = taishan.stage["乔木"], taishan.stage["雷默言"]
    deputy = phone(taishan, "科任老师乙")
    for signer in (chief, deputy):
        await signer.sees("同意")
    await leaves(taishan, "乔木", "雷默言", "科任老师乙")
    now = await the_request(taishan)
    for who in (teacher, chief, deputy):
        for verb in (Verb.APPROVE, Verb.REJECT, Verb.WITHDRAW, Verb.NUDGE, Verb.FILES):
            toast = await press(who, Tap(verb, now.id, now.token).packed())
            assert toast is not None
            assert toast.text
        await says(who, "71", "绑定")
        await says(who, "我的", "绑定")
    after = await the_request(taishan)
    assert (after.state, after.decisions) == (State.IN_APPROVAL, now.decisions)


async def test_a_code_is_worth_nothing_once_its_owner_has_left(taishan: Town) -> None:
    code = await invited(taishan, "方既白")
    await leaves(taishan, "方既白")
    account = stranger(taishan, "9009001")
    await says(account, f"/start {code}", "绑定码")
    assert await bound_to(taishan, account) == ""
    again = stranger(taishan, "laike", Platform.WECOM)
    await says(again, f"绑定 {code}", "绑定码")


async def test_a_code_that_was_passed_on_binds_one_and_its_owner_hears_of_it(
    taishan: Town,
) -> None:
    """Whoever stole it answers for him from then on; he is told where he is."""
    owner = phone(taishan, "温若谷")
    code = await invited(taishan, "温若谷")
    thief = stranger(taishan, "9009001")
    await says(thief, f"/start {code}", "绑定成功")
    await owner.sees("新绑定了一个账号")
    second = stranger(taishan, "9009002")
    await says(second, f"/start {code}", "已经用过")
