"""Groups: an administrator binds one; officers take tasks there. Forms never run in a group."""

from bot.actions import binding
from bot.actions.office import Office
from bot.approvals.refusals import Refusal
from bot.handlers import faulting, taps
from bot.handlers.visit import Answer, Visit
from bot.people.person import Person
from bot.platforms.ports import Inbound, Said, Tapped
from bot.speech import Voice
from storage.store import Work


def heard(work: Work, office: Office, person: Person | None, inbound: Inbound) -> Answer:
    voice = Voice(office.rules.language, office.rules.zone, office.now)
    if person is None:
        return stranger(inbound, voice)
    visit = Visit(work=work, office=office, person=person, inbound=inbound, voice=voice)
    try:
        with work.savepoint():
            return known(visit)
    except Refusal as refusal:
        return visit.refuses(refusal.saying)


def stranger(inbound: Inbound, voice: Voice) -> Answer:
    tapped = isinstance(inbound.what, Tapped)
    return Answer(toast=voice.say("stranger.tap")) if tapped else Answer()


def known(visit: Visit) -> Answer:
    match visit.inbound.what:
        case Tapped(payload):
            return taps.in_group(visit, payload)
        case Said(text) if text.split("@")[0].split()[:1] == ["/bind"]:
            return bind(visit, text)
        case Said(text):
            return faulting.asked(visit, text) or Answer()
    return Answer()


def bind(visit: Visit, text: str) -> Answer:
    name = [*text.split(), ""][1]
    at = visit.inbound
    binding.bind_group(visit.work, visit.office, visit.person, at.platform, at.chat, name)
    return Answer()  # the test message says it
