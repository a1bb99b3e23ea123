"""What was understood of a sentence, in one line above the first question that is left."""

from collections.abc import Iterator
from dataclasses import replace

from bot.cards import Button, Card
from bot.conversation.draft import Draft
from bot.conversation.fields import KINDS
from bot.conversation.form import Field, FieldKind, Form
from bot.conversation.reading import Reading
from bot.conversation.sentence import still_open
from bot.conversation.standing import asked_about
from bot.conversation.world import World
from bot.speech import Voice
from bot.taps import Verb
from bot.writing.questions import Desk

_NAMED = (FieldKind.ZONES, FieldKind.SPAN, FieldKind.CHOICE, FieldKind.NAMES)
_NOT_KEPT = (FieldKind.TEXT, FieldKind.NAMES)
BETWEEN = " · "


def above(
    card: Card, form: Form, draft: Draft, reading: Reading, world: World, desk: Desk
) -> Card:
    """The same card with what was understood, why words were not kept, and a way to begin anew."""
    say = desk.voice
    known = [f for f in form.fields if f.key in reading.answers and f.key in draft.answers]
    items = [item for f in known for item in _item(form, f, draft, world, say)]
    why = [
        f"⚠ {say(reading.unclear[f.key])}"
        for f in form.fields
        if f.kind in _NOT_KEPT and f.key in reading.unclear and f.key != draft.at
    ]
    afresh = Button(
        text=say.say("sentence.afresh"),
        tap=desk.tap(Verb.AFRESH),
        typed=say.say("sentence.afresh_typed"),
    )
    return replace(
        card,
        body=(
            _line(items, still_open(form, world, draft), say),
            *dict.fromkeys(why),
            *card.body,
        ),
        notes=card.notes if draft.at_review else (),
        buttons=(*card.buttons, (afresh,)),
    )


def _line(items: list[str], left: int, say: Voice) -> str:
    if not items:
        return say.say("sentence.begun", n=left)
    key = "sentence.understood" if left else "sentence.complete"
    return say.say(key, items=BETWEEN.join(items), n=left)


def _item(form: Form, field: Field, draft: Draft, world: World, say: Voice) -> Iterator[str]:
    value = draft.answers[field.key]
    shown = say(KINDS[field.kind].render(asked_about(form, field, draft, world), value))
    if field.kind in _NAMED:
        yield shown
    elif field.kind is FieldKind.CAMERAS:
        yield say.say("sentence.cameras", n=len(value))
    elif field.kind is FieldKind.YES_NO:
        label = say(field.label)
        yield label if value else say.say("sentence.answered", label=label, answer=shown)
