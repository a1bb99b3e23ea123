"""Short messages: welcome, papers, and what an administrator must mend."""

from bot.actions.office import Office
from bot.approvals.request import Request
from bot.cards import Card
from bot.notices import ToPerson
from bot.speech import Voice
from bot.writing import case
from bot.writing.reader import Reader
from storage import attachments, outbox, requests
from storage.store import Work


def welcome(
    work: Work, office: Office, about: tuple[str, ...], reader: Reader, voice: Voice
) -> Card | None:
    if reader.person is None:
        return None
    return Card(
        title=voice.say("welcome.title", name=reader.person.name),
        body=(voice.say("welcome.body", school=voice(office.pack.title)),),
        hint=voice.say("menu.hint"),
    )


def attachment(
    work: Work, office: Office, about: tuple[str, ...], reader: Reader, voice: Voice
) -> Card | None:
    paper = attachments.load(work, int(about[0]))
    if paper is None:
        return None
    missing = attachments.data_of(work, paper.id) is None
    return Card(title=paper.name, body=(voice.say("papers.unavailable"),) if missing else ())


def stuck(
    work: Work, office: Office, about: tuple[str, ...], reader: Reader, voice: Voice
) -> Card | None:
    why, number = about[0], int(about[1])
    if why == "undelivered":
        return undelivered(work, office, number, voice)
    request = requests.peek(work, number)
    return Card(
        title=voice.say("stuck.title", number=request.number),
        body=(voice.say(f"stuck.{why}", names=waiting_for(office, request)),),
        notes=case.steps(office, request, voice),
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
