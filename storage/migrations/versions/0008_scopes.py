"""Who filed for whom, and which places and times requests ask to see.

Revision 0008, written 2026-11-26.
"""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "requests", sa.Column("filed_by", sa.Text(), nullable=False, server_default="")
    )
    op.create_index("ix_requests_school_filed_by_id", "requests", ["school", "filed_by", "id"])
    op.create_table(
        "scopes",
        sa.Column("request", BIG, autoincrement=False, nullable=False),
        *(sa.Column(n, sa.Text(), nullable=False) for n in ("zone", "camera", "school")),
        *(sa.Column(n, sa.DateTime(timezone=True), nullable=False) for n in ("since", "until")),
        sa.PrimaryKeyConstraint("request", "zone", "camera", name="pk_scopes"),
    )
    op.create_index("ix_scopes_school_zone_until", "scopes", ["school", "zone", "until"])
    _fill()


def _fill() -> None:
    """From what is on file already."""
    bind = op.get_bind()
    cameras = {(r.school, r.id): r.zone for r in bind.execute(CAMERAS)}
    rows = [row for kept in bind.execute(REQUESTS) for row in _rows(kept, cameras)]
    if rows:
        bind.execute(SCOPES.insert(), rows)


REQUESTS = sa.text("SELECT id, school, body FROM requests")
CAMERAS = sa.text("SELECT school, id, zone FROM cameras")
SCOPES = sa.table(
    "scopes",
    *(sa.column(n) for n in ("request", "zone", "camera", "school")),
    *(sa.column(n, sa.DateTime(timezone=True)) for n in ("since", "until")),
)


def _rows(kept: Any, cameras: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    answers = json.loads(kept.body).get("answers", {})
    span, zones = answers.get("span"), answers.get("zones") or ()
    if not span or not zones:
        return []
    known = [(cameras.get((kept.school, c)), c) for c in answers.get("cameras") or ()]
    chosen = {(zone, camera) for zone, camera in known if zone}
    places = chosen or {(zone, "") for zone in zones}
    # SQLite keeps no zones: moments are written as the code writes them, in UTC.
    since, until = (datetime.fromisoformat(span[end]).astimezone(UTC) for end in ("from", "to"))
    return [
        {
            "request": kept.id,
            "zone": zone,
            "camera": camera,
            "school": kept.school,
            "since": since,
            "until": until,
        }
        for zone, camera in places
    ]


def downgrade() -> None:
    op.drop_table("scopes")
    op.drop_index("ix_requests_school_filed_by_id", "requests")
    op.drop_column("requests", "filed_by")
