"""Our own eyes: which devices they took for dead, and when they saw nothing.

Revision 0022, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "ended_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "probed",
        sa.Column("school", sa.Text(), primary_key=True),
        sa.Column("device", sa.Text(), primary_key=True),
        sa.Column("since", WHEN, nullable=False),
    )
    op.create_table(
        "blindness",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("since", WHEN, nullable=False),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("dead", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_blindness_open",
        "blindness",
        ["school"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def downgrade() -> None:
    op.drop_table("blindness")
    op.drop_table("probed")
