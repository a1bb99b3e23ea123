"""The first tables.

Revision 0001, written 2026-11-22.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = (
    "accounts",
    "attachments",
    "cameras",
    "counters",
    "deputies",
    "drafts",
    "entries",
    "groups",
    "inbox",
    "invite_attempts",
    "invites",
    "journal",
    "journal_heads",
    "messages",
    "outbox",
    "persons",
    "requests",
    "schools",
    "slots",
    "viewings",
    "waiting",
    "zones",
)

# The journal is written once. Whoever changes it all the same has to take these away first, and
# breaks the chain of hashes.
SQLITE_GUARDS = """
CREATE TRIGGER journal_no_{event} BEFORE {event} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
POSTGRES_REFUSAL = """
CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
"""
POSTGRES_GUARD = """
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()
"""


def _id() -> sa.Column[int]:
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "accounts",
        *_words("school", "platform", "address", "person", "client"),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        _time("bound_at"),
        _time("last_seen", nullable=True),
        sa.PrimaryKeyConstraint("school", "platform", "address", name="pk_accounts"),
    )
    op.create_index("ix_accounts_school_person", "accounts", ["school", "person"])
    op.create_table(
        "attachments",
        _id(),
        *_words("school", "platform", "file", "name", "mime", "sha256"),
        sa.Column("size", BIG, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        _time("added_at"),
        _time("fetched_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_attachments_unfetched",
        "attachments",
        ["id"],
        **_where("fetched_at IS NULL"),
    )
    op.create_table(
        "cameras",
        *_words("school", "id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("name", "zone", "recorder", "parent", "address", "owners", "flags"),
        sa.Column("retention_days", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("school", "id", name="pk_cameras"),
    )
    op.create_table(
        "counters",
        *_words("school", "series"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("school", "series", "year", name="pk_counters"),
    )
    op.create_table(
        "deputies",
        *_words("school", "of", "by"),
        _time("start"),
        _time("end"),
        *_words("kinds"),
        sa.PrimaryKeyConstraint("school", "of", "by", name="pk_deputies"),
    )
    op.create_table(
        "drafts",
        _id(),
        *_words("school", "person", "purpose", "state"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        _time("opened_at"),
        _time("touched_at"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint(
            "school", "person", "purpose", name="uq_drafts_school_person_purpose"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "entries",
        _id(),
        *_words("school", "book"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("request", BIG, nullable=True),
        *_words("data"),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.UniqueConstraint("school", "book", "request", name="uq_entries_school_book_request"),
        sa.UniqueConstraint(
            "school", "book", "year", "serial", name="uq_entries_school_book_year_serial"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_school_book_at", "entries", ["school", "book", "at"])
    op.create_table(
        "groups",
        *_words("school", "name", "platform", "address"),
        _time("bound_at"),
        sa.PrimaryKeyConstraint("school", "name", "platform", "address", name="pk_groups"),
    )
    op.create_index(
        "ix_groups_school_platform_address",
        "groups",
        ["school", "platform", "address"],
    )
    op.create_table(
        "inbox",
        _id(),
        *_words("school", "platform", "key", "lane", "body"),
        _time("received_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _time("next_try_at"),
        _time("done_at", nullable=True),
        *_words("error"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("school", "platform", "key", name="uq_inbox_school_platform_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"])
    op.create_index(
        "ix_inbox_lane",
        "inbox",
        ["school", "platform", "lane", "id"],
        **_where("done_at IS NULL"),
    )
    op.create_index(
        "ix_inbox_undone",
        "inbox",
        ["id"],
        **_where("done_at IS NULL"),
    )
    op.create_table(
        "invite_attempts",
        _id(),
        *_words("school", "platform", "address"),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_invite_attempts"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_invite_attempts_school_platform_address_at",
        "invite_attempts",
        ["school", "platform", "address", "at"],
    )
    op.create_table(
        "invites",
        _id(),
        *_words("school", "person", "digest"),
        _time("created_at"),
        _time("expires_at"),
        _time("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invites"),
        sa.UniqueConstraint("school", "digest", name="uq_invites_school_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invites_school_person", "invites", ["school", "person"])
    op.create_table(
        "journal",
        *_words("school"),
        sa.Column(
            "seq",
            BIG,
            autoincrement=False,
            nullable=False,
        ),
        _time("at"),
        *_words("kind", "data", "previous", "hash"),
        sa.PrimaryKeyConstraint("school", "seq", name="pk_journal"),
    )
    op.create_table(
        "journal_heads",
        *_words("school"),
        sa.Column("seq", BIG, nullable=False),
        *_words("hash"),
        sa.PrimaryKeyConstraint("school", name="pk_journal_heads"),
    )
    op.create_table(
        "messages",
        _id(),
        *_words("school", "subject", "platform", "address", "ref_key", "ref"),
        _time("sent_at"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint(
            "school", "platform", "ref_key", name="uq_messages_school_platform_ref_key"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_messages_school_subject_platform_address",
        "messages",
        ["school", "subject", "platform", "address"],
    )
    op.create_table(
        "outbox",
        _id(),
        *_words("school", "lane", "kind", "person", "group", "platform", "address"),
        sa.Column("message", BIG, nullable=True),
        *_words("reason", "subject"),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("coalesced", sa.Text(), nullable=True),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        _time("due_at"),
        _time("try_at"),
        _time("lease_until", nullable=True),
        *_words("lease_token"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *_words("state", "why"),
        _time("created_at"),
        _time("sent_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("school", "coalesced", name="uq_outbox_school_coalesced"),
        sa.UniqueConstraint("school", "key", name="uq_outbox_school_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["try_at", "id"],
        **_where("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["school", "lane", "due_at"],
        **_where("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbox_leased",
        "outbox",
        ["lease_until"],
        **_where("state = 'waiting'"),
    )
    op.create_index("ix_outbox_sent_at", "outbox", ["sent_at"])
    op.create_table(
        "persons",
        *_words(
            "school", "id", "name", "unit", "language", "chosen_language", "posts", "classes"
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("school", "id", name="pk_persons"),
    )
    op.create_table(
        "requests",
        _id(),
        *_words("school", "number", "kind", "state", "requester"),
        _time("filed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_words("body"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sa.UniqueConstraint("school", "number", name="uq_requests_school_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_requests_school_requester_id",
        "requests",
        ["school", "requester", "id"],
    )
    op.create_index("ix_requests_school_state_id", "requests", ["school", "state", "id"])
    op.create_table(
        "schools",
        *_words("id", "revision"),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_schools"),
    )
    op.create_table(
        "slots",
        *_words("school", "platform", "address"),
        sa.Column("slot", sa.Integer(), nullable=False),
        *_words("subject"),
        sa.PrimaryKeyConstraint("school", "platform", "address", "slot", name="pk_slots"),
        sa.UniqueConstraint(
            "school",
            "platform",
            "address",
            "subject",
            name="uq_slots_school_platform_address_subject",
        ),
    )
    op.create_index("ix_slots_school_subject", "slots", ["school", "subject"])
    op.create_table(
        "viewings",
        _id(),
        *_words("school"),
        sa.Column("request", BIG, nullable=False),
        *_words("state", "officer", "outcome"),
        sa.Column("version", sa.Integer(), nullable=False),
        _time("opened_at"),
        _time("taken_at", nullable=True),
        _time("recorded_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_viewings"),
        sa.UniqueConstraint("request", name="uq_viewings_request"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_viewings_school_state_id", "viewings", ["school", "state", "id"])
    op.create_table(
        "waiting",
        sa.Column(
            "request",
            BIG,
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seat", sa.Integer(), nullable=False),
        *_words("person", "school"),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request", "seat", "person", name="pk_waiting"),
    )
    op.create_index("ix_waiting_school_person", "waiting", ["school", "person"])
    op.create_table(
        "zones",
        *_words("school", "id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("name", "owners", "aliases", "flags"),
        sa.PrimaryKeyConstraint("school", "id", name="pk_zones"),
    )
    _guard_the_journal()


def _guard_the_journal() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(SQLITE_GUARDS.format(event=event))
        return
    op.execute(POSTGRES_REFUSAL)
    op.execute(POSTGRES_GUARD)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_refuses()")
