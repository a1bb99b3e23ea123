"""Personal data goes when its time is over, or when its person asks; the journal holds."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import deciding, filing, striking
from bot.actions.erasing import erase_due
from bot.actions.office import Office, Rules
from bot.approvals.erasure import KEPT, KEPT_OF_A_DECISION, aged
from bot.approvals.request import Decision, Request, State, Verdict
from bot.people.forgetting import STRUCK
from bot.people.person import Platform
from bot.platforms.ports import Said
from bot.speech import Voice
from bot.writing import ladder
from sandbox.clock import PushedClock
from storage import attachments, books, drafts, journal, messages, people, requests, tasks
from storage.store import Store, Work
from storage.tables import accounts, entries, persons
from tests.actions.test_groups import lived
from tests.actions.test_homeroom import about
from tests.actions.test_looking import PARTY, hears, lost_phone, named, said

WORDS = (PARTY, "失主请求协助", "看谁拿走了桌上的书包", "说明.png")
YEAR = timedelta(days=365)


# Also what was said once beside the ladder.
CARDS = ("status/{0}", "news/revoked/{0}/0", "news/narrowed/{0}/0", "paper/{0}")


def closed(work: Work, rules: Rules) -> int:
    """乔木's case from filing to the entry, with a photo; gives its number."""
    office, request = lost_phone(work, rules)
    photo = attachments.add(work, office.id, Platform.TELEGRAM, "f", "说明.png", "image/png")
    attachments.store_bytes(work, photo, b"a child's face")
    with_photo = {**request.answers, "files": [{"id": photo, "name": "说明.png"}]}
    requests.keep(work, replace(requests.load(work, request.id), answers=with_photo))
    for card in CARDS:
        about = card.format(request.id)
        messages.remember(work, office.id, about, Platform.TELEGRAM, "1", {"m": 1})
    for now in lived(work, office, requests.load(work, request.id)):
        if now.state is State.CLOSED:
            break
    assert requests.peek(work, request.id).state is State.CLOSED
    return request.id


def everything(work: Work, case: int) -> str:
    """Whatever the database holds of it, as one text."""
    told = [
        str(requests.peek(work, case)),
        *(str(t.answers) for t in tasks.of_request(work, case)),
    ]
    told += [str(row) for row in work.conn.execute(entries.select())]
    paper = attachments.load(work, 1)
    return "\n".join([*told, paper.name if paper else "", str(attachments.data_of(work, 1))])


async def erased(store: Store, rules: Rules) -> int:
    total = 0
    while some := await store.transact(lambda work: erase_due(work, rules)):
        total += some
    return total


async def test_what_was_closed_long_ago_names_nobody(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    case = await store.transact(lambda work: closed(work, taishan))
    before = await store.read(lambda work: everything(work, case))
    assert all(word in before for word in WORDS)

    clock.push(YEAR + timedelta(days=1))
    await erased(store, taishan)
    after_a_year = await store.read(lambda work: everything(work, case))
    assert "a child's face" not in after_a_year
    assert "失主请求协助" in after_a_year  # reasons stay as long as the register
    for card in CARDS:
        about = card.format(case)
        assert not await store.read(
            lambda work, about=about: messages.of(work, "taishan", about)
        )

    clock.push(2 * YEAR)
    await erased(store, taishan)
    after = await store.read(lambda work: everything(work, case))
    assert not [word for word in WORDS if word in after]
    assert await erased(store, taishan) == 0


async def test_the_journal_still_verifies_and_says_what_went(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    case = await store.transact(lambda work: closed(work, taishan))
    known = await store.read(lambda work: journal.head(work, "taishan"))
    clock.push(4 * YEAR)
    await erased(store, taishan)
    assert await store.read(lambda work: journal.verify(work, "taishan", known)) is None
    told = await store.read(lambda work: list(journal.entries(work, "taishan", known.seq)))
    assert [e.kind for e in told] == ["request.erased"] * 4 + ["book.erased"] * 2
    assert {e.data["request"] for e in told if "request" in e.data} == {case}


async def test_a_book_keeps_its_row_and_its_number(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    await store.transact(lambda work: closed(work, taishan))
    start = clock.now() - YEAR
    clock.push(4 * YEAR)
    await erased(store, taishan)
    rows = await store.read(
        lambda work: books.entries(work, "taishan", "retrieval", start, clock.now())
    )
    assert [row.serial for row in rows] == [1]
    assert rows[0].data["zones"] == ["餐厅"]
    assert "按规定删除" in rows[0].data["remarks"]
    assert "persons" not in rows[0].data


async def test_the_requester_reads_that_it_is_gone(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    case = await store.transact(lambda work: closed(work, taishan))
    clock.push(4 * YEAR)
    await erased(store, taishan)

    def card(work: Work) -> str:
        office = Office.open(work, taishan)
        voice = Voice("zh", office.rules.zone)
        shown = ladder.status(work, office, requests.peek(work, case), voice)
        return "\n".join(said(shown))

    words = await store.read(card)
    assert "按规定删除" in words
    assert "餐厅" in words


async def test_nothing_of_an_open_case_is_touched(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    await store.transact(lambda work: lost_phone(work, taishan))
    clock.push(9 * YEAR)
    assert await erased(store, taishan) == 0


async def test_a_field_added_later_goes_unless_it_is_said_to_stay(
    store: Store, taishan: Rules
) -> None:
    """Every field of a case is either named as kept or blank afterwards."""
    case = await store.transact(lambda work: closed(work, taishan))
    request = await store.read(lambda work: requests.peek(work, case))
    said = tuple(replace(decision, reason="手机已经找到") for decision in request.decisions)
    request = replace(request, decisions=said, parties=(request.requester,))
    kind = taishan.pack.kinds["footage"]
    left = aged(request, kind.form, request.filed_at)
    assert {f.name for f in fields(Request)} >= KEPT
    assert {f.name for f in fields(Decision)} >= KEPT_OF_A_DECISION
    for name in KEPT - {"decisions"}:
        assert getattr(left, name) == getattr(request, name)
    assert not left.parties
    assert set(left.answers) <= {"for_student", "reason", "zones", "span", "copy", "flags"}
    assert not any(decision.reason for decision in left.decisions)


# -- drafts ----------------------------------------------------------------------------------------


def draft_with_a_photo(work: Work) -> int:
    photo = attachments.add(work, "taishan", Platform.TELEGRAM, "f", "说明.png", "image/png")
    attachments.store_bytes(work, photo, b"a child's face")
    state = {"answers": {"files": [{"id": photo, "name": "说明.png"}]}}
    drafts.open(work, "taishan", "DEMO-B001", "file:footage", state)  # type: ignore[arg-type]
    return photo


async def test_a_forgotten_draft_takes_its_photos_along(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    photo = await store.transact(draft_with_a_photo)
    clock.push(timedelta(days=89))
    assert await erased(store, taishan) == 0
    clock.push(timedelta(days=2))
    assert await erased(store, taishan) == 1
    assert await store.read(lambda work: attachments.data_of(work, photo)) is None


# -- one person ------------------------------------------------------------------------------------


def of_a_student(work: Work, rules: Rules, code: str) -> int:
    """A rejected case about a student, another pupil beside him."""
    office = Office.open(work, rules)
    answers = about(office, code, "G1-03-02", purpose=f"{code}反映午饭后手机不见")
    request = filing.file(work, office, named(office, "乔木"), "footage", answers)
    signer = office.directory[request.open_seats[0].persons[0]]
    deciding.decide(
        work,
        office,
        signer,
        request.id,
        token=request.token,
        verdict=Verdict.REJECT,
        reason=f"{code}的手机已经找到",
    )
    return request.id


def told(lines: tuple[striking.Line, ...]) -> list[tuple[str, str]]:
    return [(line.what, line.why) for line in lines]


async def test_a_student_is_struck_out_of_what_is_over(store: Store, taishan: Rules) -> None:
    def struck(work: Work) -> tuple[Request, list[tuple[str, str]]]:
        case = of_a_student(work, taishan, "G1-03-17")
        lines = striking.strike(work, taishan, " g1-03-17")
        return requests.peek(work, case), told(lines)

    request, lines = await store.transact(struck)
    assert request.answers["students"] == [STRUCK, "G1-03-02"]
    assert "G1-03-17" not in str(request)
    assert lines[0] == ("case", "")
    assert ("journal", "journal") in lines


async def test_an_open_case_waits_and_the_register_is_kept_by_law(
    store: Store, taishan: Rules, clock: PushedClock
) -> None:
    def struck(work: Work) -> list[tuple[str, str]]:
        closed(work, taishan)
        lost_phone(work, taishan)
        return told(striking.strike(work, taishan, PARTY))

    lines = await store.transact(struck)
    assert lines[:4] == [("case", ""), ("attachments", ""), ("case", "open"), ("entry", "law")]


async def test_somebody_unknown_is_nowhere(store: Store, taishan: Rules) -> None:
    assert await store.transact(lambda work: striking.strike(work, taishan, "王无名")) == ()


@pytest.mark.parametrize("still_here", [True, False])
async def test_a_colleague_goes_from_the_list_once_he_has_left(
    store: Store, taishan: Rules, still_here: bool
) -> None:
    def struck(work: Work) -> tuple[list[tuple[str, str]], Iterator[Any]]:
        case = closed(work, taishan)
        office = Office.open(work, taishan)
        staff = list(office.directory.persons.values())
        stay = [p for p in staff if still_here or p.name != "乔木"]
        people.replace_people(work, "taishan", stay)
        lines = told(striking.strike(work, taishan, "乔木"))
        rows = work.conn.execute(persons.select().where(persons.c.name == "乔木")).all()
        bound = accounts.select().where(
            accounts.c.person == requests.peek(work, case).requester
        )
        assert bool(rows) is bool(work.conn.execute(bound).all()) is still_here
        return lines, iter(rows)

    lines, _rows = await store.transact(struck)
    assert ("list", "listed" if still_here else "") in lines
    assert ("acts", "acts") in lines


async def test_the_chat_shows_the_cases_of_who_was_erased(store: Store, taishan: Rules) -> None:
    """Nothing that reads a case stumbles over a person who is no more than an id."""

    def shown(work: Work) -> str:
        closed(work, taishan)
        office = Office.open(work, taishan)
        stay = [p for p in office.directory.persons.values() if p.name != "乔木"]
        people.replace_people(work, "taishan", stay)
        striking.strike(work, taishan, "乔木")
        after = Office.open(work, taishan)
        answer = hears(work, taishan, named(after, "温若谷"), Said("查 1"))
        return "\n".join(text for card in answer.cards for text in said(card))

    words = await store.transact(shown)
    assert STRUCK in words
    assert "乔木" not in words


# -- the journal -----------------------------------------------------------------------------------


async def test_the_journal_holds_no_words(store: Store, taishan: Rules) -> None:
    """Ids, numbers and verdicts: nothing in it will ever have to be erased."""

    def written(work: Work) -> tuple[set[str], set[str]]:
        closed(work, taishan)
        of_a_student(work, taishan, "G1-03-17")
        striking.strike(work, taishan, "G1-03-17")
        told = [entry.data for entry in journal.entries(work, "taishan")]
        numbers = {request.number for request in requests.every(work, "taishan")}
        return {word for data in told for word in leaves(data)}, numbers

    words, numbers = await store.transact(written)
    assert len(words) > 20
    assert all(word.isascii() and " " not in word for word in words - numbers)
    assert "G1-03-17" not in words


def leaves(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield key
                yield from leaves(inner)
        case list():
            for inner in value:
                yield from leaves(inner)
