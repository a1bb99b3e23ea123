"""人员与岗位, 邀请, 解绑 in chat. Names, units and posts change by import alone."""

import re

from bot.actions import inviting, unbinding
from bot.actions.switching import must_administer
from bot.approvals.refusals import StaleCard
from bot.cards import Card
from bot.handlers.visit import Answer, Visit
from bot.people.naming import plain
from bot.people.person import Account, Person
from bot.people.posts import matching
from bot.taps import Tap
from bot.writing import channels, posts

SEARCH = re.compile(r"(?:人员|查人|person)\s+(\S.*)", re.IGNORECASE)
INVITE = re.compile(r"(?:邀请|invite)\s+(\S.*)", re.IGNORECASE)
TAKE_BACK = re.compile(r"(?:作废|revoke)\s+(\S.*)", re.IGNORECASE)
UNBIND = re.compile(r"(确认解绑|解绑|unbind for good|unbind)\s+(\S+)\s+(\S.*)", re.IGNORECASE)


def room(visit: Visit, page: int = 0) -> Answer:
    return shown(posts.listing(visit.scene, page))


def uninvited(visit: Visit, page: int = 0) -> Answer:
    return shown(posts.uninvited(visit.scene, page))


def opened(visit: Visit, mark: str) -> Answer:
    return shown(posts.person(visit.scene, marked(visit, mark)))


def invite(visit: Visit, tap: Tap) -> Answer:
    must_administer(visit.person)
    return invited(visit, marked(visit, tap.arg))


def invited(visit: Visit, person: Person) -> Answer:
    made = inviting.invite(visit.work, visit.office, visit.person, person.id)
    return shown(posts.invited(made, visit.voice))


def take_back(visit: Visit, tap: Tap) -> Answer:
    must_administer(visit.person)
    return taken_back(visit, marked(visit, tap.arg))


def taken_back(visit: Visit, person: Person) -> Answer:
    inviting.revoke(visit.work, visit.office, visit.person, person.id)
    said = visit.voice.say("invite.taken_back", name=plain(person.name))
    return Answer(cards=(Card(title=said),), toast=said)


def unbind(visit: Visit, tap: Tap) -> Answer:
    """The first tap asks, the second does it."""
    must_administer(visit.person)
    mark, _, yes = tap.arg.partition(".")
    person, account = held(visit, mark)
    return unbound(visit, person, account) if yes else asked(visit, person, account)


def asked(visit: Visit, person: Person, account: Account) -> Answer:
    unbinding.must_leave_an_administrator(visit.office, person, account)
    return shown(posts.sure(person, account, visit.voice))


def unbound(visit: Visit, person: Person, account: Account) -> Answer:
    at = (account.platform, account.address)
    unbinding.unbind(visit.work, visit.office, visit.person, person.id, *at)
    channel = channels.name(account.platform, visit.voice)
    said = visit.voice.say("people.unbound", name=plain(person.name), channel=channel)
    again = posts.inviting_button(person, visit.voice)
    return Answer(cards=(Card(title=said, buttons=((again,),)),), toast=said)


# ------------------------------------------------------------------ typed


def typed(visit: Visit, text: str) -> Answer | None:
    if said := SEARCH.fullmatch(text):
        return searched(visit, said[1])
    for shape, act in ((INVITE, invited), (TAKE_BACK, taken_back)):
        if said := shape.fullmatch(text):
            person = one(visit, said[1])
            return act(visit, person) if isinstance(person, Person) else person
    if said := UNBIND.fullmatch(text):
        return typed_unbind(visit, said[1], said[2], said[3])
    return None


def searched(visit: Visit, words: str) -> Answer:
    person = one(visit, words)
    return opened(visit, posts.mark(person)) if isinstance(person, Person) else person


def typed_unbind(visit: Visit, verb: str, channel: str, name: str) -> Answer | None:
    person = one(visit, name)
    if not isinstance(person, Person):
        return person
    for account in person.accounts:
        if channel.lower() == channels.name(account.platform, visit.voice).lower():
            sure = verb.lower() in ("确认解绑", "unbind for good")
            act = unbound if sure else asked
            return act(visit, person, account)
    return visit.says("people.no_such_account", name=plain(person.name), channel=channel)


def one(visit: Visit, words: str) -> Person | Answer:
    """Whoever is meant; where that is not clear, the question who."""
    some = matching(visit.office.directory, words)
    whole = [p for p in some if plain(p.name) == plain(words)]
    if len(whole) == 1 or len(some) == 1:
        return (*whole, *some)[0]
    if not some:
        return visit.says("people.nobody", words=words)
    return shown(posts.found(visit.scene, words, some))


# ------------------------------------------------------------------ by their marks


def marked(visit: Visit, mark: str) -> Person:
    people = visit.office.directory.persons.values()
    found = next((p for p in people if p.active and posts.mark(p) == mark), None)
    if found is None:
        raise StaleCard
    return found


def held(visit: Visit, mark: str) -> tuple[Person, Account]:
    for person in visit.office.directory.persons.values():
        for account in person.accounts:
            if posts.account_mark(account) == mark:
                return person, account
    raise StaleCard


def shown(card: Card) -> Answer:
    return Answer(cards=(card,))
