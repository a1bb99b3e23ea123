"""The same place and time was asked for before: said before filing, and to who decides (C6)."""

from bot.approvals.request import Ending, Request, asked_now
from bot.people.naming import masked
from bot.writing import case
from bot.writing.scene import Scene
from storage import requests, scopes

SHOWN = 3


def lines(scene: Scene, request: Request) -> tuple[str, ...]:
    """Newest first. `request` need not be filed yet."""
    found = before(scene, request)
    if not found:
        return ()
    told = tuple(line(scene, one) for one in found[:SHOWN])
    return (scene.voice.say("earlier.title", n=len(found)), *told)


def before(scene: Scene, request: Request) -> list[Request]:
    ids = scopes.overlapping(scene.work, request, scene.office.places)
    older = [
        requests.peek(scene.work, id_) for id_ in ids if not request.id or id_ < request.id
    ]
    widened = request.extends.of if request.extends else 0  # its card names that one anyway
    return [one for one in older if one.ending is not Ending.UNDONE and one.id != widened]


def line(scene: Scene, one: Request) -> str:
    who = case.name(scene.office, one.requester)
    return scene.voice.say(
        "earlier.line",
        number=one.number,
        state=case.ended(one, scene.voice),
        at=scene.voice.brief(one.filed_at),
        name=who if sees(scene, one) else masked(who),
    )


def sees(scene: Scene, one: Request) -> bool:
    """Whether the reader knows that case already: his own, or he was asked to sign it."""
    reader = scene.reader.person
    signers = {p for d in one.decisions for p in (d.by, *d.asked)}
    return reader is not None and reader.id in one.owners | signers | asked_now(one)
