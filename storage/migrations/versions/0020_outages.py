"""Faults that a person has to look at, and what was hidden until when.

Revision 0020, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "faults",
        sa.Column("by_eye", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("faults", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_faults_school_ended_at", "faults", ["school", "ended_at"])


def downgrade() -> None:
    op.drop_index("ix_faults_school_ended_at", "faults")
    with op.batch_alter_table("faults") as faults:
        faults.drop_column("shown_at")
        faults.drop_column("by_eye")
