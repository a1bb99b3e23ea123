"""Books, the journal, and what the calendar of duties has filed."""

from sqlalchemy import Column, Date, Index, Integer, Text, UniqueConstraint

from storage.columns import Big, id_, moment, sealed_json, table, words

entries = table(
    "entries",
    id_(),
    *words("school", "book"),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("request", Big, nullable=True),
    sealed_json("entries", "data"),
    moment("at"),
    Column("corrects", Big, nullable=True),  # the entry this one is written in the stead of
    UniqueConstraint("school", "book", "request"),
    UniqueConstraint("school", "book", "year", "serial"),
    Index(None, "school", "book", "at"),
    Index(None, "corrects", unique=True),
    Index(None, "request"),
)

journal = table(
    "journal",
    Column("school", Text, primary_key=True),
    Column("seq", Big, primary_key=True, autoincrement=False),
    moment("at"),
    *words("kind", "data", "previous", "hash"),  # data: the exact text that was hashed
)

journal_heads = table(
    "journal_heads",
    Column("school", Text, primary_key=True),
    Column("seq", Big, nullable=False),
    *words("hash"),
)

# What the calendar of duties has filed. The row with an empty period says since when it counts.
duties = table(
    "duties",
    Column("school", Text, primary_key=True),
    Column("duty", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("part", Text, primary_key=True),  # the area, where each has its own
    Column("request", Big, nullable=True),
    moment("filed_at"),
)

qualifications = table(
    "qualifications",
    Column("request", Big, primary_key=True, autoincrement=False),  # the training
    Column("person", Text, primary_key=True),
    *words("school"),
    Column("until", Date, nullable=False),  # its last day
    Index(None, "school", "person", "until"),
)
