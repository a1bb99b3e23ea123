"""A place no camera sees, for whoever answers for it: one tap begins the request for a camera."""

from bot.actions import blind_spots as spots
from bot.cards import Button, Card, Style
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing.scene import Scene
from storage import blind_spots
from storage.blind_spots import BlindSpot


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    spot = blind_spots.peek(scene.work, int(about[0]))
    if spot is None or spot.school != scene.office.id:
        return None
    kind = scene.office.kind(spots.NEW_CAMERA)
    say = scene.voice.say
    begin = Button(
        text=say("task.begin", kind=kind.title),
        tap=Tap(Verb.NEW_POINT, spot.id),
        style=Style.GO,
        typed=scene.voice(kind.title),
    )
    zone = scene.office.places.zones.get(spot.zone)
    return Card(
        title=say("blind.title", zone=zone.name if zone else spot.zone),
        body=(why(scene, spot, scene.voice), say("blind.ask")),
        buttons=((begin,),),
    )


def why(scene: Scene, spot: BlindSpot, voice: Voice) -> str:
    """The same words stand on the card and in the draft it begins."""
    found = spots.up_to(scene.work, scene.office, spot)
    numbers = spots.numbers(scene.work, found)
    return voice.say("blind.why", n=len(found), numbers=numbers)
