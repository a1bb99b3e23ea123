"""What is kept quiet: on the card of an outage, and what a silence held back when it is over."""

from bot.alerts.silence import Silence
from bot.cards import Button, Card
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.outage_words import Seen, device, hour, zone
from bot.writing.scene import Scene
from storage import faults
from storage import silences as kept


def over_all(about: Seen) -> Silence | None:
    """The silence that covers everything of this outage; None: something of it may be told."""
    now, devices = about.office.now, about.office.devices
    here = [s for s in kept.unended(about.scene.work, about.office.id) if s.ends > now]

    def covered(silence: Silence) -> bool:
        return all(
            silence.covers(f.device, f.zone, devices.above(f.device), now) for f in about.faults
        )

    return next((s for s in here if covered(s)), None) if about.faults else None


def line(about: Seen, quiet: Silence) -> str:
    name = case.masked_name if about.grouped else case.name
    return about.voice.say(
        "outage.silenced", until=hour(about, quiet.ends), who=name(about.office, quiet.by)
    )


def button(about: Seen) -> Button:
    say, number = about.voice.say, about.outage.id
    if quiet := over_all(about):
        typed = say("outage.unhush_typed", n=quiet.id)
        return Button(text=say("outage.unhush"), tap=Tap(Verb.UNHUSH, quiet.id), typed=typed)
    typed = say("outage.hush_typed", n=number)
    return Button(text=say("outage.hush"), tap=Tap(Verb.HUSH, number), typed=typed)


HELD = 8  # troubles named; the rest is counted


def summary(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """Told once it is over; before, there is nothing to say."""
    try:
        silence = kept.load(scene.work, scene.office.id, int(about[0]))
    except LookupError:
        return None
    if silence.ended_at is None:
        return None
    say, brief = scene.voice.say, scene.voice.brief
    name = case.masked_name if scene.reader.person is None else case.name
    spanned = say(
        "silence.span",
        start=brief(silence.starts),
        end=brief(silence.ended_at),
        who=name(scene.office, silence.by),
    )
    return Card(
        title=say("silence.over", scope=scope(scene, silence)),
        body=(spanned, *held_back(scene, silence)),
    )


def scope(scene: Scene, silence: Silence) -> list[str]:
    office, voice = scene.office, scene.voice
    named = [zone(office, z) for z in silence.zones]
    named += [device(office, d, voice) for d in silence.devices]
    return named[:3] + ([voice.say("silence.more", n=len(named) - 3)] if named[3:] else [])


def held_back(scene: Scene, silence: Silence) -> list[str]:
    say, voice, office = scene.voice.say, scene.voice, scene.office
    end = silence.ended_at or office.now
    devices = office.devices
    found = [
        fault
        for fault in faults.between(scene.work, office.id, silence.starts, end)
        if covered(silence, fault.device, fault.zone, devices.above(fault.device))
    ]
    if not found:
        return [say("silence.nothing")]
    still = [fault for fault in found if fault.open]
    lines = [say("silence.held", n=len(found), still=len(still))]
    for fault in (*still, *(f for f in found if not f.open))[:HELD]:
        key = "silence.fault_open" if fault.open else "silence.fault_over"
        trouble = say(f"outage.trouble_{fault.trouble}")
        named = device(office, fault.device, voice)
        words = {"device": named, "trouble": trouble, "at": voice.brief(fault.began_at)}
        lines.append(say(key, **words))
    more = len(found) - HELD
    return lines + ([say("silence.more_faults", n=more)] if more > 0 else [])


def covered(silence: Silence, device_id: str, zone_id: str, above: tuple[str, ...]) -> bool:
    """Whether its scope holds this, whenever that was."""
    at = silence.starts
    return silence.covers(device_id, zone_id, above, at)
