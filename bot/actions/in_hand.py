"""The card that somebody has just been asked something about.

In Telegram the question stands in the card's own message. News of the case written there would take
it from him in the middle of his answer; they come when it is over.
"""

from datetime import timedelta

from bot.notices import About, subject
from bot.people.person import PersonId, Platform
from storage import drafts, messages, outbox
from storage.drafts import DraftRow
from storage.store import Work

IN_PLACE = Platform.TELEGRAM  # elsewhere a question is a message of its own, and edits are few
A_WHILE = timedelta(minutes=30)  # who has not gone on by then may have put his phone away
CARD = {
    "verdict": About.ASK,
    "approve": About.ASK,
    "narrow": About.ASK,
    "back": About.ASK,
    "hands": About.ASK,
    "flags": About.ASK,
    "time": About.ASK,
    "snooze": About.ASK,
    "amend": About.STATUS,
    "outcome": About.TASK,
    "begin": About.TASK,
}


def card_of(purpose: str) -> str:
    """The beginning of the subjects a draft of this purpose is about: "ask/12"; "" for none."""
    name, *rest = purpose.split(":")
    number = rest[-1] if name == "begin" else next(iter(rest), "")
    return subject(CARD[name], number) if name in CARD else ""


def is_asked_about(work: Work, school: str, person: PersonId, card: str) -> bool:
    begun = drafts.purposes(work, school, person, since=work.now - A_WHILE)
    return any(of and f"{card}/".startswith(f"{of}/") for of in map(card_of, begun))


def let_go(work: Work, row: DraftRow) -> None:
    """It was given up: what its card did not tell meanwhile stands there again."""
    if card := card_of(row.purpose):
        for about in messages.subjects(work, row.school, card):
            outbox.owe_refresh(work, row.school, about, on=IN_PLACE)
