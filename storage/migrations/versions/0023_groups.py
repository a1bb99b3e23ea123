"""Whether somebody in a group has seen a message of ours.

Revision 0023, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "groups", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True)
    )
    # Whoever reads messages there already need not say so.
    op.execute("UPDATE groups SET confirmed_at = bound_at")


def downgrade() -> None:
    with op.batch_alter_table("groups") as groups:
        groups.drop_column("confirmed_at")
