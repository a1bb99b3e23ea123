"""`people list|show|unbind`, `invite`: who holds what, and the accounts they are reached by."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.deputies import console, in_office, known
from bot.cli.settings import AsJson, ConfigFile, SchoolName
from bot.cli.speaking import VOICE, Stop, say

if TYPE_CHECKING:
    from bot.actions.office import Office
    from bot.people.person import Platform
    from storage.store import Work

Whom = Annotated[str, typer.Argument(metavar="PERSON", help=say("cli.option.person"))]
Role = Annotated[str, typer.Option("--role", help=say("cli.option.role"))]
Revoke = Annotated[bool, typer.Option("--revoke", help=say("cli.option.revoke"))]
On = Annotated[str, typer.Argument(metavar="PLATFORM", help=say("cli.option.platform"))]


def listed(
    school: SchoolName, role: Role = "", config: ConfigFile = None, as_json: AsJson = False
) -> None:
    from bot.actions import posts

    def job(work: "Work", office: "Office") -> list[dict[str, Any]]:
        if role and role not in office.pack.roles:
            roles = ", ".join(office.pack.roles)
            raise Stop(say("cli.no_such_role", role=role, known=roles))
        return [
            {
                "role": held.post.role,
                "unit": held.post.unit,
                "title": VOICE(office.pack.roles[held.post.role].of(held.post.unit)),
                "holders": [posts.told(work, office, person) for person in held.holders],
            }
            for held in posts.of_school(office)
            if role in ("", held.post.role)
        ]

    found = in_office(config, school, job)
    print(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(map(line, found)))


def line(post: dict[str, Any]) -> str:
    if not post["holders"]:
        return say("people.vacant", role=post["title"])
    names = [
        one["name"] if one["reachable"] else say("people.unreached", name=one["name"])
        for one in post["holders"]
    ]
    return say("people.held", role=post["title"], names=names)


def show(
    person: Whom, school: SchoolName, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    from bot.actions import posts

    def job(work: "Work", office: "Office") -> dict[str, Any]:
        return posts.told(work, office, known(office, person))

    told = in_office(config, school, job)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    print("\t".join((told["id"], told["name"], told["unit"], ";".join(told["posts"]))))
    for account in told["accounts"]:
        off, reached = account["switched_off"], account["reachable"]
        state = "off" if off else "ok" if reached else "unreachable"
        print("\t".join((account["platform"], state, account["last_seen"] or "")))
    if not told["accounts"]:
        print(say("people.no_account"))


def unbind(person: Whom, name: On, school: SchoolName, config: ConfigFile = None) -> None:
    from bot.actions import unbinding
    from bot.cli.channels import known as platform_named

    platform = platform_named(name)

    def job(work: "Work", office: "Office") -> str:
        one = known(office, person)
        mine = [account for account in one.accounts if account.platform is platform]
        if not mine:
            raise Stop(no_account(one.name, platform), code=1)
        for account in mine:
            at = (account.platform, account.address)
            unbinding.unbind(work, office, console(), one.id, *at)
        return one.name

    who = in_office(config, school, job, write=True)
    print(say("people.unbound", name=who, channel=platform_name(platform)))


def no_account(name: str, platform: "Platform") -> str:
    return say("people.no_such_account", name=name, channel=platform_name(platform))


def platform_name(platform: "Platform") -> str:
    from bot.actions.switching import named

    return VOICE(named(platform))


def invite(
    person: Whom, school: SchoolName, revoke: Revoke = False, config: ConfigFile = None
) -> None:
    from bot.actions import inviting

    def job(work: "Work", office: "Office") -> "inviting.Invited | str":
        one = known(office, person)
        if revoke:
            return inviting.revoke(work, office, console(), one.id).name
        return inviting.invite(work, office, console(), one.id)

    made = in_office(config, school, job, write=True)
    if isinstance(made, str):
        print(say("invite.taken_back", name=made))
        return
    minutes = int(inviting.VALID.total_seconds() // 60)
    print(say("cli.invited", name=made.person.name, minutes=minutes))
    # Alone on its line, so that a program can take it.
    print(made.code)
