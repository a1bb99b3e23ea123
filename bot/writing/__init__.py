"""Cards from what is true now, in the reader's language.

`card_for` is asked at the moment of delivery. None means that there is nothing left to say: the
promise is dropped instead of telling yesterday's news.
"""

from bot.actions.office import Office
from bot.cards import Card
from bot.notices import About
from bot.speech import Voice
from bot.writing import asking, ladder, notes, tasks
from bot.writing.reader import Reader
from storage import attachments
from storage.store import Work

WRITERS = {
    About.ASK: asking.card,
    About.STATUS: ladder.card,
    About.TASK: tasks.card,
    About.STUCK: notes.stuck,
    About.WELCOME: notes.welcome,
    About.FILES: notes.attachment,
}


def card_for(
    work: Work, office: Office, subject: str, *, reader: Reader, voice: Voice
) -> Card | None:
    """The card of `subject` for `reader`, or None when nothing true is left to say."""
    about, *rest = subject.split("/")
    return WRITERS[About(about)](work, office, tuple(rest), reader, voice)


def file_for(work: Work, office: Office, subject: str) -> tuple[str, str, bytes] | None:
    """Name, MIME type and bytes, where the subject is a paper and not a card."""
    about, *rest = subject.split("/")
    if about != About.FILES:
        return None
    paper = attachments.load(work, int(rest[0]))
    data = attachments.data_of(work, int(rest[0]))
    return (paper.name, paper.mime, data) if paper and data else None
