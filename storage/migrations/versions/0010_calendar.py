"""A school's own calendar, what became of it, and the deadlines it moved.

Revision 0010, written 2026-11-27.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def dates(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Date(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        *texts("school"),
        *dates("date"),
        *texts("kind", "name"),
        sa.Column("announced_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("school", "date", name="pk_calendar_days"),
    )
    op.create_table(
        "calendar_periods",
        *texts("school", "kind"),
        *dates("start"),
        *texts("name"),
        *dates("end"),
        *texts("flags"),
        sa.Column("announced_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("school", "kind", "start", "name", name="pk_calendar_periods"),
    )
    op.create_table(
        "calendar_changes",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *texts("school", "by"),
        sa.Column("at", MOMENT, nullable=False),
        *texts("added", "removed"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_calendar_changes_school_at", "calendar_changes", ["school", "at"])
    op.create_table(
        "moves",
        sa.Column("change", BIG, autoincrement=False, nullable=False),
        *texts("about", "school"),
        sa.Column("was", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        *texts("owes", "waits"),
        sa.PrimaryKeyConstraint("change", "about", name="pk_moves"),
    )
    op.create_index("ix_moves_school_about", "moves", ["school", "about"])


def downgrade() -> None:
    for name in ("moves", "calendar_changes", "calendar_periods", "calendar_days"):
        op.drop_table(name)
