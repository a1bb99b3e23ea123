"""What is dark, in a line and by places: the words every card about outages shares."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.office import Office
from bot.alerts.extent import Extent, extent
from bot.alerts.fault import Fault
from bot.alerts.outage import Outage, Stage
from bot.alerts.troubles import Severity
from bot.speech import Voice
from bot.writing.scene import Scene
from storage import faults

MARKS = {Severity.CRITICAL: "🔴", Severity.MAJOR: "🟠", Severity.MINOR: "🟡"}
OVER = "🟢"
NAMED = 3  # cameras of a place
PLACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An outage as it is written about: what of it still is, or, when it is over, what was."""

    scene: Scene
    outage: Outage
    faults: tuple[Fault, ...]
    extent: Extent
    ended: int  # devices that work again while others do not

    @property
    def voice(self) -> Voice:
        return self.scene.voice

    @property
    def office(self) -> Office:
        return self.scene.office

    @property
    def grouped(self) -> bool:
        return self.scene.reader.person is None


def seen(scene: Scene, outage: Outage) -> Seen:
    every = faults.of_outage(scene.work, outage.id)
    here = [f for f in every if f.open] if outage.stage is Stage.OPEN else every
    found = tuple(here or every)
    devices = scene.office.devices
    back = {f.device for f in every} - {f.device for f in found}
    return Seen(
        scene=scene,
        outage=outage,
        faults=found,
        extent=extent(found, devices.behind),
        ended=len(back),
    )


def hour(about: Seen, at: datetime) -> str:
    """14:00 of today; of another day with its date."""
    local, now = at.astimezone(about.voice.zone), about.office.now
    return about.voice.hour(at) if local.date() == now.date() else about.voice.brief(at)


def titled(about: Seen) -> str:
    line = what(about)
    if about.outage.stage is Stage.OPEN:
        return about.voice.say("outage.title", mark=MARKS[about.outage.severity], what=line)
    return about.voice.say("outage.over_title", mark=OVER, what=line)


def what(about: Seen) -> str:
    """31 个摄像头离线 · 录像机 NVR-03"""
    say, cameras = about.voice.say, about.extent.cameras
    trouble = say(f"outage.trouble_{about.outage.trouble}")
    cause = about.outage.cause or next(iter(about.extent.down), "")
    if cause in about.extent.down:
        key = "outage.down" if cameras else "outage.one"
        named = device(about.office, cause, about.voice)
        return say(key, device=named, trouble=trouble, n=len(cameras))
    if len(cameras) <= 1:
        one = next(iter(cameras), cause)
        return say("outage.one", device=device(about.office, one, about.voice), trouble=trouble)
    if cause:
        named = device(about.office, cause, about.voice)
        return say("outage.behind", n=len(cameras), trouble=trouble, cause=named)
    zones = by_zone(about.office, cameras)
    if len(zones) == 1:
        place = zone(about.office, next(iter(zones)))
        return say("outage.behind", n=len(cameras), trouble=trouble, cause=place)
    return say("outage.places", n=len(cameras), trouble=trouble, zones=len(zones))


def device(office: Office, id_: str, voice: Voice) -> str:
    """By the name people know: 录像机 NVR-03, 餐厅东门."""
    devices = office.devices
    name = devices.name(id_)
    if id_ in office.places.cameras:
        return name
    kind = voice.say(f"outage.{kind_of(office, id_)}")
    return name if kind in name else voice.say("outage.device", kind=kind, name=name)


def kind_of(office: Office, id_: str) -> str:
    row = office.places.devices.get(id_)
    if row is None:
        behind = office.devices.behind(id_)
        records = any(office.places.cameras[c].recorder == id_ for c in behind)
        return "recorder" if records else "switch"
    return "recorder" if "recorder" in row.flags else "switch"


def zone(office: Office, id_: str) -> str:
    known = office.places.zones.get(id_)
    return known.name if known else id_


def by_zone(office: Office, cameras: tuple[str, ...]) -> dict[str, list[str]]:
    """The most afflicted first."""
    found: dict[str, list[str]] = {}
    for camera in cameras:
        found.setdefault(office.devices.zone(camera), []).append(camera)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def places(about: Seen) -> list[str]:
    """A line for each area with a handful named, and how much is left out."""
    zones = by_zone(about.office, about.extent.cameras)
    lines = [place(about, z, cameras) for z, cameras in list(zones.items())[:PLACES]]
    if more := len(zones) - PLACES:
        lines += [about.voice.say("outage.more_zones", n=more)] if more > 0 else []
    return lines


def place(about: Seen, zone_id: str, cameras: list[str]) -> str:
    office, voice = about.office, about.voice
    names = [device(office, camera, voice) for camera in cameras[:NAMED]]
    key = "outage.place_all" if len(cameras) <= NAMED else "outage.place_some"
    return voice.say(key, zone=zone(office, zone_id), n=len(cameras), names=names)
