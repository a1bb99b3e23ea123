"""In which language an account's client speaks, and which chats have commands of their own.

Revision 0025, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("language", sa.Text(), nullable=False, server_default="")
    )
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("language", server_default=None)
    op.create_table(
        "menus",
        sa.Column("school", sa.Text(), primary_key=True),
        sa.Column("address", sa.Text(), primary_key=True),
        sa.Column("mark", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("menus")
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("language")
