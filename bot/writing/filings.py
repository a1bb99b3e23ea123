"""What the police must be told of the cameras: one tap begins the filing."""

from bot.actions.registry import FILED_WITHIN, POLICE_FILING
from bot.cards import Button, Card, Style
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing.scene import Scene
from storage import changes, requests
from storage.changes import Change

SHOWN = 5  # names on a card; the rest is counted


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    which, number = about[0], int(about[1])
    return changed(scene, number) if which == "change" else yearly(scene, number)


def changed(scene: Scene, number: int) -> Card | None:
    change = changes.peek(scene.work, number)
    if change.filed is not None:
        return None
    by = change.at.astimezone(scene.office.rules.zone) + FILED_WITHIN
    late = scene.office.now > by
    voice = scene.voice
    return Card(
        title=voice.say("filing.changed_title"),
        body=(
            *told(change, voice),
            voice.say("filing.late" if late else "filing.due", at=by.date()),
        ),
        buttons=begins(scene),
    )


def told(change: Change, voice: Voice) -> tuple[str, ...]:
    some = {"added": change.added, "moved": change.moved, "removed": change.removed}
    return tuple(
        voice.say(f"filing.{what}", n=len(names), names=list(names[:SHOWN]))
        for what, names in some.items()
        if names
    )


def yearly(scene: Scene, number: int) -> Card | None:
    """Unsaid once a newer filing was made: that one has its own year."""
    filing = requests.peek(scene.work, number)
    newer = requests.newest_of(scene.work, scene.office.id, POLICE_FILING)
    if newer is None or newer.id != filing.id:
        return None
    voice = scene.voice
    return Card(
        title=voice.say("filing.yearly_title"),
        body=(voice.say("filing.yearly", number=filing.number),),
        buttons=begins(scene),
    )


def begins(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    title = scene.office.kind(POLICE_FILING).title
    text = scene.voice.say("task.begin", kind=title)
    tap = Tap(Verb.BEGIN, arg=POLICE_FILING)
    return ((Button(text=text, tap=tap, style=Style.GO, typed=scene.voice(title)),),)
