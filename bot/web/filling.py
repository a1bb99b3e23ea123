"""A form being filled by a visitor of the pages: the chat's own draft."""

from dataclasses import dataclass, replace

from bot.conversation import turns
from bot.conversation.draft import Draft
from bot.conversation.world import World
from bot.handlers import beginnings, forms
from bot.handlers.errand import Errand
from bot.handlers.errands import errand
from bot.handlers.visit import Visit
from storage import drafts
from storage.drafts import DraftRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form being filled by a visitor; `row` None: nothing is kept of it yet."""

    visit: Visit
    purpose: str
    task: Errand
    world: World
    row: DraftRow | None
    draft: Draft


# What is looked through once more before it is sent; of anything else the page is the summary.
IN_STEPS = ("file", "amend", "extend", "begin")


def in_steps(purpose: str) -> bool:
    return purpose.partition(":")[0] in IN_STEPS


def opened(visit: Visit, purpose: str) -> Filling:
    """Nothing is kept by looking. Raises the refusal that opening it in a chat would raise."""
    known = beginnings.known(visit, purpose)
    task, world = errand(visit, purpose), forms.around(visit)
    row = drafts.find(visit.work, visit.office.id, visit.person.id, purpose)
    draft = Draft.from_json(row.state) if row else turns.begin(task.form, world, known)
    return Filling(visit=visit, purpose=purpose, task=task, world=world, row=row, draft=draft)


def keep(filling: Filling) -> Filling:
    """The draft as it is now, the one spoken to last."""
    visit, row = filling.visit, filling.row
    state = filling.draft.to_json()
    if row is None:
        kept = drafts.open(visit.work, visit.office.id, visit.person.id, filling.purpose, state)
    elif row.state == state:
        kept = row
    else:
        kept = drafts.keep(visit.work, row, state)
    return replace(filling, row=kept)
