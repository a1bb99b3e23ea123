"""Until when each open request waits, and when the bell rings for it.

Revision 0011, written 2026-11-27. Requests that are open already get their time at the first ring
(`ringing.unarmed`), counted from then on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "waits",
        sa.Column("request", BIG, autoincrement=False, nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allotted", sa.Float(), nullable=False),
        sa.Column("counting", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_waits")),
    )
    op.create_index(op.f("ix_waits_school_due_at"), "waits", ["school", "due_at"])
    op.create_table(
        "rings",
        sa.Column("request", BIG, autoincrement=False, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request", "person", name=op.f("pk_rings")),
    )
    op.create_index(op.f("ix_rings_school_at"), "rings", ["school", "at"])


def downgrade() -> None:
    op.drop_table("rings")
    op.drop_table("waits")
