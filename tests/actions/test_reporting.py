"""The month's report beside the rows it was counted from; who may have it, and when it is sent."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from bot.actions import reporting
from bot.actions.office import Office, Rules
from bot.exporting import monthly
from bot.notices import Reason
from bot.registers.monthly import OUTCOME
from bot.speech import Voice
from bot.writing.monthly import written
from storage import tables
from storage.store import Store, Work
from tests.actions.conftest import one_school
from tests.actions.lives import lived
from tests.exporting.reading import readable, words

PNG = b"\x89PNG\r\n\x1a\n"


def this_month(office: Office) -> date:
    return office.now.date().replace(day=1)


@one_school
async def test_its_numbers_are_those_of_the_rows(store: Store, rules: Rules) -> None:
    def job(work: Work) -> None:
        for seed in range(12):
            lived(work, rules, Random(seed), 110)
        office = Office.open(work, rules)
        month = reporting.month(work, office, this_month(office))
        r, e, t = tables.requests.c, tables.entries.c, tables.tasks.c
        states = Counter(OUTCOME[row.state] for row in work.conn.execute(select(r.state)))
        assert sum(states.values()) > 2
        assert {name: month.total(name) for name in states} == states
        entered = dict(
            work.conn.execute(select(e.book, func.count()).group_by(e.book)).all()  # type: ignore[arg-type]
        )
        titles = {rules.pack.books[name].title: number for name, number in entered.items()}
        assert dict(month.books) == titles
        due = select(func.count()).where(t.due_at < office.now, t.state != "dropped")
        assert month.tasks.due == work.conn.execute(due).scalar_one()
        signed = sum(row.signed for row in month.steps)
        assert signed > 0

    await store.transact(job)


@readable
@one_school
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_picture_and_page_are_drawn(
    store: Store, rules: Rules, language: str, tmp_path: Path
) -> None:
    def job(work: Work) -> tuple[bytes, bytes]:
        lived(work, rules, Random(3), 150)
        office = Office.open(work, rules)
        month = reporting.month(work, office, this_month(office))
        report = written(office, month, Voice(language, rules.zone), "演示学校")
        (page,) = words(monthly.written(report, "pdf"), tmp_path)
        wanted = [report.title, *(s.title for s in report.sections)]
        wanted += [bar.value for s in report.sections for bar in s.bars]
        missing = [text for text in wanted if "".join(text.split()) not in page]
        assert missing == []
        return monthly.written(report, "png"), monthly.written(report, "png")

    first, second = await store.transact(job)
    assert first == second, "the same numbers give the same picture"
    assert first.startswith(PNG)
    assert int.from_bytes(first[16:20]) == 1080


# -- when, and to whom -----------------------------------------------------------------------------


def at(rules: Rules, day: int, hour: int) -> Callable[[Work], Counter[str]]:
    """What is owed when the bell rings then, in October 2026: the 1st to the 7th are holidays."""

    def job(work: Work) -> Counter[str]:
        then = datetime(2026, 10, day, hour, tzinfo=rules.zone)
        work.now = then
        reporting.send_monthly(work, rules)
        o = tables.outbox.c
        owed = select(o.person, o.subject).where(o.reason == Reason.REPORTED)
        return Counter(row.subject for row in work.conn.execute(owed))

    return job


@one_school
async def test_each_head_has_it_once_on_the_first_working_morning(
    store: Store, rules: Rules
) -> None:
    def filed(work: Work) -> int:
        for seed in range(12):
            lived(work, rules, Random(seed), 60)
        before = datetime(2026, 9, 9, tzinfo=rules.zone)
        work.conn.execute(tables.requests.update().values(filed_at=before))
        return len(reporting.readers(Office.open(work, rules)))

    heads = await store.transact(filed)
    assert heads >= 1
    assert await store.transact(at(rules, 1, 9)) == Counter()
    assert await store.transact(at(rules, 8, 7)) == Counter()
    both = {"monthly/2026-09/png": heads, "monthly/2026-09/pdf": heads}
    assert await store.transact(at(rules, 8, 8)) == both
    assert await store.transact(at(rules, 9, 9)) == both


async def test_a_school_that_has_just_begun_is_sent_nothing(store: Store, rules: Rules) -> None:
    assert await store.transact(at(rules, 8, 9)) == Counter()


async def test_nobody_else_may_ask_for_it(store: Store, rules: Rules) -> None:
    def job(work: Work) -> None:
        office = Office.open(work, rules)
        heads = {person.id for person in reporting.readers(office)}
        others = [p for p in office.directory.persons.values() if p.id not in heads]
        for other in others:
            with pytest.raises(reporting.NotForYou):
                reporting.ask(work, office, other, this_month(office), "1")
        head = reporting.readers(office)[0]
        later = (this_month(office) + timedelta(days=32)).replace(day=1)
        with pytest.raises(reporting.NotYet):
            reporting.ask(work, office, head, later, "1")

    await store.transact(job)
