"""On which start of a machine, and how long after it, something was handled or sent.

Revision 0028, written 2026-11-28.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("inbox", "outbox"):
        op.add_column(name, sa.Column("boot", sa.Text(), nullable=True))
        op.add_column(name, sa.Column("tick", sa.Float(), nullable=True))


def downgrade() -> None:
    for name in ("inbox", "outbox"):
        with op.batch_alter_table(name) as table:
            table.drop_column("tick")
            table.drop_column("boot")
