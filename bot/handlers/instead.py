"""A tap on what a refusal says to do instead."""

from bot.actions import instead
from bot.approvals.refusals import StaleCard
from bot.cards import Card
from bot.handlers import forms
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap
from bot.writing.instead import TAKE, TELL
from storage import drafts
from storage.drafts import DraftRow


def tapped(visit: Visit, tap: Tap) -> Answer:
    row = drafts.load(visit.work, tap.about)
    why, _, what = tap.arg.rpartition(".")
    if row is None or row.school != visit.office.id or not instead.kind_of(row):
        raise StaleCard
    if what == TAKE:
        return taken(visit, row, why)
    if row.person != visit.person.id:
        raise StaleCard
    return passed_on(visit, row, why) if what == TELL else begun(visit, row, why, what)


def begun(visit: Visit, row: DraftRow, why: str, kind: str) -> Answer:
    rule = instead.rule_of(visit.office, instead.kind_of(row), why)
    offered = instead.begins(visit.office, visit.person, rule) if rule else []
    if kind not in {one.id for one in offered}:
        raise StaleCard
    return over(visit, row, why, kind)


def passed_on(visit: Visit, row: DraftRow, why: str) -> Answer:
    found = instead.pass_on(visit.work, visit.office, visit.person, row, why)
    if not found:
        raise StaleCard
    said = visit.voice.say("instead.told", names=[person.name for person in found])
    return Answer(cards=(Card(title=said),), toast=said)


def taken(visit: Visit, row: DraftRow, why: str) -> Answer:
    """Whoever was told files it himself, from what was said already."""
    writer = visit.office.directory.get(row.person)
    told = instead.told(visit.office, writer, instead.kind_of(row), why) if writer else ()
    if visit.person.id not in {person.id for person in told}:
        raise StaleCard
    return over(visit, row, why, instead.kind_of(row))


def over(visit: Visit, row: DraftRow, why: str, kind: str) -> Answer:
    known = instead.carried_over(visit.office, row, kind, why, visit.person.id)
    return forms.again(visit, f"file:{kind}", known)
