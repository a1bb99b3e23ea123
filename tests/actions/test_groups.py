"""A group reads no names: whatever card is written for one, in whatever state its case is."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.actions import carrying_out, deciding, filing, tasking, whose
from bot.actions.office import Office, Rules
from bot.approvals.request import Request, State, Verdict
from bot.notices import About, subject
from bot.people.naming import plain
from bot.people.person import Platform
from bot.speech import Voice
from bot.writing import card_for
from bot.writing.scene import Reader, Scene
from storage import attachments, outbox, places, requests, tasks
from storage.store import Store, Work
from storage.tables import outbox as outbox_table
from tests.actions.test_looking import PARTY, lost_phone, said

SECRETS = (PARTY, "失主请求协助", "说明.png", "理由不充分")


async def test_no_card_for_a_group_names_anybody(store: Store, taishan: Rules) -> None:
    written = await store.transact(lambda work: list(cards(work, taishan)))
    assert len(written) > 15
    assert any("值**" in words for words in written)  # whoever has taken the task

    def names(work: Work) -> set[str]:
        people = Office.open(work, taishan).directory.persons.values()
        return {plain(person.name) for person in people}

    known = await store.read(names)
    for words in written:
        assert not [name for name in (*known, *SECRETS) if name in words], words


def cards(work: Work, rules: Rules) -> Iterator[str]:
    """Every card that could be written for a group, after each step of a case."""
    office, request = lost_phone(work, rules)
    paper = attachments.add(work, office.id, Platform.TELEGRAM, "f", "说明.png", "image/png")
    for now in lived(work, office, request):
        about = [
            *(subject(About.ASK, now.id, step, 0) for step in range(len(now.chain.steps))),
            subject(About.STATUS, now.id),
            subject(About.STUCK, "nobody", now.id),
            subject(About.STUCK, "unreachable", now.id),
            subject(About.FILES, paper),
            subject(About.WELCOME, now.requester),
        ]
        about += [subject(About.TASK, task.id) for task in tasks.of_request(work, now.id)]
        for one in about:
            card = card_for(for_a_group(work, office), one)
            yield "\n".join(said(card)) if card else ""


def lived(work: Work, office: Office, request: Request) -> Iterator[Request]:
    yield request
    while (now := requests.load(work, request.id)).state is State.IN_APPROVAL:
        signer = office.directory[now.open_seats[0].persons[0]]
        deciding.decide(work, office, signer, now.id, token=now.token, verdict=Verdict.APPROVE)
        yield requests.load(work, request.id)
    while task := next((t for t in tasks.of_request(work, request.id) if not t.over), None):
        kind = tasking.kind_of(office, request).task(task.kind)
        assert kind
        officer = whose.actors(office, request, kind, task)[0]
        carrying_out.take(work, office, officer, task.id)
        yield requests.load(work, request.id)
        yield carrying_out.record(work, office, officer, task.id, outcome(request, task.kind))
    other = filing.file(
        work, office, office.directory[request.requester], "footage", request.answers
    )
    signer = office.directory[other.open_seats[0].persons[0]]
    yield deciding.decide(
        work,
        office,
        signer,
        other.id,
        token=other.token,
        verdict=Verdict.REJECT,
        reason="理由不充分，不符合用途",
    )


def outcome(request: Request, task: str) -> dict[str, object]:
    reports: dict[str, dict[str, object]] = {
        "hold": {"method": "locked"},
        "check_in": {"viewers": request.answers["viewers"]},
        "viewing": {"result": "found", "span": request.answers["span"], "remarks": PARTY},
    }
    return reports.get(task, {"done": True})


def for_a_group(work: Work, office: Office) -> Scene:
    reader = Reader(person=None, platform=Platform.TELEGRAM, address="-100")
    return Scene(work=work, office=office, reader=reader, voice=Voice("zh", office.rules.zone))


async def test_an_undelivered_promise_is_no_news_for_a_group(
    store: Store, taishan: Rules
) -> None:
    def written(work: Work) -> object:
        office, _request = lost_phone(work, taishan)
        rows = outbox.claim(work, 9, 30)
        assert rows
        card = subject(About.STUCK, "undelivered", rows[0].id)
        return card_for(for_a_group(work, office), card)

    assert await store.transact(written) is None


SEEING = (
    "security_chief",
    "student_affairs_director",
    "vice_principal",
    "duty_officer",
)


@pytest.mark.parametrize("seeing", [(), SEEING])
async def test_no_group_hears_of_a_restricted_case(
    store: Store, taishan: Rules, seeing: tuple[str, ...]
) -> None:
    """Its officers are told one by one; of any other case the bound group hears."""
    footage = replace(taishan.pack.kinds["footage"], visible_to=seeing)
    kinds = {**taishan.pack.kinds, "footage": footage}
    rules = replace(taishan, pack=replace(taishan.pack, kinds=kinds))

    def owed(work: Work) -> tuple[set[str], bool]:
        places.bind_group(work, rules.school, "duty", Platform.TELEGRAM, "-100")
        office, request = lost_phone(work, rules)
        for _now in lived(work, office, request):
            pass
        rows = work.conn.execute(outbox_table.select()).all()
        officers = {person.id for person in office.directory.holders("duty_officer")}
        told = {row.person for row in rows if row.subject.startswith("task/")}
        task = tasks.of_request(work, request.id)[0]
        card = card_for(for_a_group(work, office), subject(About.TASK, task.id))
        assert (card is None) is bool(seeing)
        return {row.group for row in rows} - {""}, officers <= told

    groups, each = await store.transact(owed)
    assert (groups, each) == ((set(), True) if seeing else ({"duty@telegram"}, False))
