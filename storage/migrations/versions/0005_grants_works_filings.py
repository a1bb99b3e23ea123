"""Standing authorisations, planned works on cameras, filings of units' own systems.

Revision ID: 0005
Revises: 0004
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _grants()
    _works()
    _filings()


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("request", BIG, autoincrement=False, nullable=False),
        *_words("school", "unit", "rights", "zones", "persons"),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        _time("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("request", name=op.f("pk_grants")),
    )
    _unended("ix_grants_standing", "grants", "school", "request")


def _works() -> None:
    op.create_table(
        "works",
        sa.Column("request", BIG, autoincrement=False, nullable=False),
        *_words("camera", "school"),
        _time("starts"),
        _time("ends"),
        _time("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("request", "camera", name=op.f("pk_works")),
    )
    name = op.f("ix_works_school_camera_starts")
    op.create_index(name, "works", ["school", "camera", "starts"])
    _unended("ix_works_unended", "works", "school", "starts")


def _filings() -> None:
    op.create_table(
        "filings",
        *_words("school", "unit", "zone"),
        sa.Column("request", BIG, nullable=False),
        _time("filed_at"),
        _time("confirmed_at"),
        sa.PrimaryKeyConstraint("school", "unit", "zone", name=op.f("pk_filings")),
    )
    op.create_index(op.f("ix_filings_school_request"), "filings", ["school", "request"])


def _unended(name: str, table: str, *columns: str) -> None:
    where = sa.text("ended_at IS NULL")
    op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in ("filings", "works", "grants"):
        op.drop_table(table)
