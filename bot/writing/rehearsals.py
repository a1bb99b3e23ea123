"""A dry run in words: who signs each step, on which channel, when he is reminded, who is next."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.actions.office import Office
from bot.actions.rehearsing import Alarm, Case, Rung
from bot.approvals.chain import Seat
from bot.approvals.request import OpenSeat
from bot.notices import About, ToGroup, ToPerson
from bot.people.naming import plain
from bot.people.person import Account, Client, Person, PersonId, Platform
from bot.speech import Voice
from bot.writing import case as words
from bot.writing import channels, outage_words
from storage import people
from storage.rehearsed import Owed
from storage.store import Work

SHOWN = 6  # people of one line; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """`connected`: the platforms over which the school can be reached at all."""

    work: Work
    office: Office
    voice: Voice
    connected: Collection[Platform]

    def account(self, person: Person) -> Account | None:
        """The choice of delivery itself."""
        return people.best_account(self.work, self.office.id, person, self.connected)

    def named(self, person: PersonId) -> str:
        """牧星野（企业微信）, or that nothing reaches him."""
        known = self.office.directory.get(person)
        if known is None:
            return str(person)
        on = self.account(known)
        name = plain(known.name)
        if on is None:
            return self.voice.say("people.unreached", name=name)
        channel = channels.name(on.platform, self.voice)
        key = "trial.on_page" if by_page(on) else "trial.on"
        return self.voice.say(key, name=name, channel=channel)

    def some(self, persons: Iterable[PersonId]) -> list[str]:
        every = list(dict.fromkeys(persons))
        more = [self.voice.say("trial.more", n=len(every))] if every[SHOWN:] else []
        return [self.named(person) for person in every[:SHOWN]] + more


def by_page(account: Account) -> bool:
    """Where no card can be tapped, he decides on the page it leads to."""
    plugin = account.platform is Platform.WECOM and account.client is Client.LINKS
    return plugin or account.platform is Platform.WECHAT


# ------------------------------------------------------------------ a case


def lines(look: Looking, found: Case) -> list[str]:
    say, brief = look.voice.say, look.voice.brief
    told = [step(look, one) for one in found.rungs]
    if not any(one.seats or one.nobody for one in found.rungs):
        told = [say("trial.unsigned")]
    if found.reminded_at and found.due_at:
        told.append(say("trial.times", half=brief(found.reminded_at), due=brief(found.due_at)))
    told += [beyond(look, one) for one in found.rungs if one.next_in_line]
    if tells := [p.id for p in told_of(look.office, found)]:
        told.append(say("trial.tells", names=look.some(tells)))
    tasked = [one for one in found.at_once if one.subject.startswith(f"{About.TASK}/")]
    if tasked:
        told.append(say("trial.at_once", names=recipients(look, tasked)))
    return told


def step(look: Looking, one: Rung) -> str:
    say = look.voice.say
    if one.nobody:
        return say("trial.nobody", n=one.number)
    if not one.seats:
        return say("trial.passed", n=one.number)
    signers = [seat(look, where, who) for where, who in one.seats]
    return say("trial.step", n=one.number, signers=signers)


def seat(look: Looking, where: Seat, who: OpenSeat) -> str:
    acting = [deputy(look, person, who) for person in who.persons]
    role = words.role_name(look.office, where, look.voice)
    return look.voice.say("trial.signer", role=role, names=acting)


def deputy(look: Looking, person: PersonId, who: OpenSeat) -> str:
    """With whom he stands in for, where that is a person."""
    of = look.office.directory.get(PersonId(who.acting.get(person, "")))
    named = look.named(person)
    return look.voice.say("trial.for", name=named, of=plain(of.name)) if of else named


def beyond(look: Looking, one: Rung) -> str:
    return look.voice.say("trial.next", n=one.number, names=look.some(one.next_in_line))


def told_of(office: Office, found: Case) -> list[Person]:
    seats = found.request.chain.tells
    return [p for s in seats for p in office.directory.holders(s.role, s.unit)]


# ------------------------------------------------------------------ an alarm


def alarm(look: Looking, found: Alarm) -> list[str]:
    say = look.voice.say
    device = outage_words.device(look.office, found.device, look.voice)
    if found.hidden:
        why = say(f"trial.hidden_{found.hidden.partition('/')[0]}")
        return [say("trial.hidden", device=device, why=why)]
    if not found.owed:
        return [say("trial.nobody_hears", device=device)]
    told = [say("trial.dark", device=device)]
    for at, some in by_time(found.owed):
        later = at - look.office.now > LATER
        key = "trial.hears_later" if later else "trial.hears"
        told.append(say(key, names=recipients(look, some), at=look.voice.brief(at)))
    minutes = [int(pause.total_seconds() // 60) for pause in found.calls]
    told.append(say("trial.calls", minutes=[str(n) for n in minutes]))
    return told


LATER = timedelta(minutes=10)


def by_time(owed: Iterable[Owed]) -> list[tuple[datetime, list[Owed]]]:
    found: dict[datetime, list[Owed]] = {}
    for one in owed:
        found.setdefault(one.due, []).append(one)
    return sorted(found.items())


def recipients(look: Looking, owed: Iterable[Owed]) -> list[str]:
    groups = [group(look, one.to) for one in owed if isinstance(one.to, ToGroup)]
    persons = [one.to.person for one in owed if isinstance(one.to, ToPerson)]
    return [*dict.fromkeys(groups), *look.some(persons)]


def group(look: Looking, to: ToGroup) -> str:
    name, _, platform = to.name.partition("@")
    named = look.voice.say(f"stuck.group_{name}")
    if not platform:
        return named
    channel = channels.name(Platform(platform), look.voice)
    off = Platform(platform) in look.office.school.off
    key = "trial.group_off" if off else "trial.on"
    return look.voice.say(key, name=named, channel=channel)


# ------------------------------------------------------------------ for a program


def told_case(look: Looking, found: Case) -> dict[str, Any]:
    zone = look.office.rules.zone
    return {
        "outcome": "route",
        "steps": [told_rung(look, one) for one in found.rungs],
        "reminded_at": iso(found.reminded_at, zone),
        "due_at": iso(found.due_at, zone),
        "tells": [told_person(look, p.id) for p in told_of(look.office, found)],
    }


def told_rung(look: Looking, one: Rung) -> dict[str, Any]:
    return {
        "nobody": one.nobody,
        "seats": [
            {
                "role": where.role,
                "unit": where.unit,
                "persons": [
                    {**told_person(look, p), "for": str(who.acting.get(p, ""))}
                    for p in who.persons
                ],
            }
            for where, who in one.seats
        ],
        "next": [told_person(look, person) for person in one.next_in_line],
    }


def told_person(look: Looking, person: PersonId) -> dict[str, Any]:
    known = look.office.directory.get(person)
    on = look.account(known) if known else None
    return {
        "id": person,
        "name": known.name if known else "",
        "on": on.platform.value if on else None,
        "by": None if on is None else "page" if by_page(on) else "card",
    }


def told_alarm(look: Looking, found: Alarm) -> dict[str, Any]:
    """`nobody`: promises would be made, and none of them could arrive."""
    zone = look.office.rules.zone
    told = [{**told_recipient(look, one), "at": iso(one.due, zone)} for one in found.owed]
    heard = any(one["on"] for one in told)
    return {
        "outcome": "hidden" if found.hidden else "alarm" if heard else "nobody",
        "device": found.device,
        "hidden": found.hidden,
        "told": told,
        "calls_minutes": [int(pause.total_seconds() // 60) for pause in found.calls],
    }


def told_recipient(look: Looking, one: Owed) -> dict[str, Any]:
    if isinstance(one.to, ToGroup):
        name, _, platform = one.to.name.partition("@")
        return {"group": name, "on": platform or None}
    return told_person(look, one.to.person)


def iso(at: datetime | None, zone: Any) -> str | None:
    return at.astimezone(zone).isoformat() if at else None
