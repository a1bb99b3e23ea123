"""What `check --online` says of this machine: room on the disk, copies, alarms that are heard."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cards import Saying
from storage import copies

if TYPE_CHECKING:
    from bot.config import Settings
    from storage.work import Work

ROOM = 1024**3  # bytes that should be free
OLD = timedelta(days=2)  # a nightly copy is younger

Line = tuple[bool, Saying]


def room(settings: "Settings") -> Iterator[Line]:
    if not settings.database.url.startswith("sqlite"):
        return
    folder = Path(settings.database.url.removeprefix("sqlite:///")).absolute().parent
    free = shutil.disk_usage(folder).free if folder.exists() else 0
    yield (
        free >= ROOM,
        Saying("online.room" if free >= ROOM else "online.no_room", {"gb": free // ROOM}),
    )


def copied(settings: "Settings", now: datetime) -> Iterator[Line]:
    if not settings.database.backups:
        yield False, Saying("online.no_backups")
        return
    moments = list(copies.taken(Path(settings.database.backups)).values())
    if not moments:
        yield False, Saying("online.never_backed_up", {"folder": settings.database.backups})
        return
    hours = (now - moments[-1]) // timedelta(hours=1)
    fresh = now - moments[-1] <= OLD
    yield fresh, Saying("online.backup" if fresh else "online.backup_old", {"n": hours})


def heard(settings: "Settings", school: str, work: "Work") -> list[Line]:
    """Each source that has a token: when it last said anything."""
    from storage import sources

    last = {
        one.source: one.heard_at for one in sources.of_school(work, school) if not one.device
    }
    lines = []
    for source in settings.schools[school].alerts.tokens:
        at = last.get(source.value)
        values = {
            "source": source.value,
            "at": f"{at.astimezone():%Y-%m-%d %H:%M}" if at else "-",
        }
        lines.append(
            (at is not None, Saying("online.heard" if at else "online.never_heard", values))
        )
    return lines
