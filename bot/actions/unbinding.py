"""解绑: an account answers for nobody any more, from this moment on. For a lost phone."""

from bot.actions.announcing import reachable
from bot.actions.inviting import on_the_list
from bot.actions.office import Office
from bot.actions.owing import ADMIN, report_stuck
from bot.actions.reseating import ask_again
from bot.actions.switching import must_administer
from bot.actions.telling_of_accounts import tell
from bot.approvals.refusals import Refusal, StaleCard
from bot.approvals.request import State
from bot.people.approved import ACCOUNT
from bot.people.person import Account, Person, PersonId, Platform
from storage import approved, invites, journal, messages, people, pins, requests, slots, waking
from storage.store import Work


class LastAdministrator(Refusal):
    """Nobody would be left to mend anything."""

    code = "last_administrator"


def unbind(
    work: Work, office: Office, by: Person, person: PersonId, platform: Platform, address: str
) -> Person:
    """What stood in that chat is not edited any more; a PIN that may have been watched is
    forgotten; what waits for him is put before him on another account, where he has one."""
    must_administer(by)
    known = on_the_list(office, person)
    account = Account(platform=platform, address=address)
    if not any((a.platform, a.address) == (platform, address) for a in known.accounts):
        raise StaleCard
    must_leave_an_administrator(office, known, account)
    people.unbind(work, office.id, platform, address)
    messages.forget_at(work, office.id, platform, address)
    slots.forget_at(work, office.id, platform, address)
    pins.forget(work, office.id, known.id)
    invites.revoke(work, office.id, known.id)
    approved.keep(work, office.id, (ACCOUNT, f"{platform}/{address}"), {"unbound": True}, 0)
    data = {"person": known.id, "platform": platform.value, "by": by.id}
    journal.append(work, office.id, "account.unbound", data)
    left_behind(work, Office.open(work, office.rules), by, known.id)
    return known


def left_behind(work: Work, office: Office, by: Person, person: PersonId) -> None:
    known = office.directory[person]
    tell(work, office, by, known, "unbound")
    waking.wake(work, office.id, f"person:{person}")
    if any(account.reachable for account in known.accounts):
        ask_again(work, office, known)
        return
    for one in requests.waiting_on(work, office.id, person):
        seats = one.request.open_seats
        waits = one.request.state is State.IN_APPROVAL
        if waits and not any(reachable(office, seat) for seat in seats):
            report_stuck(work, office, "unreachable", one.request)


def must_leave_an_administrator(office: Office, person: Person, account: Account) -> None:
    kept = [
        (a.platform, a.address)
        for admin in office.directory.holders(ADMIN)
        for a in admin.accounts
        if a.reachable
    ]
    gone = (account.platform, account.address)
    if person.holds(ADMIN) and gone in kept and len(kept) == 1:
        raise LastAdministrator
