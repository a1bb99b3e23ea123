"""A copy leaves the control room, and the book hears what became of it."""

from datetime import date, timedelta

import pytest

from bot.actions import correcting, deciding, papers
from bot.actions.office import Office
from bot.approvals.request import Consent, Request, State, Verdict
from bot.registers.books import printed
from bot.registers.correcting import AlreadyCorrected, Place
from bot.registers.wording import day
from sandbox.clock import PushedClock
from storage import proofs, requests
from storage.store import Store, Work
from tests.actions.kinds import Case, called
from tests.actions.test_extending import FORM, OLD, REPORT

COPIED = {
    "copied": True,
    "medium": "stick",
    "files_copied": "食堂一层 12:00–12:40",
    "sha256": "a" * 64,
    "receipt": [{"id": 1, "name": "签收单.png"}],
}


@pytest.fixture
async def school(store: Store, clock: PushedClock) -> Case:
    return await Case(store, clock, "taishan").moves_in()


async def copied(school: Case) -> Request:
    """科任老师甲 got a copy on a stick, to be returned within ten days."""
    me = await school.person("科任老师甲")
    filed = await school.files("科任老师甲", "footage", **{**FORM, "copy": True}, viewers=[me])
    case = await school.acts(lambda work, office: all_agree(work, office, filed.id))
    await school.does(case, "appointment", "值班员甲", when="now")
    await school.does(case, "undertaking", signed="yes")
    await school.does(case, "check_in", "值班员甲", viewers=[me], identified=True)
    await school.does(case, "viewing", "值班员甲", **REPORT, span=OLD)
    await school.does(
        case, "copy", "值班员甲", **COPIED, receiver=[me], return_by=school.day(10)
    )
    return case


def all_agree(work: Work, office: Office, number: int) -> Request:
    request = requests.load(work, number)
    while request.state is State.IN_APPROVAL:
        by = office.directory[request.open_seats[0].persons[0]]
        request = deciding.decide(
            work,
            office,
            by,
            number,
            token=request.token,
            verdict=Verdict.APPROVE,
            consent=Consent.GIVEN,
        )
    return requests.peek(work, number)


async def rows(school: Case) -> list[tuple[str, str]]:
    """What the register of copies prints in its last two columns."""
    book = school.pack.books["copies"]
    found = printed(book, await school.entries("copies"), zone=school.rules.zone)
    return [row[-2:] for row in found.rows]


async def test_the_book_says_that_the_copy_was_destroyed_and_who_saw_it(school: Case) -> None:
    case = await copied(school)
    assert await rows(school) == [("", "")]
    school.clock.push(timedelta(days=3))
    witness = await school.person("值班员甲")
    await school.does(case, "disposal", "科任老师甲", how="destroyed", witness=[witness])
    today = day(date.fromisoformat(school.day()))
    destroyed = f"已销毁\n{today}\n见证：值班员甲"
    assert await rows(school) == [
        ("", "后续见第2号"),
        (destroyed, "续记第1号：归还或销毁拷贝（科任老师甲）"),
    ]
    old, new = await school.entries("copies")
    assert old.corrected_by == Place(old.year, 2, completes=True)
    assert new.data["duty_officer"] == old.data["duty_officer"] == "值班员甲"
    assert await school.acts(lambda work, office: proofs.verify(work, office.id)) is None


async def test_the_entry_that_stands_is_continued_not_the_wrong_one(school: Case) -> None:
    case = await copied(school)
    (first,) = await school.entries("copies")

    def corrects(entry: int, words: str) -> object:
        return school.acts(
            lambda work, office: correcting.correct(
                work,
                office,
                called(office, "值班员甲"),
                entry,
                {"text:medium": words},
                "介质写错",
            )
        )

    await corrects(first.id, "光盘")
    await school.does(case, "disposal", "科任老师甲", how="returned", witness=[])
    entries = await school.entries("copies")
    year = first.year
    assert [entry.corrects for entry in entries] == [None, Place(year, 1), Place(year, 2)]
    assert [last for _, last in await rows(school)] == [
        "已由第2号更正",
        "更正第1号：介质写错（值班员甲）\n后续见第3号",
        "续记第2号：归还或销毁拷贝（科任老师甲）",
    ]
    medium = [column.source for column in school.pack.books["copies"].columns].index(
        "text:medium"
    )
    printed_rows = printed(school.pack.books["copies"], entries, zone=school.rules.zone).rows
    assert [row[medium] for row in printed_rows] == ["加密U盘", "光盘", "光盘"]
    with pytest.raises(AlreadyCorrected):
        await corrects(entries[1].id, "硬盘")


async def test_the_photo_of_the_receipt_is_for_who_decides_or_carries_out(school: Case) -> None:
    case = await copied(school)

    def opens(name: str) -> object:
        return school.acts(
            lambda work, office: papers.open_to(work, office, case, called(office, name))
        )

    for name in ("裴云旗", "值班员甲", "温若谷"):
        assert await opens(name) == [1]
    assert await opens("科任老师甲") == []
