"""Ways in: heartbeats of each device, and where a signal stood.

The three tables are made anew: no release has had them, and nothing stands in them.

Revision 0019, written 2026-11-27.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ANEW = ("alarm_bodies", "sources", "strangers")


def words(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def keys(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text(), primary_key=True) for name in names]


def times(*names: str, nullable: bool = False) -> "list[sa.Column[datetime]]":
    return [sa.Column(name, WHEN, nullable=nullable) for name in names]


def upgrade() -> None:
    gone()
    bodies("school", "source", "at")
    op.create_table(
        "sources",
        *keys("school", "source", "device"),
        *times("heard_at"),
        *times("beat_at", nullable=True),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("pace", sa.Float(), nullable=False),
        *times("told_at", nullable=True),
    )
    strangers()
    op.add_column("signals", sa.Column("body", NUMBER, nullable=True))


def downgrade() -> None:
    op.drop_column("signals", "body")
    gone()
    bodies("school", "id", told=True)
    op.create_table(
        "sources",
        *keys("school", "source"),
        *times("since", "heard_at"),
        *times("beat_at", "told_at", nullable=True),
    )
    strangers(told=True)


def gone() -> None:
    for table in ANEW:
        op.drop_table(table)


def bodies(*dead: str, told: bool = False) -> None:
    op.create_table(
        "alarm_bodies",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        *words("school", "source", "mime"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *times("at"),
        *words("why"),
        *(times("told_at", nullable=True) if told else ()),
        sqlite_autoincrement=True,
    )
    here = sa.text("why <> ''")
    op.create_index(
        "ix_alarm_bodies_dead",
        "alarm_bodies",
        list(dead),
        sqlite_where=here,
        postgresql_where=here,
    )
    op.create_index("ix_alarm_bodies_at", "alarm_bodies", ["at"])


def strangers(*, told: bool = False) -> None:
    op.create_table(
        "strangers",
        *keys("school", "source", "device", "channel"),
        *words("text"),
        sa.Column("times", sa.Integer(), nullable=False),
        *times("first_at", "last_at"),
        *(times("told_at", nullable=True) if told else ()),
    )
