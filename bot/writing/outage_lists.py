"""Every device of an outage; every outage of the school; what began in the night."""

from datetime import date, datetime, timedelta

from bot.actions import handling, quieting, telling_of_sources
from bot.alerts.outage import Outage, Stage
from bot.alerts.troubles import Severity
from bot.cards import Button, Card, Style
from bot.notices import About
from bot.taps import Tap, Verb
from bot.writing import tickets
from bot.writing.outage_words import MARKS, OVER, Seen, by_zone, device, seen, what, zone
from bot.writing.outages import may_read
from bot.writing.scene import Scene
from storage import outages

LINES = 150  # more are sent as a file
OPENED = 5  # outages with a button
STRANGERS = 3  # devices no list knows, by name
NIGHT = timedelta(hours=12)


def every(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """The whole list in private, in as many messages as the platform needs."""
    found = found_for(scene, about)
    if found is None:
        return None
    return Card(title=title(found), body=("\n".join(lines(found)),))


def file_for(scene: Scene, subject: str) -> tuple[str, str, bytes] | None:
    """The same as a text file, where it would be too many messages."""
    about, *rest = subject.split("/")
    found = found_for(scene, tuple(rest)) if about == About.OUTAGE_LIST else None
    if found is None or len(found.extent.cameras) <= LINES:
        return None
    text = "\n".join((title(found), "", *lines(found)))
    name = found.voice.say("outage.list_file", n=found.outage.id)
    return name, "text/plain", text.encode("utf-8-sig")


def found_for(scene: Scene, about: tuple[str, ...]) -> Seen | None:
    if scene.reader.person is None or not may_read(scene):
        return None
    try:
        return seen(scene, outages.load(scene.work, scene.office.id, int(about[0])))
    except LookupError:
        return None


def title(about: Seen) -> str:
    return about.voice.say("outage.list_title", what=what(about))


def lines(about: Seen) -> list[str]:
    office, voice = about.office, about.voice
    began = {fault.device: fault.began_at for fault in about.faults}
    found = [line(about, d, began.get(d)) for d in about.extent.down]
    for zone_id, cameras in by_zone(office, about.extent.cameras).items():
        found.append(voice.say("outage.list_zone", zone=zone(office, zone_id), n=len(cameras)))
        found += [line(about, camera, began.get(camera)) for camera in cameras]
    return found


def line(about: Seen, device_id: str, began: datetime | None) -> str:
    named = device(about.office, device_id, about.voice)
    words = {"device": named, "id": device_id}
    if began is None:
        return about.voice.say("outage.list_behind", **words)
    return about.voice.say("outage.list_line", at=about.voice.brief(began), **words)


# ------------------------------------------------------------------ all of them


def faults(scene: Scene) -> Card:
    """What is open now, for whoever may see it; for everybody, the way to report something."""
    reader = scene.reader.person
    report = (report_button(scene),)
    if reader is None or not handling.sees_all(scene.office, reader):
        return Card(title=scene.voice.say("outage.report_title"), buttons=(report,))
    here = [o for o in outages.here(scene.work, scene.office.id) if tells(o)]
    unlisted = strangers(scene)
    if not here:
        return Card(title=scene.voice.say("outage.none"), notes=unlisted, buttons=(report,))
    told = [seen(scene, outage) for outage in here]
    return Card(
        title=scene.voice.say("outage.all", n=len(here)),
        body=("\n".join(in_a_line(one) for one in told),),
        notes=unlisted,
        buttons=(*opening(told), report),
    )


def strangers(scene: Scene) -> tuple[str, ...]:
    """Devices that speak to us and stand in no list: a handful by name."""
    found = telling_of_sources.unknown(scene.work, scene.office)
    if not found:
        return ()
    named = list(dict.fromkeys(one.device for one in found))
    key = "outage.unlisted_many" if len(named) > STRANGERS else "outage.unlisted"
    return (scene.voice.say(key, names=named[:STRANGERS], n=len(named)),)


def tells(outage: Outage) -> bool:
    return outage.stage is Stage.OPEN or outage.request is not None


def in_a_line(about: Seen) -> str:
    outage, say = about.outage, about.voice.say
    open_now = outage.stage is Stage.OPEN
    ticket = tickets.ticket_of(about)
    return say(
        "outage.line",
        n=outage.id,
        mark=MARKS[outage.severity] if open_now else OVER,
        what=what(about),
        at=about.voice.brief(outage.began_at),
        state=tickets.state(about, ticket) if ticket else say("outage.no_ticket"),
    )


def opening(told: list[Seen]) -> tuple[tuple[Button, ...], ...]:
    say = told[0].voice.say
    found = [
        Button(
            text=say("outage.open", n=one.outage.id),
            tap=Tap(Verb.OUTAGE, one.outage.id),
            typed=say("outage.open_typed", n=one.outage.id),
        )
        for one in told[:OPENED]
    ]
    return tuple(tuple(found[at : at + 2]) for at in range(0, len(found), 2))


def report_button(scene: Scene) -> Button:
    rules = scene.office.pack.alerts
    kind = rules.ticket if rules else "fault"
    text = scene.voice.say("outage.report")
    return Button(text=text, tap=Tap(Verb.BEGIN, arg=kind), style=Style.GO, typed=text)


# ------------------------------------------------------------------ in the morning


def overnight(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """Minor outages of the night, as they stand now."""
    morning = date.fromisoformat(about[0])
    told = [
        seen(scene, outage)
        for outage in outages.since(scene.work, scene.office.id, scene.office.now - NIGHT * 2)
        if outage.severity is Severity.MINOR and of_night(scene, outage, morning)
    ]
    if not told:
        return None
    return Card(
        title=scene.voice.say("outage.overnight", n=len(told)),
        body=("\n".join(in_a_line(one) for one in told),),
        buttons=opening(told),
    )


def of_night(scene: Scene, outage: Outage, morning: date) -> bool:
    end = quieting.quiet_end(scene.office, outage.heard_at.astimezone(scene.office.now.tzinfo))
    return end is not None and end.date() == morning
