"""A code is used, once. From many wrong ones the administrators hear that codes are guessed at."""

from bot.actions.office import Office
from bot.actions.owing import ADMIN, owe
from bot.approvals.refusals import Refusal
from bot.notices import About, Reason, ToPerson, subject
from bot.people.person import PersonId, Platform
from storage import invites
from storage.store import Work

MANY = 50  # wrong codes of a school within an hour; ten accounts may try that often


def redeem(
    work: Work, office: Office, code: str, platform: Platform, address: str
) -> PersonId | Refusal:
    """As `invites.redeem`: a refusal is returned, for its count must be committed."""
    person = invites.redeem(work, office.id, code, platform, address)
    if isinstance(person, Refusal) and invites.often_wrong(work, office.id, MANY):
        tell_of_guessing(work, office)
    return person


def tell_of_guessing(work: Work, office: Office) -> None:
    """Once a day. Nobody is shut out for it: who has many accounts could shut out a whole school,
    and would not find a code of fifty bits within its ten minutes by trying with all of them."""
    card = subject(About.STUCK, "codes", f"{office.now:%Y%m%d}")
    for admin in office.directory.holders(ADMIN):
        key = f"{card}/{admin.id}"
        owe(work, office, ToPerson(admin.id), Reason.STUCK, card, key, fresh=True)
