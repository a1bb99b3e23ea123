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
from bot.writing.scene import Reader, Scene
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
    privately(visit, subject(About.OUTAGE_LIST, outage.id), Reason.FILES)
    return Answer(toast=visit.voice.say("outage.list_coming"))


def alone(visit: Visit, tap: Tap) -> Answer:
    """The card itself, in private."""
    outage = handling.find(visit.work, visit.office, tap.about)
    must_see(visit)
    if not visit.inbound.private:
        privately(visit, subject(About.OUTAGE, outage.id), Reason.ALARMED)
        return Answer(toast=visit.voice.say("outage.in_private"))
    card = outages.card(visit.scene, (str(outage.id),))
    return Answer(cards=(card,) if card else ())


def step(visit: Visit, tap: Tap) -> Answer:
    """A task of the ticket: its card, with the form behind it, comes in private."""
    task = finding.task(visit.work, visit.office, tap.about)
    request = finding.request_seen(visit.work, visit.office, task.request)
    kind = carrying_out.may_begin(visit.work, visit.office, request, task, visit.person)
    taken(task, visit.person.id, visit.office.now)
    if visit.inbound.private and not tasks.quick(kind.form):
        case = tasking.case_of(visit.work, request)
        known = carrying_out.expected(visit.office, case, kind.form)
        return forms.opened(visit, f"outcome:{task.id}", {**known, **task.answers})
    if visit.inbound.private:
        card = tasks.card(visit.scene, (str(task.id),))
        return Answer(cards=(card,) if card else ())
    carrying_out.take(visit.work, visit.office, visit.person, task.id)
    privately(visit, subject(About.TASK, task.id), Reason.TASKED)
    outage = kept.of_request(visit.work, request.id)
    toast = visit.voice.say("outage.in_private")
    return shown(visit, outage.id, toast) if outage else Answer(toast=toast)


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
    card = outages.card(read_by(visit), (str(outage),))
    return Answer(cards=(card,) if card else (), toast=toast)


def read_by(visit: Visit) -> Scene:
    at = visit.inbound
    if at.private:
        return visit.scene
    group = Reader(person=None, platform=at.platform, address=at.chat)
    voice = type(visit.voice)(visit.office.rules.language, visit.office.rules.zone)
    return replace(visit.scene, reader=group, voice=voice)


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
