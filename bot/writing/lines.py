"""A line that is silent: the question that tries it, and what administrators hear of it."""

from bot.cards import Button, Card
from bot.people.lines import Line
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing.scene import Scene
from storage import lines


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    what, platform, chat = about
    here = lines.of_school(scene.work, scene.office.id)
    line = next((one for one in here if (one.platform, one.chat) == (platform, chat)), None)
    if line is None or scene.reader.person is None:
        return None
    words = {"line": name(line, scene.voice)}
    match what:
        case "probe":
            return probe(line, words, scene.voice)
        case "silent":
            return silent(line, words, scene.voice)
    return Card(title=scene.voice.say("line.back", **words))


def name(line: Line, voice: Voice) -> str:
    return voice.say(f"line.{line.platform}_{line.chat}")


def probe(line: Line, words: dict[str, str], voice: Voice) -> Card | None:
    """Heard meanwhile: there is nothing left to ask."""
    if line.probed_at is None:
        return None
    return Card(
        title=voice.say("line.probe_title", **words),
        body=(voice.say("line.probe", **words),),
        buttons=((received(voice),),),
    )


def silent(line: Line, words: dict[str, str], voice: Voice) -> Card | None:
    if line.told_at is None:
        return None
    since = line.heard_at or line.since
    return Card(
        title=voice.say("line.silent_title", **words),
        body=(
            voice.say("line.silent", since=since, **words),
            voice.say(f"line.check_{line.platform}"),
        ),
    )


def received(voice: Voice) -> Button:
    typed = voice.say("line.typed")
    return Button(text=voice.say("line.received"), tap=Tap(Verb.PROVE), typed=typed)
