"""Deputies as people read them: who stands in for whom, how long, for what."""

from bot.actions import deputising
from bot.actions.office import Office
from bot.cards import Card
from bot.people.person import PersonId
from bot.people.roles import Deputy
from bot.speech import Voice
from bot.writing import case
from bot.writing.scene import Scene


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """For both of them: that it begins, or that it is over."""
    of, by = PersonId(about[0]), PersonId(about[1])
    deputy = deputising.found(scene.office, of, by)
    say, office = scene.voice.say, scene.office
    if deputy is None:
        names = {"of": case.name(office, of), "by": case.name(office, by)}
        return Card(title=say("deputy.over", **names))
    return Card(title=say("deputy.named"), body=(line(office, deputy, scene.voice),))


def line(office: Office, deputy: Deputy, voice: Voice) -> str:
    values = {
        "of": case.name(office, deputy.of),
        "by": case.name(office, deputy.by),
        "start": voice.brief(deputy.start),
        "end": voice.brief(deputy.end),
    }
    said = [voice.say("deputy.line", **values)]
    if deputy.kinds:
        titles = [voice(office.kind(kind).title) for kind in deputy.kinds]
        said.append(voice.say("deputy.kinds", kinds=titles))
    if deputy.reason:
        said.append(voice.say("deputy.reason", reason=deputy.reason))
    return "\n".join(said)
