"""What a done task changes outside its own case. A pack names effects (`does = [...]`)."""

from collections.abc import Callable, Mapping

from bot.actions.appointing import appoint
from bot.actions.blind_spots import blind_spot
from bot.actions.granting import end_grant, grant
from bot.actions.new_points import camera_added
from bot.actions.office import Office
from bot.actions.qualifying import qualify
from bot.actions.registry import police_filed
from bot.actions.rezoning import zone_owner
from bot.actions.unit_systems import file_system, renew_filing
from bot.actions.works import end_works, plan_works
from bot.approvals.request import Request
from bot.followup.task import Task
from storage.store import Work

Effect = Callable[[Work, Office, Request, Task], None]

EFFECTS: Mapping[str, Effect] = {
    "appoint": appoint,
    "blind_spot": blind_spot,
    "camera_added": camera_added,
    "end_grant": end_grant,
    "end_works": end_works,
    "file_system": file_system,
    "grant": grant,
    "plan_works": plan_works,
    "police_filed": police_filed,
    "qualify": qualify,
    "renew_filing": renew_filing,
    "zone_owner": zone_owner,
}
