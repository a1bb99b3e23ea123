"""When the requester would like to come, offered to whoever appoints: one tap instead of a date.

A choice that `prefers` spans of the request shows those that still lie ahead as options of its own.
Picking one answers the choice as the span that depends on it wants it answered, and that span.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.registers.wording import span

Answers = Mapping[str, Any]


def offered(form: Form, asked: Answers, now: datetime) -> Form:
    """The form of a task with the wishes of the request among its options, the first one first."""
    return replace(form, fields=tuple(_with_wishes(field, asked, now) for field in form.fields))


def _with_wishes(field: Field, asked: Answers, now: datetime) -> Field:
    wishes = tuple(
        Option(id=key, label=_label(number, *times))
        for number, (key, times) in enumerate(_ahead(field, asked, now), 1)
    )
    return replace(field, options=(*wishes, *field.options))


def _ahead(
    field: Field, asked: Answers, now: datetime
) -> Iterator[tuple[str, tuple[datetime, datetime]]]:
    for key in field.prefers:
        if told := asked.get(key):
            start, end = (datetime.fromisoformat(told[side]) for side in ("from", "to"))
            if end > now:
                local = (start.astimezone(now.tzinfo), end.astimezone(now.tzinfo))
                yield key, local


def _label(number: int, start: datetime, end: datetime) -> Label:
    when = span(start, end)
    return Label(
        f"申请人方便的时间{number}：{when.removeprefix(f'{start.year}年')}",
        f"Time {number} the applicant named: {start:%d %b %H:%M}–{end:%H:%M}",
    )


def fulfilled(form: Form, asked: Answers, told: Answers) -> dict[str, Any]:
    """What was told, with a wish that was picked put in its place. `form` is the pack's own."""
    answers = dict(told)
    for field in form.fields:
        wish = answers.get(field.key)
        if field.prefers and wish in field.prefers and wish in asked:
            answers |= _in_its_place(form, field, asked[wish])
    return answers


def _in_its_place(form: Form, field: Field, wished: Any) -> dict[str, Any]:
    to = next(f for f in form.fields if f.kind is FieldKind.SPAN and field.key in f.when)
    wanted = to.when[field.key]
    meant = wanted[0] if isinstance(wanted, list) else wanted
    return {field.key: meant, to.key: dict(wished)}
