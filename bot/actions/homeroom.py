"""Who files for students: their homeroom teacher, or who stands in for him, and why."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.actions.office import Office
from bot.approvals.refusals import Refusal
from bot.conversation.fields import shown
from bot.people.person import Person
from bot.people.students import StandInReasonMissing, answers_for, teachers_of


class SeveralUnits(Refusal):
    """One ladder has one head of grade. values: units"""

    code = "several_units"


def teachers(
    office: Office, by: Person, kind: str, answers: Mapping[str, Any]
) -> tuple[Person, ...]:
    """Whose students are named; empty where none are. Raises the refusal that is due."""
    form, codes = office.kind(kind).form, office.pack.students
    if form is None or codes is None:
        return ()
    classes = answers_for(by, office.directory, office.now, kind)
    found: dict[str, Person] = {}
    for field in shown(form, answers):
        said = (answers.get(field.key) or ()) if field.codes else ()
        if field.codes == "own":
            mine = teachers_of(codes, said, classes)
            others = [teacher.name for teacher in mine if teacher.id != by.id]
            if others and not answers.get(f"{field.key}_text"):
                raise StandInReasonMissing(teacher=others)
            found |= {teacher.id: teacher for teacher in mine}
        else:
            for code in said:
                codes.must_read(code)
    return tuple(found.values())


def as_homeroom(by: Person, teachers: tuple[Person, ...]) -> Person:
    """`by` as the rules look at him: with the classes and in the unit of whom he stands in for."""
    units = tuple(dict.fromkeys(teacher.unit for teacher in teachers))
    if len(units) > 1:
        raise SeveralUnits(units=list(units))
    if not teachers:
        return by
    classes = tuple(dict.fromkeys(c for teacher in teachers for c in teacher.classes))
    return replace(by, classes=classes, unit=units[0])
