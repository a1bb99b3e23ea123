"""`people import`, `cameras import`, `invite`: who is who and what hangs where."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.approvals.pack import Pack
    from bot.cards import Saying
    from bot.config import School
    from storage.store import Work

ListFile = Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.option.list"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("cli.option.dry_run"))]
Whom = Annotated[str, typer.Argument(metavar="PERSON", help=say("cli.option.person"))]

VALID_MINUTES = 10


def people(
    file: ListFile,
    school: SchoolName,
    dry_run: DryRun = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    from bot.actions import reseating
    from bot.actions.office import Rules
    from bot.people import importing
    from storage import people as kept
    from storage import snapshots

    settings = read_settings(config)
    place = the_school(settings, school)
    pack = _pack(place)
    read, mistakes = importing.people(file.name, file.read_bytes(), roles=set(pack.roles))
    _none_wrong(file, mistakes)
    if dry_run:
        _done(as_json, "cli.people_would", {"school": school, "listed": len(read)})

    def keep(work: "Work") -> dict[str, Any]:
        snapshots.ensure(work, school)
        result = kept.replace_people(work, school, read)
        counted = {"new": len(result.new), "changed": len(result.changed)}
        reseating.reseat_all(work, Rules(school=school, pack=pack, zone=place.zone))
        return {"school": school, "listed": len(read), **counted, "gone": len(result.gone)}

    _done(as_json, "cli.people_done", in_store(settings, keep, write=True))


def cameras(
    file: ListFile,
    school: SchoolName,
    dry_run: DryRun = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    from bot.actions import registry
    from bot.actions.office import Office, Rules
    from bot.cameras import importing
    from storage import snapshots

    settings = read_settings(config)
    place = the_school(settings, school)
    pack = _pack(place)
    read, mistakes = importing.cameras(file.name, file.read_bytes(), zones=pack.zones)
    _none_wrong(file, mistakes)
    counted = {"school": school, "cameras": len(read.cameras), "zones": len(read.zones)}
    if dry_run:
        _done(as_json, "cli.cameras_would", counted)

    def keep(work: "Work") -> None:
        snapshots.ensure(work, school)
        office = Office.open(work, Rules(school=school, pack=pack, zone=place.zone))
        registry.replace(work, office, read.zones, read.cameras)

    in_store(settings, keep, write=True)
    _done(as_json, "cli.cameras_done", counted)


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


def invite(person: Whom, school: SchoolName, config: ConfigFile = None) -> None:
    from bot.people.person import PersonId
    from storage import invites, snapshots

    settings = read_settings(config)
    the_school(settings, school)

    def issue(work: "Work") -> tuple[str, str] | None:
        snapshots.ensure(work, school)
        known = snapshots.snapshot(work, school).directory.get(PersonId(person))
        if known is None or not known.active:
            return None
        return known.name, invites.create(work, school, known.id, VALID_MINUTES)

    issued = in_store(settings, issue, write=True)
    if issued is None:
        raise Stop(say("cli.no_such_person", person=person, school=school), code=NO)
    name, code = issued
    print(say("cli.invited", name=name, minutes=VALID_MINUTES))
    # Alone on its line, so that a program can take it.
    print(code)
