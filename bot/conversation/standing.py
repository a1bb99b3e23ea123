"""How a draft stands: which questions it asks, what is open, what no longer holds, what follows.

Answers depend on one another: a hidden field's answer goes, a default comes, cameras stay within
their zones, and ticks follow what suggested them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.cards import Saying
from bot.conversation.asked import Asked, Settled
from bot.conversation.draft import REVIEW, Draft
from bot.conversation.fields import CAMERAS, CHOICES, KINDS, shown
from bot.conversation.form import Field, FieldKind, Form
from bot.conversation.options import suggestions
from bot.conversation.world import World


def fields_of(form: Form, answers: Mapping[str, Any], world: World) -> tuple[Field, ...]:
    """The fields that are asked: those whose condition holds and that have something to offer."""
    return tuple(
        f
        for f in shown(form, answers)
        if f.kind not in _MAY_BE_EMPTY or _has_choice(form, f, answers, world)
    )


_MAY_BE_EMPTY = (FieldKind.CHOICES, FieldKind.CAMERAS)


def _has_choice(form: Form, field: Field, answers: Mapping[str, Any], world: World) -> bool:
    if field.kind is FieldKind.CHOICES:
        return bool(field.options or world.flags)
    return bool(CAMERAS.entries(asked_about(form, field, Draft(answers=answers), world)))


def missing(form: Form, draft: Draft, world: World) -> tuple[Field, ...]:
    asked = fields_of(form, draft.answers, world)
    return tuple(f for f in asked if f.required and f.key not in draft.answers)


def troubles(form: Form, draft: Draft, world: World) -> dict[str, Saying]:
    """Answers that no longer stand, by field: places changed, people left, footage grew too old."""
    found = {}
    for field in fields_of(form, draft.answers, world):
        if field.key in draft.answers:
            asked = asked_about(form, field, draft, world)
            if wrong := KINDS[field.kind].check(asked, asked.value):
                found[field.key] = wrong
    return found


def asked_about(form: Form, field: Field, draft: Draft, world: World) -> Asked:
    here = draft.at == field.key
    return Asked(
        field=field,
        form=form,
        world=world,
        answers=draft.answers,
        partial=draft.partial if here else {},
        page=draft.page if here else "",
    )


def current(form: Form, draft: Draft, world: World) -> Asked | None:
    """The field being asked. None at the summary, or when a newer form has dropped the field."""
    field = next((f for f in fields_of(form, draft.answers, world) if f.key == draft.at), None)
    return asked_about(form, field, draft, world) if field else None


def open_fields(form: Form, draft: Draft, world: World) -> list[Field]:
    done = {*draft.answers, *draft.skipped}
    return [f for f in fields_of(form, draft.answers, world) if f.key not in done]


def next_open(form: Form, draft: Draft, world: World) -> str:
    return next((f.key for f in open_fields(form, draft, world)), REVIEW)


def answered(form: Form, world: World, before: Draft, key: str, reply: Settled) -> Draft:
    """The draft with this answer, and with all that follows from it."""
    answers = {k: v for k, v in before.answers.items() if k not in (key, f"{key}_text")}
    skipped = tuple(k for k in before.skipped if k != key)
    if reply.value is None:
        skipped = (*skipped, key)
    else:
        answers[key] = reply.value
    if reply.own_words:
        answers[f"{key}_text"] = reply.own_words
    after = replace(
        before,
        answers=answers,
        skipped=skipped,
        partial={},
        page="",
        version=before.version + 1,
    )
    return tidied(form, world, resuggested(form, world, before, after))


def tidied(form: Form, world: World, draft: Draft) -> Draft:
    """Without answers to fields that are not asked any more, with defaults for those that now
    are, and with cameras only of the zones chosen."""
    answers, keys = dict(draft.answers), set[str]()
    before: dict[str, Any] | None = None
    while answers != before:
        before = dict(answers)
        for field in shown(form, answers):
            if field.default is not None and field.key not in (*answers, *draft.skipped):
                answers[field.key] = field.default
            if field.kind is FieldKind.CAMERAS and field.key in answers:
                answers = _within_zones(form, world, answers, field)
        keys = {f.key for f in shown(form, answers)}
        answers = {
            k: v for k, v in answers.items() if k.removesuffix("_text") in keys or k in keys
        }
    skipped = tuple(sorted(k for k in draft.skipped if k in keys))
    return _with(draft, answers, skipped)


def _with(draft: Draft, answers: Mapping[str, Any], skipped: tuple[str, ...]) -> Draft:
    """Mostly nothing follows from an answer, and it is the same draft."""
    if answers == draft.answers and skipped == draft.skipped:
        return draft
    return replace(draft, answers=answers, skipped=skipped)


def _within_zones(
    form: Form, world: World, answers: dict[str, Any], field: Field
) -> dict[str, Any]:
    zones = next(
        (answers[f.key] for f in form.fields if f.kind is FieldKind.ZONES and f.key in answers),
        None,
    )
    if zones is None:
        return answers
    inside = {c.id for c in world.cameras_of(zones)}
    kept = [c for c in answers[field.key] if c in inside]
    rest = {k: v for k, v in answers.items() if k != field.key}
    return {**rest, field.key: kept} if kept else rest


def resuggested(form: Form, world: World, before: Draft, after: Draft) -> Draft:
    """Ticks follow the answers that suggested them; what a person unticked himself stays so."""
    answers, skipped = dict(after.answers), after.skipped
    for field in form.fields:
        asked_before = field.key in before.answers or field.key in before.skipped
        ticked = answers.get(field.key, [])
        if field.kind is not FieldKind.CHOICES or not asked_before:
            continue
        if ticked != before.answers.get(field.key, []):
            continue
        was = suggestions(asked_about(form, field, before, world))
        here = asked_about(form, field, after, world)
        now = suggestions(here)
        wanted = (set(ticked) - (was - now)) | (now - was)
        kept = [e.id for e in CHOICES.entries(here) if e.id in wanted]
        answers.pop(field.key, None)
        if kept:
            answers[field.key] = kept
        others = [k for k in skipped if k != field.key]
        skipped = tuple(others if kept else [*others, field.key])
    return _with(after, answers, skipped)
