"""An entry may be written in the stead of another one.

Revision 0003, written 2026-11-26.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("entries", sa.Column("corrects", BIG, nullable=True))
    op.create_index("ix_entries_corrects", "entries", ["corrects"], unique=True)
    op.create_index("ix_entries_request", "entries", ["request"])


def downgrade() -> None:
    op.drop_index("ix_entries_request", "entries")
    op.drop_index("ix_entries_corrects", "entries")
    op.drop_column("entries", "corrects")
