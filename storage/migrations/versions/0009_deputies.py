"""Why a deputy was named, and by whom.

Revision 0009, written 2026-11-26.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = ("reason", "named_by")


def upgrade() -> None:
    for name in COLUMNS:
        column = sa.Column(name, sa.Text(), nullable=False, server_default="")
        op.add_column("deputies", column)


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("deputies", name)
