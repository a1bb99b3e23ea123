"""What a refusal says to do instead, done with one tap: another kind of request, or the wish passed
on to whoever may file it."""

from collections.abc import Mapping
from typing import Any

from bot.actions.filing import may_file
from bot.actions.office import Office
from bot.actions.owing import owe
from bot.approvals.pack import Kind, RefusalRule
from bot.conversation.form import Field, FieldKind
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import Person, PersonId
from bot.people.students import class_key
from storage import journal
from storage.drafts import DraftRow
from storage.store import Work

OF_A_CLASS = "class."  # why it was refused: a student of somebody else's class, by his code


def kind_of(row: DraftRow) -> str:
    """The kind a draft files; empty for every other sort of form."""
    name, _, rest = row.purpose.partition(":")
    return rest.partition(":")[0] if name == "file" else ""


def rule_of(office: Office, kind: str, why: str) -> RefusalRule | None:
    rules = office.pack.kinds[kind].refusals if kind in office.pack.kinds else ()
    return next((rule for rule in rules if rule.id == why), None)


def begins(office: Office, person: Person, rule: RefusalRule) -> list[Kind]:
    known = (office.pack.kinds.get(kind) for kind in rule.begins)
    return [kind for kind in known if kind and kind.form and may_file(kind, person)]


def told(office: Office, by: Person, kind: str, why: str) -> tuple[Person, ...]:
    """Who could file it, other than who was refused."""
    if why.startswith(OF_A_CLASS):
        found = homeroom(office, why.removeprefix(OF_A_CLASS))
    else:
        rule = rule_of(office, kind, why)
        found = (
            tuple(p for role in rule.tells for p in _holders(office, by, role)) if rule else ()
        )
    return tuple(person for person in dict.fromkeys(found) if person.id != by.id)


def homeroom(office: Office, code: str) -> tuple[Person, ...]:
    codes = office.pack.students
    theirs = codes.class_of(code) if codes else ""
    everybody = office.directory.persons.values()
    return tuple(
        p for p in everybody if p.active and theirs in {class_key(name) for name in p.classes}
    )


def _holders(office: Office, by: Person, role: str) -> tuple[Person, ...]:
    unit = by.unit if office.pack.roles[role].scope == "applicant_unit" else ""
    return tuple(office.directory.holders(role, unit))


def pass_on(
    work: Work, office: Office, by: Person, row: DraftRow, why: str
) -> tuple[Person, ...]:
    """Each of them hears of it once, however often it is passed on."""
    found = told(office, by, kind_of(row), why)
    card = subject(About.PASSED_ON, row.id, why)
    for person in found:
        key = f"{card}/{person.id}"
        owe(work, office, ToPerson(person.id), Reason.PASSED_ON, card, key, fresh=True)
    if found:
        data = {"by": by.id, "kind": kind_of(row), "to": [person.id for person in found]}
        journal.append(work, office.id, "wish.passed_on", data)
    return found


def carried_over(
    office: Office, row: DraftRow, kind: str, why: str, by: PersonId
) -> dict[str, Any]:
    """What was answered so far, as far as the other form asks the same."""
    to, asked = office.kind(kind).form, office.kind(kind_of(row)).form
    answers: Mapping[str, Any] = row.state.get("answers", {})
    if to is None or asked is None:
        return {}
    kinds = {field.key: field.kind for field in asked.fields}
    asking = [f for f in to.fields if f.key in answers and kinds.get(f.key) is f.kind]
    known = {f.key: answers[f.key] for f in asking if not _own(f)}
    if why.startswith(OF_A_CLASS) and by != row.person:
        students = next((f.key for f in to.fields if f.codes == "own"), "")
        known |= {students: [why.removeprefix(OF_A_CLASS)]} if students else {}
    return known


def _own(field: Field) -> bool:
    """What a person answers for himself; the one who takes the wish over says it anew."""
    promise = field.kind is FieldKind.YES_NO and field.at_least
    personal = field.kind in (FieldKind.PEOPLE, FieldKind.FILES)
    return bool(promise) or personal or any(option.states for option in field.options)
