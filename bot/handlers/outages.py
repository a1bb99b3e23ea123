"""Outages in chat: what is tapped on their cards, in groups and alone, and /faults."""

from collections.abc import Callable
from dataclasses import replace

from bot.actions import carrying_out, finding, handling, same_firm, tasking
from bot.actions.owing import owe
from bot.followup.task import taken
from bot.handlers import forms, hushing
from bot.handlers.visit import Answer, Visit
from bot.notices import About, Reason, ToPerson, subject
from bot.taps import Tap, Verb
from bot.writing import outage_lists, outages, tasks
from storage import outages as kept


def faults(visit: Visit) -> Answer:
    return Answer(cards=(outage_lists.faults(visit.scene),))


def handle(visit: Visit, tap: Tap) -> Answer:
    outage = handling.handle(visit.work, visit.office, visit.person, tap.about)
    return shown(visit, outage.id, visit.voice.say("outage.handled_toast"))


def every(visit: Visit, tap: Tap) -> Answer:
    """Sent to whoever asks: a group of many is left in peace."""
    outage = handling.find(visit.work, visit.office, tap.about)
    must_see(visit)
    if not visit.inbound.private:
        return visit.leads_to(Tap(Verb.LIST, outage.id))
    privately(visit, subject(About.OUTAGE_LIST, outage.id), Reason.FILES)
    return Answer(toast=visit.voice.say("outage.list_coming"))


def alone(visit: Visit, tap: Tap) -> Answer:
    """The card itself, in private."""
    outage = handling.find(visit.work, visit.office, tap.about)
    must_see(visit)
    if not visit.inbound.private:
        return visit.leads_to(Tap(tap.verb, outage.id))
    card = outages.card(visit.scene, (str(outage.id),))
    return Answer(cards=(card,) if card else ())


def step(visit: Visit, tap: Tap) -> Answer:
    """A task of the ticket. From a group it is taken, and its form is one step away; in private the
    form, or the card of what one tap reports, stands there at once."""
    task = finding.task(visit.work, visit.office, tap.about)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_begin(visit.work, visit.office, request, task, visit.person)
    taken(task, visit.person.id, visit.office.now)
    if not visit.inbound.private:
        carrying_out.take(visit.work, visit.office, visit.person, task.id)
        outage = kept.of_request(visit.work, request.id)
        away = visit.leads_to(Tap(Verb.STEP, task.id))
        return replace(away, cards=shown(visit, outage.id, "").cards) if outage else away
    if tasks.quick(kind.form):
        card = tasks.card(visit.scene, (str(task.id),))
        return Answer(cards=(card,) if card else ())
    case = tasking.case_of(visit.work, request)
    known = carrying_out.expected(visit.office, case, kind.form)
    return forms.again(visit, f"outcome:{task.id}", {**known, **task.answers})


def as_last(visit: Visit, tap: Tap) -> Answer:
    request = same_firm.report(visit.work, visit.office, visit.person, tap.about, tap.version)
    toast = visit.voice.say("task.recorded", number=request.number)
    outage = kept.of_request(visit.work, request.id)
    return shown(visit, outage.id, toast) if outage else Answer(toast=toast)


def must_see(visit: Visit) -> None:
    if not handling.sees_all(visit.office, visit.person):
        roles = handling.roles_of(visit.office, told=True)
        names = [visit.office.pack.roles[role].name for role in roles]
        raise handling.NotYourOutage(role=names)


def privately(visit: Visit, card: str, why: Reason) -> None:
    """Asked for again it comes again; the same tap heard twice sends it once."""
    key = f"{card}/{visit.person.id}/{visit.inbound.key}"
    to = ToPerson(visit.person.id)
    owe(visit.work, visit.office, to, why, card, key, fresh=True, urgent=True)


def shown(visit: Visit, outage: int, toast: str) -> Answer:
    """The tapped card as it is now, as whoever reads it there may read it."""
    card = outages.card(visit.read_here, (str(outage),))
    return Answer(cards=(card,) if card else (), toast=toast)


def hush(visit: Visit, tap: Tap) -> Answer:
    """What has to be asked is asked in private."""
    return hushing.asked(visit, tap) if visit.inbound.private else alone(visit, tap)


def unhush(visit: Visit, tap: Tap) -> Answer:
    return hushing.ended(visit, tap)


ACTS: dict[Verb, Callable[[Visit, Tap], Answer]] = {
    Verb.HANDLE: handle,
    Verb.LIST: every,
    Verb.OUTAGE: alone,
    Verb.STEP: step,
    Verb.AS_LAST: as_last,
    Verb.HUSH: hush,
    Verb.UNHUSH: unhush,
}
