"""`people import`, `cameras import`: who is who and what hangs where."""

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.approvals.pack import Pack
    from bot.cards import Saying
    from bot.config import School, Settings
    from storage.store import Work

ListFile = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.option.list"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("cli.option.dry_run"))]
Overwrite = Annotated[bool, typer.Option("--overwrite", help=say("cli.option.overwrite"))]


def people(
    file: ListFile,
    school: SchoolName,
    dry_run: DryRun = False,
    overwrite: Overwrite = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    from bot.actions import listing, reseating
    from bot.actions.office import Rules
    from bot.people import importing
    from storage import snapshots

    settings = read_settings(config)
    place = the_school(settings, school)
    pack = _pack(place)
    read, mistakes = importing.people(file.name, file.read_bytes(), roles=set(pack.roles))
    _none_wrong(file, mistakes)
    if dry_run:
        job = partial(listing.people_conflicts, school=school, listed=read)
        _told(as_json, () if overwrite else _foreseen(settings, job))
        _done(as_json, "cli.people_would", {"school": school, "listed": len(read)})

    def keep(work: "Work") -> tuple[dict[str, Any], "tuple[Saying, ...]"]:
        snapshots.ensure(work, school)
        result, against = listing.people(work, school, read, overwrite=overwrite)
        counted = {"new": len(result.new), "changed": len(result.changed)}
        reseating.reseat_all(work, Rules(school=school, pack=pack, zone=place.zone))
        told = {"school": school, "listed": len(read), **counted, "gone": len(result.gone)}
        return told, against

    told, against = in_store(settings, keep, write=True)
    _told(as_json, against)
    _done(as_json, "cli.people_done", told)


def cameras(
    file: ListFile,
    school: SchoolName,
    dry_run: DryRun = False,
    overwrite: Overwrite = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    from bot.actions import listing
    from bot.actions.office import Office, Rules
    from bot.cameras import importing
    from storage import snapshots

    settings = read_settings(config)
    place = the_school(settings, school)
    pack = _pack(place)
    read, mistakes = importing.cameras(file.name, file.read_bytes(), zones=pack.zones)
    _none_wrong(file, mistakes)
    seeing = len(read.seeing)
    counted = {"school": school, "cameras": seeing, "zones": len(read.zones)}
    counted |= {"devices": len(read.cameras) - seeing}
    if dry_run:
        job = partial(listing.camera_conflicts, school=school, listed=read)
        _told(as_json, () if overwrite else _foreseen(settings, job))
        _done(as_json, "cli.cameras_would", counted)

    def keep(work: "Work") -> "tuple[Saying, ...]":
        snapshots.ensure(work, school)
        office = Office.open(work, Rules(school=school, pack=pack, zone=place.zone))
        return listing.cameras(work, office, read, overwrite=overwrite)

    _told(as_json, in_store(settings, keep, write=True))
    _done(as_json, "cli.cameras_done", counted)


def _foreseen(
    settings: "Settings", job: "Callable[[Work], tuple[Saying, ...]]"
) -> tuple["Saying", ...]:
    """Before anything has ever run there is nothing to differ from."""
    from sqlalchemy.exc import DatabaseError

    kind, _, file = settings.database.url.partition(":///")
    if kind.startswith("sqlite") and not Path(file).exists():
        return ()
    try:
        return in_store(settings, job)
    except DatabaseError:
        return ()


def _told(as_json: bool, against: "Iterable[Saying]") -> None:
    """What stays as it was approved here, whatever the list says. A program reads JSON alone."""
    for one in against:
        print(VOICE(one), file=sys.stderr if as_json else sys.stdout)


def _pack(school: "School") -> "Pack":
    from bot.approvals import policy

    return policy.named(school.pack)


def _none_wrong(file: Path, mistakes: "Iterable[Saying]") -> None:
    lines = [f"{file}: {VOICE(mistake)}" for mistake in mistakes]
    if lines:
        raise Stop(*lines, say("cli.nothing_imported", count=len(lines)), code=NO)


def _done(as_json: bool, key: str, values: dict[str, Any]) -> None:
    print(json.dumps(values, ensure_ascii=False) if as_json else VOICE.say(key, **values))
    raise typer.Exit(DONE)
