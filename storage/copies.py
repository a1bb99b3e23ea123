"""A folder of copies, told apart by the moment in their names: `diaoyue-20261127-032000.backup`."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

_NAMED = re.compile(r"diaoyue-(\d{8}-\d{6})\.backup")
_SHAPE = "%Y%m%d-%H%M%S"  # in UTC


def named(folder: Path, at: datetime) -> Path:
    return folder / f"diaoyue-{at.astimezone(UTC).strftime(_SHAPE)}.backup"


def taken(folder: Path) -> dict[Path, datetime]:
    """Those that lie there, oldest first. Whatever else lies there is nobody's business."""
    found = {file: _moment(file.name) for file in folder.glob("diaoyue-*.backup")}
    kept = {file: at for file, at in found.items() if at is not None}
    return dict(sorted(kept.items(), key=lambda one: one[1]))


def outlived(folder: Path, now: datetime, days: int) -> list[Path]:
    """Those older than so many days; the newest copy never is."""
    before = now - timedelta(days=days)
    return [file for file, at in list(taken(folder).items())[:-1] if at < before]


def _moment(name: str) -> datetime | None:
    found = _NAMED.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], _SHAPE).replace(tzinfo=UTC)
    except ValueError:
        return None
