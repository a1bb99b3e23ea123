"""From the rows of a pack's calendar to duties, compared with what else the pack defines."""

from datetime import time
from types import MappingProxyType

from bot.approvals.mistakes import Findings
from bot.approvals.pack import Duty
from bot.approvals.packrows import DutyRow, PackRow
from bot.approvals.packrules import switched_on, twice

ANYBODY = "staff"


def duties(pack: PackRow, findings: Findings) -> tuple[Duty, ...]:
    rows = [(row, f"calendar[{number}]") for number, row in enumerate(pack.calendar)]
    for name in twice(row.id for row, _ in rows):
        findings.note("calendar", "id", "duty_twice", name=name)
    return tuple(
        _duty(row, at, pack, findings)
        for row, at in rows
        if switched_on(pack, row.only_if, at, findings)
    )


def _duty(row: DutyRow, at: str, pack: PackRow, findings: Findings) -> Duty:
    findings.known(row.by, pack.roles, at, "by", "unknown_role")
    findings.known(row.kind, pack.kinds, at, "kind", "unknown_kind")
    if kind := pack.kinds.get(row.kind):
        if not findings.noted(at, "by"):
            findings.known(row.by, _filers(kind.may_file, pack), at, "by", "may_not_file")
        for name in row.fills:
            findings.known(name, (f.key for f in kind.fields), at, "fills", "unknown_field")
    return Duty(
        id=row.id,
        kind=row.kind,
        by=row.by,
        every=row.every,
        at=time.fromisoformat(row.at),
        on=row.on,
        month=row.month,
        per=row.per,
        zones=tuple(row.zones),
        fills=MappingProxyType(dict(row.fills)),
        working=row.working,
    )


def _filers(may_file: list[str], pack: PackRow) -> tuple[str, ...]:
    return tuple(pack.roles) if ANYBODY in may_file else tuple(may_file)
