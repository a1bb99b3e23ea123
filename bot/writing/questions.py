"""One question of a form, and its summary, as cards: every option can be tapped and typed."""

from dataclasses import dataclass, replace

from bot.cards import Button, Card, Fact, Saying, Style
from bot.conversation.asked import Choice
from bot.conversation.form import Form
from bot.conversation.showing import Line, Question, Review
from bot.speech import Voice
from bot.taps import Tap, Verb

Rows = tuple[tuple[Button, ...], ...]

COLUMNS = {"grid7": 7, "grid4": 4}
SHORT = 9  # characters that still fit two to a row on a phone
BLANK = "·"  # a place in a calendar where no day is


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose buttons these are: a draft at one version, spoken to in one language."""

    draft: int
    version: int
    voice: Voice

    def tap(self, verb: Verb, arg: str = "") -> Tap:
        return Tap(verb, self.draft, self.version, arg)

    def button(
        self, verb: Verb, name: str, style: Style = Style.PLAIN, **values: object
    ) -> Button:
        text = self.voice.say(f"form.{name}", **values)
        typed = self.voice.say(f"form.{name.removesuffix('_n')}_typed")
        return Button(text=text, tap=self.tap(verb), style=style, typed=typed)


def card(
    form: Form,
    question: Question,
    desk: Desk,
    problem: Saying | None = None,
    note: Saying | None = None,
) -> Card:
    say = desk.voice
    step = say.say("form.step", i=question.number, n=question.of)
    asked = say(question.step) if question.step else say(question.ask)
    lines = (
        f"⚠ {say(problem)}" if problem else "",
        say(note) if note else "",
        asked,
        say(question.help),
        say(question.heard) if question.heard else "",
    )
    return Card(
        title=f"{say(form.title)} · {step}",
        body=tuple(filter(None, lines)),
        notes=last_answer(question, say),
        buttons=(*answers(question, desk), *moves(question, desk)),
        hint=say(question.placeholder) if question.placeholder else "",
    )


def beside(card: Card, button: Button | None) -> Card:
    """With one way more, below all others."""
    return replace(card, buttons=(*card.buttons, (button,))) if button else card


def last_answer(question: Question, say: Voice) -> tuple[str, ...]:
    """What was just understood stands above the next question, so that a mistake is seen."""
    line = question.understood
    return (say.say("form.understood", label=line.label, answer=line.value),) if line else ()


def answers(question: Question, desk: Desk) -> Rows:
    columns = COLUMNS.get(question.layout)
    quick = tuple(chosen(choice, desk) for choice in question.quick)
    bells = [chosen(choice, desk) for choice in question.bells]
    options = [chosen(choice, desk) for choice in question.options]
    header = tuple(
        Button(text=desk.voice(word), tap=desk.tap(Verb.NOTHING)) for word in question.header
    )
    turning = pages(question, desk)
    if columns:
        # A grid is for fingers; a whole time is typed faster than it is picked from a list.
        grid = (turning, header, *filled(in_rows(options, columns)))
        rows = (
            quick,
            *in_rows(bells, 4),
            *(tuple(untyped(button) for button in row) for row in grid),
        )
    else:
        rows = (quick, header, *listed(options), turning)
    return tuple(row for row in rows if row)


def chosen(choice: Choice, desk: Desk) -> Button:
    if not choice.id:
        return Button(text=BLANK, tap=desk.tap(Verb.NOTHING))
    mark = "✓ " if choice.picked else ""
    text = f"{mark}{desk.voice(choice.text)}"
    return Button(text=text, tap=desk.tap(Verb.ANSWER, choice.id), typed=choice.typed)


def untyped(button: Button) -> Button:
    return replace(button, typed="") if button.typed else button


def listed(options: list[Button]) -> Rows:
    """Two to a row where they are short; long ones have a row each."""
    wide = any(len(option.text) > SHORT for option in options)
    return in_rows(options, 1 if wide else 2)


def filled(rows: Rows) -> Rows:
    """Without weeks in which no day can be picked."""
    return tuple(row for row in rows if any(button.text != BLANK for button in row))


def in_rows(buttons: list[Button], columns: int) -> Rows:
    return tuple(
        tuple(buttons[start : start + columns]) for start in range(0, len(buttons), columns)
    )


def pages(question: Question, desk: Desk) -> tuple[Button, ...]:
    pager = question.pager
    if pager is None:
        return ()
    title = Button(text=desk.voice(pager.title), tap=desk.tap(Verb.NOTHING))
    return (turn_page(pager.prev, "prev", desk), title, turn_page(pager.next, "next", desk))


def turn_page(arg: str, name: str, desk: Desk) -> Button:
    if not arg:
        return Button(text=BLANK, tap=desk.tap(Verb.NOTHING))
    typed = desk.voice.say(f"form.{name}_typed")
    return Button(
        text=desk.voice.say(f"form.{name}"), tap=desk.tap(Verb.PAGE, arg), typed=typed
    )


def moves(question: Question, desk: Desk) -> Rows:
    first, last = [], []
    if question.can_done and question.count:
        first.append(desk.button(Verb.DONE, "done_n", Style.GO, n=question.count))
    elif question.can_done:
        first.append(desk.button(Verb.DONE, "done", Style.GO))
    if question.can_skip:
        first.append(desk.button(Verb.SKIP, "skip"))
    if question.can_back:
        last.append(desk.button(Verb.BACK, "back"))
    last.append(desk.button(Verb.CANCEL, "cancel"))
    return tuple(filter(None, (tuple(first), tuple(last))))


def summary(
    form: Form,
    review: Review,
    desk: Desk,
    problem: Saying | None = None,
    preview: tuple[str, ...] = (),
    *,
    again: bool = False,
    rather: tuple[str, str] | None = None,
) -> Card:
    """What will be sent, and who will sign it. A line is changed by its number, or found in the
    list that one button opens: a button for each line would bury the one that sends."""
    say = desk.voice
    warnings = [say(w) for w in review.warnings]
    wrong = [say(line.problem) for line in review.lines if line.problem]
    body = [f"⚠ {text}" for text in (*([say(problem)] if problem else []), *wrong, *warnings)]
    if review.missing:
        body.append(
            say.say("form.missing", labels=[say(line.label) for line in review.missing])
        )
    return Card(
        title=f"{say(form.title)} · {say.say('form.summary')}",
        body=tuple(body),
        facts=tuple(shown(line, say) for line in review.lines),
        notes=preview,
        buttons=(
            *better(review, desk, rather),
            *summary_buttons(review, desk, blocked=problem is not None, again=again),
        ),
        hint=say.say("form.summary_hint"),
    )


def better(review: Review, desk: Desk, rather: tuple[str, str] | None) -> Rows:
    """A line that had better be changed, above the button that sends."""
    found = [line for line in review.lines if rather and line.key == rather[0]]
    return tuple(
        (Button(text=rather[1], tap=desk.tap(Verb.CHANGE, line.key), typed=line.typed),)
        for line in found
        if rather
    )


def shown(line: Line, say: Voice) -> Fact:
    return Fact(label=f"{line.typed}. {say(line.label)}", value=say(line.value))


def summary_buttons(review: Review, desk: Desk, *, blocked: bool, again: bool) -> Rows:
    """Nothing can be sent that would be refused."""
    send = (
        ()
        if blocked or not review.ready
        else (desk.button(Verb.SUBMIT, "submit_again" if again else "submit", Style.GO),)
    )
    middle = (desk.button(Verb.CHANGE, "change"), desk.button(Verb.BACK, "back"))
    return tuple(row for row in (send, middle, (desk.button(Verb.CANCEL, "cancel"),)) if row)


def changing(form: Form, review: Review, desk: Desk) -> Card:
    """Every line of the summary, to be changed; the draft itself stays where it was."""
    lines = [
        Button(
            text=desk.voice(line.label),
            tap=desk.tap(Verb.CHANGE, line.key),
            typed=line.typed,
        )
        for line in review.lines
    ]
    back = Button(
        text=desk.voice.say("form.to_summary"),
        tap=desk.tap(Verb.RESUME),
        typed=desk.voice.say("form.to_summary_typed"),
    )
    return Card(
        title=f"{desk.voice(form.title)} · {desk.voice.say('form.change')}",
        body=(desk.voice.say("form.which_line"),),
        buttons=(*in_rows(lines, 2), (back,)),
    )
