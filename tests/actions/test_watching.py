"""Nothing open is without a next step; and where somebody takes one away, the watch finds it."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot import writing
from bot.actions import watching
from bot.actions.next_steps import PROOFS
from bot.actions.office import Office, Rules
from bot.approvals.request import State
from bot.followup.task import Stage
from bot.notices import Reason
from bot.people.person import Platform
from bot.schedule import watched
from bot.speech import Voice
from bot.writing.scene import Reader, Scene
from sandbox.clock import PushedClock
from storage import findings, requests, tables
from storage.findings import Missing
from storage.store import Store, Work
from tests.actions.conftest import SCHOOLS_APART, moved_in
from tests.actions.lives import lived
from tests.house.test_cli import diaoyue

LIVES, ACTS = range(16), 110  # cut short, so that much is left open


@pytest.fixture(scope="module")
def pasts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Databases of schools in the middle of everything, made once each: they take seconds."""
    return {"folder": tmp_path_factory.mktemp("pasts")}


@pytest.fixture(params=SCHOOLS_APART)
async def past(
    request: pytest.FixtureRequest,
    pasts: dict[str, Path],
    empty: Path,
    tmp_path: Path,
    clock: PushedClock,
) -> AsyncIterator[tuple[Store, Rules]]:
    """A school after some lives, in which everything happened that people may do."""
    name, here = request.param, tmp_path / "past.db"
    known = pasts.get(name)
    shutil.copyfile(known or empty, here)
    store = await Store.open(f"sqlite:///{here}", clock)
    rules = await moved_in(store, name)
    if known is None:
        await store.transact(lambda work: lives(work, rules))
        await store.close()
        pasts[name] = Path(shutil.copyfile(here, pasts["folder"] / name))
        store = await Store.open(f"sqlite:///{here}", clock)
    yield store, rules
    await store.close()


def lives(work: Work, rules: Rules) -> None:
    for seed in LIVES:
        lived(work, rules, Random(seed), ACTS)
        assert watching.look(work, rules) == []


@pytest.mark.slow
async def test_no_life_is_found_fault_with(past: tuple[Store, Rules]) -> None:
    """Whatever people did, and however far their cases have come."""
    store, rules = past
    open_ = await store.read(lambda work: watching.open_cases(work, Office.open(work, rules)))
    assert len(open_) > 3
    assert await store.read(lambda work: watching.look(work, rules)) == []


# -- what somebody takes away ----------------------------------------------------------------------

Cut = Callable[[Work, Random], set[Missing] | None]  # None: there was nothing to take


def waiting_row(work: Work, chance: Random) -> set[Missing] | None:
    row = one_of(work, chance, select(tables.waiting))
    if row is None:
        return None
    w = tables.waiting.c
    mine = (w.request == row.request, w.seat == row.seat, w.person == row.person)
    work.conn.execute(tables.waiting.delete().where(*mine))
    return {Missing(proof="unlisted", request=row.request)}


def asking_promise(work: Work, chance: Random) -> set[Missing] | None:
    """Everything a signer was told about the step that is open."""
    row = one_of(work, chance, select(tables.waiting))
    if row is None:
        return None
    request = requests.peek(work, row.request)
    card = f"ask/{row.request}/{request.step}/{request.round}"
    o = tables.outbox.c
    work.conn.execute(tables.outbox.delete().where(o.subject == card, o.person == row.person))
    seats = {seat for seat, person in requests.unsigned(request) if person == row.person}
    return {
        Missing(proof="unasked", request=row.request, about=seat, person=row.person)
        for seat in seats
    }


def task_promise(work: Work, chance: Random) -> set[Missing] | None:
    row = one_of(work, chance, unfinished())
    if row is None:
        return None
    o, about = tables.outbox.c, (f"task/{row.id}", f"stuck/task/{row.id}")
    work.conn.execute(tables.outbox.delete().where(o.subject.in_(about)))
    return {Missing(proof="untold", request=row.request, about=row.id)}


def timer(work: Work, chance: Random) -> set[Missing] | None:
    t = tables.tasks.c
    row = one_of(work, chance, unfinished().where(t.remind_at.is_not(None)))
    if row is None:
        return None
    work.conn.execute(tables.tasks.update().where(t.id == row.id).values(remind_at=None))
    return {Missing(proof="timeless", request=row.request, about=row.id)}


def ring(work: Work, chance: Random) -> set[Missing] | None:
    waits = (State.IN_APPROVAL, State.RETURNED)
    row = one_of(
        work, chance, select(tables.requests.c.id).where(tables.requests.c.state.in_(waits))
    )
    if row is None:
        return None
    work.conn.execute(tables.rings.delete().where(tables.rings.c.request == row.id))
    return {Missing(proof="unrung", request=row.id)}


def whole_task(work: Work, chance: Random) -> set[Missing] | None:
    row = one_of(work, chance, unfinished())
    if row is None:
        return None
    work.conn.execute(tables.tasks.delete().where(tables.tasks.c.id == row.id))
    return {Missing(proof="unopened", request=row.request)}


def returned_promise(work: Work, chance: Random) -> set[Missing] | None:
    r = tables.requests.c
    row = one_of(work, chance, select(r.id).where(r.state == State.RETURNED))
    if row is None:
        return None
    o = tables.outbox.c
    work.conn.execute(tables.outbox.delete().where(o.subject == f"status/{row.id}"))
    request = requests.peek(work, row.id)
    teller = request.filed_by or request.requester
    return {Missing(proof="unreturned", request=row.id, person=teller)}


CUTS: tuple[Cut, ...] = (
    waiting_row,
    asking_promise,
    task_promise,
    timer,
    ring,
    whole_task,
    returned_promise,
)


def unfinished() -> Any:
    t = tables.tasks.c
    return select(tables.tasks).where(t.state.in_((Stage.OPEN, Stage.TAKEN)))


def one_of(work: Work, chance: Random, statement: Any) -> Any:
    rows = work.conn.execute(statement).all()
    return chance.choice(rows) if rows else None


class Undone(Exception):
    """Takes back what a try did."""


@contextmanager
def taken_back(work: Work) -> Iterator[None]:
    try:
        with work.savepoint():
            yield
            raise Undone
    except Undone:
        return


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.__name__)
async def test_what_is_taken_away_is_found_and_mended(
    past: tuple[Store, Rules], cut: Cut
) -> None:
    store, rules = past

    def job(work: Work) -> None:
        for seed in range(6):
            with taken_back(work):
                wanted = cut(work, Random(seed))
                assert wanted is not None, "such lives teach nothing here"
                assert wanted <= set(watching.look(work, rules))
                assert wanted <= set(watching.mend(work, rules))
                assert watching.look(work, rules) == []

    await store.transact(job)


@pytest.mark.slow
async def test_many_at_once_are_all_found(past: tuple[Store, Rules]) -> None:
    """Any rows, several at a time."""
    store, rules = past

    def job(work: Work) -> None:
        for seed in range(20):
            chance = Random(seed)
            with taken_back(work):
                wanted = [cut(work, chance) for cut in chance.sample(CUTS, 4)]
                expected = {one for some in wanted for one in some or ()}
                left = {row.id for row in work.conn.execute(unfinished())}
                # A task that is gone altogether is missed as such, not for want of a reminder.
                of_tasks = ("untold", "timeless")
                expected = {m for m in expected if m.proof not in of_tasks or m.about in left}
                assert expected
                assert expected <= set(watching.look(work, rules))
                watching.mend(work, rules)
                assert watching.look(work, rules) == []

    await store.transact(job)


# -- what administrators read ----------------------------------------------------------------------


async def test_administrators_are_told_once_and_plainly(
    past: tuple[Store, Rules], clock: PushedClock
) -> None:
    store, taishan = past
    await watched(store, taishan)
    assert await store.transact(lambda work: told(work, taishan)) == []
    await store.transact(lambda work: timer(work, Random(1)))
    await watched(store, taishan)
    (card, *others) = await store.transact(lambda work: told(work, taishan))
    assert not others
    assert "1 项" in card
    assert "没有催办时间" in card
    clock.push(timedelta(minutes=10))
    await watched(store, taishan)
    assert await store.transact(lambda work: findings.here(work, taishan.school)) == []
    assert await store.transact(lambda work: told(work, taishan)) == [card]


def told(work: Work, rules: Rules) -> list[str]:
    office = Office.open(work, rules)
    o = tables.outbox.c
    rows = work.conn.execute(
        select(o.subject, o.person).where(
            o.reason == Reason.FORGOTTEN, o.subject.like("watch/%")
        )
    ).all()
    admins = {p.id for p in office.directory.holders("admin")}
    assert {row.person for row in rows} == (admins if rows else set())
    admin = office.directory.holders("admin")[0]
    reader = Reader(person=admin, platform=Platform.TELEGRAM, address="1")
    scene = Scene(work=work, office=office, reader=reader, voice=Voice("zh", rules.zone))
    cards = [writing.card_for(scene, row.subject) for row in rows if row.person == admin.id]
    return ["\n".join((card.title, *card.body)) for card in cards if card]


async def test_every_proof_has_its_sentence(past: tuple[Store, Rules]) -> None:
    store, taishan = past

    def job(work: Work) -> None:
        office = Office.open(work, taishan)
        number = next(iter(watching.open_cases(work, office)))
        for proof in PROOFS:
            missing = Missing(
                proof=proof.name, request=number, person=office.directory.holders("admin")[0].id
            )
            for language in ("zh", "en"):
                words = writing.watching.line(
                    work, office, missing, Voice(language, taishan.zone)
                )
                assert "〔" in words
                assert "{" not in words

    await store.transact(job)


async def test_the_command_says_it_and_exits_1(
    past: tuple[Store, Rules], tmp_path: Path
) -> None:
    store, rules = past
    settings = f'[database]\nurl = "sqlite:///past.db"\n[schools.{rules.school}]\n'
    (tmp_path / "diaoyue.toml").write_text(f'{settings}pack = "{rules.pack.id}"\n', "utf-8")
    call = ("audit", "--school", rules.school)
    good = await asyncio.to_thread(diaoyue, *call, at=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.count("\n") == 1
    wanted = await store.transact(lambda work: timer(work, Random(1)))
    assert wanted
    bad = await asyncio.to_thread(diaoyue, *call, "--json", at=tmp_path)
    assert bad.returncode == 1
    (one,) = json.loads(bad.stdout)
    assert Missing(proof=one["proof"], request=one["request"], about=one["about"]) in wanted
    plain = await asyncio.to_thread(diaoyue, *call, at=tmp_path)
    assert one["says"] in plain.stdout
