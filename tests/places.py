"""Where tests keep what they write."""

import os
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; a whole run needs a fraction, for what passed is removed at once
ASKED = ("TMPDIR", "PYTEST_DEBUG_TEMPROOT")  # by which somebody names a place himself


def in_memory() -> Path | None:
    """Nothing here cuts the power: databases that lie in memory show the same, and a commit does
    not wait for a disk. None where somebody names a place himself, or memory is short."""
    named = {os.environ.get(name) for name in ASKED} - {None, str(MEMORY)}
    if named or not MEMORY.is_dir():
        return None
    about = os.statvfs(MEMORY)
    fits = about.f_bavail * about.f_frsize >= ROOM and not about.f_flag & os.ST_NOEXEC
    return MEMORY if fits and os.access(MEMORY, os.W_OK) else None
