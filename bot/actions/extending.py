"""Asking for more while the footage is looked at: a request of its own, with a number of its own,
for the same person and the same purpose. Nobody looks further before it is approved."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.actions import filing, finding, tasking, whose, widening
from bot.actions.announcing import announce
from bot.actions.office import Office
from bot.approvals import events as happened
from bot.approvals import extension, resubmitting
from bot.approvals.extension import ExtensionOpen, NoExtension, NotViewing
from bot.approvals.facts import owners_of
from bot.approvals.request import Extends, Request, State
from bot.approvals.scope import Scope, granted, scope_of
from bot.approvals.walking import settled
from bot.cameras.retention import seen_by
from bot.followup.hold import OF_AN_ADDITION
from bot.followup.task import NOBODY, NotYourTask
from bot.people.person import Person
from storage import requests, scopes
from storage.store import Work

Answers = Mapping[str, Any]


def offered(work: Work, office: Office, by: Person, case: Request) -> bool:
    """Whether he may ask for more now."""
    return (
        case.state is State.APPROVED
        and not case.extension
        and (by.id in case.owners or carries(work, office, by, case))
        and bool(widening.viewings(work, office, case))
    )


def carries(work: Work, office: Office, by: Person, case: Request) -> bool:
    kind = tasking.kind_of(office, case)
    return any(
        by.id in {p.id for p in whose.actors(office, case, known, task)}
        for task in widening.viewings(work, office, case)
        if task.officer in (NOBODY, by.id) and (known := kind.task(task.kind))
    )


def may_ask(work: Work, office: Office, by: Person, number: int) -> Request:
    """The case, to be kept. Raises the refusal that asking would raise."""
    case = finding.request(work, office, number)
    kind = office.kind(case.kind)
    if not any(extension.offered(office.pack, kind, task) for task in kind.tasks):
        raise NoExtension
    if case.state is not State.APPROVED or not widening.viewings(work, office, case):
        raise NotViewing(number=case.number)
    if by.id not in case.owners and not carries(work, office, by, case):
        raise NotYourTask(role=kind.title)
    if case.extension:
        raise ExtensionOpen(number=requests.peek(work, case.extension).number)
    return case


def drawn_up(office: Office, by: Person, case: Request, more: Answers) -> Request:
    """The request as it would be filed. Raises what keeps it from being filed."""
    stands = scope_of(case)
    grown = extension.wider(stands, more, office.places)
    form = office.kind(case.kind).form
    extension.must_add(stands, grown, form.fields if form else ())
    told = {key: value for key, value in grown.items() if value is not None}
    answers = {**granted(case), **told, extension.WHY: more.get(extension.WHY) or ""}
    asker = office.directory[case.requester]
    filer = office.directory.get(case.filed_by)
    heavy = filing.as_heavy(case, answers)
    drawn = filing.drawn_up(office, asker, case.kind, heavy, filer)
    switch = str(office.pack.switches[extension.SWITCH])
    chain, whole = extension.ladder(
        switch, case, grown, drawn.chain, lambda scope: owning(office, scope)
    )
    bounds = (*extension.GROWS, extension.WISH)
    return replace(
        drawn,
        unit=case.unit,
        chain=chain,
        plan=tuple(t.id for t in office.kind(case.kind).tasks if t.id in OF_AN_ADDITION),
        narrows={key: kind for key, kind in case.narrows.items() if key in bounds},
        extends=Extends(
            of=case.id,
            number=case.number,
            by=by.id,
            stands=extension.stands(stands, office.places),
            whole_ladder=whole,
        ),
    )


def owning(office: Office, scope: Scope) -> Collection[str]:
    known = office.places.zones
    zones = [known[zone] for zone in scope.zones if zone in known]
    return owners_of(zones, seen_by(office.places, scope.zones, scope.cameras or ()))


def ask(work: Work, office: Office, by: Person, number: int, more: Answers) -> Request:
    """File it. Where nobody has to sign, the case is widened at once."""
    case = may_ask(work, office, by, number)
    asked = filing.sent(work, office, by, drawn_up(office, by, case, more))
    if asked.state is State.IN_APPROVAL:
        widening.pending(work, office, case, asked)
    return asked


def amend(work: Work, office: Office, by: Person, number: int, more: Answers) -> Request:
    """Send a returned one on again, against what stands by now."""
    asked = finding.request(work, office, number)
    assert asked.extends
    case = finding.request_seen(work, office, asked.extends.of)
    drawn = drawn_up(office, office.directory[asked.extends.by], case, more)
    amended, events = resubmitting.resubmit(
        replace(asked, extends=drawn.extends),
        by=by.id,
        answers=drawn.answers,
        facts=drawn.facts,
        parties=drawn.parties,
        routed_chain=drawn.chain,
        dropped=drawn.dropped,
        now=office.now,
        seating=filing.seating(office),
    )
    requests.keep(work, amended)
    scopes.keep(work, amended, office.places)
    announce(work, office, amended, events, by=by.id)
    return amended


def call_off(work: Work, office: Office, case: Request, by: Person) -> None:
    """The viewing is over, or will not be: nobody has to decide any more whether it may go on."""
    asked = finding.request(work, office, case.extension)
    if asked.state in (State.IN_APPROVAL, State.RETURNED):
        gone = settled(asked, State.WITHDRAWN, office.now)
        requests.keep(work, gone)
        announce(work, office, gone, (happened.Withdrawn(),), by=by.id)


def overtaken(work: Work, office: Office, case: Request, by: Person) -> Request:
    """Called off if nothing is left that could be widened. Gives the case as it is then."""
    if not case.extension or widening.viewings(work, office, case):
        return case
    call_off(work, office, case, by)
    return requests.load(work, case.id)
