"""`channel off|on|list`: nothing is sent on one platform of a school for a while."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.deputies import console, in_office
from bot.cli.settings import AsJson, ConfigFile, SchoolName, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import VOICE, Stop, say

if TYPE_CHECKING:
    from bot.actions.office import Office
    from bot.people.person import Platform
    from storage.store import Work

Name = Annotated[str, typer.Argument(metavar="PLATFORM", help=say("cli.option.platform"))]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        help=say("cli.option.channel_until"),
    ),
]
Why = Annotated[str, typer.Option("--reason", help=say("cli.option.reason"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("cli.option.channel_dry_run"))]


def off(
    name: Name,
    school: SchoolName,
    reason: Why,
    until: Until = None,
    dry_run: DryRun = False,
    config: ConfigFile = None,
) -> None:
    from bot.actions import switching
    from bot.writing import channels

    platform = known(name)

    def job(work: "Work", office: "Office") -> list[str]:
        switching.may_switch_off(office, console(), platform)
        seen = switching.foresee(work, office, platform)
        channel = channels.name(platform, VOICE)
        lines = channels.said(seen, channel, VOICE)
        if dry_run:
            return lines
        ends = until.replace(tzinfo=office.rules.zone) if until else None
        switching.switch_off(work, office, console(), platform, until=ends, reason=reason)
        return [*lines, VOICE.say("channel.done", channel=channel)]

    print("\n".join(in_office(config, school, job, write=not dry_run)))


def on(name: Name, school: SchoolName, config: ConfigFile = None) -> None:
    from bot.actions import switching
    from bot.writing import channels

    platform = known(name)

    def job(work: "Work", office: "Office") -> None:
        switching.switch_on(work, office, console(), platform)

    in_office(config, school, job, write=True)
    print(VOICE.say("channel.is_on_again", channel=channels.name(platform, VOICE)))


def listed(school: SchoolName, config: ConfigFile = None, as_json: AsJson = False) -> None:
    from bot.actions import switching
    from bot.people.person import Platform
    from storage import waking

    its = the_school(read_settings(config), school)

    def job(work: "Work", office: "Office") -> dict[str, Any]:
        zone, off = office.rules.zone, office.school.off
        found = [
            {
                "platform": platform.value,
                "connected": getattr(its, platform) is not None,
                "on": platform not in off,
                "since": off[platform].since.astimezone(zone).isoformat()
                if platform in off
                else None,
                "until": ends.astimezone(zone).isoformat()
                if platform in off and (ends := off[platform].until)
                else None,
                "reason": off[platform].reason if platform in off else "",
            }
            for platform in Platform
            if getattr(its, platform) is not None or platform in switching.used(office)
        ]
        return {"channels": found, "waiting": waking.waiting_for(work, school)}

    told = in_office(config, school, job)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    for one in told["channels"]:
        state = "on" if one["on"] else "off"
        print("\t".join((one["platform"], state, one["until"] or "", one["reason"])))
    if told["waiting"]:
        print(say("channel.waiting", n=told["waiting"]))


def known(name: str) -> "Platform":
    from bot.people.person import Platform

    if name not in list(Platform):
        raise Stop(say("cli.no_such_platform", name=name, known=", ".join(Platform)))
    return Platform(name)
