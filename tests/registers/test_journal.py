"""A changed, removed, reordered or cut journal is found, and where."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.registers.journal import GENESIS, Bad, Fault, Head, canonical, link, verify

AT = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    school: str
    seq: int
    at: datetime
    kind: str
    data: str
    previous: str
    hash: str


def written(texts):
    entries, previous = [], GENESIS
    for seq, text in enumerate(texts, 1):
        said = {"seq": seq, "at": AT, "school": "taishan", "kind": "note", "data": text}
        entry = Entry(**said, previous=previous, hash=link(previous, **said))
        entries.append(entry)
        previous = entry.hash
    return entries


def head(entries):
    return Head(entries[-1].seq, entries[-1].hash)


@pytest.fixture
def book():
    return written([f"第{n}条" for n in range(1, 6)])


def test_what_was_written_verifies(book):
    assert verify(book) is None
    assert verify(book, head(book)) is None
    assert verify(book, head(book[:3])) is None
    assert verify([]) is None
    assert verify([], Head()) is None


@pytest.mark.parametrize(
    "field, value",
    [
        ("data", "另一条"),
        ("kind", "other"),
        ("school", "lingnan"),
        ("at", AT + timedelta(microseconds=1)),
        ("hash", GENESIS),
    ],
)
def test_a_changed_entry_is_named(book, field, value):
    book[2] = replace(book[2], **{field: value})
    assert verify(book) == Bad(3, Fault.CHANGED)


def test_a_removed_entry_is_named(book):
    assert verify(book[:2] + book[3:]) == Bad(3, Fault.MISSING)
    assert verify(book[1:]) == Bad(1, Fault.MISSING)


def test_entries_that_changed_places_are_named(book):
    book[1], book[2] = book[2], book[1]
    assert verify(book) == Bad(2, Fault.MISSING)


def test_an_entry_numbered_anew_does_not_follow(book):
    closed_up = [*book[:2], *(replace(e, seq=e.seq - 1) for e in book[3:])]
    assert verify(closed_up) == Bad(3, Fault.UNLINKED)


def test_a_cut_end_shows_only_against_a_head_that_left_the_house(book):
    assert verify(book[:3]) is None
    assert verify(book[:3], head(book)) == Bad(4, Fault.HEAD)
    assert verify([], head(book)) == Bad(1, Fault.HEAD)


def test_so_does_a_journal_rewritten_whole(book):
    forged = written(["无事", *(e.data for e in book[1:])])
    assert verify(forged) is None
    assert verify(forged, head(book)) == Bad(5, Fault.HEAD)


def test_the_hash_is_of_the_instant_not_of_the_clock_on_the_wall():
    said = {"seq": 1, "school": "s", "kind": "k", "data": "{}"}
    beijing = timezone(timedelta(hours=8))
    assert link(GENESIS, at=AT, **said) == link(GENESIS, at=AT.astimezone(beijing), **said)


def test_a_hash_anybody_can_compute():
    """The vector for whoever verifies without us: SHA-256 over the previous hash and this JSON."""
    text = (
        '{"at":"2026-03-02T07:00:00.000000+00:00","data":"{}","kind":"k","school":"s","seq":1}'
    )
    expected = hashlib.sha256((GENESIS + text).encode()).hexdigest()
    assert link(GENESIS, seq=1, at=AT, school="s", kind="k", data="{}") == expected


WRITABLE = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.integers(1), st.datetimes(timezones=st.timezones()), WRITABLE, WRITABLE, WRITABLE)
def test_the_hash_is_of_the_canonical_text_whatever_stands_in_it(seq, at, school, kind, data):
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = {"seq": seq, "at": moment, "school": school, "kind": kind, "data": data}
    expected = hashlib.sha256((GENESIS + canonical(said)).encode()).hexdigest()
    assert link(GENESIS, seq=seq, at=at, school=school, kind=kind, data=data) == expected


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6), st.data())
def test_any_other_text_is_found(texts, data):
    book = written(texts)
    where = data.draw(st.integers(0, len(book) - 1))
    other = data.draw(st.text(max_size=8).filter(lambda text: text != texts[where]))
    book[where] = replace(book[where], data=other)
    assert verify(book) == Bad(where + 1, Fault.CHANGED)


def test_equal_values_have_one_text():
    assert (
        canonical({"b": 1, "a": "调阅"})
        == canonical({"a": "调阅", "b": 1})
        == '{"a":"调阅","b":1}'
    )
    assert canonical("\ud83d") == '"\\ud83d"'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
