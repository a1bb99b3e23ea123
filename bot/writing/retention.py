"""Recorders that keep too little: one card, the worst first, with what to do."""

from bot.actions import retaining
from bot.cameras.retention import Short
from bot.cards import Card
from bot.writing.scene import Scene

MOST = 8  # in one card; the rest is counted


def card(scene: Scene, _about: tuple[str, ...]) -> Card | None:
    """Nothing for anybody who does not keep the cameras, or when all of them keep enough."""
    reader = scene.reader.person
    found = retaining.short(scene.office)
    if not found or reader is None or reader not in retaining.keepers(scene.office):
        return None
    say, more = scene.voice.say, len(found) - MOST
    return Card(
        title=say("retention.title", n=len(found)),
        body=(
            *(_line(scene, one) for one in found[:MOST]),
            *((say("retention.more", n=more),) if more > 0 else ()),
            _required(scene),
            say("retention.what_to_do"),
        ),
    )


def _line(scene: Scene, one: Short) -> str:
    zones = scene.office.places.zones
    named = [zones[zone].name if zone in zones else zone for zone in one.zones]
    key = "recorder" if one.recorder else "places"
    return scene.voice.say(
        f"retention.{key}",
        recorder=one.recorder,
        zones=named,
        n=one.cameras,
        days=_days(one.days),
        missing=_days(one.missing),
    )


def _required(scene: Scene) -> str:
    pack, say = scene.office.pack, scene.voice.say
    article, days = pack.retention_article, pack.required_days
    if not article:
        return say("retention.least", days=days)
    if pack.retention_days:
        own, law = pack.retention_days, pack.legal_retention_days
        return say("retention.both", days=days, own=own, law=law, article=article)
    return say("retention.law", days=days, article=article)


def _days(number: float) -> str:
    return f"{round(number, 1):g}"
