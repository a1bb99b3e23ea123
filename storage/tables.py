"""Every table, its columns and the indexes that keep each question from reading a whole table."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator

from storage import vault

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware UTC out, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, Chinese as Chinese."""
    written = json.dumps(value, **_CANONICAL, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:  # half an emoji: no database takes it, escaped it is harmless
        return json.dumps(value, **_CANONICAL)
    return written


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"not JSON-shaped: {value!r}")


_CANONICAL: Mapping[str, Any] = {
    "sort_keys": True,
    "separators": (",", ":"),
    "allow_nan": False,
    "default": _plain,
}


class Json(TypeDecorator[Any]):
    """JSON kept as canonical text, so that a hash over it means the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Sealed(TypeDecorator[Any]):
    """Text that lies in the database sealed, at `place` ("table.column"). Nothing about it can be
    asked in SQL but whether it is empty."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else vault.of(dialect).seal_text(self.place, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else vault.of(dialect).open_text(self.place, value)


class SealedJson(Sealed):
    """As `Json`, sealed."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else super().process_bind_param(canonical(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return (
            None if value is None else json.loads(super().process_result_value(value, dialect))
        )


class SealedBytes(TypeDecorator[bytes]):
    """As `Sealed`, for bytes."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.of(dialect).seal_bytes(self.place, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.of(dialect).open_bytes(self.place, bytes(value))


Big = BigInteger().with_variant(Integer(), "sqlite")


def either(make: Callable[[Any], Any]) -> Mapping[str, Any]:
    """A statement for each dialect; `make` is given its `insert`, which knows ON CONFLICT.

    Left to itself SQLAlchemy counts no rows of an INSERT on PostgreSQL, and -1 looks like success.
    """
    inserts = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return {
        dialect: make(insert).execution_options(preserve_rowcount=True)
        for dialect, insert in inserts.items()
    }


def _words(*names: str) -> list[Column[Any]]:
    return [Column(name, Text, nullable=False) for name in names]


def _sealed(table: str, *names: str) -> list[Column[Any]]:
    return [Column(name, Sealed(f"{table}.{name}"), nullable=False) for name in names]


def _sealed_json(table: str, name: str) -> Column[Any]:
    return Column(name, SealedJson(f"{table}.{name}"), nullable=False)


def _id() -> Column[int]:
    return Column("id", Big, primary_key=True, autoincrement=True)


def _time(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def _table(name: str, *parts: Any) -> Table:
    # Without AUTOINCREMENT SQLite gives the number of a deleted row to the next one, and an old
    # tap would speak about somebody else's draft.
    numbered = any(
        isinstance(p, Column) and p.name == "id" and p.autoincrement is True for p in parts
    )
    return Table(name, metadata, *parts, sqlite_autoincrement=numbered)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


schools = _table(
    "schools",
    Column("id", Text, primary_key=True),
    *_words("revision"),
    _time("created_at"),
)

persons = _table(
    "persons",
    Column("school", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    *_sealed("persons", "name"),
    *_words("unit", "language", "chosen_language"),
    Column("posts", Json, nullable=False),
    Column("classes", Json, nullable=False),
    Column("active", Boolean, nullable=False),
)

accounts = _table(
    "accounts",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    *_words("person", "client", "language"),
    Column("reachable", Boolean, nullable=False),
    _time("bound_at"),
    _time("last_seen", nullable=True),
    Index(None, "school", "person"),
)

deputies = _table(
    "deputies",
    Column("school", Text, primary_key=True),
    Column("of", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    _time("start"),
    _time("end"),
    Column("kinds", Json, nullable=False),
    *_sealed("deputies", "reason"),
    *_words("named_by"),
)

groups = _table(
    "groups",
    Column("school", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    _time("bound_at"),
    # When somebody there said that the test message was seen; empty: nobody did yet.
    _time("confirmed_at", nullable=True),
    Index(None, "school", "platform", "address"),
)

# Platforms on which nothing is sent until then, or until they are switched on (no `until`).
channels = _table(
    "channels",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    *_words("reason", "by"),
    _time("since"),
    _time("until", nullable=True),
    _time("ended_at", nullable=True),
)

zones = _table(
    "zones",
    Column("school", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    *_words("name"),
    Column("owners", Json, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("flags", Json, nullable=False),
)

cameras = _table(
    "cameras",
    Column("school", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    *_words("name", "zone", "recorder", "parent"),
    *_sealed("cameras", "address"),  # may hold a user and a password
    Column("owners", Json, nullable=False),
    Column("flags", Json, nullable=False),
    Column("retention_days", Float, nullable=False),
)

invites = _table(
    "invites",
    _id(),
    *_words("school", "person", "digest"),
    _time("created_at"),
    _time("expires_at"),
    _time("used_at", nullable=True),
    UniqueConstraint("school", "digest"),
    Index(None, "school", "person"),
)

invite_attempts = _table(
    "invite_attempts",
    _id(),
    *_words("school", "platform", "address"),
    _time("at"),
    Index(None, "school", "platform", "address", "at"),
)

pins = _table(
    "pins",
    Column("school", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    *_sealed(
        "pins", "hash", "proposed"
    ),  # the one that counts; one said once and not repeated yet
    Column("wrong", Integer, nullable=False),  # tries since the last right one
    _time("locked_until", nullable=True),
    *_words("proven_on"),  # the account it was given on last, and when
    _time("proven_at", nullable=True),
)

# The keys something in here may be sealed with. A key is known by its name (`storage.vault`).
sealing_keys = _table(
    "sealing_keys",
    Column("key", Text, primary_key=True),
    _time("since"),
)

inbox = _table(
    "inbox",
    _id(),
    *_words("school", "platform", "key", "lane"),
    *_sealed("inbox", "body"),
    _time("received_at"),
    Column("attempts", Integer, nullable=False),
    _time("next_try_at"),
    _time("done_at", nullable=True),
    *_sealed("inbox", "error"),  # as Python tells it, which may quote what was said
    UniqueConstraint("school", "platform", "key"),
    _partial("ix_inbox_undone", "id", where="done_at IS NULL"),
    _partial("ix_inbox_lane", "school", "platform", "lane", "id", where="done_at IS NULL"),
    Index(None, "done_at"),
)

outbox = _table(
    "outbox",
    _id(),
    *_words("school", "lane", "kind", "person", "group", "platform", "address"),
    Column("message", Big, nullable=True),  # what a refresh edits
    *_words("reason", "subject"),
    Column("key", Text, nullable=True),  # None for a refresh
    # Set while a refresh waits that nobody has begun to send: a second one would say the same.
    Column("coalesced", Text, nullable=True),
    Column("fresh", Boolean, nullable=False),
    _time("due_at"),  # from here on it holds up its lane
    _time("try_at"),  # when it may be tried next
    _time("lease_until", nullable=True),
    *_words("lease_token"),
    Column("attempts", Integer, nullable=False),
    *_words("state", "why"),
    _time("created_at"),
    _time("sent_at", nullable=True),
    UniqueConstraint("school", "key"),
    UniqueConstraint("school", "coalesced"),
    _partial("ix_outbox_due", "try_at", "id", where="state = 'waiting'"),
    _partial("ix_outbox_lane", "school", "lane", "due_at", where="state = 'waiting'"),
    _partial("ix_outbox_leased", "lease_until", where="state = 'waiting'"),
    Index(None, "sent_at"),
)

messages = _table(
    "messages",
    _id(),
    *_words("school", "subject", "platform", "address", "ref_key"),
    Column("ref", Json, nullable=False),
    _time("sent_at"),
    UniqueConstraint("school", "platform", "ref_key"),
    Index(None, "school", "subject", "platform", "address"),
)

slots = _table(
    "slots",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("slot", Integer, primary_key=True),
    *_words("subject"),
    UniqueConstraint("school", "platform", "address", "subject"),
    Index(None, "school", "subject"),
)

# The list of commands a chat has of its own, as it was last told to the platform.
menus = _table(
    "menus",
    Column("school", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    *_words("mark"),
)

drafts = _table(
    "drafts",
    _id(),
    *_words("school", "person", "purpose"),
    _sealed_json("drafts", "state"),
    Column("version", Integer, nullable=False),
    Column("turn", Integer, nullable=False),  # grows with each touch of this person's drafts
    _time("opened_at"),
    _time("touched_at"),
    UniqueConstraint("school", "person", "purpose"),
)

counters = _table(
    "counters",
    Column("school", Text, primary_key=True),
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

requests = _table(
    "requests",
    _id(),
    *_words("school", "number", "kind", "state", "requester", "filed_by"),
    _time("filed_at"),
    _time("settled_at", nullable=True),
    Column("version", Integer, nullable=False),
    *_sealed("requests", "body"),  # the whole request, as its dataclass is dumped
    UniqueConstraint("school", "number"),
    Index(None, "school", "settled_at"),
    Index(None, "school", "requester", "id"),
    Index(None, "school", "filed_by", "id"),
    Index(None, "school", "state", "id"),
    Index(None, "school", "kind", "id"),
)

scopes = _table(
    "scopes",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("zone", Text, primary_key=True),
    Column("camera", Text, primary_key=True),  # "" = every camera of the zone
    *_words("school"),
    _time("since"),
    _time("until"),
    Index(None, "school", "zone", "until"),
)

erasures = _table(
    "erasures",
    Column("about", Text, primary_key=True),  # "request" or "entry"
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("what", Text, primary_key=True),
    *_words("school"),
    _time("at"),
)

waiting = _table(
    "waiting",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("seat", Integer, primary_key=True),
    Column("person", Text, primary_key=True),
    *_words("school"),
    Column("token", Integer, nullable=False),
    Index(None, "school", "person"),
)

# The time of whatever a request waits for now: a step's signatures, its requester, or its use.
# `left` is kept instead of `due_at` while the clock stands still.
waits = _table(
    "waits",
    Column("request", Big, primary_key=True, autoincrement=False),
    *_words("school"),
    Column("step", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    _time("opened_at"),
    Column("allotted", Float, nullable=False),  # seconds
    *_words("counting"),
    _time("due_at", nullable=True),
    Column("left", Float, nullable=True),  # seconds
    Index(None, "school", "due_at"),
)

# When the bell rings next: for the wait itself ("") and for each person it waits for.
rings = _table(
    "rings",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("person", Text, primary_key=True),
    *_words("school", "rung"),
    _time("at"),
    Index(None, "school", "at"),
)

tasks = _table(
    "tasks",
    _id(),
    *_words("school"),
    Column("request", Big, nullable=False),
    *_words("kind", "person", "state", "officer"),
    _sealed_json("tasks", "answers"),
    Column("version", Integer, nullable=False),
    _time("opened_at"),
    _time("due_at", nullable=True),
    _time("remind_at", nullable=True),
    _time("taken_at", nullable=True),
    _time("done_at", nullable=True),
    UniqueConstraint("request", "kind", "person"),
    Index(None, "school", "state", "id"),
    _partial("ix_tasks_remind", "school", "remind_at", where="remind_at IS NOT NULL"),
)

grants = _table(
    "grants",
    Column("request", Big, primary_key=True, autoincrement=False),
    *_words("school", "unit", "rights"),
    Column("zones", Json, nullable=False),
    Column("persons", Json, nullable=False),
    Column("starts", Date, nullable=False),
    Column("until", Date, nullable=False),
    _time("ended_at", nullable=True),
    _partial("ix_grants_standing", "school", "request", where="ended_at IS NULL"),
)

works = _table(
    "works",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("camera", Text, primary_key=True),
    *_words("school"),
    _time("starts"),
    _time("ends"),
    _time("ended_at", nullable=True),
    Index(None, "school", "camera", "starts"),
    _partial("ix_works_unended", "school", "starts", where="ended_at IS NULL"),
)

filings = _table(
    "filings",
    Column("school", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("zone", Text, primary_key=True),
    Column("request", Big, nullable=False),
    _time("filed_at"),
    _time("confirmed_at"),
    Index(None, "school", "request"),
)

entries = _table(
    "entries",
    _id(),
    *_words("school", "book"),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("request", Big, nullable=True),
    _sealed_json("entries", "data"),
    _time("at"),
    Column("corrects", Big, nullable=True),  # the entry this one is written in the stead of
    UniqueConstraint("school", "book", "request"),
    UniqueConstraint("school", "book", "year", "serial"),
    Index(None, "school", "book", "at"),
    Index(None, "corrects", unique=True),
    Index(None, "request"),
)

# What became of the list of cameras; `filed` is the filing with the police that tells it.
camera_changes = _table(
    "camera_changes",
    _id(),
    *_words("school"),
    _time("at"),
    Column("added", Json, nullable=False),
    Column("moved", Json, nullable=False),
    Column("removed", Json, nullable=False),
    Column("request", Big, nullable=True),
    Column("filed", Big, nullable=True),
    Index(None, "school", "at"),
)

# What a school has written into its calendar, above the official days.
calendar_days = _table(
    "calendar_days",
    Column("school", Text, primary_key=True),
    Column("date", Date, primary_key=True),
    *_words("kind", "name"),
    _time("announced_at", nullable=True),
)

calendar_periods = _table(
    "calendar_periods",
    Column("school", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("start", Date, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("end", Date, nullable=False),
    Column("flags", Json, nullable=False),
    _time("announced_at", nullable=True),
)

# What became of a calendar, and which deadlines moved with it.
calendar_changes = _table(
    "calendar_changes",
    _id(),
    *_words("school", "by"),
    _time("at"),
    Column("added", Json, nullable=False),
    Column("removed", Json, nullable=False),
    Index(None, "school", "at"),
)

moves = _table(
    "moves",
    Column("change", Big, primary_key=True, autoincrement=False),
    Column("about", Text, primary_key=True),  # "task/12"
    *_words("school"),
    _time("was"),
    _time("due"),
    Column("owes", Json, nullable=False),
    Column("waits", Json, nullable=False),
    Index(None, "school", "about"),
)

# Somebody looked in vain because no camera sees the place.
blind_spots = _table(
    "blind_spots",
    _id(),
    *_words("school", "zone"),
    Column("request", Big, nullable=False),
    _time("at"),
    UniqueConstraint("request", "zone"),
    Index(None, "school", "zone", "at"),
)

# What was approved of people, cameras and zones and no imported list says yet.
approved_changes = _table(
    "approved_changes",
    Column("school", Text, primary_key=True),
    Column("about", Text, primary_key=True),  # "person", "camera", "zone"
    Column("id", Text, primary_key=True),
    Column("request", Big, nullable=False),
    _sealed_json("approved_changes", "now"),
    _time("at"),
)

journal = _table(
    "journal",
    Column("school", Text, primary_key=True),
    Column("seq", Big, primary_key=True, autoincrement=False),
    _time("at"),
    *_words("kind", "data", "previous", "hash"),  # data: the exact text that was hashed
)

journal_heads = _table(
    "journal_heads",
    Column("school", Text, primary_key=True),
    Column("seq", Big, nullable=False),
    *_words("hash"),
)

attachments = _table(
    "attachments",
    _id(),
    *_words("school", "platform"),
    *_sealed("attachments", "file", "name"),  # whoever has the platform's id can fetch it
    *_words("mime", "sha256"),
    Column("size", Big, nullable=False),
    Column("data", SealedBytes("attachments.data"), nullable=True),
    _time("added_at"),
    _time("fetched_at", nullable=True),
    _partial("ix_attachments_unfetched", "id", where="fetched_at IS NULL"),
)

# What the watch found open without a next action; until `gone_at` it is known and not told again.
findings = _table(
    "findings",
    _id(),
    *_words("school", "proof"),
    Column("request", Big, nullable=False),
    Column("about", Big, nullable=False),  # a seat or a task
    *_words("person"),
    Column("mended", Boolean, nullable=False),
    _time("found_at"),
    _time("gone_at", nullable=True),
    _partial("ix_findings_here", "school", "id", where="gone_at IS NULL"),
)

# A platform's private chats, or its groups: when somebody was last heard there.
lines = _table(
    "lines",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("chat", Text, primary_key=True),  # "direct" or "group"
    _time("since"),
    _time("heard_at", nullable=True),
    _time("tapped_at", nullable=True),
    _time(
        "probed_at", nullable=True
    ),  # somebody was asked to tap, and has not been heard since
    _time("told_at", nullable=True),  # the administrator knows that it is silent
)

# What the calendar of duties has filed. The row with an empty period says since when it counts.
duties = _table(
    "duties",
    Column("school", Text, primary_key=True),
    Column("duty", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("part", Text, primary_key=True),  # the area, where each has its own
    Column("request", Big, nullable=True),
    _time("filed_at"),
)

qualifications = _table(
    "qualifications",
    Column("request", Big, primary_key=True, autoincrement=False),  # the training
    Column("person", Text, primary_key=True),
    *_words("school"),
    Column("until", Date, nullable=False),  # its last day
    Index(None, "school", "person", "until"),
)

# What monitoring posted, as it came. `why` says what could not be read of it: a dead letter.
alarm_bodies = _table(
    "alarm_bodies",
    _id(),
    *_words("school", "source", "mime"),
    Column("body", SealedBytes("alarm_bodies.body"), nullable=False),
    _time("at"),
    *_words("why"),
    Index(None, "at"),
    _partial("ix_alarm_bodies_dead", "school", "source", "at", where="why <> ''"),
)

# One thing a source has said, each once; `decided_at`: it has become a fault, an end, or nothing.
signals = _table(
    "signals",
    _id(),
    *_words("school", "source", "key", "device", "channel", "trouble", "phase", "text"),
    _time("occurred_at"),
    _time("at"),
    _time("decided_at", nullable=True),
    Column("body", Big, nullable=True),  # where it stood, as long as that is kept
    UniqueConstraint("school", "source", "key"),
    _partial("ix_signals_waiting", "school", "id", where="decided_at IS NULL"),
    Index(None, "at"),
)

# When a source was last heard, as a whole (device '') and for each device whose heartbeats it
# brings. One that beats is missed when it falls silent; `pace`: seconds between its beats.
sources = _table(
    "sources",
    Column("school", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    _time("heard_at"),
    _time("beat_at", nullable=True),
    Column("beats", Integer, nullable=False),
    Column("pace", Float, nullable=False),
    _time("told_at", nullable=True),  # the administrator knows that it is silent
)

# Devices that sources speak of and the camera list does not know.
strangers = _table(
    "strangers",
    Column("school", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    *_words("text"),
    Column("times", Integer, nullable=False),
    _time("first_at"),
    _time("last_at"),
)

faults = _table(
    "faults",
    _id(),
    *_words("school", "device", "zone", "trouble"),
    _time("began_at"),
    _time("heard_at"),
    _time("last_at"),
    _time("ended_at", nullable=True),
    *_words("hidden"),
    Column("outage", Big, nullable=True),
    Column("opens", Integer, nullable=False),
    Column("by_eye", Boolean, nullable=False, server_default=false()),
    _time("shown_at", nullable=True),
    Index(None, "school", "device", "began_at"),
    Index(None, "school", "began_at"),
    Index(None, "school", "ended_at"),
    Index(None, "outage"),
    Index(
        "uq_faults_open",
        "school",
        "device",
        "trouble",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

outages = _table(
    "outages",
    _id(),
    *_words("school", "cause", "trouble", "severity", "stage", "handler"),
    _time("began_at"),
    _time("heard_at"),
    Column("request", Big, nullable=True),
    _time("told_at", nullable=True),
    _time("handled_until", nullable=True),
    _time("recovered_at", nullable=True),
    _time("closed_at", nullable=True),
    Column("rung", Integer, nullable=False),
    _time("ring_at", nullable=True),
    Column("opens", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "school", "began_at"),
    Index(None, "request"),
    _partial("ix_outages_here", "school", "id", where="stage <> 'closed'"),
    _partial("ix_outages_ring", "school", "ring_at", where="ring_at IS NOT NULL"),
)

silences = _table(
    "silences",
    _id(),
    *_words("school"),
    *_sealed("silences", "reason"),
    *_words("by"),
    Column("devices", Json, nullable=False),
    Column("zones", Json, nullable=False),
    _time("starts"),
    _time("ends"),
    _time("ended_at", nullable=True),
    _partial("ix_silences_here", "school", "ends", where="ended_at IS NULL"),
)

# Devices our own prober takes for dead; the others it has no row for.
probed = _table(
    "probed",
    Column("school", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    _time("since"),
)

# When our own prober saw nothing at all: we were off the network, not the cameras.
blindness = _table(
    "blindness",
    _id(),
    *_words("school"),
    _time("since"),
    _time("ended_at", nullable=True),
    Column("dead", Integer, nullable=False),
    Index(
        "uq_blindness_open",
        "school",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
