"""卡住的 as people read it: what it is, what to do, and the tap that does it."""

from collections.abc import Sequence

from bot.actions.stuck import Stuck
from bot.cards import Button, Card, Style
from bot.notices import ToGroup
from bot.people.person import Platform
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, channels, notes, sources, watching
from bot.writing.administering import back
from bot.writing.posts import turning
from bot.writing.scene import Scene

PAGE = 4  # on one card, a button for each


def listing(scene: Scene, found: Sequence[Stuck], page: int) -> Card:
    say = scene.voice.say
    if not found:
        return Card(title=say("stuck.none"), buttons=((back(scene.voice),),))
    pages = -(-len(found) // PAGE)
    page = min(page, pages - 1)
    shown = found[page * PAGE : (page + 1) * PAGE]
    taps = [tap for one in shown if (tap := button(one, scene.voice))]
    return Card(
        title=say("stuck.title_all", n=len(found)),
        body=tuple(
            say("stuck.numbered", n=page * PAGE + at, line=line(scene, one))
            for at, one in enumerate(shown, 1)
        ),
        notes=(say("people.page", page=page + 1, pages=pages),) if pages > 1 else (),
        buttons=(
            *((tap,) for tap in taps),
            *turning("stuck", page, pages, scene.voice),
            (back(scene.voice),),
        ),
    )


def line(scene: Scene, one: Stuck) -> str:
    """What it is, and what to do."""
    if one.missing:
        return watching.line(scene.work, scene.office, one.missing, scene.voice)
    return scene.voice.say(f"stuck.list_{one.what}", **words(scene, one))


def words(scene: Scene, one: Stuck) -> dict[str, object]:
    spoken = dict(one.values)
    for key in ("since", "at", "due", "by"):
        if key in spoken:
            spoken[key] = scene.voice.brief(spoken[key])
    if one.people:
        spoken["names"] = [case.name(scene.office, person) for person in one.people[:3]]
    match one.what:
        case "undelivered":
            return undelivered(scene, one)
        case "group":
            return {**spoken, "group": group(one.name, scene.voice)}
        case "source":
            return {**spoken, "source": sources.name(one.name, scene.voice)}
        case "line":
            return {**spoken, "line": scene.voice.say(f"line.{one.name}")}
    return spoken


def undelivered(scene: Scene, one: Stuck) -> dict[str, object]:
    assert one.promise is not None
    about, *rest = one.promise.subject.split("/")
    number = notes.number_of(scene.work, about, rest)
    return {
        "to": notes.recipient(scene, one.promise.to),
        "what": scene.voice.say(f"stuck.about_{about}", number=number),
        "why": scene.voice.say(f"stuck.why_{why(one)}"),
    }


def why(one: Stuck) -> str:
    """The platform's own words are for the log."""
    assert one.promise is not None
    said = one.promise.why
    if said == "unknown person":
        return "left"
    if said == "no reachable account":
        return "unreached"
    if said.startswith("no group is bound"):
        return "unbound"
    return "group" if isinstance(one.promise.to, ToGroup) else "refused"


def group(name: str, voice: Voice) -> str:
    """security@telegram"""
    bare, _, platform = name.partition("@")
    named = voice.say(f"stuck.group_{bare}")
    if not platform:
        return named
    return voice.say("stuck.group_on", group=named, channel=voice.say(f"group.on_{platform}"))


def button(one: Stuck, voice: Voice) -> Button | None:
    match one.mend:
        case "":
            return None
        case "channel":
            return channels.turning(Platform(one.name), "on", voice)
        case "deputy":
            word = voice.say("deputy.name_other")
            return Button(text=word, tap=Tap(Verb.DEPUTISE, arg="other"), typed=word)
        case "group":
            text = voice.say("group.try", name=group(one.name, voice))
            typed = voice.say("group.try_typed", group=one.name)
            return Button(text=text, tap=Tap(Verb.TRY_GROUP, arg=one.name), typed=typed)
    typed = voice.say(f"stuck.mend_{one.mend}", n=one.about)
    tap = Tap(Verb.MEND, one.about, arg=one.mend)
    return Button(text=typed, tap=tap, typed=typed, style=Style.GO)
