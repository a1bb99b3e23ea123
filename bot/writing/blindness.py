"""We ourselves were off the network: said when it is certain, and once when it is over."""

from bot.cards import Card
from bot.writing.scene import Scene
from storage import blindness


def card(scene: Scene, about: tuple[str, ...]) -> Card:
    """What is true when it is read: a message about a blindness that is over says how long."""
    one, voice = blindness.load(scene.work, scene.office.id, int(about[0])), scene.voice
    if one.ended_at is None:
        return Card(
            title=voice.say("blindness.title"),
            body=(
                voice.say("blindness.since", at=voice.brief(one.since)),
                voice.say("blindness.means"),
            ),
        )
    lasted = one.ended_at - one.since
    words = {
        "start": voice.brief(one.since),
        "end": voice.brief(one.ended_at),
        "lasted": lasted,
    }
    dead = "blindness.dead" if one.dead else "blindness.none_dead"
    return Card(
        title=voice.say("blindness.over_title"),
        body=(voice.say("blindness.over", **words), voice.say(dead, n=one.dead)),
    )
