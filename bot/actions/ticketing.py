"""The ticket of an outage: a request of the pack's fault kind, filed because a device said so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.actions import filing, joining, tasking
from bot.actions.office import Office
from bot.actions.owing import ADMIN
from bot.alerts import life
from bot.alerts.extent import touched
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage
from bot.alerts.rules import AlertRules
from bot.alerts.tickets import symptom
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request
from bot.cameras.devices import Devices
from bot.conversation.form import Form
from bot.followup.plan import LIVE
from bot.followup.task import NOBODY, Task, done
from bot.people.person import Person
from storage import journal, outages, requests, tasks
from storage.store import Work

RECOVERED = "recovered"  # how it was reported: it was not, and need not be
ZONES, CAMERAS, CLASS, SYMPTOM = "zones", "cameras", "fault_class", "symptom"


def open_ticket(
    work: Work, office: Office, rules: AlertRules, outage: Outage, those: Sequence[Fault]
) -> Outage:
    """The outage with its ticket. Where nobody could file one it has none, and the watch says
    so."""
    if before := joining.filed_before(work, office, rules, those):
        return adopt(work, office, outage, before)
    by = in_whose_name(office)
    if by is None or office.pack.ticket is None:
        return outage
    try:
        drawn = filing.drawn_up(office, by, rules.ticket, answers(office, rules, those))
    except Refusal as refusal:
        data = {"outage": outage.id, "code": refusal.code}
        journal.append(work, office.id, "outage.unticketed", data)
        return outage
    drawn = replace(drawn, outage=outage.id, fell_at=outage.heard_at)
    filed = filing.sent(work, office, by, drawn)
    return outages.keep(work, replace(outage, request=filed.id))


def adopt(work: Work, office: Office, outage: Outage, ticket: Request) -> Outage:
    """Somebody saw it before the device said so: his report is the beginning, and the ticket."""
    first = min(outage.heard_at, ticket.filed_at)
    data = {"outage": outage.id, "request": ticket.id}
    journal.append(work, office.id, "outage.adopted", data)
    return outages.keep(work, replace(outage, request=ticket.id, heard_at=first))


def in_whose_name(office: Office) -> Person | None:
    """Whoever has to report it, or the next above whose post is held; a case needs somebody it
    belongs to, though nobody asked for it."""
    kind = office.pack.ticket
    roles = [role for task in life.reports(kind) for role in task.actors] if kind else []
    held = office.directory.holders_of(role for low in roles for role in upwards(office, low))
    return next(iter((*held, *office.directory.holders(ADMIN))), None)


def upwards(office: Office, role: str) -> Iterator[str]:
    while role in office.pack.roles:
        yield role
        role = office.pack.roles[role].above or ""


# ------------------------------------------------------------------ what it says


def answers(
    office: Office, rules: AlertRules, those: Sequence[Fault], before: str = ""
) -> dict[str, Any]:
    devices = office.devices
    form = office.kind(rules.ticket).form
    told = {
        ZONES: zones(office, devices, those),
        CAMERAS: cameras(devices, those),
        CLASS: rules.worded(those[0].trouble).fault_class,
        SYMPTOM: symptom(those, devices, rules, before),
    }
    return {key: value for key, value in told.items() if value and fits(form, key, value)}


def fits(form: Form | None, key: str, value: Any) -> bool:
    """A list longer than the form takes is left out: the places and the outage's card say it."""
    field = next((f for f in form.fields if f.key == key), None) if form else None
    many = field is not None and key == CAMERAS and field.at_most
    return field is not None and not (many and len(value) > many)


def cameras(devices: Devices, those: Iterable[Fault]) -> list[str]:
    """Of what is no camera, those behind it that are dark with it."""
    return [one for one in touched(those, devices.behind) if one in devices.cameras]


def zones(office: Office, devices: Devices, those: Sequence[Fault]) -> list[str]:
    dark = [devices.zone(camera) for camera in cameras(devices, those)]
    found = dict.fromkeys((*(fault.zone for fault in those), *dark))
    return [zone for zone in found if zone in office.places.zones]


# ------------------------------------------------------------------ later


def say_again(
    work: Work, office: Office, rules: AlertRules, outage: Outage, those: Sequence[Fault]
) -> None:
    """A ticket the alarm filed says what has come to it meanwhile; a person's words stay."""
    if outage.request is None:
        return
    request = requests.load(work, outage.request)
    open_now = [fault for fault in those if fault.open]
    if request.state not in LIVE or request.outage != outage.id or not open_now:
        return
    told = {**request.answers, **answers(office, rules, open_now)}
    if told != request.answers:
        requests.keep(work, replace(request, answers=told))
    for task in tasks.of_request(work, request.id):
        if not task.over:
            tasking.refresh(work, office, request, task)


def open_again(
    work: Work, office: Office, rules: AlertRules, outage: Outage, those: Sequence[Fault]
) -> Outage:
    """An open ticket goes on. A closed one is followed by another that names it; whoever reported
    that in time is not asked to report again, and not accused."""
    old = requests.load(work, outage.request) if outage.request is not None else None
    if old is not None and old.state in LIVE:
        say_again(work, office, rules, outage, those)
        return outage
    kept = open_ticket(work, office, rules, outage, those)
    if old is None or kept.request in (None, old.id):
        return kept
    new = requests.load(work, kept.request)
    named = answers(office, rules, those, before=old.number)
    new = requests.keep(work, replace(new, answers={**new.answers, **named}))
    data = {"outage": outage.id, "request": new.id, "before": old.id}
    journal.append(work, office.id, "outage.ticket_followed", data)
    take_over(work, office, old, new)
    return kept


def take_over(work: Work, office: Office, old: Request, new: Request) -> None:
    kind = tasking.kind_of(office, new)
    told = life.reported(kind, tasks.of_request(work, old.id))
    mine = next(
        (t for t in tasks.of_request(work, new.id) if told and t.kind == told.kind), None
    )
    task_kind = kind.task(mine.kind) if mine else None
    if told is None or mine is None or task_kind is None:
        return
    same = replace(done(mine, told.officer, told.answers, office.now), done_at=told.done_at)
    tasking.conclude(work, office, new, task_kind, same)
    tasking.proceed(work, office, requests.load(work, new.id), told.officer)


def close_unreported(work: Work, office: Office, rules: AlertRules, outage: Outage) -> None:
    """It works again before anybody reported it: nobody needs to any more, and the ticket the alarm
    filed goes to its end. What a person filed, or reported, people bring to its end."""
    if outage.request is None:
        return
    request = requests.load(work, outage.request)
    kind = tasking.kind_of(office, request)
    mine = tasks.of_request(work, request.id)
    if request.outage != outage.id or request.state not in LIVE or life.reported(kind, mine):
        return
    named = {task.id: task for task in life.reports(kind)}
    for task in mine:
        if task.kind in named and not task.over:
            _recovered(work, office, rules, request, task)
    tasking.proceed(work, office, requests.load(work, request.id), NOBODY)


def _recovered(
    work: Work, office: Office, rules: AlertRules, request: Request, task: Task
) -> None:
    kind = tasking.kind_of(office, request).task(task.kind)
    assert kind is not None
    first = kind.form.fields[0].key if kind.form.fields else "how"
    said = {first: RECOVERED, f"{first}_text": rules.recovered} if rules.recovered else {}
    lone = replace(task, officer=NOBODY)
    tasking.conclude(work, office, request, kind, done(lone, NOBODY, said, office.now))
