"""Lists that stand above single cases: areas departments may look at, filings that are missing."""

from bot.actions import chasing, granting
from bot.actions.chasing import Owing
from bot.cameras.grant import Grant
from bot.cards import Button, Card, Fact, Style
from bot.conversation.form import Label
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.scene import Scene

MOST = 8  # in one card; the rest is counted


def grants(scene: Scene) -> Card:
    """Those in force; whoever may give them may take each back."""
    reader = scene.reader.person
    found = granting.seen_by(scene.office, reader) if reader else []
    say = scene.voice.say
    if not found:
        return Card(title=say("grants.none"))
    takes = reader is not None and granting.may_end(scene.office, reader)
    more = len(found) - MOST
    return Card(
        title=say("grants.title", n=len(found)),
        facts=tuple(_granted(scene, one) for one in found[:MOST]),
        notes=(say("grants.more", n=more),) if more > 0 else (),
        buttons=tuple(_take_back(scene, one) for one in found[:MOST]) if takes else (),
    )


def _granted(scene: Scene, one: Grant) -> Fact:
    places = scene.office.places.zones
    values = {
        "names": [case.name(scene.office, person) for person in one.persons],
        "zones": [places[zone].name for zone in one.zones if zone in places],
        "rights": scene.voice.say(f"grants.{one.rights}"),
        "starts": one.starts,
        "until": one.until,
    }
    return Fact(label=one.unit, value=scene.voice.say("grants.line", **values))


def _take_back(scene: Scene, one: Grant) -> tuple[Button, ...]:
    names = [case.name(scene.office, person) for person in one.persons]
    text = scene.voice.say("grants.take_back", unit=one.unit, names=names)
    typed = scene.voice.say("grants.take_back_typed", number=one.request)
    tap = Tap(Verb.END_GRANT, one.request)
    return (Button(text=text, tap=tap, style=Style.PLAIN, typed=typed),)


def unfiled(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """A unit reads what it owes itself, the keeper of the list all of it."""
    unit = "/".join(about)
    found = list(chasing.of_unit(chasing.owing(scene.work, scene.office), unit))
    if not found:
        return None
    say = scene.voice.say
    if not unit:
        lines = tuple(line for one in found for line in _lines(scene, one))
        return Card(title=say("unfiled.list", n=len(found)), body=lines)
    kind = scene.office.pack.kinds[chasing.FILING]
    paper, word = scene.voice(kind.paper), scene.voice(kind.title)
    return Card(
        title=say("unfiled.title", unit=unit),
        body=(
            *_lines(scene, found[0]),
            say("unfiled.ask", paper=paper, article=_article(scene)),
        ),
        buttons=(
            (
                Button(
                    text=word,
                    tap=Tap(Verb.BEGIN, arg=kind.id),
                    style=Style.GO,
                    typed=word,
                ),
            ),
        ),
    )


def _lines(scene: Scene, one: Owing) -> tuple[str, ...]:
    say, names = scene.voice.say, scene.office.places.zones
    told = []
    for key, zones in (("unfiled.zones", one.unfiled), ("unfiled.stale", one.stale)):
        if zones:
            listed = [names[zone].name if zone in names else zone for zone in zones]
            told.append(say(key, unit=one.unit, zones=listed))
    if one.unnamed:
        told.append(say("unfiled.unnamed", unit=one.unit))
    return tuple(told)


def _article(scene: Scene) -> str | Label:
    return scene.office.pack.kinds[chasing.FILING].base[0].article
