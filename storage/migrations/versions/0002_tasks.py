"""A request leads to several tasks, and a viewing is one of them.

Revision ID: 0002
Revises: 0001
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Ids stay: cards in people's chats speak of them.
CARRIED_OVER = """
INSERT INTO tasks (id, school, request, kind, person, state, officer, answers, version,
                   opened_at, taken_at, done_at)
SELECT id, school, request, 'viewing', '',
       CASE state WHEN 'recorded' THEN 'done' ELSE state END, officer, outcome, version,
       opened_at, taken_at, recorded_at
FROM viewings
"""
CARRIED_BACK = """
INSERT INTO viewings (id, school, request, state, officer, outcome, version,
                      opened_at, taken_at, recorded_at)
SELECT id, school, request, CASE state WHEN 'done' THEN 'recorded' ELSE state END, officer,
       answers, version, opened_at, taken_at, done_at
FROM tasks WHERE kind = 'viewing'
"""
# Numbers go on behind those of the viewings.
SEQUENCE = "SELECT setval('tasks_id_seq', (SELECT COALESCE(MAX(id), 0) + 1 FROM tasks), false)"


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _times(*names: str) -> list[sa.Column[datetime]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in names]


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *_words("school"),
        sa.Column("request", BIG, nullable=False),
        *_words("kind", "person", "state", "officer", "answers"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        *_times("due_at", "remind_at", "taken_at", "done_at"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.UniqueConstraint("request", "kind", "person", name="uq_tasks_request_kind_person"),
        sqlite_autoincrement=True,
    )
    op.execute(CARRIED_OVER)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(SEQUENCE)
    op.create_index("ix_tasks_school_state_id", "tasks", ["school", "state", "id"])
    late = sa.text("remind_at IS NOT NULL")
    op.create_index(
        "ix_tasks_remind",
        "tasks",
        ["school", "remind_at"],
        sqlite_where=late,
        postgresql_where=late,
    )
    op.drop_table("viewings")


def downgrade() -> None:
    """Only the viewings fit into what was."""
    op.create_table(
        "viewings",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *_words("school"),
        sa.Column("request", BIG, nullable=False),
        *_words("state", "officer", "outcome"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        *_times("taken_at", "recorded_at"),
        sa.PrimaryKeyConstraint("id", name="pk_viewings"),
        sa.UniqueConstraint("request", name="uq_viewings_request"),
        sqlite_autoincrement=True,
    )
    op.execute(CARRIED_BACK)
    op.create_index("ix_viewings_school_state_id", "viewings", ["school", "state", "id"])
    op.drop_table("tasks")
