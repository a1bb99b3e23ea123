"""`deputy set|end|list`: who stands in for whom, named by the administrator."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.actions.office import Office
    from bot.people.person import Person
    from storage.store import Work

Of = Annotated[str, typer.Argument(metavar="PERSON", help=say("cli.option.person"))]
By = Annotated[str, typer.Argument(metavar="DEPUTY", help=say("cli.option.deputy"))]
From = Annotated[
    datetime, typer.Option("--from", formats=["%Y-%m-%d"], help=say("cli.option.from"))
]
To = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help=say("cli.option.to"))]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help=say("cli.option.deputy_kind"))]
Why = Annotated[str, typer.Option("--reason", help=say("cli.option.reason"))]


def name(
    of: Of,
    by: By,
    school: SchoolName,
    start: From,
    end: To,
    reason: Why,
    kind: Kinds = None,
    config: ConfigFile = None,
) -> None:
    from bot.actions import deputising
    from bot.people.roles import Deputy

    def job(work: "Work", office: "Office") -> str:
        zone = office.rules.zone
        for each in kind or ():
            office.kind(each)
        deputy = Deputy(
            of=known(office, of).id,
            by=known(office, by).id,
            start=start.replace(tzinfo=zone),
            end=end.replace(tzinfo=zone) + timedelta(days=1),
            kinds=tuple(kind or ()),
            reason=reason,
        )
        deputising.name(work, office, console(), deputy)
        return say("cli.deputy_named", of=known(office, of).name, by=known(office, by).name)

    print(in_office(config, school, job, write=True))


def end(of: Of, by: By, school: SchoolName, config: ConfigFile = None) -> None:
    from bot.actions import deputising

    def job(work: "Work", office: "Office") -> str:
        deputy = deputising.found(office, known(office, of).id, known(office, by).id)
        if deputy is None:
            raise Stop(say("cli.no_such_deputy", of=of, by=by), code=NO)
        deputising.end(work, office, console(), deputy)
        return say("cli.deputy_ended", of=known(office, of).name, by=known(office, by).name)

    print(in_office(config, school, job, write=True))


def listed(school: SchoolName, config: ConfigFile = None, as_json: AsJson = False) -> None:
    def job(_work: "Work", office: "Office") -> list[dict[str, Any]]:
        return [
            {
                "of": deputy.of,
                "by": deputy.by,
                "from": deputy.start.astimezone(office.rules.zone).isoformat(),
                "to": deputy.end.astimezone(office.rules.zone).isoformat(),
                "kinds": list(deputy.kinds),
                "reason": deputy.reason,
            }
            for deputy in office.directory.deputies
        ]

    rows = in_office(config, school, job)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print("\t".join(str(row[key]) for key in ("of", "by", "from", "to", "reason")))


def in_office(config: Any, school: str, job: Any, *, write: bool = False) -> Any:
    from bot.actions.office import Office, Rules
    from bot.approvals import policy
    from bot.approvals.refusals import Refusal
    from storage import snapshots

    settings = read_settings(config)
    place = the_school(settings, school)
    rules = Rules(school=school, pack=policy.named(place.pack), zone=place.zone)

    def once(work: "Work") -> Any:
        if write:
            snapshots.ensure(work, school)
        return job(work, Office.open(work, rules))

    try:
        return in_store(settings, once, write=write)
    except Refusal as refusal:
        raise Stop(VOICE(refusal.saying), code=NO) from None


def known(office: "Office", person: str) -> "Person":
    from bot.people.person import PersonId

    found = office.directory.get(PersonId(person))
    if found is None or not found.active:
        raise Stop(say("cli.no_such_person", person=person, school=office.id), code=NO)
    return found


def console() -> "Person":
    """Whoever may run commands on this machine is the administrator."""
    from bot.people.person import Person, PersonId, Post

    return Person(id=PersonId(""), name="", posts=(Post("admin"),))
