"""One question of a form as controls of a page: what stands in them, what may be picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cameras.zone import Camera
from bot.conversation import boxes, picks, sheet, times
from bot.conversation.asked import Asked
from bot.conversation.boxes import PICKER, Boxes
from bot.conversation.fields import ACCEPTED, CHOICES, KINDS
from bot.conversation.form import FieldKind
from bot.conversation.matching import Named
from bot.conversation.options import option_names
from bot.people.person import Person
from bot.speech import Voice

SEARCHED = 12  # options from which on a page offers to look through them
MORE_NAMES = 2  # empty lines for people beyond those that stand
IMAGES = ",".join(f"{kind}*" if kind.endswith("/") else kind for kind in ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    value: str
    words: str
    more: str = ""  # said aloud before it: to which group it belongs
    own: bool = False  # own words go with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """`shape` chooses the controls; `held` is what stands in them by box."""

    key: str
    shape: str
    label: str
    ask: str
    help: str
    required: bool
    mark: str
    held: Mapping[str, Sequence[str]]
    problem: str = ""
    further: str = ""  # what is asked besides
    picks: tuple[Pick, ...] = ()
    groups: tuple[tuple[str, tuple[Pick, ...]], ...] = ()
    files: tuple[tuple[int, str], ...] = ()
    names: tuple[str, ...] = ()  # of colleagues one is likely to mean
    me: str = ""
    least: str = ""  # the first moment that may be picked
    most: str = ""  # and the last; for words, how many characters
    lines: int = 1
    accept: str = ""

    @property
    def searched(self) -> bool:
        return len(self.picks) + sum(len(some) for _, some in self.groups) >= SEARCHED

    @property
    def folded(self) -> bool:
        """Many that need not be picked, and none is: they would only be in the way."""
        return self.searched and not self.required and not self.held


SHAPES = {
    FieldKind.CHOICE: "choice",
    FieldKind.CHOICES: "several",
    FieldKind.YES_NO: "choice",
    FieldKind.TEXT: "text",
    FieldKind.ZONES: "several",
    FieldKind.CAMERAS: "several",
    FieldKind.SPAN: "span",
    FieldKind.MOMENT: "moment",
    FieldKind.DAY: "day",
    FieldKind.PEOPLE: "people",
    FieldKind.NAMES: "names",
    FieldKind.FILES: "files",
    FieldKind.NUMBER: "number",
}
LONG = 60  # characters from which on words get several lines


def control(
    asked: Asked, voice: Voice, *, sent: Boxes | None, problem: str = "", further: str = ""
) -> Control:
    """`sent`: what somebody wrote and could not be taken stands there again as he wrote it."""
    field, promise = asked.field, is_promise(asked)
    listed = groups(asked) if field.kind is FieldKind.CAMERAS else ()
    return Control(
        key=field.key,
        shape="promise" if promise else SHAPES[field.kind],
        label=voice(field.label),
        ask=voice(field.ask),
        help=voice(field.help),
        required=field.required,
        mark=sheet.mark(asked),
        held=boxes.filled(asked) if sent is None else sent,
        problem=problem,
        further=further or standing_in(asked, voice, sent),
        picks=() if listed else offered(asked, voice),
        groups=listed,
        files=tuple((f["id"], f["name"]) for f in asked.value or ())
        if field.kind is FieldKind.FILES
        else (),
        names=near(asked) if field.kind is FieldKind.PEOPLE else (),
        me=asked.world.requester.name,
        least=bound(asked, first=True),
        most=bound(asked, first=False) or (str(field.at_most) if field.at_most else ""),
        lines=lines(asked),
        accept=IMAGES,
    )


def is_promise(asked: Asked) -> bool:
    """Only yes will do: one tick, under the words it promises."""
    return asked.field.kind is FieldKind.YES_NO and bool(asked.field.at_least)


def lines(asked: Asked) -> int:
    match asked.field.kind:
        case FieldKind.TEXT:
            return 3 if asked.field.at_most >= LONG or not asked.field.at_most else 1
        case FieldKind.PEOPLE:
            return people_lines(asked)
    return 1


def people_lines(asked: Asked) -> int:
    standing = len(asked.value or ()) + MORE_NAMES
    return min(standing, asked.field.at_most) if asked.field.at_most else standing


def standing_in(asked: Asked, voice: Voice, sent: Boxes | None) -> str:
    """Why he stands in for a teacher, once that was asked."""
    told = asked.answers.get(f"{asked.field.key}_text") or (sent and "why" in sent)
    names = asked.field.kind is FieldKind.NAMES
    return voice.say("pages.why_standing_in") if names and told else ""


def offered(asked: Asked, voice: Voice) -> tuple[Pick, ...]:
    match asked.field.kind:
        case FieldKind.YES_NO:
            return tuple(
                Pick(value=word, words=voice.say(f"conversation.{word}"))
                for word in ("yes", "no")
            )
        case FieldKind.CHOICE | FieldKind.TEXT:
            own = {o.id for o in asked.field.options if o.other}
            return tuple(pick(entry, own) for entry in option_names(asked))
        case FieldKind.CHOICES:
            return tuple(pick(entry) for entry in CHOICES.entries(asked))
        case FieldKind.ZONES:
            return tuple(pick(Named(z.id, z.name)) for z in asked.world.places.zones.values())
    return ()


def pick(entry: Named, own: Sequence[str] | set[str] = ()) -> Pick:
    return Pick(value=picks.token(entry.id), words=entry.name, own=entry.id in own)


def groups(asked: Asked) -> tuple[tuple[str, tuple[Pick, ...]], ...]:
    """The cameras of the places chosen, place by place."""
    zones = asked.answered(FieldKind.ZONES) or list(asked.world.places.zones)
    places = asked.world.places
    found = ((zone, places.cameras_in(zone)) for zone in zones)
    return tuple(
        (places.zones[zone].name, tuple(of_camera(c) for c in cameras))
        for zone, cameras in found
        if cameras and zone in places.zones
    )


def of_camera(camera: Camera) -> Pick:
    return Pick(value=picks.token(camera.id), words=camera.name)


def near(asked: Asked) -> tuple[str, ...]:
    """Colleagues of his own unit: names one need not type."""
    me: Person = asked.world.requester
    every = asked.world.directory.persons.values()
    return tuple(p.name for p in every if p.active and p.unit == me.unit and p.id != me.id)


def bound(asked: Asked, *, first: bool) -> str:
    """As far as a picker should lead; whether it stands is asked when it is read."""
    match asked.field.kind:
        case FieldKind.SPAN | FieldKind.MOMENT:
            moment = times.oldest(asked) if first else times.newest(asked)
            return moment.astimezone(asked.world.now.tzinfo).strftime(PICKER)
        case FieldKind.DAY:
            return (times.oldest(asked) if first else times.newest(asked)).date().isoformat()
    return ""


def has_phrases(asked: Asked) -> bool:
    return asked.field.kind is FieldKind.TEXT and bool(asked.field.options)


assert set(SHAPES) == set(KINDS)
