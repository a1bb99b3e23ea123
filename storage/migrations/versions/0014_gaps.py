"""Where no camera sees, and what was approved that no imported list says yet.

Revision 0014, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "blind_spots",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("request", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_blind_spots"),
        sa.UniqueConstraint("request", "zone", name="uq_blind_spots_request_zone"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_blind_spots_school_zone_at", "blind_spots", ["school", "zone", "at"])
    op.create_table(
        "approved_changes",
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("request", BIG, nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("school", "about", "id", name="pk_approved_changes"),
    )


def downgrade() -> None:
    op.drop_table("approved_changes")
    op.drop_table("blind_spots")
