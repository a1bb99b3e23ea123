"""People the house does not know yet, and news about the chat itself."""

import re
from dataclasses import replace

from bot.actions import binding, reseating
from bot.actions.office import Office
from bot.approvals.refusals import Refusal
from bot.cards import Card
from bot.handlers.visit import Answer
from bot.notices import Reason
from bot.people.person import Person
from bot.platforms.ports import Inbound, Noticed, Said, Tapped
from bot.speech import Voice
from storage import people, places
from storage.store import Work

CODE = re.compile(r"(?:/start|绑定|bind)\s*[:： ]?\s*([0-9A-Za-z\-]{6,20})", re.IGNORECASE)


def stranger(office: Office, inbound: Inbound) -> Answer:
    """One helpful sentence, whatever was said or pressed."""
    voice = Voice(inbound.language or office.rules.language, office.rules.zone)
    if isinstance(inbound.what, Tapped):
        return Answer(toast=voice.say("stranger.tap"))
    return one(voice.say("stranger.who_are_you", school=voice(office.pack.title)))


def code_said(inbound: Inbound) -> str:
    """The binding code in a private message, or nothing."""
    if not isinstance(inbound.what, Said):
        return ""
    match = CODE.fullmatch(inbound.what.text.strip())
    return match[1] if match else ""


def redeemed(work: Work, office: Office, inbound: Inbound, code: str, voice: Voice) -> Answer:
    """The account answers for whoever the code was made for, also if it was another's before. The
    welcome itself is a promise and comes through the outbox. A wrong try is counted, so nothing is
    rolled back here."""
    try:
        at = (inbound.platform, inbound.sender)
        binding.bind_account(work, office, *at, code, inbound.language)
    except Refusal as refusal:
        return replace(one(voice(refusal.saying)), why=Reason.REFUSED)
    return Answer()


def back_again(work: Work, office: Office, person: Person, inbound: Inbound) -> None:
    """Whoever could not be reached and now speaks hears what waits for him."""
    account = office.directory.account(inbound.platform, inbound.sender)
    if account is None or account.reachable:
        return
    if people.mark_reachable(work, office.id, inbound.platform, inbound.sender):
        reseating.ask_again(work, office, person)


def followed(work: Work, office: Office, inbound: Inbound) -> Answer:
    """Somebody follows the service account: whom we know hears that he is welcome back."""
    person = office.directory.at(inbound.platform, inbound.sender)
    if person is None:
        return stranger(office, inbound)
    back_again(work, office, person, inbound)
    return one(Voice(person.language, office.rules.zone).say("menu.title", name=person.name))


def one(sentence: str) -> Answer:
    return Answer(cards=(Card(title=sentence),))


def noticed(work: Work, office: Office, inbound: Inbound) -> Answer:
    news = inbound.what
    assert isinstance(news, Noticed)
    match news.what:
        case "blocked" if inbound.private:
            people.mark_unreachable(work, office.id, inbound.platform, inbound.sender)
        case "unblocked" | "entered" if inbound.private:
            person = office.directory.at(inbound.platform, inbound.sender)
            if person:
                back_again(work, office, person, inbound)
        case "followed":
            return followed(work, office, inbound)
        case "migrated":
            places.move_group(work, office.id, inbound.platform, inbound.chat, news.to)
        case "joined" if not inbound.private:
            voice = Voice(office.rules.language, office.rules.zone, office.now)
            return one(voice.say("group.joined"))
        case _:
            pass
    return Answer()
