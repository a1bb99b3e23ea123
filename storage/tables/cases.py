"""Requests and all that follows from them."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, Text, UniqueConstraint

from storage.columns import (
    Big,
    SealedBytes,
    id_,
    moment,
    partial,
    sealed,
    sealed_json,
    table,
    words,
)

drafts = table(
    "drafts",
    id_(),
    *words("school", "person", "purpose"),
    sealed_json("drafts", "state"),
    Column("version", Integer, nullable=False),
    Column("turn", Integer, nullable=False),  # grows with each touch of this person's drafts
    moment("opened_at"),
    moment("touched_at"),
    # That of a card, in whose place its question stands.
    Column("message", Big, nullable=True),
    UniqueConstraint("school", "person", "purpose"),
)

counters = table(
    "counters",
    Column("school", Text, primary_key=True),
    Column("series", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

requests = table(
    "requests",
    id_(),
    *words("school", "number", "kind", "state", "requester", "filed_by"),
    moment("filed_at"),
    moment("settled_at", nullable=True),
    Column("version", Integer, nullable=False),
    *sealed("requests", "body"),  # the whole request, as its dataclass is dumped
    UniqueConstraint("school", "number"),
    Index(None, "school", "settled_at"),
    Index(None, "school", "requester", "id"),
    Index(None, "school", "filed_by", "id"),
    Index(None, "school", "state", "id"),
    Index(None, "school", "kind", "id"),
)

scopes = table(
    "scopes",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("zone", Text, primary_key=True),
    Column("camera", Text, primary_key=True),  # "" = every camera of the zone
    *words("school"),
    moment("since"),
    moment("until"),
    Index(None, "school", "zone", "until"),
)

erasures = table(
    "erasures",
    Column("about", Text, primary_key=True),  # "request" or "entry"
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("what", Text, primary_key=True),
    *words("school"),
    moment("at"),
)

waiting = table(
    "waiting",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("seat", Integer, primary_key=True),
    Column("person", Text, primary_key=True),
    *words("school"),
    Column("token", Integer, nullable=False),
    Index(None, "school", "person"),
)

# The time of whatever a request waits for now: a step's signatures, its requester, or its use.
# `left` is kept instead of `due_at` while the clock stands still.
waits = table(
    "waits",
    Column("request", Big, primary_key=True, autoincrement=False),
    *words("school"),
    Column("step", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    moment("opened_at"),
    Column("allotted", Float, nullable=False),  # seconds
    *words("counting"),
    moment("due_at", nullable=True),
    Column("left", Float, nullable=True),  # seconds
    Index(None, "school", "due_at"),
)

# When the bell rings next: for the wait itself ("") and for each person it waits for.
rings = table(
    "rings",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("person", Text, primary_key=True),
    *words("school", "rung"),
    moment("at"),
    Index(None, "school", "at"),
)

tasks = table(
    "tasks",
    id_(),
    *words("school"),
    Column("request", Big, nullable=False),
    *words("kind", "person", "state", "officer"),
    sealed_json("tasks", "answers"),
    Column("version", Integer, nullable=False),
    moment("opened_at"),
    moment("due_at", nullable=True),
    moment("remind_at", nullable=True),
    moment("taken_at", nullable=True),
    moment("done_at", nullable=True),
    UniqueConstraint("request", "kind", "person"),
    Index(None, "school", "state", "id"),
    partial("ix_tasks_remind", "school", "remind_at", where="remind_at IS NOT NULL"),
)

attachments = table(
    "attachments",
    id_(),
    *words("school", "platform"),
    *sealed("attachments", "file", "name"),  # whoever has the platform's id can fetch it
    *words("mime", "sha256"),
    Column("size", Big, nullable=False),
    Column("data", SealedBytes("attachments.data"), nullable=True),
    moment("added_at"),
    moment("fetched_at", nullable=True),
    partial("ix_attachments_unfetched", "id", where="fetched_at IS NULL"),
)

# What the watch found open without a next action; until `gone_at` it is known and not told again.
findings = table(
    "findings",
    id_(),
    *words("school", "proof"),
    Column("request", Big, nullable=False),
    Column("about", Big, nullable=False),  # a seat or a task
    *words("person"),
    Column("mended", Boolean, nullable=False),
    moment("found_at"),
    moment("gone_at", nullable=True),
    partial("ix_findings_here", "school", "id", where="gone_at IS NULL"),
)
