"""What happened to a case beside the signatures: what was cut, who was brought in, who spoke."""

from collections.abc import Iterator
from typing import Any

from bot.actions.office import Office
from bot.approvals.request import Informed, Move, Opinion, Request, Turn, standing
from bot.approvals.scope import asked_scope, cuts, scope_of
from bot.conversation.draft import Draft
from bot.conversation.form import Field, FieldKind
from bot.conversation.showing import review
from bot.speech import Voice
from bot.writing import case
from bot.writing.worlds import world_of


def cut(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    """What approvers took away, each with what was asked for."""
    asked, left = asked_scope(request), scope_of(request)
    fields = {f.key: f for f in _fields(office, request)}
    return tuple(
        _cut(office, request, fields[key], asked.limits.get(key), voice)
        for key in cuts(asked, left)
        if key in fields
    )


def _fields(office: Office, request: Request) -> tuple[Field, ...]:
    form = office.kind(request.kind).form
    return form.fields if form else ()


def _cut(office: Office, request: Request, field: Field, asked: Any, voice: Voice) -> str:
    if field.kind is FieldKind.YES_NO:
        return voice.say("cut.struck", label=field.label)
    if asked is None:
        return voice.say("cut.from_all", label=field.label)
    return voice.say(
        "cut.from", label=field.label, asked=shown(office, request, field, asked, voice)
    )


def shown(office: Office, request: Request, field: Field, value: Any, voice: Voice) -> str:
    """One answer as the form would show it."""
    form = office.kind(request.kind).form
    assert form is not None  # the field is one of its own
    answers = {**request.answers, field.key: value}
    world = world_of(office, office.directory[request.requester], voice.language)
    lines = review(form, Draft(answers=answers), world).lines
    return next((voice(line.value) for line in lines if line.key == field.key), "")


def inner(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    """For those who sign: reports, opinions, who was brought in and who is to know."""
    return (
        *_reports(office, request, voice),
        *(said for move in request.moves for said in _move(office, move, voice)),
        *(said for one in request.opinions for said in _opinion(office, one, voice)),
        *_informed(office, request, voice),
    )


def _reports(office: Office, request: Request, voice: Voice) -> Iterator[str]:
    for index, step in enumerate(request.chain.steps):
        for seat, made in standing(request, index).items():
            if made.report:
                role = case.role_name(office, step.seats[seat], voice)
                name = case.name(office, made.by)
                yield voice.say("trail.report", role=role, name=name, words=made.report)


def _move(office: Office, move: Move, voice: Voice) -> Iterator[str]:
    if move.what is Turn.REMOVED or (move.what is Turn.ADDED and not move.words):
        return
    names = {"by": case.name(office, move.by), "to": case.name(office, move.to)}
    flags = [voice(office.pack.flags[f]) for f in move.flags if f in office.pack.flags]
    line = voice.say(f"trail.{move.what}", flags=flags, **names)
    yield voice.say("trail.with_words", line=line, words=move.words) if move.words else line


def _opinion(office: Office, one: Opinion, voice: Voice) -> Iterator[str]:
    to, by = case.name(office, one.to), case.name(office, one.by)
    if one.answered_at:
        yield voice.say("trail.answered", to=to, answer=one.answer)
    else:
        yield voice.say("trail.consulted", by=by, to=to)


def _informed(office: Office, request: Request, voice: Voice) -> Iterator[str]:
    if request.informed:
        told = [_read(office, one, voice) for one in request.informed]
        yield voice.say("trail.informed", names=told)


def _read(office: Office, one: Informed, voice: Voice) -> str:
    name = case.name(office, one.to)
    if one.read_at is None:
        return voice.say("trail.unread", name=name)
    return voice.say("trail.read", name=name, at=voice.brief(one.read_at))
