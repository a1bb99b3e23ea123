"""What the watch found without a next action, and when each line was last heard.

Revision 0013, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("request", NUMBER, nullable=False),
        sa.Column("about", NUMBER, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("mended", sa.Boolean(), nullable=False),
        sa.Column("found_at", WHEN, nullable=False),
        sa.Column("gone_at", WHEN, nullable=True),
        sqlite_autoincrement=True,
    )
    here = sa.text("gone_at IS NULL")
    op.create_index(
        "ix_findings_here",
        "findings",
        ["school", "id"],
        sqlite_where=here,
        postgresql_where=here,
    )
    op.create_table(
        "lines",
        sa.Column("school", sa.Text(), primary_key=True),
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("chat", sa.Text(), primary_key=True),
        sa.Column("since", WHEN, nullable=False),
        sa.Column("heard_at", WHEN, nullable=True),
        sa.Column("tapped_at", WHEN, nullable=True),
        sa.Column("probed_at", WHEN, nullable=True),
        sa.Column("told_at", WHEN, nullable=True),
    )


def downgrade() -> None:
    op.drop_table("lines")
    op.drop_index("ix_findings_here", "findings")
    op.drop_table("findings")
