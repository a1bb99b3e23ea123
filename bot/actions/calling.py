"""Groups are called again while nobody has an outage in hand, less and less often and without
end."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import alarming, handling, silent
from bot.actions.office import Office
from bot.alerts import life
from bot.alerts.outage import Outage
from bot.alerts.rules import AlertRules
from bot.followup.plan import LIVE
from storage import journal, outages, requests, tasks
from storage.store import Work


def ring(work: Work, office: Office) -> int:
    """How many outages were called."""
    rules = office.pack.alerts
    if rules is None:
        return 0
    late = outages.ringing(work, office.id, office.now)
    return sum(sound(work, office, rules, outage) for outage in late)


def sound(work: Work, office: Office, rules: AlertRules, outage: Outage) -> bool:
    """False: there was no need to, and it is looked at again later."""
    if until := in_hand_until(work, office, rules, outage):
        outages.keep(work, replace(outage, ring_at=until))
        return False
    rung = outage.rung + 1
    again = office.now + pause(rules, rung)
    kept = outages.keep(work, replace(outage, rung=rung, ring_at=again))
    alarming.call(work, office, kept)
    alarming.changed(work, office, kept)
    data = {"outage": outage.id, "rung": rung}
    journal.append(work, office.id, "outage.called", data)
    return True


def pause(rules: AlertRules, rung: int) -> timedelta:
    return rules.calls[min(rung, len(rules.calls) - 1)]


def in_hand_until(
    work: Work, office: Office, rules: AlertRules, outage: Outage
) -> datetime | None:
    """None: nobody has it. Until when not to call: what somebody said he would do, the morning of
    a minor one, a silence, a task or a repair that has its own reminders."""
    if outage.handled(office.now):
        return outage.handled_until or office.now + pause(rules, outage.rung)
    if morning := alarming.waits_until(office, outage):
        return morning
    if quiet := silent.until(work, office, outage):
        return quiet
    if handling.in_hand(work, office, outage) or reported(work, office, outage):
        return office.now + pause(rules, outage.rung)
    return None


def reported(work: Work, office: Office, outage: Outage) -> bool:
    """Somebody has reported it for repair, and its ticket is open."""
    if outage.request is None:
        return False
    request = requests.peek(work, outage.request)
    kind = office.pack.kinds.get(request.kind)
    ticket = tasks.of_request(work, request.id)
    return request.state in LIVE and kind is not None and bool(life.reported(kind, ticket))
