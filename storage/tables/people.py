"""Who is there: persons, their accounts, deputies, codes and PINs; groups and channels."""

from sqlalchemy import Boolean, Column, Index, Integer, Text, UniqueConstraint

from storage.columns import Json, id_, moment, sealed, table, words

schools = table(
    "schools",
    Column("id", Text, primary_key=True),
    *words("revision"),
    moment("created_at"),
)

persons = table(
    "persons",
    Column("school", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    *sealed("persons", "name"),
    *words("unit", "language", "chosen_language"),
    Column("posts", Json, nullable=False),
    Column("classes", Json, nullable=False),
    Column("active", Boolean, nullable=False),
)

accounts = table(
    "accounts",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    *words("person", "client", "language"),
    Column("reachable", Boolean, nullable=False),
    moment("bound_at"),
    moment("last_seen", nullable=True),
    Index(None, "school", "person"),
)

deputies = table(
    "deputies",
    Column("school", Text, primary_key=True),
    Column("of", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    moment("start"),
    moment("end"),
    Column("kinds", Json, nullable=False),
    *sealed("deputies", "reason"),
    *words("named_by"),
)

groups = table(
    "groups",
    Column("school", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    moment("bound_at"),
    # When somebody there said that the test message was seen; empty: nobody did yet.
    moment("confirmed_at", nullable=True),
    Index(None, "school", "platform", "address"),
)

# Platforms on which nothing is sent until then, or until they are switched on (no `until`).
channels = table(
    "channels",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    *sealed("channels", "reason"),
    *words("by"),
    moment("since"),
    moment("until", nullable=True),
    moment("ended_at", nullable=True),
)

invites = table(
    "invites",
    id_(),
    *words("school", "person", "digest"),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", nullable=True),
    UniqueConstraint("school", "digest"),
    Index(None, "school", "person"),
)

invite_attempts = table(
    "invite_attempts",
    id_(),
    *words("school", "platform", "address"),
    moment("at"),
    Index(None, "school", "platform", "address", "at"),
)

pins = table(
    "pins",
    Column("school", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    *sealed(
        "pins", "hash", "proposed"
    ),  # the one that counts; one said once and not repeated yet
    Column("wrong", Integer, nullable=False),  # tries since the last right one
    moment("locked_until", nullable=True),
    *words("proven_on"),  # the account it was given on last, and when
    moment("proven_at", nullable=True),
)

# The keys something in here may be sealed with. A key is known by its name (`storage.vault`).
sealing_keys = table(
    "sealing_keys",
    Column("key", Text, primary_key=True),
    moment("since"),
)
