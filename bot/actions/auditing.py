"""The daily look at what was written: is every entry still as the bot wrote it?"""

from collections.abc import Iterable

from bot.actions.office import Office, Rules
from bot.actions.owing import ADMIN, owe
from bot.notices import About, Reason, ToPerson, subject
from storage import journal, proofs
from storage.store import Work


def findings(work: Work, rules: Rules) -> list[str]:
    """The first entry of the journal and the first row of the books that is not as it was written,
    as subjects. Only looks, so that nobody has to wait for it."""
    found = []
    if bad := journal.verify(work, rules.school):
        found.append(subject(About.AUDIT, "journal", bad.seq, bad.why))
    if row := proofs.verify(work, rules.school):
        found.append(subject(About.AUDIT, "book", *row.key, row.why))
    return found


def report(work: Work, rules: Rules, found: Iterable[str]) -> None:
    """Tell every administrator, each day anew until it is mended."""
    office = Office.open(work, rules)
    for card in found:
        for admin in office.directory.holders(ADMIN):
            key = f"{card}/{office.now.date()}/{admin.id}"
            owe(work, office, ToPerson(admin.id), Reason.TAMPERED, card, key, fresh=True)
