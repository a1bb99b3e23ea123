"""Turning a claimed promise into something to send: to which account, showing what.

Runs inside the claiming transaction. The card is written now, from what is true now; a promise
whose subject has nothing left to say is dropped here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import writing
from bot.actions import in_hand
from bot.actions.office import Office, Rules
from bot.cards import Card
from bot.notices import Reason, ToGroup, ToPerson
from bot.people.person import Account, Person, PersonId, Platform
from bot.platforms.ports import Messenger
from bot.speech import Voice
from bot.writing.scene import Reader, Scene
from bot.writing.sheets import Sheet, sheet_for
from storage import messages, outbox, people
from storage.messages import Message
from storage.outbox import OutboxRow
from storage.store import Work

# Said again to whoever has not acted: never after he has.
REMINDS = frozenset(
    {Reason.REMINDED, Reason.NUDGED, Reason.LATE, Reason.SUPPLYING, Reason.CALLED}
)
ON_ITS_WAY = timedelta(seconds=1)
ON_TIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A school with its connected platforms."""

    rules: Rules
    messengers: Mapping[Platform, Messenger]
    # Group robots by the name that stands for them in the database; an address is a secret.
    robots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    row: OutboxRow
    platform: Platform
    address: str
    account: Account | None  # None: a group
    card: Card
    # Card or file: exactly one is sent.
    file: tuple[str, str, bytes] | None = None  # name, mime, bytes
    sheet: Sheet | None = None  # a paper to be set first; it is sent as a file
    edits: Message | None = None  # the message to change instead of a new one
    settles: bool = False  # a newer message stands below it: it is changed for the last time


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Nobody can be reached for this promise."""

    row: OutboxRow
    why: str


@dataclass(frozen=True, slots=True)
class Waits:
    """The only way there is switched off."""

    row: OutboxRow
    platform: Platform


Packed = Parcel | Nowhere | Waits


def pack(work: Work, branch: Branch, row: OutboxRow) -> Packed | None:
    """None: nothing true is left to say."""
    office = Office.open(work, branch.rules)
    if row.kind == "refresh":
        return refreshed(work, office, row)
    match row.to:
        case ToPerson(person, on):
            return for_person(work, branch, office, row, person, on)
        case ToGroup(name):
            return for_group(work, branch, office, row, name)
    return None


def refreshed(work: Work, office: Office, row: OutboxRow) -> Packed | None:
    message = messages.load(work, row.message) if row.message else None
    if message is None:
        return None
    if message.platform in office.school.off:
        return Waits(row, message.platform)
    person = office.directory.at(message.platform, message.address)
    scene = at(work, office, person, message.platform, message.address)
    older = left_behind(work, message)
    write = writing.left_behind if older else writing.card_for
    card = write(scene, row.subject)
    if card is None or (person and kept_for_later(work, person, message, card)):
        return None
    account = office.directory.account(message.platform, message.address)
    one = parcel(row, scene, account, card, message)
    return replace(one, settles=older)


def kept_for_later(work: Work, person: Person, message: Message, card: Card) -> bool:
    """While he is asked something about it there; but not that nothing is left to do."""
    return bool(card.buttons) and in_hand.holds_up(work, person.id, message)


def left_behind(work: Work, message: Message) -> bool:
    """Whether a newer message about the same stands below it."""
    if not writing.leaves_behind(message.subject):
        return False
    here = [
        m.id
        for m in messages.of(work, message.school, message.subject)
        if (m.platform, m.address) == (message.platform, message.address)
    ]
    # By number and not by the moment, which an edit moves.
    return message.id < max(here)


def for_person(
    work: Work,
    branch: Branch,
    office: Office,
    row: OutboxRow,
    to: PersonId,
    on: Platform | None,
) -> Packed | None:
    person = office.directory.get(to)
    if person is None or not person.active:
        return Nowhere(row, "unknown person")
    if on in office.school.off:
        return None  # a question about that very line, which nobody can be asked now
    account = people.best_account(work, office.id, person, branch.messengers, on)
    if account is None:
        shut = next((a.platform for a in person.accounts if a.waits), None)
        return Waits(row, shut) if shut else Nowhere(row, "no reachable account")
    scene = at(work, office, person, account.platform, account.address)
    card = card_of(row, scene)
    if card is None:
        return None
    seen = messages.at(work, office.id, row.subject, account.platform, account.address)
    living = None if row.fresh else seen
    if living is None:
        card = said_late(card, row.due_at, scene)
    elif kept_for_later(work, person, living, card):
        return None
    one = parcel(row, scene, account, card, living)
    file, sheet = writing.file_for(scene, row.subject), sheet_for(scene, row.subject)
    return replace(one, file=file, sheet=sheet, edits=None) if file or sheet else one


def for_group(
    work: Work, branch: Branch, office: Office, row: OutboxRow, to: str
) -> Packed | None:
    """`to` is a group's name, with the platform where it is bound on several: duty@telegram."""
    name, _, platform = to.partition("@")
    bound = office.school.groups.get(name, ())
    off = office.school.off
    here = [g for g in bound if platform in ("", g.platform)]
    place = min(here, key=lambda g: g.platform in off, default=None)
    if place is None or place.platform not in branch.messengers:
        return Nowhere(row, f"no group is bound as {to}")
    if place.platform in off:
        others = (g for g in bound if g.platform in branch.messengers and g.platform not in off)
        other = next(others, None)
        if other is None:
            return Waits(row, place.platform)
        if told_there(work, row, to, f"{name}@{other.platform}"):
            return None
        place = other
    scene = at(work, office, None, place.platform, place.address)
    card = card_of(row, scene)
    if card is None:
        return None
    seen = messages.at(work, office.id, row.subject, place.platform, place.address)
    living = None if row.fresh else seen
    if living is None:
        card = said_late(card, row.due_at, scene)
    return parcel(row, scene, None, card, living)


def told_there(work: Work, row: OutboxRow, to: str, other: str) -> bool:
    """Whether the school's other chat of this name is owed the same by itself."""
    same = row.key.replace(to, other)
    return same != row.key and outbox.was_owed(work, row.school, same)


def card_of(row: OutboxRow, scene: Scene) -> Card | None:
    """None: there is nothing left to say, or whoever was to be reminded has acted."""
    if row.reason in REMINDS and not writing.still_waits(scene, row.subject):
        return None
    return writing.card_for(scene, row.subject)


def said_late(card: Card, due: datetime, scene: Scene) -> Card:
    """A new message that comes much later than it was due says so; whoever reads it would else
    count from now."""
    if scene.office.now - due <= ON_TIME:
        return card
    late = scene.voice.say("late.line", by=scene.office.now - due, due=due)
    return replace(card, notes=(*card.notes, late))


def at(
    work: Work, office: Office, person: Person | None, platform: Platform, address: str
) -> Scene:
    language = person.language if person else office.rules.language
    return Scene(
        work=work,
        office=office,
        reader=Reader(person=person, platform=platform, address=address),
        voice=Voice(language, office.rules.zone, office.now),
    )


def parcel(
    row: OutboxRow, scene: Scene, account: Account | None, card: Card, edits: Message | None
) -> Parcel:
    return Parcel(
        row=row,
        platform=scene.reader.platform,
        address=scene.reader.address,
        account=account,
        card=replace(card, language=scene.voice.language),
        edits=edits,
    )


def still_shows(work: Work, office: Office, sent: Parcel) -> bool:
    """Whether the card just sent is still what would be written now."""
    person = office.directory.at(sent.platform, sent.address)
    scene = at(work, office, person, sent.platform, sent.address)
    now = writing.card_for(scene, sent.row.subject)
    return now is None or (now.buttons == sent.card.buttons and now.closed == sent.card.closed)


def claim(
    work: Work,
    branches: Mapping[str, Branch],
    limit: int,
    lease: float,
    but: Collection[int] = (),
) -> list[Packed]:
    """Claim what is due and pack it; what has nothing left to say is closed at once. `but`: what
    this sender has in hand already."""
    ready: list[Packed] = []
    for row in outbox.claim(work, limit, lease, but=but):
        if writing.on_its_way(work, row.subject):
            outbox.postponed(work, row, work.now + ON_ITS_WAY, "the paper is on its way")
            continue
        branch = branches.get(row.school)
        if row.kind == "notice" and writing.told_together(row.subject):
            row = outbox.gathered(work, row)  # noqa: PLW2901 — the same promise, with those behind it
        packed = pack(work, branch, row) if branch else Nowhere(row, "no such school")
        if packed is None:
            outbox.dropped(work, row, "nothing left to say")
        else:
            ready.append(packed)
    return ready
