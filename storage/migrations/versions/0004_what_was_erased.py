"""When a case ended, and which of its personal data is gone.

Revision ID: 0004
Revises: 0003
"""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REQUESTS = sa.table(
    "requests",
    sa.column("id", BIG),
    sa.column("body", sa.Text()),
    sa.column("settled_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.add_column(
        "requests", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True)
    )
    _settle()
    op.create_index("ix_requests_school_settled_at", "requests", ["school", "settled_at"])
    op.create_table(
        "erasures",
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("about", "number", "what", name="pk_erasures"),
    )


def _settle() -> None:
    """What the case itself says, beside it."""
    here = op.get_bind()
    for id_, body in here.execute(sa.select(REQUESTS.c.id, REQUESTS.c.body)).all():
        said = json.loads(body).get("settled_at")
        if said:
            at = datetime.fromisoformat(said)
            here.execute(REQUESTS.update().where(REQUESTS.c.id == id_).values(settled_at=at))


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_index("ix_requests_school_settled_at", "requests")
    op.drop_column("requests", "settled_at")
