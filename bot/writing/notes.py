"""Short messages: welcome, papers, and what an administrator must mend."""

from bot.actions.office import Office
from bot.approvals.request import Request
from bot.cards import Card
from bot.notices import ToPerson
from bot.speech import Voice
from bot.writing import case
from bot.writing.scene import Scene
from storage import attachments, journal, outbox, requests
from storage.store import Work


def welcome(scene: Scene, _about: tuple[str, ...]) -> Card | None:
    if scene.reader.person is None:
        return None
    return Card(
        title=scene.voice.say("welcome.title", name=scene.reader.person.name),
        body=(scene.voice.say("welcome.body", school=scene.voice(scene.office.pack.title)),),
        hint=scene.voice.say("menu.hint"),
    )


def attachment(scene: Scene, about: tuple[str, ...]) -> Card | None:
    paper = attachments.load(scene.work, int(about[0]))
    if paper is None:
        return None
    missing = attachments.data_of(scene.work, paper.id) is None
    return Card(
        title=paper.name, body=(scene.voice.say("papers.unavailable"),) if missing else ()
    )


def stuck(scene: Scene, about: tuple[str, ...]) -> Card | None:
    why, number = about[0], int(about[1])
    if why == "undelivered":
        return undelivered(scene.work, scene.office, number, scene.voice)
    request = requests.peek(scene.work, number)
    return Card(
        title=scene.voice.say("stuck.title", number=request.number),
        body=(scene.voice.say(f"stuck.{why}", names=waiting_for(scene.office, request)),),
        notes=case.steps(scene.office, request, scene.voice),
    )


def waiting_for(office: Office, request: Request) -> list[str]:
    return [n for seat in request.open_seats for n in case.asked(office, seat)]


def undelivered(work: Work, office: Office, row_id: int, voice: Voice) -> Card | None:
    row = outbox.undelivered(work, row_id)
    if row is None:
        return None
    to = case.name(office, row.to.person) if isinstance(row.to, ToPerson) else str(row.to)
    return Card(
        title=voice.say("stuck.undelivered_title"),
        body=(voice.say("stuck.undelivered", to=to, subject=row.subject, why=row.why),),
    )


def seal(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """The digest of the journal up to one entry; it never changes once it is said."""
    entry = next(
        iter(journal.entries(scene.work, scene.office.id, after=int(about[0]) - 1, limit=1)),
        None,
    )
    if entry is None:
        return None
    return Card(
        title=scene.voice.say(
            "journal.head_title", day=entry.at.astimezone(scene.office.rules.zone).date()
        ),
        body=(scene.voice.say("journal.head", n=entry.seq, hash=entry.hash),),
    )
