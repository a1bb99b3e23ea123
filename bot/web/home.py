"""A person's first page: what waits for him, what he has begun, his requests, what he may ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.actions import filing, tasking, timing, together
from bot.approvals.pack import Kind
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request, State
from bot.conversation.draft import Draft
from bot.handlers import beginnings
from bot.handlers.errands import errand
from bot.handlers.visit import Visit
from bot.notices import About, subject
from bot.web.desk import Rung
from bot.web.office_desk import URGENT_DAYS, rungs
from bot.writing import case, ladder, links, until
from storage import drafts, requests
from storage.drafts import DraftRow

SHOWN = 20  # requests on the page; older ones are found by their number, in the chat
PLAIN = "footage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Something to open. `where` is an address behind the school's own."""

    words: str
    where: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of his requests at a glance."""

    number: str
    title: str
    where: str
    place: str
    stands: str
    state: str  # "open", "back", "good", "bad", "over": its colour
    ladder: tuple[Rung, ...]
    clock: str
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    language: str
    name: str
    waiting: tuple[Way, ...]
    begun: tuple[Way, ...]
    rows: tuple[Row, ...]
    plain: Way | None
    topics: tuple[tuple[str, tuple[Way, ...]], ...]


COLOURS = {
    State.IN_APPROVAL: "open",
    State.RETURNED: "back",
    State.APPROVED: "good",
    State.REJECTED: "bad",
    State.CLOSED: "over",
}


def home(visit: Visit) -> Home:
    mine = requests.filed_by(visit.work, visit.office.id, visit.person.id, limit=10 * SHOWN)
    kinds = filing.kinds_for(visit.office, visit.person)
    return Home(
        language=visit.person.language,
        name=visit.person.name,
        waiting=(*signing(visit), *doing(visit)),
        begun=tuple(filter(None, (begun(visit, row) for row in started(visit)))),
        rows=tuple(row(visit, r) for r in [r for r in mine if not r.duty][:SHOWN]),
        plain=next((way(visit, kind) for kind in kinds if kind.id == PLAIN), None),
        topics=tuple(topics(visit, [kind for kind in kinds if kind.id != PLAIN])),
    )


def signing(visit: Visit) -> list[Way]:
    if not visit.office.rules.link_key:
        return []
    waiting = together.waiting(visit.work, visit.office, visit.person)
    return [
        Way(
            words=case.in_a_line(visit.office, r, visit.voice),
            where=decision(visit, r.id, r.step, r.round),
            more=visit.voice.say("pages.to_sign"),
        )
        for r in waiting
    ]


def decision(visit: Visit, number: int, step: int, round_: int) -> str:
    """Where he signs."""
    name = subject(About.ASK, number, step, round_)
    return f"r/{links.token(visit.office.rules.link_key, name, visit.person.id)}"


def doing(visit: Visit) -> list[Way]:
    waiting = tasking.waiting_on(visit.work, visit.office, visit.person)
    return [
        Way(
            words=until.task_line(visit.scene, task),
            where=links.task(task.id),
            more=visit.voice.say("pages.to_do"),
        )
        for task in waiting
    ]


def started(visit: Visit) -> list[DraftRow]:
    every = drafts.all_of(visit.work, visit.office.id, visit.person.id)
    return [one for one in every if beginnings.has_page(one.purpose)]


def begun(visit: Visit, kept: DraftRow) -> Way | None:
    """None where the case went on without it."""
    try:
        form = errand(visit, kept.purpose).form
    except Refusal:
        return None
    answered = len(Draft.from_json(kept.state).answers)
    more = visit.voice.say(
        "pages.begun_more", n=answered, at=visit.voice.brief(kept.touched_at)
    )
    return Way(words=visit.voice(form.title), where=links.form(kept.purpose), more=more)


def row(visit: Visit, request: Request) -> Row:
    office, voice = visit.office, visit.voice
    end = timing.overwriting(office, request)
    waits = request.state in (State.IN_APPROVAL, State.RETURNED)
    facts = case.answered(office, request, voice)[:2]
    return Row(
        number=request.number,
        title=voice(office.kind(request.kind).title),
        where=links.request(request.id),
        place=" · ".join(fact.value for fact in facts),
        stands=ladder.stands_now(office, request, voice),
        state=COLOURS.get(request.state, "over"),
        ladder=rungs(office, request, voice),
        clock=case.countdown(office, request, voice) if waits else "",
        urgent=bool(end and (end - office.now).days < URGENT_DAYS),
    )


def way(visit: Visit, kind: Kind) -> Way:
    return Way(words=visit.voice(kind.title), where=links.form(f"file:{kind.id}"))


def topics(visit: Visit, kinds: Iterable[Kind]) -> list[tuple[str, tuple[Way, ...]]]:
    """The kinds under their topics, in the order of the pack; what has none stands last."""
    under: dict[str, list[Way]] = {}
    for kind in kinds:
        under.setdefault(kind.topic, []).append(way(visit, kind))
    names = visit.office.pack.topics
    titled = [(visit.voice(names[t]), tuple(some)) for t, some in under.items() if t]
    rest = under.get("", [])
    return [*titled, *([(visit.voice.say("pages.other_kinds"), tuple(rest))] if rest else [])]
