"""What monitoring posted, and what became of it."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.columns import Big, Json, SealedBytes, id_, moment, partial, sealed, table, words

# What monitoring posted, as it came. `why` says what could not be read of it: a dead letter.
alarm_bodies = table(
    "alarm_bodies",
    id_(),
    *words("school", "source", "mime"),
    Column("body", SealedBytes("alarm_bodies.body"), nullable=False),
    moment("at"),
    *words("why"),
    Index(None, "at"),
    partial("ix_alarm_bodies_dead", "school", "source", "at", where="why <> ''"),
)

# One thing a source has said, each once; `decided_at`: it has become a fault, an end, or nothing.
signals = table(
    "signals",
    id_(),
    *words("school", "source", "key", "device", "channel", "trouble", "phase", "text"),
    moment("occurred_at"),
    moment("at"),
    moment("decided_at", nullable=True),
    Column("body", Big, nullable=True),  # where it stood, as long as that is kept
    UniqueConstraint("school", "source", "key"),
    partial("ix_signals_waiting", "school", "id", where="decided_at IS NULL"),
    Index(None, "at"),
)

# When a source was last heard, as a whole (device '') and for each device whose heartbeats it
# brings. One that beats is missed when it falls silent; `pace`: seconds between its beats.
sources = table(
    "sources",
    Column("school", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    moment("heard_at"),
    moment("beat_at", nullable=True),
    Column("beats", Integer, nullable=False),
    Column("pace", Float, nullable=False),
    moment("told_at", nullable=True),  # the administrator knows that it is silent
)

# Devices that sources speak of and the camera list does not know.
strangers = table(
    "strangers",
    Column("school", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    *words("text"),
    Column("times", Integer, nullable=False),
    moment("first_at"),
    moment("last_at"),
)

faults = table(
    "faults",
    id_(),
    *words("school", "device", "zone", "trouble"),
    moment("began_at"),
    moment("heard_at"),
    moment("last_at"),
    moment("ended_at", nullable=True),
    *words("hidden"),
    Column("outage", Big, nullable=True),
    Column("opens", Integer, nullable=False),
    Column("by_eye", Boolean, nullable=False, server_default=false()),
    moment("shown_at", nullable=True),
    Index(None, "school", "device", "began_at"),
    Index(None, "school", "began_at"),
    Index(None, "school", "ended_at"),
    Index(None, "outage"),
    Index(
        "uq_faults_open",
        "school",
        "device",
        "trouble",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

outages = table(
    "outages",
    id_(),
    *words("school", "cause", "trouble", "severity", "stage", "handler"),
    moment("began_at"),
    moment("heard_at"),
    Column("request", Big, nullable=True),
    moment("told_at", nullable=True),
    moment("handled_until", nullable=True),
    moment("recovered_at", nullable=True),
    moment("closed_at", nullable=True),
    Column("rung", Integer, nullable=False),
    moment("ring_at", nullable=True),
    Column("opens", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "school", "began_at"),
    Index(None, "request"),
    partial("ix_outages_here", "school", "id", where="stage <> 'closed'"),
    partial("ix_outages_ring", "school", "ring_at", where="ring_at IS NOT NULL"),
)

silences = table(
    "silences",
    id_(),
    *words("school"),
    *sealed("silences", "reason"),
    *words("by"),
    Column("devices", Json, nullable=False),
    Column("zones", Json, nullable=False),
    moment("starts"),
    moment("ends"),
    moment("ended_at", nullable=True),
    partial("ix_silences_here", "school", "ends", where="ended_at IS NULL"),
)

# Devices our own prober takes for dead; the others it has no row for.
probed = table(
    "probed",
    Column("school", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    moment("since"),
)

# When our own prober saw nothing at all: we were off the network, not the cameras.
blindness = table(
    "blindness",
    id_(),
    *words("school"),
    moment("since"),
    moment("ended_at", nullable=True),
    Column("dead", Integer, nullable=False),
    Index(
        "uq_blindness_open",
        "school",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
