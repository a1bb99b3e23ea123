"""A form as one page, shown whole; and what is looked through once more before it is sent."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.cards import Fact, Saying
from bot.conversation import boxes, sheet
from bot.conversation.asked import Asked
from bot.conversation.sheet import Sent, Sheet
from bot.conversation.showing import review
from bot.conversation.standing import troubles
from bot.handlers import forms
from bot.web import cases
from bot.web.cases import Act, Shown, act
from bot.web.controls import Control, control
from bot.web.filling import Filling, in_steps
from bot.writing import instead, tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    language: str
    title: str
    controls: tuple[Control, ...]
    problem: str  # above everything
    sentence: bool  # one sentence may fill it
    said: str  # that sentence, if it was not understood
    note: str
    about: Shown | None  # the case it belongs to
    steps: bool  # it is looked through once more before it is sent
    kept: bool  # there is something to throw away
    acts: tuple[Act, ...] = ()  # what a refusal says to do instead


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """What will be sent, and who will sign it."""

    language: str
    title: str
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    version: int
    ready: bool
    again: bool
    acts: tuple[Act, ...] = ()


def shown(
    filling: Filling,
    *,
    wrong: Mapping[str, Saying] | None = None,
    result: Sheet | None = None,
    sent: Sent | None = None,
    problem: Saying | None = None,
    said: str = "",
    note: str = "",
) -> SheetPage:
    """`wrong` by field; None: what stands there and does not hold any more."""
    visit, refused = filling.visit, problem or vain(filling)
    return SheetPage(
        language=visit.voice.language,
        title=visit.voice(filling.task.form.title),
        controls=controls(filling, standing(filling) if wrong is None else wrong, result, sent),
        problem=visit.refusal(refused) if refused else "",
        sentence=takes_sentences(filling),
        said=said,
        note=note,
        about=about(filling),
        steps=in_steps(filling.purpose),
        kept=filling.row is not None,
        acts=doors(filling, refused),
    )


def controls(
    filling: Filling, wrong: Mapping[str, Saying], result: Sheet | None, sent: Sent | None
) -> tuple[Control, ...]:
    further = result.further if result else {}

    def shown_as(asked: Asked) -> Control:
        key, voice = asked.field.key, filling.visit.voice
        return control(
            asked,
            voice,
            sent=again(sent, key, wrong.keys() | further.keys()),
            problem=voice(wrong[key]) if key in wrong else "",
            further=voice(further[key]) if key in further else "",
        )

    every = sheet.asked_on_page(filling.task.form, filling.draft, filling.world)
    return tuple(shown_as(asked) for asked in every)


def again(sent: Sent | None, key: str, wrong: AbstractSet[str]) -> boxes.Boxes | None:
    """Only what could not be taken is shown as it was written."""
    if sent is None or key not in wrong or sheet.SEEN + key not in sent:
        return None
    return boxes.entries(sent, key)


def standing(filling: Filling) -> Mapping[str, Saying]:
    return troubles(filling.task.form, filling.draft, filling.world)


def vain(filling: Filling) -> Saying | None:
    """What no further answer could lift is said at once."""
    return forms.barred(filling.visit, filling.task, filling.draft)


def doors(filling: Filling, refused: Saying | None) -> tuple[Act, ...]:
    if refused is None or filling.row is None:
        return ()
    rows = instead.doors(filling.visit.scene, filling.row, refused)
    return tuple(act(b, b.tap) for row in rows for b in row if b.tap)


def takes_sentences(filling: Filling) -> bool:
    name, kind, *_ = filling.purpose.split(":")
    known = filling.visit.office.pack.kinds.get(kind)
    return name == "file" and bool(known and known.words)


def about(filling: Filling) -> Shown | None:
    """What a task belongs to stands above its form."""
    name, *rest = filling.purpose.split(":")
    if name not in ("outcome", "begin"):
        return None
    card = tasks.card(filling.visit.scene, (rest[-1],))
    return replace(cases.shown(filling.visit, card), acts=()) if card else None


# ------------------------------------------------------------------ before it is sent


def check(
    filling: Filling, refused: Saying | None = None, note: Saying | None = None
) -> CheckPage:
    """`note` is only said; what is refused cannot be sent."""
    visit, form = filling.visit, filling.task.form
    summary = review(form, filling.draft, filling.world)
    seen, barred = forms.previewed(visit, filling.task, filling.draft)
    no = refused or barred
    wrong = [line.problem for line in summary.lines if line.problem]
    return CheckPage(
        language=visit.voice.language,
        title=visit.voice(form.title),
        facts=tuple(
            Fact(label=visit.voice(line.label), value=visit.voice(line.value))
            for line in summary.lines
            if line.answered
        ),
        warnings=tuple(
            visit.refusal(why) for why in filter(None, (note, no, *wrong, *summary.warnings))
        ),
        notes=seen.lines,
        version=filling.draft.version,
        ready=summary.ready and no is None and filling.draft.at_review,
        again=seen.again,
        acts=doors(filling, no),
    )
