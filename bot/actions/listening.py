"""Do we still hear people? Sending well says nothing about that."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.actions.office import Office, Rules
from bot.actions.owing import ADMIN, owe
from bot.notices import About, Reason, ToPerson, subject
from bot.people.calendar import Counting
from bot.people.lines import Chat, Line, Step, step
from bot.people.person import Person, Platform
from storage import lines
from storage.store import Work

Open = Collection[tuple[Platform, Chat]]
Heard = Mapping[tuple[Platform, Chat], tuple[datetime, datetime | None]]  # word, tap


def listen(work: Work, rules: Rules, open_: Open, heard: Heard) -> list[Line]:
    """Keep what was heard, ask on lines that are silent, tell of those that stayed so. Gives the
    lines to be renewed."""
    office = Office.open(work, rules)
    for platform, chat in open_:
        lines.open_line(work, office.id, platform, chat)
    known = [
        one
        for one in lines.of_school(work, office.id)
        # Nothing can be asked on a line that is switched off, and its silence proves nothing.
        if (one.platform, one.chat) in open_ and one.platform not in office.school.off
    ]
    return [line for line in known if listened(work, office, line, heard)]


def listened(work: Work, office: Office, line: Line, heard: Heard) -> bool:
    """Whether this line has just been given up."""
    at, tapped_at = heard.get((line.platform, line.chat), (None, None))
    if at and (line.heard_at is None or at > line.heard_at):
        if line.told_at:
            tell(work, office, line, "back")
        lines.heard(work, office.id, line, at, tapped_at)
        return False
    hours = partial(office.calendar.between, counting=Counting.WORKING_HOURS)
    match step(line, office.now, hours):
        case Step.PROBE:
            probe(work, office, line)
        case Step.TELL:
            lines.keep(work, office.id, replace(line, told_at=office.now))
            tell(work, office, line, "silent")
            return True
    return False


def probe(work: Work, office: Office, line: Line) -> None:
    """On the line itself. Where no administrator has an account there, nobody can be asked; on the
    service account, where few speak, silence then proves nothing."""
    able = [a for a in office.directory.holders(ADMIN) if line.platform in platforms_of(a)]
    if not able and line.platform is Platform.WECHAT:
        return
    lines.keep(work, office.id, replace(line, probed_at=office.now))
    for admin in able:
        _owe(work, office, admin, line, "probe", line.platform)


def give_up(work: Work, rules: Rules, platform: Platform) -> None:
    """The platform itself says that it does not bring us what people say, and renewing it did not
    help."""
    office = Office.open(work, rules)
    for line in lines.of_school(work, office.id):
        if (line.platform, line.chat) == (platform, Chat.DIRECT) and not line.told_at:
            lines.keep(work, office.id, replace(line, told_at=office.now))
            tell(work, office, line, "silent")


def tell(work: Work, office: Office, line: Line, what: str) -> None:
    """On another line, where there is one: on this one it may be read, but not answered."""
    for admin in office.directory.holders(ADMIN):
        others = [p for p in platforms_of(admin) if p is not line.platform]
        _owe(work, office, admin, line, what, others[0] if others else None)


def platforms_of(person: Person) -> list[Platform]:
    return [account.platform for account in person.accounts if account.reachable]


def _owe(
    work: Work, office: Office, admin: Person, line: Line, what: str, on: Platform | None
) -> None:
    card = subject(About.LINE, what, line.platform, line.chat)
    key = f"{card}/{admin.id}/{office.now.isoformat()}"
    owe(work, office, ToPerson(admin.id, on), Reason.LISTENING, card, key, fresh=True)
