"""The day's journal head goes to the security group: a rewritten history will not match it."""

from datetime import date, datetime, time, timedelta

from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.notices import About, Reason, ToGroup, subject
from storage import journal
from storage.store import Work

SEALED_AT = time(18, 3)  # by the school's clock


def seal_the_day(work: Work, rules: Rules) -> bool:
    """Owe the head once a day; False where there is nothing to seal or nobody to tell."""
    office = Office.open(work, rules)
    return _sealed(work, office, office.now.date())


def seal_what_was_missed(work: Work, rules: Rules) -> bool:
    """For a start: whoever stood still when the day was to be sealed does it now. False where
    nothing had happened by then."""
    office = Office.open(work, rules)
    last = _last(office.now)
    first = next(journal.entries(work, office.id, limit=1), None)
    if first is None or first.at > last:
        return False
    return _sealed(work, office, last.date())


def _last(now: datetime) -> datetime:
    today = datetime.combine(now.date(), SEALED_AT, now.tzinfo)
    return today if today <= now else today - timedelta(days=1)


def _sealed(work: Work, office: Office, day: date) -> bool:
    head = journal.head(work, office.id)
    if not head.seq or "security" not in office.school.groups:
        return False
    card = subject(About.SEAL, head.seq)
    key = f"{About.SEAL}/{day}"
    owe(work, office, ToGroup("security"), Reason.ANCHORED, card, key, fresh=True)
    return True
