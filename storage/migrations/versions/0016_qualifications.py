"""Until when a training holds.

Revision 0016, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "qualifications",
        sa.Column("request", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
    )
    op.create_index(
        "ix_qualifications_school_person_until",
        "qualifications",
        ["school", "person", "until"],
    )


def downgrade() -> None:
    op.drop_table("qualifications")
