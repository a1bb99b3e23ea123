"""What became of the list of cameras, so that the filing with the police can follow.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "camera_changes",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.Column("request", BIG, nullable=True),
        sa.Column("filed", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_camera_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_camera_changes_school_at", "camera_changes", ["school", "at"])
    op.create_index("ix_requests_school_kind_id", "requests", ["school", "kind", "id"])


def downgrade() -> None:
    op.drop_index("ix_requests_school_kind_id", "requests")
    op.drop_table("camera_changes")
