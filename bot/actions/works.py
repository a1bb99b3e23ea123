"""Cameras that may be dark because works on them were approved."""

from datetime import date, datetime, time, timedelta

from bot.actions import registry
from bot.actions.office import Office
from bot.approvals.request import Request
from bot.approvals.scope import granted
from bot.cameras.comparing import Changed
from bot.cameras.retention import seen_by
from bot.cameras.works import Window
from bot.followup.task import Task
from storage import journal, works
from storage.store import Work


def plan_works(work: Work, office: Office, request: Request, _task: Task) -> None:
    """From the first day's beginning to the end of the last one."""
    asked = granted(request)
    starts = midnight(office, asked["starts"])
    ends = midnight(office, asked["ends"]) + timedelta(days=1)
    cameras = seen_by(office.places, asked.get("zones", ()), asked.get("cameras", ()))
    works.plan(
        work,
        [
            Window(
                school=office.id,
                request=request.id,
                camera=camera.id,
                starts=starts,
                ends=ends,
            )
            for camera in cameras
        ],
    )
    data = {"request": request.id, "cameras": [camera.id for camera in cameras]}
    journal.append(work, office.id, "works.planned", data)


def midnight(office: Office, day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(0), office.now.tzinfo)


def hang_elsewhere(work: Work, office: Office, request: Request) -> None:
    """What was taken down leaves the list; where a moved one hangs now, the next list says. The
    police must be told of both."""
    asked = granted(request)
    cameras = seen_by(office.places, asked.get("zones", ()), asked.get("cameras", ()))
    match asked.get("action"):
        case "remove" if cameras:
            registry.remove(work, office, cameras, request)
        case "move" if cameras:
            names = tuple(camera.name for camera in cameras)
            registry.note(work, office, Changed(moved=names), request)


def end_works(work: Work, office: Office, request: Request, task: Task) -> None:
    """Its cameras are watched again, or exist no more."""
    if works.end(work, request.id):
        hang_elsewhere(work, office, request)
        data = {"request": request.id, "by": task.officer}
        journal.append(work, office.id, "works.ended", data)
