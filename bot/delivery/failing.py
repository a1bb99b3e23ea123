"""A message that cannot be delivered where it was to go takes another channel at once, and somebody
who can help is told.

Which refusals are final stands in the tables of the platforms (`outcomes`, `errcodes`).
"""

from datetime import timedelta

import structlog

from bot.actions import alarming
from bot.actions.office import Office
from bot.actions.owing import ADMIN
from bot.actions.tasking import without_group
from bot.delivery.packing import Branch, Nowhere, Parcel
from bot.notices import About, Notice, Reason, Recipient, ToGroup, ToPerson, subject
from bot.people.person import Platform
from storage import messages, outbox, people, places, snapshots
from storage.outbox import OutboxRow
from storage.store import Work

# So long an alarm waits for a group that cannot be reached before its people hear of it themselves.
PATIENT = timedelta(minutes=1)
TOPIC = "#"  # between a chat and its topic, in the address of a group

log = structlog.get_logger()


def unreachable(work: Work, branch: Branch, one: Parcel, why: str) -> None:
    """Try the person's other account at once; when there is none, packing says so."""
    if one.account is None:
        given_up(work, branch, one, why)
        return
    people.mark_unreachable(work, one.row.school, one.platform, one.address)
    if one.row.kind == "refresh":
        outbox.broken(work, one.row, why)
    else:
        outbox.postponed(work, one.row, work.now, why)


def gone(work: Work, branch: Branch, one: Parcel, why: str) -> None:
    """The message cannot be edited: a new one says it, unless a newer one already stands."""
    if one.edits is None:
        given_up(work, branch, one, why)
        return
    messages.forget(work, one.edits.id)
    newer = messages.at(work, one.row.school, one.row.subject, one.platform, one.address)
    outbox.dropped(work, one.row, why)
    school = snapshots.snapshot(work, one.row.school)
    owner = school.directory.at(one.platform, one.address)
    if owner and not newer:
        say_again(work, one.row, ToPerson(owner.id))


def given_up(work: Work, branch: Branch, one: Parcel, why: str) -> None:
    if outbox.broken(work, one.row, why) and one.row.reason != Reason.STUCK:
        tell_administrators(work, one.row.school, "undelivered", one.row.id)
        instead(work, branch, one.row)
    log.warning("delivery.given_up", row=one.row.id, why=why)


def nowhere(work: Work, branch: Branch | None, one: Nowhere) -> None:
    """Nobody to deliver to: the promise is marked broken and the administrator hears of it."""
    if outbox.broken(work, one.row, one.why) and one.row.reason != Reason.STUCK:
        tell_administrators(work, one.row.school, "undelivered", one.row.id)
        if branch:
            instead(work, branch, one.row)


def instead(work: Work, branch: Branch, row: OutboxRow) -> None:
    """What a group cannot be told is told to its people themselves."""
    about, *rest = row.subject.split("/")
    if not isinstance(row.to, ToGroup):
        return
    office = Office.open(work, branch.rules)
    match about:
        case About.TASK:
            without_group(work, office, int(rest[0]))
        case About.OUTAGE:
            alarming.without_group(work, office, int(rest[0]), row.reason)


def blocked(work: Work, branch: Branch, one: Parcel, again: float) -> None:
    """An alarm cannot wait until a platform is well again, nor behind whatever else waits for it:
    it is kept for its group, and told to people elsewhere."""
    if one.account is not None:
        return
    tried = work.now + timedelta(seconds=again)
    alarms = outbox.waiting(work, one.row.school, one.row.lane, f"{About.OUTAGE}/")
    for row in alarms:
        if tried - row.due_at >= PATIENT:
            instead(work, branch, row)
            tell_administrators(work, row.school, "undelivered", row.id)


def moved(work: Work, one: Parcel, to: str) -> None:
    """The group has another address, and what stands at the old one can be edited no more."""
    row, place = one.row, (one.platform, one.address)
    places.move_group(work, row.school, *place, to)
    if TOPIC in one.address and TOPIC not in to:
        tell_administrators(work, row.school, "topic_closed", row.id)
    if one.edits is None:
        outbox.postponed(work, row, work.now, "moved")
        return
    messages.forget(work, one.edits.id)
    outbox.dropped(work, row, "moved")
    for whom in at(work, row.school, one.platform, to):
        say_again(work, row, whom)


def at(work: Work, school: str, platform: Platform, address: str) -> list[Recipient]:
    """The groups that are at this address."""
    named = snapshots.snapshot(work, school).groups.items()
    here = [
        n
        for n, bound in named
        if any((g.platform, g.address) == (platform, address) for g in bound)
    ]
    return [ToGroup(f"{name}@{platform}") for name in here[:1]]


def say_again(work: Work, row: OutboxRow, to: Recipient) -> None:
    outbox.owe(
        work,
        Notice(
            school=row.school,
            to=to,
            reason=Reason.SETTLED,
            subject=row.subject,
            key=f"again/{row.id}",
            fresh=True,
        ),
    )


def tell_administrators(work: Work, school: str, why: str, about: int) -> None:
    card = subject(About.STUCK, why, about)
    for admin in snapshots.snapshot(work, school).directory.holders(ADMIN):
        outbox.owe(
            work,
            Notice(
                school=school,
                to=ToPerson(admin.id),
                reason=Reason.STUCK,
                subject=card,
                key=f"{card}/{admin.id}",
                fresh=True,
            ),
        )
