"""What a report must fulfil before a task counts as done. A pack names guards; each is one rule.

A guard raises a `Refusal` and nothing is recorded. Its options come from the pack; `message` there
replaces the house's sentence, and the task's article is cited unless the guard names its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.approvals.pack import Guard, TaskKind
from bot.approvals.refusals import Refusal, RefusedByRule
from bot.approvals.scope import granted
from bot.cameras.zone import Places
from bot.conversation.form import Label
from bot.followup.plan import Case
from bot.followup.task import Stage
from bot.people.naming import plain
from bot.people.person import Person, PersonId
from bot.people.roles import Directory

Options = Mapping[str, Any]


class OutsideScope(Refusal):
    """More than was approved. values: what (a field's label), article."""

    code = "outside_scope"


class PartyPresent(Refusal):
    """A party concerned among those who look. values: names, article."""

    code = "party_present"


class PartyMissing(Refusal):
    """Nobody concerned is there, where the school wants one. values: article."""

    code = "party_missing"


class NotPresent(Refusal):
    """Somebody who must be there is not. values: article."""

    code = "not_present"


class NotInLetter(Refusal):
    """The letter does not name this officer. values: names, article."""

    code = "not_in_letter"


class NotUndertaken(Refusal):
    """Somebody who looks has not signed the undertaking. values: names, article."""

    code = "not_undertaken"


class NotTrained(Refusal):
    """Whoever does it never passed a training. values: article."""

    code = "not_trained"


class TrainingOver(Refusal):
    """His training holds no more. values: until (its last day), article."""

    code = "training_over"


class TooEarly(Refusal):
    """What was applied for begins later. values: at (a day or a datetime), article."""

    code = "too_early"


class NotYet(Refusal):
    """With this answer it is not done. The pack says what to do instead. values: article."""

    code = "not_yet"


class SamePerson(Refusal):
    """Somebody else must do this. values: article."""

    code = "same_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody is about to report on a task."""

    case: Case
    task: TaskKind
    answers: Mapping[str, Any]
    by: PersonId
    directory: Directory
    now: datetime  # aware, in the school's zone
    places: Places = field(default_factory=lambda: Places(()))
    trained_until: date | None = None  # whoever reports; None: never

    def people(self, field: str) -> list[Mapping[str, str]]:
        """`people` as they are, `names` as people without an id."""
        named = self.answers.get(field) or ()
        return [{"id": "", "name": n} if isinstance(n, str) else n for n in named]

    def label(self, field: str) -> Label:
        return next((f.label for f in self.task.form.fields if f.key == field), Label(field))


def check(report: Report) -> None:
    """Raises the refusal of the first guard that does not hold."""
    for guard in report.task.guards:
        _hold(report, guard)


def check_doer(report: Report) -> None:
    """What is known before anything is reported: whether this person may do it at all."""
    for guard in report.task.guards:
        if guard.name in OF_THE_DOER:
            _hold(report, guard)


def _hold(report: Report, guard: Guard) -> None:
    article = guard.options.get("article") or report.task.article
    try:
        GUARDS[guard.name](report, guard.options)
    except Refusal as refusal:
        words = guard.options.get("message")
        if not words:
            refusal.values.setdefault("article", article)
            raise
        message = Label(words["zh"], words.get("en", ""))
        raise RefusedByRule(rule=guard.name, article=article, message=message) from None


# ------------------------------------------------------------------ the guards


def within_scope(report: Report, _options: Options) -> None:
    """Nothing beyond what was approved: span, places, cameras and viewers."""
    approved = granted(report.case.request)
    span = report.answers.get("span")
    if span and approved.get("span") and not _inside(span, approved["span"]):
        raise OutsideScope(what=report.label("span"))
    for key, allowed in (
        ("zones", approved.get("zones")),
        ("cameras", _cameras(report, approved)),
    ):
        if allowed and not set(report.answers.get(key) or ()) <= set(allowed):
            raise OutsideScope(what=report.label(key))
    named = {plain(viewer["name"]) for viewer in approved.get("viewers", ())}
    come = {plain(viewer["name"]) for viewer in report.people("viewers")}
    if named and not come <= named:
        raise OutsideScope(what=report.label("viewers"))


def _cameras(report: Report, approved: Options) -> Iterable[str]:
    """None named is all of the places."""
    zones = approved.get("zones") or ()
    every = (c.id for zone in zones for c in report.places.cameras_in(zone))
    return approved.get("cameras") or tuple(every)


def _inside(span: Mapping[str, str], outer: Mapping[str, str]) -> bool:
    start, end = (datetime.fromisoformat(span[key]) for key in ("from", "to"))
    earliest, latest = (datetime.fromisoformat(outer[key]) for key in ("from", "to"))
    return earliest <= start and end <= latest


def no_party(report: Report, options: Options) -> None:
    """Nobody concerned looks. `field`: who looks ("viewers")."""
    if met := _parties_among(report, options):
        raise PartyPresent(names=sorted(met))


def party(report: Report, options: Options) -> None:
    """Somebody concerned looks too, as other schools want it. `field` as in `no_party`."""
    if not _parties_among(report, options):
        raise PartyMissing


def _parties_among(report: Report, options: Options) -> set[str]:
    parties = set(map(plain, report.case.request.answers.get("parties") or ()))
    come = report.people(options.get("field", "viewers"))
    return parties & {plain(one["name"]) for one in come}


def present(report: Report, options: Options) -> None:
    """At least one of `field` is of the applicant's unit (`unit = "applicant_unit"`) or holds one
    of `roles`."""
    come = [report.directory.get(PersonId(p["id"])) for p in report.people(options["field"])]
    if not any(_fits(person, report, options) for person in come if person):
        raise NotPresent


def _fits(person: Person, report: Report, options: Options) -> bool:
    if options.get("unit") == "applicant_unit":
        return person.unit == report.case.request.unit
    return any(post.role in options.get("roles", ()) for post in person.posts)


def named_in_letter(report: Report, options: Options) -> None:
    """Everybody of `field` stands in the request's `among` ("officers")."""
    named = _names(report.case.request.answers.get(options.get("among", "officers")))
    strange = [
        one["name"]
        for one in report.people(options.get("field", "officers"))
        if plain(one["name"]) not in named
    ]
    if strange:
        raise NotInLetter(names=strange)


def _names(answer: Iterable[Any] | None) -> set[str]:
    return {plain(one if isinstance(one, str) else one["name"]) for one in answer or ()}


def undertaken(report: Report, options: Options) -> None:
    """Everybody of `field` who has an account has done his `task` ("undertaking")."""
    signed = {
        task.person
        for task in report.case.of(options.get("task", "undertaking"))
        if task.state is Stage.DONE
    }
    come = report.people(options.get("field", "viewers"))
    unsigned = [one["name"] for one in come if one["id"] and one["id"] not in signed]
    if unsigned:
        raise NotUndertaken(names=unsigned)


def trained(report: Report, _options: Options) -> None:
    """Whoever does it has passed a training that still holds."""
    until = report.trained_until
    if until is None:
        raise NotTrained
    if until < report.now.date():
        raise TrainingOver(until=until)


def no_more_than(report: Report, options: Options) -> None:
    """What `field` counts or lists is at most what was approved under `than`."""
    told = report.answers.get(options["field"])
    asked = granted(report.case.request).get(options["than"])
    number = told if isinstance(told, int | float) else len(told or ())
    if asked is not None and number > asked:
        raise OutsideScope(what=report.label(options["field"]))


def another_person(report: Report, options: Options) -> None:
    """Whoever did `task` does not do this one."""
    if any(task.officer == report.by for task in report.case.of(options["task"])):
        raise SamePerson


def not_before(report: Report, options: Options) -> None:
    """Not before the day, the moment or the beginning of the span in the request's `field`."""
    answer = report.case.request.answers.get(options["field"])
    begins = answer["from"] if isinstance(answer, Mapping) else answer
    if not begins:
        return
    at = datetime.fromisoformat(begins)
    if report.now < (at if at.tzinfo else at.replace(tzinfo=report.now.tzinfo)):
        raise TooEarly(at=at if at.tzinfo else at.date())


def answered(report: Report, options: Options) -> None:
    """`field` is answered with one of `values`; any other answer leaves the task open."""
    if report.answers.get(options["field"]) not in options["values"]:
        raise NotYet


OF_THE_DOER = frozenset({"trained"})
GUARDS: Mapping[str, Callable[[Report, Options], None]] = {
    "another_person": another_person,
    "answered": answered,
    "named_in_letter": named_in_letter,
    "no_more_than": no_more_than,
    "no_party": no_party,
    "party": party,
    "not_before": not_before,
    "present": present,
    "trained": trained,
    "undertaken": undertaken,
    "within_scope": within_scope,
}
