"""What an administrator reads of the systems that watch the cameras."""

from datetime import UTC, datetime, timedelta

from bot.actions import telling_of_sources
from bot.cards import Card
from bot.speech import Voice
from bot.writing.scene import Scene
from storage import alarms
from storage.sources import Source
from storage.strangers import Stranger

SHOWN = 8  # in one card; the rest is counted


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    if scene.reader.person is None:
        return None
    match about:
        case ("test", source, _):
            return tried(source, scene.voice)
        case ("dead", source, hour):
            return dead(scene, source, hour)
        case ("silent", source, _):
            return silent(scene, source)
        case ("back", source, number, since, until):
            return back(source, int(number), moment(since), moment(until), scene.voice)
        case ("strangers",):
            return strangers(scene)
    return None


def name(source: str, voice: Voice) -> str:
    return voice.say(f"source.name.{source}")


def moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def tried(source: str, voice: Voice) -> Card:
    return Card(
        title=voice.say("source.tried", source=name(source, voice)),
        body=(voice.say("source.tried_well"),),
    )


def dead(scene: Scene, source: str, hour: str) -> Card | None:
    zone, say = scene.office.rules.zone, scene.voice.say
    start = datetime.strptime(hour, "%Y%m%d%H").replace(tzinfo=zone)
    end = start + telling_of_sources.HOUR
    number, why = alarms.dead_between(scene.work, scene.office.id, source, start, end)
    if not number:
        return None
    return Card(
        title=say("source.dead", source=name(source, scene.voice), n=number),
        body=(
            say("source.dead_when", span=scene.voice.span(start, end)),
            reason(why, scene.voice),
        ),
        hint=say("source.dead_look", school=scene.office.id),
    )


def reason(why: str, voice: Voice) -> str:
    """A dead letter's code as a sentence, with what it is about."""
    code, _, where = why.partition(" ")
    sentence = voice.say(f"source.why.{code}")
    return voice.say("source.where", why=sentence, where=where) if where else sentence


def silent(scene: Scene, source: str) -> Card | None:
    """What is heard again by now is not told any more."""
    those = telling_of_sources.still_silent(scene.work, scene.office, source)
    if not those:
        return None
    say, more = scene.voice.say, len(those) - SHOWN
    return Card(
        title=say("source.silent", source=name(source, scene.voice)),
        body=(
            *(_last(one, source, scene.voice) for one in those[:SHOWN]),
            *((say("source.more", n=more),) if more > 0 else ()),
        ),
        hint=say("source.silent_look"),
    )


def _last(one: Source, source: str, voice: Voice) -> str:
    at = one.beating.at or one.heard_at
    return voice.say("source.last", device=one.device or name(source, voice), at=at)


def back(source: str, number: int, since: datetime, until: datetime, voice: Voice) -> Card:
    gone = max(until - since, timedelta())
    return Card(
        title=voice.say("source.back", source=name(source, voice)),
        body=(voice.say("source.back_since", n=number, at=until, gone=gone),),
    )


def strangers(scene: Scene) -> Card | None:
    found = telling_of_sources.unknown(scene.work, scene.office)
    if not found:
        return None
    say, more = scene.voice.say, len(found) - SHOWN
    return Card(
        title=say("source.strangers", n=len(found)),
        body=(
            *(stranger(one, scene.voice) for one in found[:SHOWN]),
            *((say("source.more", n=more),) if more > 0 else ()),
        ),
        hint=say("source.strangers_look"),
    )


def stranger(one: Stranger, voice: Voice) -> str:
    key = "source.stranger_channel" if one.channel else "source.stranger"
    return voice.say(
        key,
        source=name(one.source, voice),
        device=one.device,
        channel=one.channel,
        n=one.times,
        at=one.last_at,
    )
