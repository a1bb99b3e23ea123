"""Any form of a pack filled in at random, as somebody who answers sensibly would."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.actions.office import Office
from bot.conversation.fields import shown
from bot.conversation.form import Field, FieldKind, Form
from bot.people.person import Person

LEFT_OUT = 0.4  # of what need not be answered
WORDS = "核实后情况属实，需要继续办理"
IN_FORM = {"last_four": "012X", "sha256": "a1" * 32}


def filled(
    office: Office, by: Person, form: Form, chance: Random, known: Mapping[str, Any]
) -> dict[str, Any]:
    """What is `known` stays as it is."""
    answers = dict(known)
    for field in form.fields:
        if field not in shown(form, answers) or field.key in answers:
            continue
        if field.required or chance.random() > LEFT_OUT:
            answers[field.key] = ANSWERS[field.kind](office, by, field, chance, answers)
    return answers


Answer = Callable[[Office, Person, Field, Random, Mapping[str, Any]], Any]


def choice(office: Office, by: Person, field: Field, chance: Random, told: Any) -> str:
    return chance.choice(field.options).id if field.options else "now"


def choices(office: Office, by: Person, field: Field, chance: Random, told: Any) -> list[str]:
    ids = [option.id for option in field.options] or list(office.pack.flags)
    return chance.sample(ids, min(len(ids), max(field.at_least, chance.choice([0, 1]))))


def yes_no(office: Office, by: Person, field: Field, chance: Random, told: Any) -> bool:
    return bool(field.at_least) or chance.random() < 0.5


def text(office: Office, by: Person, field: Field, chance: Random, told: Any) -> str:
    return IN_FORM.get(field.format) or WORDS


def zones(office: Office, by: Person, field: Field, chance: Random, told: Any) -> list[str]:
    return chance.sample(list(office.places.zones), 1)


def cameras(
    office: Office, by: Person, field: Field, chance: Random, told: Mapping[str, Any]
) -> list[str]:
    there = [c.id for zone in told.get("zones", ()) for c in office.places.cameras_in(zone)]
    return chance.sample(there, min(len(there), 1))


def moment(office: Office, by: Person, field: Field, chance: Random, told: Any) -> str:
    return office.now.isoformat()


def span(office: Office, by: Person, field: Field, chance: Random, told: Any) -> dict[str, str]:
    ahead = timedelta(days=-chance.randint(1, 9)) if field.past else timedelta(hours=1)
    start = office.now + ahead
    return {"from": start.isoformat(), "to": (start + timedelta(hours=1)).isoformat()}


def day(
    office: Office, by: Person, field: Field, chance: Random, told: Mapping[str, Any]
) -> str:
    since = datetime.fromisoformat(told[field.since]) if field.since in told else office.now
    later = 0 if field.past else chance.choice([0, 1, 7])
    return (since + timedelta(days=later)).date().isoformat()


def people(
    office: Office, by: Person, field: Field, chance: Random, told: Any
) -> list[dict[str, str]]:
    one = chance.choice([by, *office.directory.holders("duty_officer")])
    return [{"id": one.id, "name": one.name}]


def names(office: Office, by: Person, field: Field, chance: Random, told: Any) -> list[str]:
    return ["G1-03-17"] if field.codes else ["学生甲"]


def files(
    office: Office, by: Person, field: Field, chance: Random, told: Any
) -> list[dict[str, Any]]:
    return [{"id": 1, "name": "现场.png"}]


def number(office: Office, by: Person, field: Field, chance: Random, told: Any) -> int:
    return max(field.at_least, 1)


ANSWERS: Mapping[FieldKind, Answer] = {
    FieldKind.CHOICE: choice,
    FieldKind.CHOICES: choices,
    FieldKind.YES_NO: yes_no,
    FieldKind.TEXT: text,
    FieldKind.ZONES: zones,
    FieldKind.CAMERAS: cameras,
    FieldKind.SPAN: span,
    FieldKind.MOMENT: moment,
    FieldKind.DAY: day,
    FieldKind.PEOPLE: people,
    FieldKind.NAMES: names,
    FieldKind.FILES: files,
    FieldKind.NUMBER: number,
}
