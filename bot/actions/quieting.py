"""Quiet hours: what can wait until morning does, and comes as one message with buttons (C37).

Whoever has just written to us is awake and hears of everything at once.
"""

from datetime import datetime, time, timedelta

from bot.actions.office import Office
from bot.notices import About, Notice, Reason, ToPerson, subject
from bot.people.person import PersonId
from storage import outbox, people
from storage.store import Work

# What somebody has to do: the one message of the morning lists it.
GATHERED = frozenset({Reason.ASKED, Reason.REMINDED, Reason.NUDGED, Reason.TASKED, Reason.LATE})
# What is only to be known waits as well, and comes by itself.
QUIET = GATHERED | {
    Reason.CHASED,
    Reason.CONSULTED,
    Reason.INFORMED,
    Reason.MOVED,
    Reason.RAN_OUT,
    Reason.SUPPLYING,
    Reason.EXPIRED,
}
FROM, UNTIL = 22.0, 7.0  # hours of the day, where the pack says nothing; equal: none are quiet
AWAKE = timedelta(minutes=15)


def morning(work: Work, office: Office, notice: Notice) -> datetime | None:
    """When it may be said; None: when it is due."""
    if notice.reason not in QUIET or not isinstance(notice.to, ToPerson):
        return None
    at = (notice.due or office.now).astimezone(office.now.tzinfo)
    end = quiet_end(office, at)
    if end is None or awake(work, office, notice.to.person):
        return None
    return end


def quiet_end(office: Office, at: datetime) -> datetime | None:
    """When the quiet hours `at` falls into are over; None outside of them."""
    clocks = office.pack.clocks
    begins, ends = (
        at_hour(at, clocks.get(name, usual))
        for name, usual in (("quiet_from", FROM), ("quiet_until", UNTIL))
    )
    if begins <= ends:
        return ends if begins <= at < ends else None
    if at >= begins:
        return ends + timedelta(days=1)
    return ends if at < ends else None


def at_hour(day: datetime, hour: float) -> datetime:
    whole = int(hour)
    clock = time(whole % 24, round((hour - whole) * 60), tzinfo=day.tzinfo)
    return datetime.combine(day.date(), clock)


def awake(work: Work, office: Office, person: PersonId) -> bool:
    known = office.directory.get(person)
    seen = (
        people.last_seen(work, office.id, account.platform, account.address)
        for account in (known.accounts if known else ())
    )
    return any(at and office.now - at < AWAKE for at in seen)


def by_night(work: Work, notice: Notice) -> None:
    """Owed for the morning; from the second on they are told together."""
    assert notice.due
    assert isinstance(notice.to, ToPerson)
    if not outbox.owe(work, notice) or notice.reason not in GATHERED:
        return
    held = outbox.held_until(work, notice.school, notice.to.person, notice.due)
    single = [row for row in held if row.reason in GATHERED]
    gathered = any(row.reason is Reason.DIGEST for row in held)
    if not gathered and len(single) < 2:
        return
    outbox.fold(work, single)
    card = subject(About.DIGEST, notice.to.person, f"{notice.due:%Y-%m-%d}")
    outbox.owe(
        work,
        Notice(
            school=notice.school,
            to=notice.to,
            reason=Reason.DIGEST,
            subject=card,
            key=card,
            fresh=True,
            due=notice.due,
        ),
    )
