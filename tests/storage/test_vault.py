"""What lies in the database sealed: opened by its key only, in its place only, resealed at work."""

import base64
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Text, select, text, type_coerce

from bot.people.person import Platform
from storage import alarms, attachments, drafts, inbox, keys, pins, requests, resealing, vault
from storage.backup import settled
from storage.store import Store, Work
from storage.tables import Sealed, SealedBytes, metadata
from storage.tables import requests as rows
from storage.vault import KeyMissing, NotAKey, Unopened, Vault, new_key, read_key
from tests.storage.cases import LI, SCHOOL, filed, request, set_up
from tests.storage.conftest import Clock

OLD, NEW, FOREIGN = new_key(), new_key(), new_key()
WORDS = st.text() | st.text().map(lambda text: vault.MARK + text)


# ------------------------------------------------------------------ sealing and opening


@given(WORDS, st.sampled_from([(), (OLD,), (NEW, OLD)]))
def test_what_is_sealed_opens_as_it_was(words: str, held: tuple[str, ...]) -> None:
    words = words.encode("utf-8", "replace").decode()
    here = Vault(held)
    assert here.open_text("a.b", here.seal_text("a.b", words)) == words
    data = words.encode()
    assert here.open_bytes("a.b", here.seal_bytes("a.b", data)) == data


def test_it_opens_with_its_own_key_and_in_its_own_place_only() -> None:
    sealed = Vault([OLD]).seal_text("requests.body", "乔木的手机")
    assert "乔木" not in sealed
    assert Vault([NEW, OLD]).open_text("requests.body", sealed) == "乔木的手机"
    with pytest.raises(KeyMissing):
        Vault([NEW]).open_text("requests.body", sealed)
    with pytest.raises(KeyMissing):
        vault.OPEN.open_text("requests.body", sealed)
    with pytest.raises(Unopened):
        Vault([OLD]).open_text("drafts.state", sealed)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, flip: int) -> None:
    here = Vault([OLD])
    sealed = bytearray(here.seal_bytes("attachments.data", b"a photograph"))
    start = len(here.prefix)
    sealed[start + at % (len(sealed) - start)] ^= flip
    with pytest.raises(Unopened):
        here.open_bytes("attachments.data", bytes(sealed))


def test_the_same_words_never_look_the_same_twice() -> None:
    here = Vault([OLD])
    assert here.seal_text("a.b", "餐厅") != here.seal_text("a.b", "餐厅")


@pytest.mark.parametrize(
    "text", ["", "short", base64.b64encode(bytes(31)).decode(), "钥匙" * 11]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NotAKey):
        read_key(text)


def test_a_key_in_either_alphabet_is_the_same_key() -> None:
    raw = b"\xff" * 32
    assert read_key(base64.b64encode(raw).decode()) == raw
    assert read_key(base64.urlsafe_b64encode(raw).decode()) == raw


# ------------------------------------------------------------------ in the database


async def opened(url: str, clock: Clock, *held: str) -> Store:
    return await Store.open(url, clock, Vault(held))


@pytest.fixture
async def sealing(url: str, clock: Clock) -> AsyncIterator[Store]:
    store = await opened(url, clock, OLD)
    yield store
    await store.close()


def everything(work: Work) -> None:
    """Something of many sorts, all of it about 乔木's phone."""
    set_up(work)
    filed(work)
    drafts.open(work, SCHOOL, LI, "file:footage", {"answers": {"reason": "乔木的手机"}})
    inbox.put(work, SCHOOL, Platform.TELEGRAM, [("1", "7", "乔木的手机"), ("2", "8", "")])
    file = attachments.add(
        work, SCHOOL, Platform.TELEGRAM, "f1", "乔木的手机.jpg", "image/jpeg"
    )
    attachments.store_bytes(work, file, "乔木的手机".encode())
    alarms.keep(work, SCHOOL, "generic", "text/plain", "乔木的手机".encode())
    pins.propose(work, SCHOOL, LI, "2468")


def raw_values(work: Work) -> list[str]:
    """Everything in sealed columns, as it lies there."""
    found: list[str] = []
    for column in resealing.places():
        kind = LargeBinary() if isinstance(column.type, SealedBytes) else Text()
        lying = work.conn.execute(select(type_coerce(column, kind))).scalars()
        found += [v if isinstance(v, str) else bytes(v).decode("latin-1") for v in lying if v]
    return found


def told(work: Work) -> tuple[Any, ...]:
    """What the rows say to whoever may read them."""
    (draft,) = drafts.every(work, SCHOOL)
    asked, *_ = requests.filed_by(work, SCHOOL, LI)
    file = attachments.load(work, 1)
    assert file is not None
    letters = inbox.claim(work, 10) if work.writes else []
    return (
        draft.state,
        asked.answers,
        (file.name, attachments.data_of(work, 1)),
        [row.body for row in letters],
        pins.settle(work, SCHOOL, LI, "2468") if work.writes else None,
    )


async def test_nothing_in_a_sealed_column_lies_open(sealing: Store) -> None:
    await sealing.transact(everything)
    values = await sealing.read(raw_values)
    assert len(values) > 8
    prefix = sealing.vault.prefix
    assert all(value.startswith(prefix) for value in values)
    state, answers, file, bodies, pin = await sealing.transact(told)
    assert state == {"answers": {"reason": "乔木的手机"}}
    assert answers["viewers"] == ["李", "王"]
    assert file == ("乔木的手机.jpg", "乔木的手机".encode())
    assert bodies == ["乔木的手机", ""]
    assert pin is True


async def test_an_update_seals_as_an_insert_does(sealing: Store) -> None:
    def change(work: Work) -> None:
        everything(work)
        draft = drafts.find(work, SCHOOL, LI, "file:footage")
        assert draft is not None
        drafts.keep(work, draft, {"answers": {"reason": "乔木的手表"}})
        (asked,) = requests.filed_by(work, SCHOOL, LI)
        requests.keep(work, requests.load(work, asked.id))
        inbox.failed(work, 1, "ValueError('乔木的手表')", None)

    await sealing.transact(change)
    values = await sealing.read(raw_values)
    assert all(value.startswith(sealing.vault.prefix) for value in values)


async def test_without_its_key_nothing_starts_and_nothing_is_touched(
    url: str, clock: Clock, sealing: Store
) -> None:
    await sealing.transact(everything)
    for held in ((), (FOREIGN,)):
        with pytest.raises(KeyMissing, match=vault.name_of(read_key(OLD))):
            await opened(url, clock, *held)
    assert await sealing.read(keys.known) == {vault.name_of(read_key(OLD))}


async def test_a_value_carried_to_another_column_does_not_open(sealing: Store) -> None:
    def carry(work: Work) -> None:
        everything(work)
        body = work.conn.execute(select(type_coerce(rows.c.body, Text))).scalar_one()
        raw = metadata.tables["deputies"].c.reason.type
        assert isinstance(raw, Sealed)
        with pytest.raises(Unopened):
            sealing.vault.open_text(raw.place, body)

    await sealing.transact(carry)


async def test_two_requests_that_were_exchanged_are_not_taken_for_each_other(
    sealing: Store,
) -> None:
    """By somebody who may write the database and has no key: both would open."""

    def exchange(work: Work) -> None:
        first, second = (requests.add(work, request(n, work.now)) for n in ("1", "2"))
        taken = [
            work.conn.execute(text("SELECT body FROM requests WHERE id = :id"), {"id": one.id})
            for one in (second, first)
        ]
        put = text("UPDATE requests SET body = :body WHERE id = :id")
        for one, body in zip((first, second), [t.scalar_one() for t in taken], strict=True):
            work.conn.execute(put, {"id": one.id, "body": body})
        for read in (requests.load, requests.peek):
            with pytest.raises(Unopened):
                read(work, first.id)

    await sealing.transact(exchange)


def bodies(work: Work) -> Any:
    return work.conn.execute(select(rows.c.body).order_by(rows.c.id)).scalars().all()


async def resealed(store: Store) -> int:
    count = 0
    for column in resealing.places():
        after = None
        while True:
            one = await store.transact(
                lambda work, column=column, after=after: resealing.batch(  # type: ignore[misc]
                    work, column, store.vault, after
                )
            )
            count, after = count + one.sealed, one.last
            if after is None:
                break
    return count


@pytest.mark.parametrize("before", [(), (OLD,)], ids=["plain", "old key"])
async def test_everything_is_resealed_with_the_newest_key(
    url: str, clock: Clock, before: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 1)  # so that every column needs to go on
    first = await opened(url, clock, *before)
    await first.transact(everything)
    await first.transact(filed)
    await first.close()

    second = await opened(url, clock, NEW, *before)
    texts = await second.read(bodies)
    assert await second.read(lambda work: resealing.all_left(work, second.vault)) > 8
    assert await resealed(second) > 8
    assert await second.read(lambda work: resealing.all_left(work, second.vault)) == 0
    assert await resealed(second) == 0  # whoever is interrupted begins where he was
    await second.transact(lambda work: keys.only(work, second.vault.newest))
    await second.close()

    third = await opened(url, clock, NEW)  # the old one may go
    again = await third.read(bodies)
    assert again == texts  # to the letter: hashes are taken over such texts
    assert (await third.transact(told))[2] == ("乔木的手机.jpg", "乔木的手机".encode())
    await third.close()


@pytest.mark.postgres  # SQLite has one writer: nothing comes between reading and writing
async def test_what_is_written_while_others_reseal_is_not_overwritten(
    postgres_url: str, clock: Clock
) -> None:
    sealing = await opened(postgres_url, clock, OLD)
    await sealing.transact(everything)
    second = await opened(postgres_url, clock, NEW, OLD)
    column = metadata.tables["drafts"].c.state

    def meanwhile(work: Work) -> None:
        draft = drafts.find(work, SCHOOL, LI, "file:footage")
        assert draft is not None
        drafts.keep(work, draft, {"answers": {"reason": "later"}})

    def slow(work: Work) -> int:
        key, kept = work.conn.execute(
            select(column.table.c.id, type_coerce(column, Text))
        ).one()
        with_old.append(kept)
        return int(key)

    with_old: list[str] = []
    key = await second.read(slow)
    await sealing.transact(meanwhile)
    changed = await second.transact(
        lambda work: resealing._seal(work, column, second.vault, (key,), with_old[0])
    )
    assert changed == 0
    (draft,) = await second.read(lambda work: drafts.every(work, SCHOOL))
    assert draft.state == {"answers": {"reason": "later"}}
    await second.close()
    await sealing.close()


async def test_what_stood_there_before_is_gone_from_the_files(
    tmp_path: Path, sqlite_template: Path, clock: Clock
) -> None:
    """PostgreSQL keeps old rows until it vacuums; the command says so."""
    shutil.copy(sqlite_template, tmp_path / "school.db")
    url = f"sqlite:///{tmp_path / 'school.db'}"
    plain = await opened(url, clock)
    await plain.transact(everything)
    await plain.close()
    words = ["乔木".encode(), "李老师".encode()]
    assert all(word in bytes_of(tmp_path) for word in words)
    store = await opened(url, clock, NEW)
    await resealed(store)
    await store.close()
    assert settled(url)
    assert not any(word in bytes_of(tmp_path) for word in words)


def bytes_of(folder: Path) -> bytes:
    """The database's file with what lies beside it."""
    return b"".join(file.read_bytes() for file in folder.glob("school.db*"))
