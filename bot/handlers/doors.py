"""People the house does not know yet, and news about the chat itself."""

import re

from bot.actions import binding
from bot.actions.office import Office
from bot.approvals.refusals import Refusal
from bot.cards import Card
from bot.handlers.visit import Answer
from bot.platforms.ports import Inbound, Noticed, Said
from bot.speech import Voice
from storage import people, places
from storage.store import Work

CODE = re.compile(r"(?:/start|绑定|bind)\s*[:： ]?\s*([0-9A-Za-z\-]{6,20})", re.IGNORECASE)


def stranger(work: Work, office: Office, inbound: Inbound) -> Answer:
    """A code binds the account; anything else gets one helpful sentence."""
    voice = Voice(zone=office.rules.zone)
    match = (
        CODE.fullmatch(inbound.what.text.strip()) if isinstance(inbound.what, Said) else None
    )
    if match is None:
        return one(voice.say("stranger.who_are_you", school=voice(office.pack.title)))
    return redeemed(work, office, inbound, match[1], voice)


def redeemed(work: Work, office: Office, inbound: Inbound, code: str, voice: Voice) -> Answer:
    """The welcome itself is a promise and comes through the outbox. A wrong try is counted, so
    nothing is rolled back here."""
    try:
        binding.bind_account(work, office, inbound.platform, inbound.sender, code)
    except Refusal as refusal:
        return one(voice(refusal.saying))
    return Answer()


def one(sentence: str) -> Answer:
    return Answer(cards=(Card(title=sentence),))


def noticed(work: Work, office: Office, inbound: Inbound) -> Answer:
    news = inbound.what
    assert isinstance(news, Noticed)
    match news.what:
        case "blocked" if inbound.private:
            people.mark_unreachable(work, office.id, inbound.platform, inbound.sender)
        case "unblocked" | "entered" if inbound.private:
            people.mark_reachable(work, office.id, inbound.platform, inbound.sender)
        case "migrated":
            places.move_group(work, office.id, inbound.platform, inbound.chat, news.to)
        case "joined" if not inbound.private:
            return one(Voice(zone=office.rules.zone).say("group.joined"))
        case _:
            pass
    return Answer()
