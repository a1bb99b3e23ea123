"""为什么 12, why 12: how the deadlines of a case are counted, for whoever may see it."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.actions import finding
from bot.approvals.refusals import StaleCard
from bot.conversation.numerals import plain, quoted
from bot.handlers import looking
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap
from bot.writing import explaining, ladder, tasks
from storage import requests

WORD = re.compile(r"(?:/why(?:@\w+)?|why|为什么|期限)[\s:：]*(\S.*)", re.IGNORECASE)
OWN = re.compile(r"\d{1,9}")


def asked(visit: Visit, text: str) -> Answer | None:
    """With the number on the card's buttons, or the whole number of a case. 为什么 before anything
    else is an answer to a form."""
    word = WORD.fullmatch(text.strip())
    said = plain(word[1]) if word else ""
    if not OWN.fullmatch(said) and not looking.NUMBER.fullmatch(said):
        return None
    for number in cases(visit, said):
        # A case that is not his is answered like one that never was.
        with contextlib.suppress(StaleCard):
            return of_case(visit, number)
    raise looking.NoSuchCase(number=quoted(said))


def cases(visit: Visit, said: str) -> Iterator[int]:
    if OWN.fullmatch(said):
        yield int(said)
        return
    for number in looking.meant(visit, said):
        if found := requests.by_number(visit.work, visit.office.id, number):
            yield found.id


def tapped(visit: Visit, tap: Tap) -> Answer:
    """Beside the card that was tapped, which stays."""
    task = int(tap.arg) if tap.arg.isdecimal() else 0
    answer = of_case(visit, tap.about, task)
    here = (
        tasks.card(visit.scene, (tap.arg,))
        if task
        else ladder.card(visit.scene, (str(tap.about),))
    )
    return replace(answer, cards=(here, *answer.cards)) if here else answer


def of_case(visit: Visit, number: int, task: int = 0) -> Answer:
    request = finding.visible(visit.work, visit.office, visit.person, number)
    return Answer(cards=(explaining.card(visit.scene, request, task),))
