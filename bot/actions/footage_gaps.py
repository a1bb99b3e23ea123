"""Whether the cameras of a request worked in the time it speaks of, and what of that is known
already when somebody reports that nothing was to be seen."""

from collections.abc import Iterable
from typing import Any

from bot.actions.office import Office
from bot.alerts.darkness import Darkness, Gap, Lack, looked_at
from bot.approvals.request import Request
from bot.approvals.scope import Scope, scope_of
from bot.cameras.retention import seen_by
from bot.cameras.zone import Camera
from bot.conversation.form import Form
from bot.registers.wording import moment, span
from storage import faults, outages, requests
from storage.store import Work

NOTHING = Darkness()
RESULT, UNAVAILABLE, OFFLINE, REMARKS = "result", "unavailable", "offline", "remarks"
NOTED_AT_MOST = 3  # a cell of a register holds no more
NOTED = {
    Lack.DARK: "摄像头离线",
    Lack.DOUBTFUL: "摄像头异常",
    Lack.SKEWED: "摄像头时钟有偏差",
}


def of_request(work: Work, office: Office, request: Request) -> Darkness:
    return of_scope(work, office, scope_of(request))


def of_scope(work: Work, office: Office, scope: Scope) -> Darkness:
    asked = seen_by(office.places, scope.zones, scope.cameras or ())
    if scope.span is None or not asked:
        return NOTHING
    above = office.devices.above
    cameras = [camera.id for camera in asked]
    every = {*cameras, *(device for camera in cameras for device in above(camera))}
    start, end = scope.span
    found = faults.during(work, office.id, every, start, end)
    return looked_at(found, above, cameras, start, end) if found else NOTHING


def others(work: Work, office: Office, request: Request) -> tuple[Camera, ...]:
    """Cameras of the same places that show some of the time, where those asked for show none."""
    scope = scope_of(request)
    every = Scope(limits={**scope.limits, "cameras": None}, kinds=scope.kinds)
    lit = set(of_scope(work, office, every).lit)
    return tuple(camera for camera in seen_by(office.places, scope.zones) if camera.id in lit)


def tickets(work: Work, office: Office, those: Iterable[int]) -> list[str]:
    """The numbers of the tickets of these outages, of those that have one."""
    found = (outages.load(work, office.id, one).request for one in those)
    return [requests.peek(work, ticket).number for ticket in found if ticket]


def reports_viewing(form: Form) -> bool:
    """Whether a report says that nothing was to be seen because the camera was offline."""
    offered = {field.key: {option.id for option in field.options} for field in form.fields}
    return UNAVAILABLE in offered.get(RESULT, ()) and OFFLINE in offered.get(UNAVAILABLE, ())


def foreseen(work: Work, office: Office, request: Request, form: Form) -> dict[str, Any]:
    """The report on a viewing as far as the alarms know it: what is dark from end to end was not
    to be seen. Whoever carries it out confirms it, or says otherwise."""
    if not reports_viewing(form):
        return {}
    dark = of_request(work, office, request)
    told = {RESULT: UNAVAILABLE, UNAVAILABLE: OFFLINE} if dark.whole else {}
    noted = remarks(work, office, dark)
    return (
        {**told, REMARKS: noted}
        if noted and any(f.key == REMARKS for f in form.fields)
        else told
    )


def remarks(work: Work, office: Office, dark: Darkness) -> str:
    """As a register has it: 摄像头离线（2026年6月3日 14:00–16:20，故障单 故障〔2026〕0012）."""
    return "；".join(_noted(work, office, gap) for gap in dark.gaps[:NOTED_AT_MOST])


def _noted(work: Work, office: Office, gap: Gap) -> str:
    zone = office.rules.zone
    start = gap.start.astimezone(zone)
    when = span(start, gap.end.astimezone(zone)) if gap.end else f"{moment(start)}起"
    numbers = "、".join(tickets(work, office, gap.outages))
    return f"{NOTED[gap.lack]}（{when}{f'，故障单 {numbers}' if numbers else ''}）"
