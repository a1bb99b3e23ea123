"""`check`: everything that would go wrong later, said now.

A *fault* means some request could get stuck or some law be missed: exit 1. *Advice* does not.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.cards import Saying
from bot.cli.settings import AsJson, ConfigFile, Now, in_store
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import DONE, NO, VOICE, say

if TYPE_CHECKING:
    from bot.actions.office import Rules
    from bot.approvals.pack import Pack
    from bot.config import Probe, School, Settings
    from bot.people.person import Account
    from storage.snapshots import School as Kept
    from storage.store import Work

Weight = Literal["fault", "advice", "good"]  # "good" is said by --online alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    school: str
    about: str  # "pack", "people", "cameras", "groups", "calendar", "platforms", "database"
    weight: Weight
    saying: Saying


Online = Annotated[bool, typer.Option("--online", help=say("cli.option.online"))]


def check(config: ConfigFile = None, online: Online = False, as_json: AsJson = False) -> None:
    settings = read_settings(config)
    findings = list(_findings(settings))
    if online:
        findings += _online(settings)
    if as_json:
        print(json.dumps([_plain(one) for one in findings], ensure_ascii=False))
    else:
        _print(findings)
    raise typer.Exit(NO if any(one.weight == "fault" for one in findings) else DONE)


def _print(findings: list[Finding]) -> None:
    for one in findings:
        weight = say(f"check.{one.weight}")
        print(f"{weight:<6}  {one.school or '-'}  {one.about}: {VOICE(one.saying)}")
    faults = sum(one.weight == "fault" for one in findings)
    advice = sum(one.weight == "advice" for one in findings)
    print(say("check.summary", faults=faults, advice=advice))


def _plain(one: Finding) -> dict[str, Any]:
    said = {"school": one.school, "about": one.about, "weight": one.weight}
    return {**said, "what": one.saying.key, "sentence": VOICE(one.saying)}


def _findings(settings: "Settings") -> Iterator[Finding]:
    if not settings.schools:
        yield _one("", "platforms", "fault", "check.no_schools")
    if not settings.security.keys:
        yield _one("", "database", "advice", "check.no_key")
    packs = {name: _pack(school) for name, school in settings.schools.items()}
    for name, (pack, wrong) in packs.items():
        for saying in wrong:
            yield Finding(school=name, about="pack", weight="fault", saying=saying)
        if pack is not None:
            yield from _linted(name, pack)
        yield from _platforms(name, settings.schools[name])
    kept = _kept(settings)
    if kept is None:
        yield _one("", "database", "fault", "check.no_database")
        return
    for name, school in settings.schools.items():
        pack = packs[name][0]
        if pack is None:
            continue
        if name not in kept:
            yield _one(name, "people", "fault", "check.nobody_imported")
            continue
        yield from _people(name, kept[name], pack)
        yield from english_findings(name, kept[name], pack, school.language)
        yield from camera_findings(name, kept[name], pack)
        if school.probe:
            yield from unreached_findings(name, kept[name], school.probe)
        yield from _groups(name, kept[name], school, pack)
        yield from channel_findings(name, kept[name])
        yield from calendar_findings(name, kept[name], school, pack)
    yield from _alarms(settings, list(kept))


def _one(school: str, about: str, weight: Weight, key: str, **values: Any) -> Finding:
    return Finding(school=school, about=about, weight=weight, saying=Saying(key, values))


def _pack(school: "School") -> "tuple[Pack | None, list[Saying]]":
    from bot.approvals import policy
    from bot.approvals.mistakes import PackMistakes

    try:
        return policy.named(school.pack), []
    except PackMistakes as error:
        place = "check.pack_mistake"
        return None, [
            Saying(place, {"place": m.place, "why": m.sentence}) for m in error.mistakes
        ]


def _linted(name: str, pack: "Pack") -> Iterator[Finding]:
    from bot.approvals import lint

    for finding in lint.lint(pack):
        yield Finding(school=name, about="pack", weight="advice", saying=finding)


def _platforms(name: str, school: "School") -> Iterator[Finding]:
    if not (school.telegram or school.wecom or school.wechat):
        yield _one(name, "platforms", "fault", "check.no_platform")


def _online(settings: "Settings") -> Iterator[Finding]:
    from bot.cli import machine
    from bot.cli.online import seen

    kept = _kept(settings) or {}
    for school, one in seen(settings, kept):
        yield _of(school, one.about, one.saying, "good" if one.good else "fault")
    for school in kept:
        for good, saying in in_store(settings, partial(machine.heard, settings, school)):
            yield _of(school, "alarms", saying, "good" if good else "advice")
    for good, saying in machine.room(settings):
        yield _of("", "database", saying, "good" if good else "fault")
    for good, saying in machine.copied(settings, Now().now()):
        yield _of("", "database", saying, "good" if good else "advice")


def _of(school: str, about: str, saying: Saying, weight: Weight) -> Finding:
    return Finding(school=school, about=about, weight=weight, saying=saying)


def _kept(settings: "Settings") -> "dict[str, Kept] | None":
    from sqlalchemy.exc import SQLAlchemyError

    def read(work: "Work") -> "dict[str, Kept]":
        found = {}
        for name in settings.schools:
            try:
                found[name] = snapshots.snapshot(work, name)
            except LookupError:
                continue
        return found

    from storage import snapshots

    try:
        return in_store(settings, read)
    except SQLAlchemyError:
        return None


def _people(name: str, kept: "Kept", pack: "Pack") -> Iterator[Finding]:
    from bot.approvals import lint

    owners = dict.fromkeys(o for camera in kept.places.cameras.values() for o in camera.owners)
    for saying, stuck in lint.vacant(pack, kept.directory, owners):
        weight: Weight = "fault" if stuck else "advice"
        yield Finding(school=name, about="people", weight=weight, saying=saying)
    yield from _custodians(name, kept, pack, owners)
    tasks = [task for kind in pack.kinds.values() for task in kind.tasks]
    carrying_out = {r for task in tasks for r in task.actors if r in pack.roles}
    for role in sorted(carrying_out):
        if not kept.directory.holders(role):
            word = pack.roles[role].name
            yield _one(name, "people", "fault", "check.nobody_carries_out", role=word)
    signing = {role for kind in pack.kinds.values() for role in lint.signers(kind)}
    for role in sorted(signing | carrying_out):
        for person in kept.directory.holders(role):
            if not any(account.reachable for account in person.accounts):
                key, word = "check.approver_unreachable", pack.roles[role].name
                yield _one(name, "people", "fault", key, person=person.name, role=word)
            elif plain_wechat(person.accounts):
                key, word = "check.only_plain_wechat", pack.roles[role].name
                yield _one(name, "people", "fault", key, person=person.name, role=word)


def english_findings(name: str, kept: "Kept", pack: "Pack", language: str) -> Iterator[Finding]:
    """A pack in Chinese alone is whole until somebody wants to read it in English."""
    from bot.approvals import lint

    readers = [p.name for p in kept.directory.persons.values() if p.language == "en"]
    if not readers and language != "en":
        return
    if bare := lint.untranslated(pack):
        where = list(bare[:SHOWN]) + ["…"] * (len(bare) > SHOWN)
        yield _one(name, "pack", "advice", "check.no_english", n=len(bare), where=where)


def plain_wechat(accounts: "Iterable[Account]") -> bool:
    """Whether nothing but plain WeChat reaches him: a reminder he does not get is a deadline nobody
    keeps. A service account falls silent two days after his last word; in WeCom's plugin inside
    WeChat nothing can be tapped, and a message may be shown cut off."""
    from bot.people.person import Client, Platform

    return all(
        a.platform is Platform.WECHAT
        or (a.platform is Platform.WECOM and a.client is Client.LINKS)
        for a in accounts
        if a.reachable
    )


def _custodians(
    name: str, kept: "Kept", pack: "Pack", owners: Iterable[str]
) -> Iterator[Finding]:
    """Units with cameras for which nobody answers; a pack without the role asks for nobody."""
    from bot.actions.appointing import CUSTODIAN, custodians
    from bot.cameras.zone import PUBLIC

    if CUSTODIAN not in pack.roles:
        return
    for unit in owners:
        if unit != PUBLIC and not custodians(kept.directory, unit):
            role = pack.roles[CUSTODIAN].name
            yield _one(name, "people", "advice", "check.no_custodian", unit=unit, role=role)


def camera_findings(name: str, kept: "Kept", pack: "Pack") -> Iterator[Finding]:
    cameras = kept.places.cameras.values()
    if not cameras:
        yield _one(name, "cameras", "advice", "check.no_cameras")
    yield from _named(name, (c.id for c in cameras if not c.owners), "fault", "check.no_owner")
    law, own = pack.legal_retention_days, pack.retention_days
    short = [c.id for c in cameras if 0 < c.retention_days < law]
    yield from _named(name, short, "fault", "check.retention_below_law", days=law)
    low = [c.id for c in cameras if law <= c.retention_days < own]
    yield from _named(name, low, "advice", "check.retention_below_pack", days=own)
    unknown = [c.id for c in cameras if not c.retention_days]
    yield from _named(name, unknown, "advice", "check.retention_unknown")
    named = dict.fromkeys(c.recorder for c in cameras if c.recorder)
    unlisted = [r for r in named if r not in kept.places.devices]
    yield from _named(name, unlisted, "advice", "check.recorder_unlisted")


def unreached_findings(name: str, kept: "Kept", probe: "Probe") -> Iterator[Finding]:
    from bot.probing.knocking import door

    cameras = kept.places.cameras.values()
    silent = [c.id for c in cameras if door(c.address, probe.ports) is None]
    yield from _named(name, silent, "advice", "check.probe_unreached")


SHOWN = 5  # a list of two thousand cameras helps nobody


def _named(
    name: str, ids: Iterable[str], weight: Weight, key: str, **values: Any
) -> Iterator[Finding]:
    found = list(ids)
    if found:
        some = found[:SHOWN] + (["…"] if len(found) > SHOWN else [])
        yield _one(name, "cameras", weight, key, count=len(found), cameras=some, **values)


def channel_findings(name: str, kept: "Kept") -> Iterator[Finding]:
    for switch in kept.off.values():
        values = {"channel": switch.platform.value, "reason": switch.reason}
        yield _one(name, "channels", "advice", "check.channel_off", **values)


def _groups(name: str, kept: "Kept", school: "School", pack: "Pack") -> Iterator[Finding]:
    wanted = {"security"} | {
        task.group for kind in pack.kinds.values() for task in kind.tasks if task.group
    }
    for group, places in sorted(kept.groups.items()):
        if not all(place.confirmed for place in places):
            yield _one(name, "groups", "advice", "check.group_unconfirmed", group=group)
    bound = set(kept.groups) | {str(group) for group in school.groups}
    for group in sorted(wanted - bound):
        weight: Weight = "advice" if group == "security" else "fault"
        yield _one(name, "groups", weight, "check.group_unbound", group=group)


WEEK = timedelta(days=7)


def _alarms(settings: "Settings", schools: "list[str]") -> Iterator[Finding]:
    """What monitoring said that nobody could use: unreadable, or of devices nobody knows."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.cli.settings import rules_of
    from bot.writing.sources import name as spoken

    for school in schools:
        rules = rules_of(settings.schools[school], school)
        try:
            dead, strange = in_store(settings, partial(_heard, rules))
        except SQLAlchemyError:
            return  # a database of before there were alarms
        for source, number in dead.items():
            words = {"source": spoken(source, VOICE), "n": number, "id": school}
            yield _one(school, "alarms", "advice", "check.dead_letters", **words)
        if strange:
            some = strange[:SHOWN] + (["…"] if len(strange) > SHOWN else [])
            yield _one(
                school, "alarms", "advice", "check.strangers", n=len(strange), devices=some
            )


def _heard(rules: "Rules", work: "Work") -> tuple[dict[str, int], list[str]]:
    from bot.actions.office import Office
    from bot.actions.telling_of_sources import unknown
    from storage import alarms

    dead = alarms.dead_since(work, rules.school, work.now - WEEK)
    return dead, [one.device for one in unknown(work, Office.open(work, rules))]


NOTICED_FROM = 11  # the month in which the notice for the next year is usually out
TERM_WITHIN = timedelta(days=60)


def calendar_findings(
    name: str, kept: "Kept", school: "School", pack: "Pack", now: datetime | None = None
) -> Iterator[Finding]:
    """Deadlines in working days are guesses in a year whose notice nobody entered."""
    from bot.people.calendar import Calendar

    calendar = Calendar(zone=school.zone, hours=pack.hours, own=kept.almanac)
    today = (now or Now().now()).astimezone(school.zone).date()
    years = {today.year, today.year + (today.month >= NOTICED_FROM)}
    for year in sorted(years):
        if not calendar.knows(year):
            yield _one(name, "calendar", "advice", "check.year_unknown", year=year)
    soon = (today, today + TERM_WITHIN)
    if not any(term.start <= soon[1] and today <= term.end for term in calendar.terms):
        yield _one(name, "calendar", "advice", "check.no_term")
