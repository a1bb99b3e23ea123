"""What is watched: areas, cameras, and what was approved about them."""

from sqlalchemy import Column, Date, Float, Index, Integer, Text, UniqueConstraint

from storage.columns import Big, Json, id_, moment, partial, sealed, sealed_json, table, words

zones = table(
    "zones",
    Column("school", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    *words("name"),
    Column("owners", Json, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("flags", Json, nullable=False),
)

cameras = table(
    "cameras",
    Column("school", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    *words("name", "zone", "recorder", "parent"),
    *sealed("cameras", "address"),  # may hold a user and a password
    Column("owners", Json, nullable=False),
    Column("flags", Json, nullable=False),
    Column("retention_days", Float, nullable=False),
)

# What became of the list of cameras; `filed` is the filing with the police that tells it.
camera_changes = table(
    "camera_changes",
    id_(),
    *words("school"),
    moment("at"),
    Column("added", Json, nullable=False),
    Column("moved", Json, nullable=False),
    Column("removed", Json, nullable=False),
    Column("request", Big, nullable=True),
    Column("filed", Big, nullable=True),
    Index(None, "school", "at"),
)

# What was approved of people, cameras and zones and no imported list says yet.
approved_changes = table(
    "approved_changes",
    Column("school", Text, primary_key=True),
    Column("about", Text, primary_key=True),  # "person", "camera", "zone"
    Column("id", Text, primary_key=True),
    Column("request", Big, nullable=False),
    sealed_json("approved_changes", "now"),
    moment("at"),
)

grants = table(
    "grants",
    Column("request", Big, primary_key=True, autoincrement=False),
    *words("school", "unit", "rights"),
    Column("zones", Json, nullable=False),
    Column("persons", Json, nullable=False),
    Column("starts", Date, nullable=False),
    Column("until", Date, nullable=False),
    moment("ended_at", nullable=True),
    partial("ix_grants_standing", "school", "request", where="ended_at IS NULL"),
)

works = table(
    "works",
    Column("request", Big, primary_key=True, autoincrement=False),
    Column("camera", Text, primary_key=True),
    *words("school"),
    moment("starts"),
    moment("ends"),
    moment("ended_at", nullable=True),
    Index(None, "school", "camera", "starts"),
    partial("ix_works_unended", "school", "starts", where="ended_at IS NULL"),
)

filings = table(
    "filings",
    Column("school", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("zone", Text, primary_key=True),
    Column("request", Big, nullable=False),
    moment("filed_at"),
    moment("confirmed_at"),
    Index(None, "school", "request"),
)

# Somebody looked in vain because no camera sees the place.
blind_spots = table(
    "blind_spots",
    id_(),
    *words("school", "zone"),
    Column("request", Big, nullable=False),
    moment("at"),
    UniqueConstraint("request", "zone"),
    Index(None, "school", "zone", "at"),
)
