"""Who is this, and which handler's business is it?

Everything here runs inside one transaction. A refusal rolls back what was begun and becomes one
plain sentence; any other exception is a bug, climbs to the intake and shows a number.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.actions.office import Office, Rules
from bot.actions.proving import PinNotSet
from bot.approvals.refusals import Refusal
from bot.handlers import (
    administering,
    commands,
    deputies,
    doors,
    explaining,
    faulting,
    forms,
    groups,
    links,
    looking,
    pin_question,
    pins,
    registers,
    reporting,
    school_calendar,
    sentences,
    taps,
    trials,
    typed,
)
from bot.handlers.visit import Answer, Visit
from bot.people.person import Client, Platform
from bot.platforms.ports import Inbound, Noticed, Said, SentFile, Tapped
from bot.speech import Voice
from storage import drafts, people, snapshots
from storage.store import Work


def dispatch(work: Work, rules: Rules, inbound: Inbound) -> Answer:
    office = Office.open(work, rules)
    person = office.directory.at(inbound.platform, inbound.sender)
    if isinstance(inbound.what, Noticed):
        return doors.noticed(work, office, inbound)
    if not inbound.private:
        return groups.heard(work, office, person, inbound)
    if code := doors.code_said(inbound):
        spoken = person.language if person else inbound.language or rules.language
        voice = Voice(spoken, rules.zone, office.now)
        return doors.redeemed(work, office, inbound, code, voice)
    if person is None:
        return doors.stranger(office, inbound)
    people.seen(work, office.id, inbound.platform, inbound.sender)
    doors.back_again(work, office, person, inbound)
    learn_client(work, office, inbound)
    office = learn_language(work, office, inbound)
    person = office.directory.at(inbound.platform, inbound.sender) or person
    visit = Visit(
        work=work,
        office=office,
        person=person,
        inbound=inbound,
        voice=Voice(person.language, rules.zone, office.now),
    )
    return answered(visit).in_(visit.voice.language)


def foreseen(work: Work, rules: Rules, inbounds: Iterable[Inbound]) -> None:
    """What each of many updates would ask for by itself: the school, and the form of whoever types
    or sends a file in private, for he may be in the middle of one."""
    directory = snapshots.foresee(work, rules.school).directory
    alone = [i for i in inbounds if i.private and isinstance(i.what, Said | SentFile)]
    known = (directory.at(i.platform, i.sender) for i in alone)
    drafts.foresee(work, rules.school, {person.id for person in known if person})


def learn_client(work: Work, office: Office, inbound: Inbound) -> None:
    """Whoever taps a card reads with a client that shows cards (wechat.md §2.16)."""
    if inbound.platform is not Platform.WECOM or not isinstance(inbound.what, Tapped):
        return
    account = office.directory.account(inbound.platform, inbound.sender)
    if account and account.client is not Client.CARDS:
        people.set_client(work, office.id, inbound.platform, inbound.sender, Client.CARDS)


def learn_language(work: Work, office: Office, inbound: Inbound) -> Office:
    """What his client speaks at the first contact is how we speak with whoever has said nothing
    else; of two clients the second changes nothing. The office as it is from now on."""
    account = office.directory.account(inbound.platform, inbound.sender)
    if account is None or account.language or not inbound.language:
        return office
    people.set_client_language(
        work, office.id, inbound.platform, inbound.sender, inbound.language
    )
    return Office.open(work, office.rules)


def answered(visit: Visit) -> Answer:
    try:
        with visit.work.savepoint():
            return forms.followed(visit, heard(visit))
    except PinNotSet as refusal:
        no = replace(visit.says_no(refusal.saying), opens=pin_question.NEW)
        return forms.followed(visit, no)
    except Refusal as refusal:
        return visit.refuses(refusal.saying)


def heard(visit: Visit) -> Answer:
    match visit.inbound.what:
        case Tapped(payload):
            return taps.tapped(visit, payload)
        case Said(text):
            return (
                pins.heard(visit, text)
                or links.followed(visit, text)
                or commands.command(visit, text)
                or administering.typed(visit, text)
                or looking.asked(visit, text)
                or explaining.asked(visit, text)
                or school_calendar.asked(visit, text)
                or reporting.asked(visit, text)
                or faulting.asked(visit, text)
                or trials.typed(visit, text)
                or pins.reset(visit, text)
                or deputies.typed(visit, text)
                or typed.slot(visit, text)
                or to_what_was_asked(visit, text)
                or sentences.begun(visit, text)
                or commands.menu(visit)
            )
        case SentFile(mime=mime) if mime.startswith(("audio/", "video/")):
            return visit.says("papers.no_voice")
        case SentFile():
            return forms.sent_file(visit, visit.inbound.what) or visit.says("papers.not_asked")
    raise AssertionError(visit.inbound.what)  # Noticed was answered before


def to_what_was_asked(visit: Visit, text: str) -> Answer | None:
    """The title of a register opens it, whatever form is half filled in; but not over a PIN."""
    row = drafts.current(visit.work, visit.office.id, visit.person.id)
    if row and pins.is_asked(row):
        return pins.asked_again(visit, row, text)
    return registers.named(visit, text) or (forms.typed(visit, row, text) if row else None)
