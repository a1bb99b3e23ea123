"""Groups: an administrator binds one; officers take tasks there. Forms never run in a group: what
has to be asked is asked in private, one link away.

A group is spoken to in the school's language; only what a tap answers its own finger is said in the
language of whoever tapped.
"""

from bot.actions import binding
from bot.actions.office import Office
from bot.approvals.refusals import Refusal
from bot.cards import Button, Card, Style
from bot.handlers import faulting, taps
from bot.handlers.visit import Answer, Visit
from bot.people.person import Person
from bot.platforms.ports import Inbound, Said, Tapped
from bot.speech import Voice
from bot.taps import Tap, Verb
from storage.store import Work

# What these commands lead to, where they are said in a group.
ALONE = {
    "/new": Tap(Verb.BEGIN, arg="footage"),
    "/todo": Tap(Verb.WAITING),
    "/kinds": Tap(Verb.KINDS),
}
COMMANDS = ("/my", "/faults", "/case", "/deputy", "/language", "/pin", "/book", "/grants")


def heard(work: Work, office: Office, person: Person | None, inbound: Inbound) -> Answer:
    tapped = isinstance(inbound.what, Tapped)
    language = person.language if person and tapped else office.rules.language
    voice = Voice(language, office.rules.zone, office.now)
    if person is None:
        return stranger(office, inbound, voice)
    visit = Visit(work=work, office=office, person=person, inbound=inbound, voice=voice)
    try:
        with work.savepoint():
            return known(visit).in_(voice.language)
    except Refusal as refusal:
        return visit.refuses(refusal.saying)


def stranger(office: Office, inbound: Inbound, voice: Voice) -> Answer:
    """Who he is, is asked in private: there he hears how to make himself known."""
    match inbound.what:
        case Tapped():
            spoken = Voice(inbound.language or voice.language, voice.zone)
            return Answer(toast=spoken.say("stranger.tap"))
        case Said(text):
            return led_away(text, voice, bound=is_bound(office, inbound)) or Answer()
    return Answer()


def is_bound(office: Office, inbound: Inbound) -> bool:
    """Whether this chat, or a topic of it, hears anything."""
    chat = inbound.chat.partition("#")[0]
    here = (place for places in office.school.groups.values() for place in places)
    return any(
        place.platform is inbound.platform and place.address.partition("#")[0] == chat
        for place in here
    )


def known(visit: Visit) -> Answer:
    match visit.inbound.what:
        case Tapped(payload):
            return taps.in_group(visit, payload)
        case Said(text) if command(text) == "/bind":
            return bind(visit, text)
        case Said(text):
            bound = is_bound(visit.office, visit.inbound)
            return (
                faulting.asked(visit, text)
                or led_away(text, visit.voice, bound=bound)
                or Answer()
            )
    return Answer()


def command(text: str) -> str:
    word = [*text.split(), ""][0]
    return word.partition("@")[0].lower() if word.startswith("/") else ""


def led_away(text: str, voice: Voice, *, bound: bool) -> Answer | None:
    """What a command means here: a link to where it works."""
    said = command(text)
    if said in ALONE:
        return pointed(voice, "group.alone", ALONE[said])
    if said in ("/help", "/start", "/fault"):
        key = "group.help" if bound else "group.joined"
        return pointed(voice, key, Tap(Verb.NOTHING))
    return pointed(voice, "group.alone", Tap(Verb.NOTHING)) if said in COMMANDS else None


def pointed(voice: Voice, key: str, to: Tap) -> Answer:
    way = Button(text=voice.say("group.go"), style=Style.GO, start=to.linked())
    return Answer(cards=(Card(title=voice.say(key), buttons=((way,),)),))


def bind(visit: Visit, text: str) -> Answer:
    name = [*text.split(), ""][1]
    at = visit.inbound
    binding.bind_group(visit.work, visit.office, visit.person, at.platform, at.chat, name)
    return Answer()  # the test message says it
