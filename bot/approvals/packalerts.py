"""The figures a pack names for alarms, and the kinds of request they lead to."""

from datetime import timedelta

from bot.alerts.rules import AlertRules, Patrol
from bot.approvals.mistakes import Findings
from bot.approvals.packfile import AlertPatrolRow, AlertsRow, PackRow


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
