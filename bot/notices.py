"""What is owed to somebody: promises that leave through the outbox and are not lost.

A notice names a *subject*, not a text. The card is written when it is delivered, from what is true
then, in the reader's language: a late notice never tells yesterday's state, and a notice whose
subject has nothing left to say is dropped. One living message per subject and account: a further
notice edits it, unless `fresh` asks for a new message (edits do not ring a phone).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.people.person import PersonId, Platform


class Reason(StrEnum):
    """Why we speak: a closed list; every message sent has one. `docs/messages.md` says who hears
    of what, and which test fails without it."""

    ASKED = "asked"  # a step opened and this person may sign
    REMINDED = "reminded"  # it still waits for him
    NUDGED = "nudged"  # the requester asks for haste
    RAN_OUT = "ran_out"  # a step's time is over; the requester sees who is asked now
    SUPPLYING = "supplying"  # the requester has something to supply, or an approval to use
    EXPIRED = "expired"  # given up
    DIGEST = "digest"  # one message in the morning for what came at night
    SETTLED = "settled"  # a card somewhere must show the new state
    FILED = "filed"  # the requester's own ladder
    PROGRESSED = "progressed"  # it moved; his ladder is edited
    RETURNED = "returned"
    CONCLUDED = "concluded"  # approved, rejected, carried out
    TASKED = "tasked"  # somebody has something to do about a request
    LATE = "late"  # what somebody has to do is overdue
    SENT_BACK = "sent_back"  # what somebody did has to be done again
    FILING = "filing"  # the cameras changed: the filing with the police has to follow
    BOUND = "bound"  # an account was bound to a person
    DEPUTISED = "deputised"  # somebody stands in, or no longer
    STUCK = "stuck"  # the administrator must help: nobody to ask, unreachable, bot removed
    ANCHORED = "anchored"  # the journal's daily head
    MOVED = "moved"  # the calendar changed, and somebody's deadlines with it
    CHASED = "chased"  # a unit owes a filing or a name; once a week
    UNSEEN = "unseen"  # no camera sees a place people ask about
    PASSED_ON = "passed_on"  # somebody may not file it himself
    FILES = "files"  # attachments somebody asked to see
    NARROWED = "narrowed"  # less was approved than these people have seen
    CONSULTED = "consulted"  # somebody's opinion is asked
    ANSWERED = "answered"  # and here it is
    INFORMED = "informed"  # somebody is to know
    UNASKED = "unasked"  # his signature is not needed after all
    REVOKED = "revoked"  # an approval was taken back
    REPORTED = "reported"  # the month in numbers
    BLIND = "blind"  # our own eyes see nothing, or see again
    LISTENING = "listening"  # is this line still open? or: it is not, or it is again
    FORGOTTEN = (
        "forgotten"  # the watch found something open that nobody would have come back to
    )
    SOURCE = "source"  # a monitoring system: unreadable, silent, trying whether we hear
    TAMPERED = "tampered"  # the daily check found a record that is not as it was written
    ALARMED = "alarmed"  # cameras are dark
    CALLED = "called"  # they still are, and nobody has it in hand
    RECOVERED = "recovered"  # they work again
    OVERNIGHT = "overnight"  # minor troubles that began in the night, told in the morning
    HELD_BACK = "held_back"  # a silence is over; what it kept from people
    SWITCHED = "switched"  # a channel was switched off, or on again
    # Answers to whoever just spoke. They leave at once, and nothing owes them.
    REPLIED = "replied"  # what he asked for, or what comes next
    REFUSED = "refused"  # an expected no, and what to do instead
    TROUBLED = "troubled"  # a bug of ours: the number to tell the administrator


REPLIES = frozenset({Reason.REPLIED, Reason.REFUSED, Reason.TROUBLED})


@dataclass(frozen=True, slots=True)
class ToPerson:
    person: PersonId
    on: Platform | None = None  # only there; None: where he is reached best


@dataclass(frozen=True, slots=True)
class ToGroup:
    name: str  # "security", "duty": every group bound under this name


Recipient = ToPerson | ToGroup


class About(StrEnum):
    """The first word of a subject: which card it is."""

    ASK = "ask"  # ask/<request>/<step>/<round>: an approver's card
    STATUS = "status"  # status/<request>: the requester's ladder
    TASK = "task"  # task/<task>: the card of whoever has to do it
    FILING = (
        "filing"  # filing/change/<change>, filing/yearly/<request>: the police must be told
    )
    STUCK = "stuck"  # stuck/<why>/<request or account>: an administrator must help
    WELCOME = "welcome"  # welcome/<person>: an account was bound
    FILES = "files"  # files/<attachment>: the paper behind a case
    BLIND_SPOT = "blind_spot"  # blind_spot/<number>: no camera sees the place
    PASSED_ON = "passed_on"  # passed_on/<draft>/<why>: what its writer may not file himself
    PAPER = "paper"  # paper/<request>: its approval form as PDF
    OPINION = "opinion"  # opinion/<request>/<number>: what do you think?
    INFORMED = "informed"  # informed/<request>/<number>: for you to know
    NEWS = "news"  # news/<what>/<request>/<number>: one thing that happened, said once
    DEPUTY = "deputy"  # deputy/<of>/<by>: named, or his time is over
    BEHALF = "behalf"  # behalf/<request>: filed in this person's name by somebody else
    SECOND = "second"  # second/<request>/<seat>/<version>: confirm another's sensitive approval
    AUDIT = "audit"  # audit/journal/<number>/<why>, audit/book/<book>/<year>/<serial>/<why>
    DIGEST = "digest"  # digest/<person>/<day>: what waits for him this morning
    MONTHLY = "monthly"  # monthly/<2026-10>/<png, pdf>: the month in numbers
    BLIND = "blind"  # blind/<number>: our own eyes saw nothing for a while
    LINE = "line"  # line/<probe, silent, back>/<platform>/<direct, group>: do we still hear?
    WATCH = "watch"  # watch/<first finding>: what one look of the watch found
    UNFILED = "unfiled"  # unfiled/<unit, or empty for whoever keeps the list>
    RETENTION = "retention"  # retention: the recorders that keep too little
    TRAINING = "training"  # training/<person>: his runs out; training: all, for who keeps them
    MOVED = "moved"  # moved/<change of the calendar>: the reader's deadlines that moved
    OUTAGE = "outage"  # outage/<id>: what is dark, for its groups and whoever sees to it
    OUTAGE_LIST = "outage_list"  # outage_list/<id>: every device of it
    OVERNIGHT = "overnight"  # overnight/<day of the morning>: minor outages of the night
    SILENCE = "silence"  # silence/<id>: what it held back
    SOURCE = "source"  # source/<test, dead, silent, back, strangers>/<source>/<when>
    TRIAL = "trial"  # trial/<group@platform>: does this chat hear us?
    ACCOUNT = "account"  # account/<invited, unbound>/<person>: what was done to his accounts
    CHANNEL = "channel"  # channel/<off, on>/<platform>: it was switched
    SEAL = "seal"  # seal/<number of the journal's last entry>: its digest, for the record


def subject(about: About, *parts: object) -> str:
    return "/".join((about, *map(str, parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    school: str
    to: Recipient
    reason: Reason
    subject: str  # "ask/12/3", "status/12", "task/7": what `writing.card_for` understands
    key: str  # unique for ever: request, step, person, rung; the second owing of a key is dropped
    fresh: bool = False
    due: datetime | None = None  # aware; None = now
