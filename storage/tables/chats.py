"""What arrives and what leaves: the inbox, the outbox, and messages that stand in chats."""

from sqlalchemy import Boolean, Column, Index, Integer, Text, UniqueConstraint

from storage.columns import Big, Json, id_, moment, partial, sealed, table, ticked, words

inbox = table(
    "inbox",
    id_(),
    *words("school", "platform", "key", "lane"),
    *sealed("inbox", "body"),
    moment("received_at"),
    Column("attempts", Integer, nullable=False),
    moment("next_try_at"),
    moment("done_at", nullable=True),
    *sealed("inbox", "error"),  # as Python tells it, which may quote what was said
    *ticked(),  # when it was done
    UniqueConstraint("school", "platform", "key"),
    partial("ix_inbox_undone", "id", where="done_at IS NULL"),
    partial("ix_inbox_lane", "school", "platform", "lane", "id", where="done_at IS NULL"),
    Index(None, "done_at"),
)

outbox = table(
    "outbox",
    id_(),
    *words("school", "lane", "kind", "person", "group", "platform", "address"),
    Column("message", Big, nullable=True),  # what a refresh edits
    *words("reason", "subject"),
    Column("key", Text, nullable=True),  # None for a refresh
    # Set while a refresh waits that nobody has begun to send: a second one would say the same.
    Column("coalesced", Text, nullable=True),
    Column("fresh", Boolean, nullable=False),
    moment("due_at"),  # from here on it holds up its lane
    moment("try_at"),  # when it may be tried next
    moment("lease_until", nullable=True),
    *words("lease_token"),
    Column("attempts", Integer, nullable=False),
    *words("state", "why"),
    moment("created_at"),
    moment("sent_at", nullable=True),
    *ticked(),  # when somebody last began to send it, or ended
    UniqueConstraint("school", "key"),
    UniqueConstraint("school", "coalesced"),
    partial("ix_outbox_due", "try_at", "id", where="state = 'waiting'"),
    partial("ix_outbox_lane", "school", "lane", "due_at", where="state = 'waiting'"),
    partial("ix_outbox_leased", "lease_until", where="state = 'waiting'"),
    Index(None, "sent_at"),
)

messages = table(
    "messages",
    id_(),
    *words("school", "subject", "platform", "address", "ref_key"),
    Column("ref", Json, nullable=False),
    moment("sent_at"),
    UniqueConstraint("school", "platform", "ref_key"),
    Index(None, "school", "subject", "platform", "address"),
)

slots = table(
    "slots",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("slot", Integer, primary_key=True),
    *words("subject"),
    UniqueConstraint("school", "platform", "address", "subject"),
    Index(None, "school", "subject"),
)

# The list of commands a chat has of its own, as it was last told to the platform.
menus = table(
    "menus",
    Column("school", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    *words("mark"),
)

# A platform's private chats, or its groups: when somebody was last heard there.
lines = table(
    "lines",
    Column("school", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("chat", Text, primary_key=True),  # "direct" or "group"
    moment("since"),
    moment("heard_at", nullable=True),
    moment("tapped_at", nullable=True),
    moment(
        "probed_at", nullable=True
    ),  # somebody was asked to tap, and has not been heard since
    moment("told_at", nullable=True),  # the administrator knows that it is silent
)
