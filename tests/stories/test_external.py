"""An agency at the desk, to the last line of the book."""

from datetime import UTC, datetime

from bot.registers.columns import cell
from sandbox.stories import police
from sandbox.town import Town
from storage import attachments, books, drafts, requests
from storage.store import Work
from tests.stories.cases import person_id, phone

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
WHOLE = "44010119990101001X"


async def test_the_book_says_who_came_for_which_agency_and_where_it_went(
    lingnan: Town,
) -> None:
    await police.play(lingnan)
    store, zone = lingnan.product.store, lingnan.settings.schools["lingnan"].zone
    (entry,) = await store.read(
        lambda work: books.entries(work, "lingnan", "retrieval", FIRST, LAST)
    )

    def column(source: str) -> str:
        return cell(source, entry.data, entry.serial, zone)

    assert column("persons").split() == ["民警甲", "民警乙"]
    assert column("unit") == "岭南市公安局城东派出所（演示）"
    assert column("approvers").split() == ["陆岱川", "闻人砚"]
    assert column("destination") == "拷贝交来函单位"
    assert "档案柜" in column("backup")
    told = entry.data["tasks"]
    assert told["copy"]["sha256"] == told["backup"]["sha256"] == police.CHECKSUM
    assert told["copy"]["receiver"] == ["民警甲"]
    assert told["copy"]["medium"] == "光盘"
    assert told["copy"]["receipt"]  # the photographed signature
    assert await store.read(no_whole_number)


def no_whole_number(work: Work) -> bool:
    """Nowhere in what is kept of the case."""
    kept = requests.load(work, 1)
    assert kept.answers["id_last4"] == "0017、002X"
    return WHOLE not in str(kept) and attachments.load(work, 1) is not None


async def test_only_the_desk_enters_an_agencys_request(lingnan: Town) -> None:
    counsellor = lingnan.stage["辅导员01"]
    await counsellor.says("外单位调阅")
    await counsellor.sees_no("哪类单位", within=0.5)
    drafts_of = await lingnan.product.store.read(
        lambda work: drafts.all_of(work, "lingnan", person_id(lingnan, "辅导员01"))
    )
    assert drafts_of == []


async def test_a_lawyer_is_told_at_the_first_question(lingnan: Town) -> None:
    officer = lingnan.stage["班一"]
    await officer.says("外单位调阅")
    await officer.taps("其他单位或个人")
    seen = await officer.sees("仅受理公安机关、司法部门和学校主管部门", fresh=True)
    assert "来调阅的是哪类单位" in seen.text
    await officer.taps("法院")
    await officer.sees("单位公函", fresh=True)


async def test_a_units_head_hears_and_its_custodian_brings_the_footage_up(
    lingnan: Town,
) -> None:
    officer = lingnan.stage["班一"]
    await police.files(lingnan, officer, "图书馆阅览区", copy="否")
    await lingnan.stage["陆岱川"].taps("查看附件")  # the letter, before he signs
    await lingnan.stage["陆岱川"].sees("photo.jpg")
    await police.approves(lingnan)
    head, custodian = phone(lingnan, "钟离渡"), phone(lingnan, "监控管理专人04")
    await head.taps("已知悉", on="外单位持公函")
    await police.invites(officer, "预约调阅")
    await police.checks_in(officer, "民警甲、民警乙")
    await custodian.sees("73  已调出")
    await custodian.says("73")
    await custodian.sees("已办理", fresh=True)
