"""卡住的 in chat: the list, and its taps."""

import re

from bot.actions import stuck
from bot.actions.switching import must_administer
from bot.cards import Card
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap
from bot.writing import stuck as words

TYPED = {
    "notice": re.compile(r"(?:重发|resend)\s*(\d+)", re.IGNORECASE),
    "letter": re.compile(r"(?:重新处理|retry)\s*(\d+)", re.IGNORECASE),
    "case": re.compile(r"(?:催审批|remind signers)\s*(\d+)", re.IGNORECASE),
    "task": re.compile(r"(?:催办理|remind doers)\s*(\d+)", re.IGNORECASE),
}


def room(visit: Visit, page: int = 0) -> Answer:
    found = stuck.look(visit.work, visit.office)
    return Answer(cards=(words.listing(visit.scene, found, page),))


def mend(visit: Visit, tap: Tap) -> Answer:
    must_administer(visit.person)
    return mended(visit, tap.arg, tap.about)


def mended(visit: Visit, which: str, about: int) -> Answer:
    stuck.mend(visit.work, visit.office, visit.person, which, about)
    return Answer(toast=visit.voice.say(f"stuck.mended_{which}"))


def typed(visit: Visit, text: str) -> Answer | None:
    for which, shape in TYPED.items():
        if said := shape.fullmatch(text):
            answer = mended(visit, which, int(said[1]))
            return Answer(cards=(Card(title=answer.toast),))
    return None
