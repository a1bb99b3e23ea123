"""Cards as pages: a request of one's own, a task; and what a button on them does.

The buttons are the chat's own taps: hints, judged by the core.
"""

from dataclasses import dataclass, replace

from bot.actions import finding, papers
from bot.approvals.pack import TaskKind
from bot.approvals.refusals import Refusal, StaleCard
from bot.approvals.sight import Sight
from bot.cards import Button, Card, Fact, Style
from bot.conversation.form import Label
from bot.handlers import beginnings, looking, taps
from bot.handlers.visit import Visit
from bot.notices import About, subject
from bot.taps import Tap, UnreadableTap, Verb
from bot.web.desk import Paper, Rung
from bot.web.home import decision
from bot.web.office_desk import rungs
from bot.writing import asking, case, explaining, links, sheets, tasks
from bot.writing.sheets import Sheet
from storage import attachments, drafts
from storage.drafts import DraftRow

# What a page's button may be; the rest belongs to a chat, or has a place of its own on the page.
DOES = {
    Verb.NUDGE, Verb.WITHDRAW, Verb.NOT_MINE, Verb.TAKE, Verb.FINISH, Verb.END_GRANT,
}  # fmt: skip
OPENS = {Verb.AMEND, Verb.AGAIN, Verb.EXTEND, Verb.OUTCOME, Verb.INSTEAD, Verb.NEW_POINT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    words: str
    tap: str
    style: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card on a page. `explained` is how its deadlines are counted."""

    language: str
    title: str
    body: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    papers: tuple[Paper, ...] = ()
    ladder: tuple[Rung, ...] = ()
    notes: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    closed: str = ""
    printable: bool = False  # there is an approval form to be printed
    acts: tuple[Act, ...] = ()
    opens: str = ""  # the page that is meant
    promise: str = ""  # what one single tap undertakes: ticked first


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """`told` is said on the page that follows; `where` it is, if not the same."""

    told: str
    where: str = ""
    home: bool = False  # back to the first page


# ------------------------------------------------------------------ what is shown


def shown(visit: Visit, card: Card) -> Shown:
    return Shown(
        language=visit.voice.language,
        title=card.title,
        body=card.body,
        facts=card.facts,
        notes=card.notes,
        closed=card.closed,
        acts=choices(acts(card)),
    )


def acts(card: Card) -> tuple[Act, ...]:
    every = (button for row in card.buttons for button in row)
    return tuple(act(b, b.tap) for b in every if b.tap and b.tap.verb in DOES | OPENS)


def act(button: Button, tap: Tap) -> Act:
    style = "approve" if button.style is Style.GO else "plain"
    return Act(words=button.text, tap=tap.packed(), style=style)


def choices(some: tuple[Act, ...]) -> tuple[Act, ...]:
    """Several answers of one rank: none of them is put forward."""
    alike = len([one for one in some if one.style == "approve"]) > 1
    return tuple(replace(one, style="plain") for one in some) if alike else some


def own(visit: Visit, number: int) -> Shown:
    """A request, as far as this person may see it. Who has to sign it is led to that page."""
    request = finding.visible(visit.work, visit.office, visit.person, number)
    if asking.may_decide(request, visit.person, request.step, request.round):
        where = decision(visit, request.id, request.step, request.round)
        return Shown(language=visit.voice.language, title="", opens=where)
    card = looking.shown(visit, request)
    if card is None:
        raise StaleCard
    signed = laddered(visit, number)
    told = [line for line in card.notes if line not in signed]
    return Shown(
        language=visit.voice.language,
        title=card.title,
        body=card.body,
        facts=card.facts,
        papers=named(visit, papers.open_to(visit.work, visit.office, request, visit.person)),
        ladder=rungs(visit.office, request, visit.voice),
        notes=tuple(told),
        explained=explaining.card(visit.scene, request).body if counted(visit, number) else (),
        closed=card.closed,
        printable=bool(sheets.printable(request, visit.voice)),
        acts=acts(card),
    )


def form(visit: Visit, number: int) -> Sheet | None:
    """The approval form, as `diaoyue form` makes it."""
    request = finding.visible(visit.work, visit.office, visit.person, number)
    if not sheets.printable(request, visit.voice):
        raise StaleCard
    return sheets.sheet_for(visit.scene, subject(About.PAPER, number))


def laddered(visit: Visit, number: int) -> tuple[str, ...]:
    """What the ladder on the page says already."""
    request = finding.request_seen(visit.work, visit.office, number)
    return case.steps(visit.office, request, visit.voice)


def counted(visit: Visit, number: int) -> bool:
    request = finding.request_seen(visit.work, visit.office, number)
    return any(True for _ in explaining.accounts(visit.work, visit.office, request))


def named(visit: Visit, numbers: list[int]) -> tuple[Paper, ...]:
    found = (attachments.load(visit.work, number) for number in numbers)
    return tuple(
        Paper(id=one.id, name=one.name, mime=one.mime, here=one.fetched_at is not None)
        for one in found
        if one is not None and one.name
    )


def paper(visit: Visit, number: int, which: int) -> tuple[Paper, bytes] | None:
    request = finding.visible(visit.work, visit.office, visit.person, number)
    allowed = papers.open_to(visit.work, visit.office, request, visit.person)
    data = attachments.data_of(visit.work, which) if which in allowed else None
    found = named(visit, [which]) if data else ()
    return (found[0], data) if data and found else None


def task(visit: Visit, number: int) -> Shown:
    """A task's card; where it has a form and may be done now, that form's page."""
    found = finding.task(visit.work, visit.office, number)
    request = finding.request_seen(visit.work, visit.office, found.request)
    if finding.sees(visit.work, visit.office, visit.person, request) is Sight.NOTHING:
        raise StaleCard
    card = tasks.card(visit.scene, (str(number),))
    if card is None:
        raise StaleCard
    here = shown(visit, card)
    kind = tasks.kind_of(visit.scene, found)
    if kind and any(Tap.read(a.tap).verb is Verb.OUTCOME for a in here.acts):
        purpose = f"begin:{kind.begins}:{number}" if kind.begins else f"outcome:{number}"
        return Shown(language=here.language, title=here.title, opens=links.form(purpose))
    return (
        promised(visit, here, kind.form.fields[0].ask)
        if kind and is_promise(here, kind)
        else here
    )


def is_promise(here: Shown, kind: TaskKind) -> bool:
    """One answer only, to a question of its own: an undertaking, which is ticked before."""
    return (
        len(here.acts) == 1
        and len(kind.form.fields) == 1
        and bool(tasks.quick(kind.form))
        and finishes(here.acts[0])
    )


def finishes(one: Act) -> bool:
    return Tap.read(one.tap).verb is Verb.FINISH


def promised(visit: Visit, here: Shown, asked: Label) -> Shown:
    words = visit.voice(asked)
    return replace(here, promise=words, body=tuple(p for p in here.body if p != words))


class Unpromised(Refusal):
    """The undertaking was not ticked."""

    code = "unpromised"


# ------------------------------------------------------------------ what a button does


def pressed(visit: Visit, payload: str, *, ticked: bool = False) -> Done:
    """Raises the refusal a tap in a chat would be answered with."""
    try:
        tap = Tap.read(payload)
    except UnreadableTap:
        raise StaleCard from None
    if tap.verb not in DOES | OPENS:
        raise StaleCard
    if tap.verb is Verb.FINISH and not ticked and task(visit, tap.about).promise:
        raise Unpromised
    before = marks(visit)
    answer = taps.act(visit, tap)
    if tap.verb in OPENS and not answer.toast and (purpose := touched(visit, before)):
        return Done(told="", where=links.form(purpose))
    return Done(told=answer.toast or next((card.title for card in answer.cards), ""))


def touched(visit: Visit, before: set[tuple[int, int]]) -> str:
    """The form that was opened, or gone on with: what is now spoken to."""
    now = rows(visit)
    fresh = [row for row in now if (row.id, row.version) not in before]
    purpose = next((row.purpose for row in (*fresh, *now)), "")
    return purpose if beginnings.has_page(purpose) else ""


def rows(visit: Visit) -> list[DraftRow]:
    return drafts.all_of(visit.work, visit.office.id, visit.person.id)


def marks(visit: Visit) -> set[tuple[int, int]]:
    return {(row.id, row.version) for row in rows(visit)}
