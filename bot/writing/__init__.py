"""Cards from what is true now, in the reader's language.

`card_for` is asked at the moment of delivery. None means that there is nothing left to say: the
promise is dropped instead of telling yesterday's news.
"""

from datetime import timedelta

from bot.cards import Card
from bot.notices import About
from bot.writing import (
    asking,
    behalf,
    beside,
    blind_spots,
    blindness,
    channels,
    deputies,
    filings,
    groups,
    instead,
    ladder,
    ledgers,
    lines,
    monthly,
    moved,
    news,
    notes,
    outage_lists,
    outages,
    posts,
    retention,
    seconding,
    sheets,
    silences,
    sources,
    tasks,
    training,
    until,
    watching,
)
from bot.writing.scene import Scene
from storage import attachments
from storage.store import Work

WRITERS = {
    About.ASK: asking.card,
    About.STATUS: ladder.card,
    About.TASK: tasks.card,
    About.FILING: filings.card,
    About.STUCK: notes.stuck,
    About.WELCOME: notes.welcome,
    About.FILES: notes.attachment,
    About.PAPER: sheets.card,
    About.PASSED_ON: instead.card,
    About.BLIND_SPOT: blind_spots.card,
    About.OPINION: beside.opinion,
    About.INFORMED: beside.informed,
    About.NEWS: news.card,
    About.BEHALF: behalf.card,
    About.DEPUTY: deputies.card,
    About.SECOND: seconding.card,
    About.SEAL: notes.seal,
    About.AUDIT: notes.audit,
    About.MONTHLY: monthly.card,
    About.LINE: lines.card,
    About.BLIND: blindness.card,
    About.WATCH: watching.card,
    About.UNFILED: ledgers.unfiled,
    About.RETENTION: retention.card,
    About.TRAINING: training.card,
    About.DIGEST: until.digest,
    About.MOVED: moved.card,
    About.OUTAGE: outages.card,
    About.OUTAGE_LIST: outage_lists.every,
    About.OVERNIGHT: outage_lists.overnight,
    About.SILENCE: silences.summary,
    About.SOURCE: sources.card,
    About.TRIAL: groups.trial,
    About.CHANNEL: channels.card,
    About.ACCOUNT: posts.news,
}
# What a message shows when a newer one about the same stands below it in the same chat.
LEFT_BEHIND = {About.OUTAGE: outages.left_behind}
# Many messages about one of these are one, if they could not be sent one by one (C48). A request
# that is approved as soon as it is filed, or closed as soon as it is approved, is told of once.
TOLD_TOGETHER = frozenset({About.OUTAGE, About.OVERNIGHT, About.STATUS})


BROUGHT_HOME_WITHIN = timedelta(seconds=30)


def card_for(scene: Scene, subject: str) -> Card | None:
    """The card of `subject` as it is true now, or None when there is nothing left to say."""
    about, *rest = subject.split("/")
    return WRITERS[About(about)](scene, tuple(rest))


def left_behind(scene: Scene, subject: str) -> Card | None:
    about, *rest = subject.split("/")
    return LEFT_BEHIND[About(about)](scene, tuple(rest))


def leaves_behind(subject: str) -> bool:
    """Whether a message about it is settled by a newer one in the same chat."""
    return subject.partition("/")[0] in LEFT_BEHIND


def told_together(subject: str) -> bool:
    return subject.partition("/")[0] in TOLD_TOGETHER


def still_waits(scene: Scene, subject: str) -> bool:
    """Whether whoever is to be reminded of it still has to act (C49)."""
    about, *rest = subject.split("/")
    match About(about):
        case About.ASK:
            return asking.is_asked(scene, tuple(rest))
        case About.TASK:
            return tasks.is_open(scene, tuple(rest))
        case About.STATUS:
            return ladder.is_open(scene, tuple(rest))
        case About.OUTAGE:
            return outages.waits(scene, tuple(rest))
    return True


def on_its_way(work: Work, subject: str) -> bool:
    """A paper sent a moment ago, still being brought home from its platform."""
    about, *rest = subject.split("/")
    paper = attachments.load(work, int(rest[0])) if about == About.FILES else None
    return bool(
        paper and paper.fetched_at is None and work.now - paper.added_at < BROUGHT_HOME_WITHIN
    )


def file_for(scene: Scene, subject: str) -> tuple[str, str, bytes] | None:
    """Name, MIME type and bytes, where the subject is a paper and not a card."""
    work, (about, *rest) = scene.work, subject.split("/")
    if about == About.OUTAGE_LIST:
        return outage_lists.file_for(scene, subject)
    if about != About.FILES:
        return None
    paper = attachments.load(work, int(rest[0]))
    data = attachments.data_of(work, int(rest[0]))
    return (paper.name, paper.mime, data) if paper and data else None
