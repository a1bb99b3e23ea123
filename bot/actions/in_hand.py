"""The card that somebody has just been asked something about.

In Telegram the question stands in the card's own message. News of the case written there would take
it from him in the middle of his answer; they come when it is over.
"""

from datetime import timedelta

from bot.people.person import PersonId, Platform
from storage import drafts, messages, outbox
from storage.drafts import DraftRow
from storage.messages import Message
from storage.store import Work

IN_PLACE = Platform.TELEGRAM  # elsewhere a question is a message of its own, and edits are few
A_WHILE = timedelta(minutes=30)  # who has not gone on by then may have put his phone away


def holds_up(work: Work, person: PersonId, card: Message) -> bool:
    """Whether he is being asked something in this card's message. Its news come when that is over,
    or when he has left it alone for a while."""
    if card.platform is not IN_PLACE:
        return False
    since = work.now - A_WHILE
    touched = drafts.touched_in(work, card.school, person, card.id, since=since)
    if touched is None:
        return False
    due = touched + A_WHILE
    outbox.owe_refresh(work, card.school, card.subject, only=card.id, due=due)
    return True


def over(work: Work, row: DraftRow) -> None:
    """The draft goes, however it ended; its question's message shows its card again."""
    drafts.drop(work, row)
    let_go(work, row)


def let_go(work: Work, row: DraftRow) -> None:
    """The question stands in that message no longer."""
    if row.message and (card := messages.load(work, row.message)):
        outbox.owe_refresh(work, row.school, card.subject, only=card.id)
