"""Alarms: what was posted, what it said, what became of it.

Revision 0017, written 2026-11-27.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTIAL = {
    "ix_alarm_bodies_dead": ("alarm_bodies", ["school", "id"], "why <> ''"),
    "ix_signals_waiting": ("signals", ["school", "id"], "decided_at IS NULL"),
    "uq_faults_open": ("faults", ["school", "device", "trouble"], "ended_at IS NULL"),
    "ix_outages_here": ("outages", ["school", "id"], "stage <> 'closed'"),
    "ix_outages_ring": ("outages", ["school", "ring_at"], "ring_at IS NOT NULL"),
    "ix_silences_here": ("silences", ["school", "ends"], "ended_at IS NULL"),
}
PLAIN = {
    "ix_alarm_bodies_at": ("alarm_bodies", ["at"]),
    "ix_signals_at": ("signals", ["at"]),
    "ix_faults_school_device_began_at": ("faults", ["school", "device", "began_at"]),
    "ix_faults_school_began_at": ("faults", ["school", "began_at"]),
    "ix_faults_outage": ("faults", ["outage"]),
    "ix_outages_school_began_at": ("outages", ["school", "began_at"]),
    "ix_outages_request": ("outages", ["request"]),
}


def number() -> "sa.Column[int]":
    return sa.Column("id", NUMBER, primary_key=True, autoincrement=True)


def words(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def keys(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text(), primary_key=True) for name in names]


def times(*names: str, nullable: bool = False) -> "list[sa.Column[datetime]]":
    return [sa.Column(name, WHEN, nullable=nullable) for name in names]


def upgrade() -> None:
    heard()
    decided()
    for name, (table, columns, where) in PARTIAL.items():
        here = sa.text(where)
        op.create_index(
            name,
            table,
            columns,
            unique=name.startswith("uq"),
            sqlite_where=here,
            postgresql_where=here,
        )
    for name, (table, columns) in PLAIN.items():
        op.create_index(name, table, columns)


def heard() -> None:
    op.create_table(
        "alarm_bodies",
        number(),
        *words("school", "source", "mime"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *times("at"),
        *words("why"),
        *times("told_at", nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "signals",
        number(),
        *words("school", "source", "key", "device", "channel", "trouble", "phase", "text"),
        *times("occurred_at", "at"),
        *times("decided_at", nullable=True),
        sa.UniqueConstraint("school", "source", "key", name="uq_signals_school_source_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sources",
        *keys("school", "source"),
        *times("since", "heard_at"),
        *times("beat_at", "told_at", nullable=True),
    )
    op.create_table(
        "strangers",
        *keys("school", "source", "device", "channel"),
        *words("text"),
        sa.Column("times", sa.Integer(), nullable=False),
        *times("first_at", "last_at"),
        *times("told_at", nullable=True),
    )


def decided() -> None:
    op.create_table(
        "faults",
        number(),
        *words("school", "device", "zone", "trouble"),
        *times("began_at", "heard_at", "last_at"),
        *times("ended_at", nullable=True),
        *words("hidden"),
        sa.Column("outage", NUMBER, nullable=True),
        sa.Column("opens", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outages",
        number(),
        *words("school", "cause", "trouble", "severity", "stage", "handler"),
        *times("began_at", "heard_at"),
        sa.Column("request", NUMBER, nullable=True),
        *times("told_at", "handled_until", "recovered_at", "closed_at", nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        *times("ring_at", nullable=True),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "silences",
        number(),
        *words("school", "reason", "by"),
        sa.Column("devices", sa.Text(), nullable=False),
        sa.Column("zones", sa.Text(), nullable=False),
        *times("starts", "ends"),
        *times("ended_at", nullable=True),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in (
        "silences",
        "outages",
        "faults",
        "strangers",
        "sources",
        "signals",
        "alarm_bodies",
    ):
        op.drop_table(table)
