"""A student's request is filed by his homeroom teacher, or by who stands in for him."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import filing
from bot.actions.homeroom import SeveralUnits
from bot.actions.office import Office, Rules
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request
from bot.people.person import Person
from bot.people.roles import Deputy
from bot.people.students import NotAStudentCode, NotYourClass, StandInReasonMissing
from storage import journal, people
from storage.store import Store, Work
from tests.actions.test_looking import named


def about(office: Office, *codes: str, **more: Any) -> Mapping[str, Any]:
    hour = timedelta(hours=1)
    return {
        "for_student": True,
        "students": list(codes),
        "reason": "loss",
        "zones": ["B-Z06"],
        "span": {
            "from": (office.now - 30 * hour).isoformat(),
            "to": (office.now - 29 * hour).isoformat(),
        },
        "content": "看谁拿走了桌上的书包",
        "purpose": "失主请求协助查找书包去向",
        **more,
    }


def files(work: Work, rules: Rules, name: str, *codes: str, **more: Any) -> Request:
    office = Office.open(work, rules)
    return filing.file(
        work, office, named(office, name), "footage", about(office, *codes, **more)
    )


def stands_in(work: Work, rules: Rules, by: str, of: str) -> None:
    office = Office.open(work, rules)
    start, end = work.now - timedelta(days=1), work.now + timedelta(days=1)
    person, teacher = named(office, by), named(office, of)
    people.set_deputy(
        work, office.id, Deputy(of=teacher.id, by=person.id, start=start, end=end)
    )


@pytest.mark.parametrize(
    "name, codes, refusal",
    [
        ("乔木", ["G1-04-17"], NotYourClass),
        ("乔木", ["G1-03-17", "G2-07-01"], NotYourClass),
        ("乔木", ["王小明"], NotAStudentCode),
        ("科任老师乙", ["G1-03-17"], NotYourClass),
    ],
)
async def test_nobody_files_for_another_teachers_student(
    store: Store, taishan: Rules, name: str, codes: list[str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await store.transact(lambda work: files(work, taishan, name, *codes))


async def test_a_stand_in_files_with_his_reason_on_record(store: Store, taishan: Rules) -> None:
    """A subject teacher of another office, for 高二7班: its own grade director signs first."""

    def filed(work: Work) -> tuple[Request, Person, list[Any]]:
        stands_in(work, taishan, "科任老师乙", "舒望")
        request = files(work, taishan, "科任老师乙", "G2-07-05", students_text="产假")
        office = Office.open(work, taishan)
        told = [
            e.data for e in journal.entries(work, office.id) if e.kind == "request.stood_in"
        ]
        return request, office.directory[request.open_seats[0].persons[0]], told

    request, asked, told = await store.transact(filed)
    assert (request.unit, asked.name) == ("教务处", "谢折桂")
    assert request.answers["students_text"] == "产假"
    assert [entry["by"] for entry in told] == [request.requester]
    assert "产假" not in str(told)


async def test_without_the_reason_a_stand_in_is_asked_for_it(
    store: Store, taishan: Rules
) -> None:
    def filed(work: Work) -> Request:
        stands_in(work, taishan, "科任老师乙", "舒望")
        return files(work, taishan, "科任老师乙", "G2-07-05")

    with pytest.raises(StandInReasonMissing):
        await store.transact(filed)


async def test_students_of_two_grades_are_two_requests(store: Store, taishan: Rules) -> None:
    def filed(work: Work) -> Request:
        stands_in(work, taishan, "乔木", "舒望")
        return files(work, taishan, "乔木", "G1-03-01", "G2-07-05", students_text="外出培训")

    with pytest.raises(SeveralUnits):
        await store.transact(filed)


async def test_the_own_class_needs_no_reason(store: Store, taishan: Rules) -> None:
    request = await store.transact(lambda work: files(work, taishan, "乔木", "G1-03-01"))
    assert request.unit == "高一级部"
