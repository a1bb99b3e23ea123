"""Short messages: welcome, papers, and what an administrator must mend."""

from bot.actions import finding, tasking, whose
from bot.actions.office import Office
from bot.actions.redeeming import MANY
from bot.approvals.request import Request, State
from bot.approvals.sight import Sight
from bot.cards import Card
from bot.notices import About, Recipient, ToGroup, ToPerson
from bot.writing import case, lines
from bot.writing.scene import Scene
from storage import attachments, journal, outbox, requests, tasks
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
    if paper is None or scene.reader.person is None:
        return None
    if not paper.name:
        return Card(title=scene.voice.say("papers.erased"))
    missing = attachments.data_of(scene.work, paper.id) is None
    return Card(
        title=paper.name, body=(scene.voice.say("papers.unavailable"),) if missing else ()
    )


def stuck(scene: Scene, about: tuple[str, ...]) -> Card | None:
    why, number = about[0], int(about[1])
    if scene.reader.person is None:
        return None
    if why == "undelivered":
        return undelivered(scene, number)
    if why == "task":
        return unheld(scene, number)
    if why == "topic_closed":
        return topic_closed(scene, number)
    if why == "codes":
        return guessed(scene)
    request = requests.peek(scene.work, number)
    if request.state is not State.IN_APPROVAL or (why == "nobody" and request.open_seats):
        return None
    return unsigned(scene, request, why, waiting_for(scene.office, request))


def unsigned(scene: Scene, request: Request, why: str, names: list[str]) -> Card:
    return Card(
        title=scene.voice.say("stuck.title", number=request.number),
        body=(scene.voice.say(f"stuck.{why}", names=names),),
        notes=case.steps(scene.office, request, scene.voice) if sees(scene, request) else (),
    )


def unheld(scene: Scene, number: int) -> Card | None:
    """A task for a role that nobody holds, nor anybody above."""
    task = tasks.peek(scene.work, number)
    request = requests.peek(scene.work, task.request)
    kind = tasking.kind_of(scene.office, request).task(task.kind)
    if kind is None or task.over or whose.actors(scene.office, request, kind, task):
        return None
    roles = [r.name for name, r in scene.office.pack.roles.items() if name in kind.actors]
    words = {"task": scene.voice(kind.title), "role": roles}
    return Card(
        title=scene.voice.say("stuck.title", number=request.number),
        body=(scene.voice.say("stuck.task", **words),),
    )


def sees(scene: Scene, request: Request) -> bool:
    """Who keeps this product mends what hangs and reads no cases."""
    reader = scene.reader.person
    if reader is None:
        return False
    return finding.sees(scene.work, scene.office, reader, request) is not Sight.NOTHING


def waiting_for(office: Office, request: Request) -> list[str]:
    return [n for seat in request.open_seats for n in case.asked(office, seat)]


def undelivered(scene: Scene, row_id: int) -> Card | None:
    """Why it failed stands in the log; here stands who misses what, and what helps."""
    row = outbox.undelivered(scene.work, row_id)
    if row is None:
        return None
    about, *rest = row.subject.split("/")
    to = recipient(scene, row.to)
    if about == About.ASK and isinstance(row.to, ToPerson):
        request = requests.peek(scene.work, int(rest[0]))
        waits = any(row.to.person in seat.persons for seat in request.open_seats)
        return unsigned(scene, request, "unreachable", [to]) if waits else None
    what = scene.voice.say(f"stuck.about_{about}", number=number_of(scene.work, about, rest))
    key = "stuck.undelivered_group" if isinstance(row.to, ToGroup) else "stuck.undelivered"
    return Card(
        title=scene.voice.say("stuck.undelivered_title"),
        body=(scene.voice.say(key, to=to, what=what),),
    )


def guessed(scene: Scene) -> Card:
    say = scene.voice.say
    return Card(title=say("stuck.codes_title"), body=(say("stuck.codes", n=MANY),))


def topic_closed(scene: Scene, row_id: int) -> Card | None:
    row = outbox.undelivered(scene.work, row_id)
    if row is None:
        return None
    to = recipient(scene, row.to) if row.to else scene.voice.say("stuck.some_group")
    return Card(
        title=scene.voice.say("stuck.topic_title", to=to),
        body=(scene.voice.say("stuck.topic_closed"),),
    )


def recipient(scene: Scene, to: Recipient | None) -> str:
    match to:
        case ToPerson(person, _):
            return case.name(scene.office, person)
        case ToGroup(name):
            return scene.voice.say(f"stuck.group_{name.partition('@')[0]}")
    return ""


def number_of(work: Work, about: str, rest: list[str]) -> str:
    match about:
        case (
            About.ASK
            | About.STATUS
            | About.OPINION
            | About.INFORMED
            | About.SECOND
            | About.BEHALF
        ):
            return requests.peek(work, int(rest[0])).number
        case About.NEWS:
            return requests.peek(work, int(rest[1])).number
        case About.TASK:
            return requests.peek(work, tasks.peek(work, int(rest[0])).request).number
    return ""


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
        # Whether taps in groups still come back is seen only when somebody taps.
        buttons=((lines.received(scene.voice),),),
    )


def audit(scene: Scene, about: tuple[str, ...]) -> Card:
    """What the daily check found; it stays true whatever is mended afterwards."""
    match about:
        case ("book", book, year, serial, why):
            known = scene.office.pack.books.get(book)
            title = scene.voice(known.title) if known else book
            what = scene.voice.say(f"audit.book_{why}", book=title, year=year, serial=serial)
        case _:
            seq, why = about[1:]
            what = scene.voice.say(f"audit.journal_{why}", seq=seq)
    return Card(
        title=scene.voice.say("audit.title"),
        body=(what, scene.voice.say("audit.what_to_do")),
    )
