"""The boxes of one field on a page: what stands in them, and what somebody's entries mean.

A field has one or more boxes, each under a name of its own: "" (`reason`), "other"
(`reason.other`), "from" and "to". Every entry goes through the same reader as a reply in a chat.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.conversation import picks, spans
from bot.conversation.asked import Asked, Ongoing, Reply, Settled, problem
from bot.conversation.fields import FILES, KINDS
from bot.conversation.form import FieldKind
from bot.conversation.options import SomeOf
from bot.conversation.people import called
from bot.conversation.turns import Attached, heard
from bot.people.person import PersonId

Boxes = Mapping[str, Sequence[str]]  # box → what stands in it
PICKER = "%Y-%m-%dT%H:%M"  # as a browser's own picker writes it
YEARS = range(2000, 2101)  # what a picker leaves of a year being typed is none of these
ME = "me"
BOXES = ("", "other", "phrase", "from", "to", "why", ME, "drop")


def entries(sent: Mapping[str, Sequence[str]], key: str) -> Boxes:
    """What was sent of one field; an empty box says nothing."""
    named = ((box, sent.get(f"{key}.{box}" if box else key, ())) for box in BOXES)
    kept = ((box, [_of_one_line_end(w) for w in said if w.strip()]) for box, said in named)
    return {box: said for box, said in kept if said}


def _of_one_line_end(words: str) -> str:
    """A browser sends the lines of a text apart by two characters."""
    return words.replace("\r\n", "\n")


def one(boxes: Boxes, box: str = "") -> str:
    return next(iter(boxes.get(box, ())), "")


# ---------------------------------------------------------------- what stands in them


def filled(asked: Asked) -> Boxes:
    """The boxes as they stand before anybody touches them."""
    own = asked.answers.get(f"{asked.field.key}_text", "")
    held = _HELD[asked.field.kind](asked, asked.value) if _stands(asked) else {}
    if own:
        held["why" if asked.field.kind is FieldKind.NAMES else "other"] = [own]
    return {box: words for box, words in held.items() if words}


def _stands(asked: Asked) -> bool:
    return asked.value is not None or asked.field.kind is FieldKind.CHOICES


Held = dict[str, list[str]]


def _plain(_asked: Asked, value: Any) -> Held:
    return {"": [str(value)]}


def _option(asked: Asked, value: Any) -> Held:
    del asked
    return {"": [picks.token(value)]}


def _yes_no(_asked: Asked, value: Any) -> Held:
    return {"": ["yes" if value else "no"]}


def _ticked(asked: Asked, value: Any) -> Held:
    """What earlier answers suggest is ticked, as in a chat."""
    suggested = _some(asked).suggested(asked)
    return {"": [picks.token(one) for one in (suggested if value is None else value)]}


def _some(asked: Asked) -> SomeOf:
    kind = KINDS[asked.field.kind]
    assert isinstance(kind, SomeOf)
    return kind


def _span(asked: Asked, value: Any) -> Held:
    return {end: [_picked(asked, value[end])] for end in ("from", "to")}


def _moment(asked: Asked, value: Any) -> Held:
    return {"": [_picked(asked, value)]}


def _picked(asked: Asked, value: str) -> str:
    return datetime.fromisoformat(value).astimezone(asked.world.now.tzinfo).strftime(PICKER)


def _people(asked: Asked, value: Any) -> Held:
    me = asked.world.requester.id
    others = [_called(asked, person) for person in value if person["id"] != me]
    return {"": others, ME: ["yes"] if len(others) < len(value) else []}


def _called(asked: Asked, person: Mapping[str, str]) -> str:
    """By name; with the unit before it, where two colleagues have it."""
    directory = asked.world.directory
    known = directory.get(PersonId(person["id"]))
    if known is None or len(called(directory.persons.values(), known.name)) < 2:
        return person["name"]
    return f"{known.unit}{known.name}"


def _names(_asked: Asked, value: Any) -> Held:
    return {"": ["、".join(value)]}


def _no_box(_asked: Asked, _value: Any) -> Held:
    return {}


_HELD: Mapping[FieldKind, Callable[[Asked, Any], Held]] = {
    FieldKind.CHOICE: _option,
    FieldKind.CHOICES: _ticked,
    FieldKind.YES_NO: _yes_no,
    FieldKind.TEXT: _plain,
    FieldKind.ZONES: _ticked,
    FieldKind.CAMERAS: _ticked,
    FieldKind.SPAN: _span,
    FieldKind.MOMENT: _moment,
    FieldKind.DAY: _plain,
    FieldKind.PEOPLE: _people,
    FieldKind.NAMES: _names,
    FieldKind.FILES: _no_box,
    FieldKind.NUMBER: _plain,
}


# ---------------------------------------------------------------- what entries mean


def read(asked: Asked, boxes: Boxes, sent: Sequence[Attached] = ()) -> Reply:
    """Nothing in any box is an answer too: nothing."""
    if asked.field.kind is FieldKind.FILES:
        return _files(asked, boxes, sent)
    return _READ[asked.field.kind](asked, boxes) if boxes else Settled(None)


def _chosen(asked: Asked, boxes: Boxes) -> Reply:
    option = one(boxes) or _own_words_option(asked)
    reply = KINDS[asked.field.kind].chosen(asked, option)
    if isinstance(reply, Ongoing):  # 其他：
        return _said(replace(asked, partial=reply.partial), one(boxes, "other"))
    return reply


def _own_words_option(asked: Asked) -> str:
    return next((picks.token(o.id) for o in asked.field.options if o.other), "")


def _said(asked: Asked, words: str) -> Reply:
    return heard(asked, words) if words else problem("own_words_needed")


def _text(asked: Asked, boxes: Boxes) -> Reply:
    """Own words before a ready-made sentence that was ticked as well."""
    if words := one(boxes):
        return heard(asked, words)
    return KINDS[asked.field.kind].chosen(asked, one(boxes, "phrase"))


def _several(asked: Asked, boxes: Boxes) -> Reply:
    named = {picks.token(entry.id): entry.id for entry in _some(asked).entries(asked)}
    ticked = [named[option] for option in boxes.get("", ()) if option in named]
    if len(ticked) < len(boxes.get("", ())):
        return problem("no_such_option")
    return _some(asked).done(replace(asked, partial={"picked": ticked}))


def _between(asked: Asked, boxes: Boxes) -> Reply:
    start, end = _time(asked, one(boxes, "from")), _time(asked, one(boxes, "to"))
    if not (one(boxes, "from") and one(boxes, "to")):
        return problem("both_ends")
    if start is None or end is None:
        return problem("unreadable_time")
    return spans.settle(asked, (start, end))


def _at(asked: Asked, boxes: Boxes) -> Reply:
    moment = _time(asked, one(boxes))
    return spans.settle(asked, moment) if moment else problem("unreadable_time")


def _time(asked: Asked, words: str) -> datetime | None:
    try:
        told = datetime.fromisoformat(words)
    except ValueError:
        return None
    return told.replace(tzinfo=asked.world.now.tzinfo) if told.year in YEARS else None


def _day(asked: Asked, boxes: Boxes) -> Reply:
    try:
        day = date.fromisoformat(one(boxes))
    except ValueError:
        return problem("unreadable_time")
    return spans.settle(asked, day) if day.year in YEARS else problem("unreadable_time")


def _persons(asked: Asked, boxes: Boxes) -> Reply:
    mine = ["本人"] if boxes.get(ME) else []
    return heard(asked, "、".join((*mine, *boxes.get("", ()))))


def _listed(asked: Asked, boxes: Boxes) -> Reply:
    """Whoever stands in for the teacher of these students says why, in a box of its own."""
    reply = heard(asked, one(boxes))
    if isinstance(reply, Ongoing) and one(boxes, "why"):
        return _said(replace(asked, partial=reply.partial), one(boxes, "why"))
    return reply


def _files(asked: Asked, boxes: Boxes, sent: Sequence[Attached]) -> Reply:
    gone = set(boxes.get("drop", ()))
    here = [f for f in asked.value or () if str(f["id"]) not in gone]
    for file in sent:
        before = replace(asked, partial={"picked": here})
        reply = FILES.attached(before, file.id, file.name, file.mime, file.size)
        if not isinstance(reply, Ongoing):
            return reply
        here = reply.partial["picked"]
    if not here:
        return Settled(None)
    return FILES.done(replace(asked, partial={"picked": here}))


_READ: Mapping[FieldKind, Callable[[Asked, Boxes], Reply]] = {
    FieldKind.CHOICE: _chosen,
    FieldKind.CHOICES: _several,
    FieldKind.YES_NO: lambda asked, boxes: KINDS[FieldKind.YES_NO].chosen(asked, one(boxes)),
    FieldKind.TEXT: _text,
    FieldKind.ZONES: _several,
    FieldKind.CAMERAS: _several,
    FieldKind.SPAN: _between,
    FieldKind.MOMENT: _at,
    FieldKind.DAY: _day,
    FieldKind.PEOPLE: _persons,
    FieldKind.NAMES: _listed,
    FieldKind.NUMBER: lambda asked, boxes: heard(asked, one(boxes)),
}
