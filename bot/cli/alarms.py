"""`alarms`: who tells us of dead cameras, what of it could not be read, and whom nobody knows."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.settings import AsJson, ConfigFile, SchoolName, in_store, rules_of, the_school
from bot.cli.settings import settings as read_settings
from bot.cli.speaking import NO, VOICE, Stop, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.actions.office import Rules
    from bot.speech import Voice
    from storage.alarms import Letter
    from storage.sources import Source
    from storage.store import Work
    from storage.strangers import Stranger

WEEK = timedelta(days=7)
MOST = 200  # letters in one look

Dead = Annotated[bool, typer.Option("--dead", help=say("cli.option.dead"))]
Strangers = Annotated[bool, typer.Option("--strangers", help=say("cli.option.strangers"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    sources: "Sequence[Source]"
    letters: "Sequence[Letter]"
    strangers: "Sequence[Stranger]"
    waiting: int
    dead: int  # within a week


def alarms(
    school: SchoolName,
    config: ConfigFile = None,
    dead: Dead = False,
    strangers: Strangers = False,
    as_json: AsJson = False,
) -> None:
    from bot.speech import Voice

    settings = read_settings(config)
    place = the_school(settings, school)
    rules = rules_of(place, school)
    try:
        seen = in_store(settings, lambda work: look(work, rules))
    except LookupError:
        raise Stop(say("cli.empty_school", school=school), code=NO) from None
    wanted = {"letters": dead, "strangers": strangers}
    every = not any(wanted.values())
    if as_json:
        parts = {name: part for name, part in plain(seen).items() if every or wanted.get(name)}
        print(json.dumps(parts, ensure_ascii=False))
        return
    voice = Voice(VOICE.language, place.zone)
    for name, lines in told(seen, voice).items():
        if every or wanted.get(name):
            print("\n".join(lines), end="\n" if lines else "")
    numbers = {"waiting": seen.waiting, "dead": seen.dead, "strangers": len(seen.strangers)}
    print(say("cli.alarms_summary", school=school, **numbers))


def look(work: "Work", rules: "Rules") -> Seen:
    from bot.actions.office import Office
    from bot.actions.telling_of_sources import unknown
    from storage import alarms as bodies
    from storage import signals, sources

    return Seen(
        sources=sources.of_school(work, rules.school),
        letters=bodies.dead(work, rules.school, MOST),
        strangers=unknown(work, Office.open(work, rules)),
        waiting=signals.number_waiting(work, rules.school),
        dead=sum(bodies.dead_since(work, rules.school, work.now - WEEK).values()),
    )


# ------------------------------------------------------------------ in words


def told(seen: Seen, voice: "Voice") -> "dict[str, list[str]]":
    from bot.writing import sources

    return {
        "sources": [_source(one, voice) for one in seen.sources],
        "letters": [line for one in seen.letters for line in _letter(one, voice)],
        "strangers": [sources.stranger(one, voice) for one in seen.strangers],
    }


def _source(one: "Source", voice: "Voice") -> str:
    from bot.writing.sources import name

    words = {"source": name(one.source, voice), "device": one.device}
    at = one.beating.at
    if at is None:
        return voice.say("cli.alarms_source", source=words["source"], at=one.heard_at)
    if one.told_at:
        return voice.say("cli.alarms_silent", at=at, **words)
    return voice.say("cli.alarms_beats", n=one.beating.beats, at=at, **words)


def _letter(one: "Letter", voice: "Voice") -> "Iterator[str]":
    """What it is, and its text below, as far as one can read it."""
    from bot.writing.sources import name, reason

    source, why = name(one.source, voice), reason(one.why, voice)
    yield voice.say("cli.alarms_letter", id=one.id, at=one.at, source=source, why=why)
    text = one.body.decode("utf-8", "replace")
    shown = "".join(c if c.isprintable() else " " for c in text[:400])
    yield f"    {shown}{'…' if len(text) > 400 else ''}"


# ------------------------------------------------------------------ for programs


def plain(seen: Seen) -> dict[str, Any]:
    return {
        "waiting": seen.waiting,
        "sources": [
            {
                "source": one.source,
                "device": one.device,
                "heard_at": one.heard_at.isoformat(),
                "beats": one.beating.beats,
                "silent": one.told_at is not None,
            }
            for one in seen.sources
        ],
        "letters": [
            {
                "id": one.id,
                "source": one.source,
                "at": one.at.isoformat(),
                "why": one.why,
                "body": one.body.decode("utf-8", "backslashreplace"),
            }
            for one in seen.letters
        ],
        "strangers": [
            {
                "source": one.source,
                "device": one.device,
                "channel": one.channel,
                "times": one.times,
                "text": one.text,
                "first_at": one.first_at.isoformat(),
                "last_at": one.last_at.isoformat(),
            }
            for one in seen.strangers
        ],
    }
