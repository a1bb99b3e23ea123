"""One thing that happened to a case, said once to whoever it concerns."""

from bot.approvals.request import Request, Turn
from bot.cards import Card
from bot.writing import case, trail
from bot.writing.scene import Scene
from storage import requests


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    what, request = about[0], requests.peek(scene.work, int(about[1]))
    return Card(
        title=case.titled(scene.office, request, scene.voice),
        body=SAID[what](scene, request, int(about[2])),
    )


def narrowed(scene: Scene, request: Request, number: int) -> tuple[str, ...]:
    made, office, voice = request.decisions[number], scene.office, scene.voice
    first = voice.say("news.narrowed", name=case.name(office, made.by))
    fields = office.kind(request.kind).form.fields  # type: ignore[union-attr]  # a scope comes from a form
    now = [
        voice.say(
            "news.left",
            label=field.label,
            left=trail.shown(office, request, field, made.cut[field.key], voice),
        )
        for field in fields
        if field.key in made.cut
    ]
    return (first, *now)


def answered(scene: Scene, request: Request, number: int) -> tuple[str, ...]:
    one = request.opinions[number]
    to = case.name(scene.office, one.to)
    return (scene.voice.say("trail.answered", to=to, answer=one.answer),)


def unasked(scene: Scene, request: Request, number: int) -> tuple[str, ...]:
    by = request.chain.steps[request.step].seats[number].by
    return (scene.voice.say("news.unasked", by=case.name(scene.office, by)),)


def revoked(scene: Scene, request: Request, number: int) -> tuple[str, ...]:
    del number
    move = next(m for m in reversed(request.moves) if m.what is Turn.REVOKED)
    name = case.name(scene.office, move.by)
    return (scene.voice.say("news.revoked", name=name, reason=move.words),)


def unextended(scene: Scene, request: Request, number: int) -> tuple[str, ...]:
    del number
    assert request.extends
    return (scene.voice.say("extension.refused", number=request.extends.number),)


SAID = {
    "unextended": unextended,
    "narrowed": narrowed,
    "answered": answered,
    "unasked": unasked,
    "revoked": revoked,
}
