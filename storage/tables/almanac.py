"""The school's calendar, and deadlines it moved."""

from sqlalchemy import Column, Date, Index, Text

from storage.columns import Big, Json, id_, moment, table, words

# What a school has written into its calendar, above the official days.
calendar_days = table(
    "calendar_days",
    Column("school", Text, primary_key=True),
    Column("date", Date, primary_key=True),
    *words("kind", "name"),
    moment("announced_at", nullable=True),
)

calendar_periods = table(
    "calendar_periods",
    Column("school", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("start", Date, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("end", Date, nullable=False),
    Column("flags", Json, nullable=False),
    moment("announced_at", nullable=True),
)

# What became of a calendar, and which deadlines moved with it.
calendar_changes = table(
    "calendar_changes",
    id_(),
    *words("school", "by"),
    moment("at"),
    Column("added", Json, nullable=False),
    Column("removed", Json, nullable=False),
    Index(None, "school", "at"),
)

moves = table(
    "moves",
    Column("change", Big, primary_key=True, autoincrement=False),
    Column("about", Text, primary_key=True),  # "task/12"
    *words("school"),
    moment("was"),
    moment("due"),
    Column("owes", Json, nullable=False),
    Column("waits", Json, nullable=False),
    Index(None, "school", "about"),
)
