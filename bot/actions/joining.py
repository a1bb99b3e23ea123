"""One fault is one ticket, whoever noticed it first: people and devices join each other's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.actions import alarming, tasking
from bot.actions.office import Office
from bot.alerts.extent import touched
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.rules import AlertRules
from bot.approvals.request import Request, State
from bot.cameras.devices import Devices
from bot.followup.plan import LIVE
from bot.people.person import Person
from storage import faults, journal, outages, requests, tasks
from storage.store import Work

ZONES, CAMERAS, CLASS, SYMPTOM, FILES = "zones", "cameras", "fault_class", "symptom", "files"
LONGEST = 600  # of what several have seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What somebody reports is known: the outage, and the ticket his words went to."""

    outage: Outage
    ticket: Request


def join(
    work: Work, office: Office, by: Person, kind: str, answers: Mapping[str, Any]
) -> Joined | None:
    """What he has seen is added to the ticket that is open; None: nobody knows of it yet, and he
    files one."""
    rules = office.pack.alerts
    if rules is None or kind != rules.ticket:
        return None
    devices = office.devices
    for outage in outages.here(work, office.id):
        open_now = [f for f in faults.of_outage(work, outage.id) if f.open]
        here = outage.stage is Stage.OPEN and speaks_of(answers, open_now, devices, rules)
        if here and (known := _add(work, office, by, outage, answers)):
            return known
    return None


def speaks_of(
    answers: Mapping[str, Any], those: Sequence[Fault], devices: Devices, rules: AlertRules
) -> bool:
    """Whether a report and these faults are one matter: all the cameras it names are among them;
    where it names none, its places are, with the same kind of trouble."""
    about = {f.device for f in those} | {*touched(those, devices.behind)}
    if cameras := answers.get(CAMERAS):
        return set(cameras) <= about
    places = {f.zone for f in those} | {devices.zone(device) for device in about}
    classes = {rules.worded(f.trouble).fault_class for f in those}
    return set(answers.get(ZONES) or [""]) <= places and answers.get(CLASS) in classes


def _add(
    work: Work, office: Office, by: Person, outage: Outage, answers: Mapping[str, Any]
) -> Joined | None:
    ticket = requests.load(work, outage.request) if outage.request is not None else None
    if ticket is None or ticket.state not in LIVE:
        return None
    told = requests.keep(work, replace(ticket, answers=_both(ticket.answers, answers)))
    data = {"outage": outage.id, "request": ticket.id, "by": by.id}
    journal.append(work, office.id, "outage.joined", data)
    for task in tasks.of_request(work, ticket.id):
        if not task.over:
            tasking.refresh(work, office, told, task)
    alarming.changed(work, office, outage)
    return Joined(outage=outage, ticket=told)


def _both(known: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """His words stand after what the ticket says, without his name: groups read it."""
    said = str(new.get(SYMPTOM) or "").strip()
    symptom = str(known.get(SYMPTOM) or "")
    if said and said not in symptom:
        symptom = f"{symptom}；另有人报告：{said}"[:LONGEST]
    files = [*(known.get(FILES) or ()), *(new.get(FILES) or ())]
    return {**known, SYMPTOM: symptom, **({FILES: files} if files else {})}


# ------------------------------------------------------------------ a person was first


def filed_before(
    work: Work, office: Office, rules: AlertRules, those: Sequence[Fault]
) -> Request | None:
    """An open ticket a person filed about just this, and no other outage has."""
    devices, about = office.devices, {fault.device for fault in those}
    for request in requests.in_state(work, office.id, State.APPROVED):
        if request.kind != rules.ticket or request.outage:
            continue
        whole = covers(request.answers, about, those, devices, rules)
        if whole and outages.of_request(work, request.id) is None:
            return request
    return None


def covers(
    answers: Mapping[str, Any],
    about: set[str],
    those: Sequence[Fault],
    devices: Devices,
    rules: AlertRules,
) -> bool:
    """Whether a person's report says all that the devices say."""
    if cameras := answers.get(CAMERAS):
        return about <= set(cameras)
    zones = {f.zone for f in those}
    return zones <= set(answers.get(ZONES) or ()) and speaks_of(answers, those, devices, rules)
