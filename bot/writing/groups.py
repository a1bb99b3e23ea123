"""Groups: the test message that somebody confirms, and where the administrator sees which are."""

from bot.cards import Button, Card, Style
from bot.people.person import Platform
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.scene import Scene
from storage import given_up, journal
from storage.snapshots import GroupAddress


def trial(scene: Scene, about: tuple[str, ...]) -> Card | None:
    group = about[0]
    name, _, platform = group.partition("@")
    bound = scene.office.school.groups.get(name, ())
    place = next((p for p in bound if p.platform == platform), None)
    if place is None:
        return None
    say = scene.voice.say
    title = say(f"group.bound_{name}")
    if place.confirmed:
        return Card(title=title, closed=say("group.confirmed"))
    taps = place.platform is Platform.TELEGRAM
    return Card(
        title=title,
        body=(say("group.please_tap" if taps else "group.please_tell"),),
        buttons=((seen(group, scene.voice, "group.seen"),),) if taps else (),
    )


def seen(group: str, voice: Voice, key: str) -> Button:
    return Button(text=voice.say(key), tap=Tap(Verb.SEEN_GROUP, arg=group), style=Style.GO)


def listing(scene: Scene) -> Card:
    """For administrators: what is bound, and whether anybody has seen a message there."""
    say = scene.voice.say
    bound = [
        (name, place)
        for name, places in sorted(scene.office.school.groups.items())
        for place in places
    ]
    if not bound:
        return Card(title=say("group.none"), body=(say("group.how"),))
    return Card(
        title=say("group.all", n=len(bound)),
        body=("\n".join(line(scene, name, place) for name, place in bound),),
        buttons=tuple(
            row(scene, f"{name}@{place.platform}", name, place) for name, place in bound
        ),
        hint=say("group.how"),
    )


def line(scene: Scene, name: str, place: GroupAddress) -> str:
    say, brief = scene.voice.say, scene.voice.brief
    words = {"name": say(f"stuck.group_{name}"), "platform": say(f"group.on_{place.platform}")}
    said = [say("group.line_seen" if place.confirmed else "group.line_unseen", **words)]
    if at := given_up.last_arrived(scene.work, scene.office.id, f"{name}@{place.platform}"):
        said.append(say("group.arrived", at=brief(at)))
    if by := bound_by(scene, name, place):
        said.append(say("group.bound_by", who=case.name(scene.office, by)))
    return scene.voice.listed(said)


LOOKED = 50  # bindings of the past that are looked through


def bound_by(scene: Scene, name: str, place: GroupAddress) -> str:
    """Nobody: the settings bound it."""
    for entry in journal.latest(scene.work, scene.office.id, "group.bound", LOOKED):
        here = entry.data.get("platform", place.platform) == place.platform
        if here and entry.data.get("group") == name:
            return str(entry.data["by"])
    return ""


def row(scene: Scene, group: str, name: str, place: GroupAddress) -> tuple[Button, ...]:
    say = scene.voice.say
    named = say(f"stuck.group_{name}")
    again = Button(
        text=say("group.try", name=named),
        tap=Tap(Verb.TRY_GROUP, arg=group),
        typed=say("group.try_typed", group=group),
    )
    gone = unbinding(group, named, scene.voice)
    if place.confirmed:
        return (again, gone)
    typed = say("group.seen_typed", group=group)
    tap = Tap(Verb.SEEN_GROUP, arg=group)
    seen_it = Button(text=say("group.it_was_seen"), tap=tap, style=Style.GO, typed=typed)
    return (again, seen_it, gone)


def unbinding(group: str, named: str, voice: Voice) -> Button:
    typed = voice.say("group.unbind_typed", group=group)
    text = voice.say("group.unbind", name=named)
    return Button(text=text, tap=Tap(Verb.UNGROUP, arg=group), typed=typed)


def sure(group: str, voice: Voice) -> Card:
    """Asked before it is done."""
    named = voice.say(f"stuck.group_{group.partition('@')[0]}")
    typed = voice.say("group.unbind_yes_typed", group=group)
    tap = Tap(Verb.UNGROUP, arg=f"{group}.yes")
    yes = Button(text=voice.say("group.unbind_yes"), tap=tap, typed=typed, style=Style.STOP)
    return Card(
        title=voice.say("group.unbind_sure", name=named),
        body=(voice.say("group.unbind_means"),),
        buttons=((yes,),),
    )
