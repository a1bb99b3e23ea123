"""What is sent as a paper or a picture of its own making: the approval form of a case, the month
in numbers.

It is set by `bot.exporting`, outside the transaction that reads it.
"""

from dataclasses import dataclass

from bot.actions import finding
from bot.approvals.request import Request, State
from bot.approvals.sight import Sight
from bot.cards import Button, Card
from bot.notices import About
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case, monthly, paper
from bot.writing.monthly import Report
from bot.writing.paper import Paper
from bot.writing.scene import Scene
from storage import books, requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    name: str  # of the file
    paper: Paper | Report
    voice: Voice  # an approval form is the school's own, whoever reads it
    form: str = "pdf"  # or "png"


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """Said only where no paper can be set: this machine has no Chinese letters."""
    request = requests.peek(scene.work, int(about[0]))
    if _sees(scene, request) is Sight.NOTHING:
        return None
    title = case.titled(scene.office, request, scene.voice)
    return Card(title=title, body=(scene.voice.say("paper.unavailable"),))


def sheet_for(scene: Scene, subject: str) -> Sheet | None:
    """Where the subject is a paper to be set; from what is true, and to be seen, now."""
    about, *rest = subject.split("/")
    if about == About.MONTHLY:
        return Sheet(
            name=monthly.name_of(rest, scene.voice),
            paper=monthly.report_for(scene, rest),
            voice=scene.voice,
            form=rest[1],
        )
    if about != About.PAPER:
        return None
    request, office = requests.peek(scene.work, int(rest[0])), scene.office
    voice = Voice("zh", office.rules.zone, office.now)
    filled = paper.filled(
        office,
        request,
        voice,
        school=office.rules.name,
        entered=books.of_request(scene.work, office.id, request.id),
        approved=request.approved,
        whole=_sees(scene, request) is Sight.WHOLE,
    )
    return Sheet(name=f"{filled.title}{request.number}.pdf", paper=filled, voice=voice)


def _sees(scene: Scene, request: Request) -> Sight:
    reader = scene.reader.person
    if reader is None:
        return Sight.NOTHING
    return finding.sees(scene.work, scene.office, reader, request)


def printable(request: Request, voice: Voice) -> tuple[Button, ...]:
    """The approval form on paper: once it says that it was approved."""
    if request.state not in (State.APPROVED, State.CLOSED):
        return ()
    return (button(Verb.PAPER, "paper", request, voice),)


def button(verb: Verb, name: str, request: Request, voice: Voice) -> Button:
    return Button(
        text=voice.say(f"ask.{name}"),
        tap=Tap(verb, request.id),
        typed=voice.say(f"ask.{name}_typed", number=request.id),
    )
