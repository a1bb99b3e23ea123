"""The day's journal head goes to the security group: a rewritten history will not match it."""

from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.notices import About, Reason, ToGroup, subject
from storage import journal
from storage.store import Work


def seal_the_day(work: Work, rules: Rules) -> bool:
    """Owe the head once a day; False where there is nothing to seal or nobody to tell."""
    office = Office.open(work, rules)
    head = journal.head(work, office.id)
    if not head.seq or "security" not in office.school.groups:
        return False
    card = subject(About.SEAL, head.seq)
    key = f"{About.SEAL}/{office.now.date()}"
    owe(work, office, ToGroup("security"), Reason.ANCHORED, card, key, fresh=True)
    return True
