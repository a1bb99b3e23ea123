"""The figures a pack names for alarms, and the kinds of request they lead to."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.alerts.rules import AlertRules, Patrol, Wording
from bot.alerts.troubles import Trouble
from bot.approvals.mistakes import Findings
from bot.approvals.packrows import AlertPatrolRow, AlertsRow, PackRow

FAULT_CLASS = "fault_class"  # the question of the ticket's form that a trouble answers


def alerts(pack: PackRow, findings: Findings) -> AlertRules | None:
    row = pack.alerts
    if row is None:
        return None
    findings.known(row.ticket, pack.kinds, "alerts", "ticket", "unknown_kind")
    return AlertRules(
        ticket=row.ticket,
        groups=tuple(row.groups),
        gather=timedelta(seconds=row.gather_seconds),
        mass=row.mass,
        mass_within=timedelta(minutes=row.mass_minutes),
        flaps=row.flaps,
        flaps_within=timedelta(minutes=row.flaps_minutes),
        stable=timedelta(minutes=row.stable_minutes),
        reopens=timedelta(hours=row.reopens_hours),
        handling=timedelta(minutes=row.handling_minutes),
        calls=_growing(row, findings),
        patrol=_patrol(row.patrol, pack, findings) if row.patrol else Patrol(),
        wordings=_wordings(row, pack, findings),
        recovered=row.recovered,
        unapproved=_roles(row, pack, findings),
    )


def _roles(row: AlertsRow, pack: PackRow, findings: Findings) -> tuple[str, ...]:
    for role in row.unapproved:
        findings.known(role, pack.roles, "alerts", "unapproved", "unknown_role")
    return tuple(row.unapproved)


def _wordings(row: AlertsRow, pack: PackRow, findings: Findings) -> Mapping[Trouble, Wording]:
    kind = pack.kinds.get(row.ticket)
    asked = [f for f in kind.fields if f.key == FAULT_CLASS] if kind else []
    known = [option.id for field in asked for option in field.options]
    for name, one in row.troubles.items():
        findings.known(name, Trouble, "alerts", "troubles", "unknown_trouble")
        if kind:
            at = "alerts.troubles"
            findings.known(one.fault_class, known, at, FAULT_CLASS, "unknown_option")
    return MappingProxyType(
        {
            Trouble(name): Wording(fault_class=one.fault_class, words=one.words)
            for name, one in row.troubles.items()
            if name in set(Trouble)
        }
    )


def _growing(row: AlertsRow, findings: Findings) -> tuple[timedelta, ...]:
    """Calls that came closer and closer would be the flood this is to prevent."""
    if row.calls_minutes != sorted(row.calls_minutes) or row.calls_minutes[:1] < [1]:
        findings.note("alerts", "calls_minutes", "calls_do_not_grow")
    return tuple(timedelta(minutes=minutes) for minutes in row.calls_minutes)


def _patrol(row: AlertPatrolRow, pack: PackRow, findings: Findings) -> Patrol:
    findings.known(row.kind, pack.kinds, "alerts.patrol", "kind", "unknown_kind")
    for flag in row.flags:
        findings.known(flag, pack.flags, "alerts.patrol", "flags", "unknown_flag")
    return Patrol(
        kind=row.kind,
        after=timedelta(hours=row.after_hours),
        flags=frozenset(row.flags),
        zones=frozenset(row.zones),
    )
