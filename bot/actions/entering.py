"""From a case to the entry of a book, as plain values.

The keys are the superset of both schools' columns and Order 799 Art. 16(3); a pack's book picks
from them. `form` holds the request's answers and `tasks` those of every done task, so that a pack
may print any of them. Words are Chinese: the book is the school's own document.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.actions.office import Office
from bot.approvals.facts import owners_of
from bot.approvals.pack import TaskKind
from bot.approvals.request import Request, Verdict, standing
from bot.approvals.scope import granted
from bot.cameras.retention import seen_by
from bot.cameras.zone import PUBLIC, Places
from bot.conversation.form import Field, FieldKind, Form
from bot.followup.plan import Case
from bot.followup.task import Stage, Task
from bot.people.person import PersonId
from bot.registers.fields import OPEN_ITEMS
from bot.registers.wording import head_count

# Whoever came, or may come; whoever hands something over stands beside who receives it.
PRESENT = ("viewers", "visitors", "persons")


AUTOMATIC = "自动报警"


def entry_of(office: Office, case: Case, task: Task) -> dict[str, Any]:
    """The entry that `task`, just done, writes."""
    request, kind = case.request, office.pack.kinds[case.request.kind]
    done = [t for t in case.tasks if t.state is Stage.DONE and t.id != task.id] + [task]
    told = {key: value for t in done for key, value in t.answers.items()}
    hands = [t.officer for t in done if t.officer]
    marks = stamps(kind.tasks, done)
    form = worded(office.places, kind.form, granted(request))
    return {
        "number": request.number,
        "retrieved_at": marks.get("out") or office.now.isoformat(),
        "filed_at": request.filed_at.isoformat(),
        "filed_by": [found_by(office, request)],
        "place": place_in_words(office, request),
        "owners": owners_in_words(office, request),
        **in_time(kind.tasks, done),
        "persons": attending(office, told, request),
        "unit": request.answers.get("from_unit") or request.unit,
        "approvers": signers(office, request),
        "copied": bool(told.get("copied")),
        "zones": form.get("zones", []),
        "span": told.get("span") or granted(request).get("span"),
        "purpose": request.answers.get("purpose", ""),
        "reason": form.get("reason", ""),
        "destination": worded_in(office, kind.tasks, done, "destination"),
        "backup": told.get("backup", ""),
        "medium": worded_in(office, kind.tasks, done, "medium"),
        "files": told.get("sha256", ""),
        "result": worded_in(office, kind.tasks, done, "result"),
        "remarks": "；".join(filter(None, (told.get("remarks"), *widened(office, request)))),
        "duty_officer": name(office, hands[-1]) if hands else "",
        "hands": [name(office, hand) for hand in dict.fromkeys(hands)],
        **marks,
        "form": form,
        "tasks": {t.kind: reported(office, kind.task(t.kind), t) for t in done},
    }


def widened(office: Office, request: Request) -> list[str]:
    """Which request of its own let the viewing reach further, and who agreed."""
    return [
        f"扩大范围{one.number}" + (f"（{'、'.join(agreed)}同意）" if agreed else "")
        for one in request.extended
        for agreed in ([name(office, person) for person in one.approvers],)
    ]


def reported(office: Office, kind: TaskKind | None, task: Task) -> dict[str, Any]:
    """A task's answers in words, with who did it and when."""
    at = task.done_at.isoformat() if task.done_at else ""
    by = name(office, task.officer) if task.officer else ""
    listed = {OPEN_ITEMS: task.answers[OPEN_ITEMS]} if task.answers.get(OPEN_ITEMS) else {}
    return {
        **worded(office.places, kind.form if kind else None, task.answers),
        **listed,
        "at": at,
        "by": by,
    }


def place_in_words(office: Office, request: Request) -> list[str]:
    """The cameras, where they are known, else the areas."""
    asked, known = granted(request), office.places
    if cameras := [
        known.cameras[c].name for c in asked.get("cameras", ()) if c in known.cameras
    ]:
        return cameras
    return [known.zones[z].name for z in asked.get("zones", ()) if z in known.zones]


def owners_in_words(office: Office, request: Request) -> list[str]:
    """Whose system it is; the public one is its head's office's."""
    asked, known = granted(request), office.places
    zones = [known.zones[z] for z in asked.get("zones", ()) if z in known.zones]
    cameras = seen_by(known, asked.get("zones", ()), asked.get("cameras", ()))
    heads = [role.heads for role in office.pack.roles.values() if PUBLIC in role.heads]
    public = next((one for one in (heads[0] if heads else ()) if one != PUBLIC), "")
    owners = owners_of(zones, cameras)
    return [owner if owner != PUBLIC else public for owner in owners]


def found_by(office: Office, request: Request) -> str:
    return AUTOMATIC if request.outage else name(office, request.filed_by or request.requester)


def in_time(kinds: Iterable[TaskKind], done: Iterable[Task]) -> dict[str, bool]:
    """Whether what has a deadline of the regulation was done within it; nothing where it ended by
    itself before that."""
    strict = {kind.id for kind in kinds if kind.breach}
    ended = [
        (bool(t.officer), t.done_at <= t.due_at)
        for t in done
        if t.kind in strict and t.done_at and t.due_at
    ]
    # What was over by itself in time nobody has reported, and nobody failed to.
    kept = [in_time for by_somebody, in_time in ended if by_somebody or not in_time]
    return {"in_time": all(kept)} if kept else {}


def stamps(kinds: Iterable[TaskKind], done: Iterable[Task]) -> dict[str, str]:
    """The moments a pack wants on the clock: when somebody came in and went out."""
    names = {kind.id: kind.stamps for kind in kinds if kind.stamps}
    return {
        names[task.kind]: task.done_at.isoformat()
        for task in done
        if task.kind in names and task.done_at
    }


def worded_in(office: Office, kinds: Iterable[TaskKind], done: Iterable[Task], key: str) -> str:
    answers = {task.kind: task.answers for task in done}
    told = [worded(office.places, kind.form, answers.get(kind.id, {})) for kind in kinds]
    return next((str(answer[key]) for answer in told if answer.get(key)), "")


# ------------------------------------------------------------------ answers in words


def worded(places: Places, form: Form | None, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in the words of the school's own form; what is not a word stays as it is."""
    return {
        field.key: answers.get(f"{field.key}_text")
        or in_words(places, field, answers[field.key])
        for field in (form.fields if form else ())
        if field.key in answers
    }


def in_words(places: Places, field: Field, answer: Any) -> Any:
    labels = {option.id: option.label.zh for option in field.options}
    match field.kind:
        case FieldKind.CHOICE:
            return labels.get(answer, answer)
        case FieldKind.CHOICES:
            return [labels.get(one, one) for one in answer]
        case FieldKind.ZONES:
            return [places.zones[one].name for one in answer if one in places.zones]
        case FieldKind.CAMERAS:
            return [places.cameras[one].name for one in answer if one in places.cameras]
        case FieldKind.PEOPLE | FieldKind.FILES:
            return people(answer)
    return answer


def people(named: Iterable[Mapping[str, Any]] | None) -> list[str]:
    return [str(one["name"]) for one in named or ()]


def attending(office: Office, told: Mapping[str, Any], request: Request) -> list[str]:
    """Who came: named one by one, or those who stand for a number of people."""
    asked = granted(request)
    if officers := told.get("came") or asked.get("officers"):  # of an agency: no accounts here
        return list(officers)
    named = told.get("viewers") or next((asked[key] for key in PRESENT if asked.get(key)), ())
    own = [] if named else [name(office, request.requester)]
    names = [*own, *people(named or asked.get("receiver"))]
    count = asked.get("headcount") or 0
    return [*names, head_count(count)] if count > len(names) else names


def signers(office: Office, request: Request) -> list[str]:
    """In the order of the ladder; a signature that was taken back does not count."""
    steps = range(len(request.chain.steps))
    signed = [made for step in steps for made in standing(request, step).values()]
    return [name(office, made.by) for made in signed if made.verdict is Verdict.APPROVE]


def name(office: Office, person: PersonId) -> str:
    known = office.directory.get(person)
    return known.name if known else person
