"""A sentence of somebody who has nothing open: the form it begins, filled with what it says.

Nothing is filed by it. What was understood is shown, and sending takes a tap, as of any form.
"""

from bot.actions import filing
from bot.cards import Saying
from bot.conversation.draft import Draft
from bot.conversation.reading import Reading
from bot.conversation.sentence import Begins, chosen
from bot.conversation.sentence import begun as begun_with
from bot.handlers import forms
from bot.handlers.errand import Errand
from bot.handlers.errands import errand
from bot.handlers.visit import Answer, Visit
from bot.writing import understood
from bot.writing.questions import Desk
from storage import drafts


def begun(visit: Visit, text: str) -> Answer | None:
    """None: it begins no form, and is answered as words always are."""
    world = forms.around(visit)
    found = chosen(text, beginnings(visit), world)
    if found is None:
        return None
    kind, reading = found
    if not (reading.answers or reading.partial):
        return forms.begin(visit, kind)  # only the wish itself was said
    task = errand(visit, f"file:{kind}")
    draft = begun_with(task.form, world, reading)
    row = drafts.open(
        visit.work, visit.office.id, visit.person.id, f"file:{kind}", draft.to_json()
    )
    asked = forms.asked(visit, task, row, draft, world, troubling(visit, task, draft, reading))
    desk = Desk(draft=row.id, version=draft.version, voice=visit.voice)
    card = understood.above(asked.cards[0], task.form, draft, reading, world, desk)
    return Answer(cards=(card, *asked.cards[1:]))


def beginnings(visit: Visit) -> dict[str, Begins]:
    """What this person may file and a sentence may begin."""
    return {
        kind.id: Begins(form=kind.form, words=kind.words, unless=kind.unless)
        for kind in filing.kinds_for(visit.office, visit.person)
        if kind.form and kind.words
    }


def troubling(visit: Visit, task: Errand, draft: Draft, reading: Reading) -> Saying | None:
    """What no further answer could lift, else why the question at hand was not answered by it."""
    if draft.at_review:
        return None
    return forms.barred(visit, task, draft) or reading.unclear.get(draft.at)
