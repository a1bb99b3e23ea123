"""PINs of people who confirm sensitive approvals.

Revision 0007, written 2026-11-26.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pins",
        *(sa.Column(n, sa.Text(), nullable=False) for n in ("school", "person")),
        *(sa.Column(n, sa.Text(), nullable=False) for n in ("hash", "proposed")),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proven_on", sa.Text(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("school", "person", name="pk_pins"),
    )


def downgrade() -> None:
    op.drop_table("pins")
