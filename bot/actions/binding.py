"""Binding accounts to persons and chats to groups."""

from dataclasses import replace

from bot.actions.office import Office
from bot.actions.owing import ADMIN, owe
from bot.actions.redeeming import redeem
from bot.actions.reseating import ask_again
from bot.actions.telling_of_accounts import tell
from bot.approvals.refusals import Refusal, StaleCard
from bot.notices import About, Reason, ToGroup, ToPerson, subject
from bot.people.approved import ACCOUNT
from bot.people.person import Account, Person, PersonId, Platform
from storage import approved, invites, journal, outbox, people, places, waking
from storage.store import Work

GROUPS = ("security", "duty", "maintenance")


class NotAnAdministrator(Refusal):
    code = "not_an_administrator"


class UnknownGroupName(Refusal):
    """values: names"""

    code = "unknown_group_name"


def bind_account(
    work: Work,
    office: Office,
    platform: Platform,
    address: str,
    code: str,
    language: str = "",
) -> PersonId:
    """Redeem a single-use code; the account answers for that person from now on. `language` is what
    its client speaks."""
    person = redeem(work, office, code, platform, address)
    if isinstance(person, Refusal):
        raise person
    known = office.directory.get(person)
    if known is None or not known.active:
        raise invites.InviteUnknown  # he has left since he was given it
    tell_elsewhere(work, office, known, (platform, address))
    people.bind_account(work, office.id, person, Account(platform=platform, address=address))
    approved.forget(work, office.id, [(ACCOUNT, f"{platform}/{address}")])
    people.seen(work, office.id, platform, address)
    if language:
        people.set_client_language(work, office.id, platform, address, language)
    journal.append(work, office.id, "account.bound", {"person": person, "platform": platform})
    card = subject(About.WELCOME, person)
    # The same account may be bound again, after it was somebody else's.
    key = f"{card}/{platform}/{address}/{work.now.isoformat()}"
    owe(work, office, ToPerson(person), Reason.BOUND, card, key, fresh=True)
    waking.wake(work, office.id, f"person:{person}")
    ask_again(work, office, office.directory[person])
    return person


def tell_elsewhere(
    work: Work, office: Office, person: Person, fresh: tuple[Platform, str]
) -> None:
    """Whoever got hold of his code signs in his name from now on: he hears of it where he was."""
    others = [a for a in person.accounts if (a.platform, a.address) != fresh]
    tell(work, office, None, replace(person, accounts=tuple(others)), "bound")


def bind_group(
    work: Work, office: Office, by: Person, platform: Platform, address: str, name: str
) -> None:
    if not by.holds(ADMIN):
        raise NotAnAdministrator
    if name not in GROUPS:
        raise UnknownGroupName(names=list(GROUPS))
    places.bind_group(work, office.id, name, platform, address, confirmed=False)
    # One chat of a platform hears under a name: a new one takes the place of the old.
    places.replace_group(work, office.id, name, platform, address)
    data = {"group": name, "platform": platform.value, "by": by.id}
    journal.append(work, office.id, "group.bound", data)
    send_trial(work, office, f"{name}@{platform}")


def send_trial(work: Work, office: Office, group: str) -> None:
    """A test message: the binding counts for sure when somebody says that he sees it."""
    card = subject(About.TRIAL, group)
    # Bound or tried again, it is sent again.
    key = f"{card}/{work.now.isoformat()}"
    owe(work, office, ToGroup(group), Reason.BOUND, card, key, fresh=True)


def try_group(work: Work, office: Office, by: Person, group: str) -> None:
    must_be_bound(office, by, group)
    send_trial(work, office, group)


def unbind_group(work: Work, office: Office, by: Person, group: str) -> None:
    """What is still owed there is told to the administrators as lost; alarms go to their people."""
    must_be_bound(office, by, group)
    name, _, platform = group.partition("@")
    places.drop_group(work, office.id, name, Platform(platform))
    data = {"group": name, "platform": platform, "by": by.id}
    journal.append(work, office.id, "group.unbound", data)


def confirm_group(work: Work, office: Office, by: Person, group: str) -> None:
    """By whoever taps it there; from elsewhere by an administrator."""
    name, _, platform = group.partition("@")
    if not places.confirm_group(work, office.id, name, Platform(platform)):
        return
    journal.append(work, office.id, "group.confirmed", {"group": group, "by": by.id})
    outbox.owe_refresh(work, office.id, subject(About.TRIAL, group))


def must_be_bound(office: Office, by: Person, group: str) -> None:
    if not by.holds(ADMIN):
        raise NotAnAdministrator
    name, _, platform = group.partition("@")
    if not any(place.platform == platform for place in office.school.groups.get(name, ())):
        raise StaleCard
