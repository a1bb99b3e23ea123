"""A school as the rest of the house asks for it: its snapshot, and every way to change it."""

from storage.people import (
    Imported,
    bind_account,
    drop_deputy,
    last_seen,
    mark_reachable,
    mark_unreachable,
    replace_people,
    seen,
    set_client,
    set_deputy,
    set_language,
    unbind,
)
from storage.places import bind_group, move_group, replace_cameras, unbind_group
from storage.snapshots import GroupAddress, School, ensure, snapshot

__all__ = [
    "GroupAddress",
    "Imported",
    "School",
    "bind_account",
    "bind_group",
    "drop_deputy",
    "ensure",
    "last_seen",
    "mark_reachable",
    "mark_unreachable",
    "move_group",
    "replace_cameras",
    "replace_people",
    "seen",
    "set_client",
    "set_deputy",
    "set_language",
    "snapshot",
    "unbind",
    "unbind_group",
]
