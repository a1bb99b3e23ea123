"""A mistake in the book: nothing is overwritten, a second entry names the first."""

from bot.approvals.policy import named
from bot.registers.books import printed
from bot.taps import Tap, Verb
from sandbox.stories.corrected import correct
from sandbox.stories.duty_room import records
from sandbox.town import Town
from storage import proofs
from tests.stories.cases import journal_kinds, phone, press, received
from tests.stories.test_duty_room import entries


async def entered(here: Town) -> None:
    await received(here)
    await records(here.stage["值班员甲"])


async def test_an_entry_is_corrected_by_one_that_names_it(taishan: Town) -> None:
    await entered(taishan)
    officer = taishan.stage["值班员甲"]
    await correct(officer)

    book = named("k12_ta_2024").books["retrieval"]
    old, new = printed(book, await entries(taishan)).rows
    assert old[-1].startswith("值班员甲")
    assert "、" not in old[-1]
    assert old[-2].endswith("已由第2号更正")
    assert new[-1] == "值班员甲、值班员乙"
    assert "更正第1号：漏写一名值班员（值班员甲" in new[-2]
    assert new[1:-2] == old[1:-2]
    kinds = await journal_kinds(taishan)
    assert kinds.count("book.entered") == 3  # the room, the viewing, the correction
    assert (
        await taishan.product.store.read(lambda work: proofs.verify(work, "taishan"))
    ) is None

    await press(officer, Tap(Verb.CORRECT, 2).packed())  # the old card's button
    await officer.says("更正 2")
    await officer.sees("已由第2号更正，请更正第2号")


async def test_only_who_keeps_the_book_corrects_it(taishan: Town) -> None:
    await entered(taishan)
    teacher = taishan.stage["乔木"]
    await teacher.says("登记簿")
    await teacher.sees("您没有权限")
    await teacher.says("更正 2")
    await teacher.sees("您没有权限", fresh=True)
    assert len(await entries(taishan)) == 1


async def test_a_book_is_read_and_corrected_by_typing_alone(taishan: Town) -> None:
    await entered(taishan)
    officer = phone(taishan, "值班员丙")  # has only WeCom
    await officer.says("登记簿")
    await officer.sees("看哪一本")
    await officer.says("泰山外国语学校调取监控登记表")
    await officer.sees("更正 2")
    await officer.says("更正 2")
    await officer.sees("哪几栏要更正")
    await officer.says("取消")
    await officer.sees("已取消", fresh=True)
    await officer.says("监控系统故障报修登记表")
    await officer.sees("还没有登记")
