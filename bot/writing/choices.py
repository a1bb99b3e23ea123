"""What an approver may do with a case, as buttons: the few that are always there, and the rest.

Each has a number of its own in a typed chat (71, 72 …), the same on every card.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.actions.office import Office
from bot.actions.papers import of_form
from bot.approvals import consent
from bot.approvals.chain import Seat
from bot.approvals.progress import signed_before
from bot.approvals.request import Consent, Request
from bot.cards import Button, Style
from bot.people.person import Person, Platform
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case

Rows = tuple[tuple[Button, ...], ...]

# The last digit that is typed; the first ones name the case.
APPROVE, REJECT, RETURN, FILES, NARROW, SEND_BACK, HANDS, FLAGS, MORE, WITHOUT = "1234567890"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose card of which case this is."""

    office: Office
    request: Request
    signer: Person
    voice: Voice
    slot: int
    reminded: bool = False  # half of his time is gone, and not all of it

    @property
    def wish(self) -> str:
        kind = self.office.kind(self.request.kind)
        return consent.wish_of(kind, self.request, self.signer.id)

    @property
    def seat(self) -> Seat | None:
        return consent.seat_of(self.request, self.signer.id)

    def button(
        self, verb: Verb, key: str, digit: str, style: Style = Style.PLAIN, arg: str = ""
    ) -> Button:
        tap = Tap(verb, self.request.id, self.request.token, arg)
        return Button(
            text=self.voice.say(key), tap=tap, style=style, typed=f"{self.slot}{digit}"
        )


Offered = Callable[[Desk], Rows]


def first(desk: Desk) -> Rows:
    """At most two rows: a card is decided at a glance or not at all."""
    refuse = desk.button(Verb.REJECT, "ask.reject", REJECT, Style.STOP)
    second = [desk.button(Verb.RETURN, "ask.return", RETURN)]
    if of_form(desk.request):
        second.append(desk.button(Verb.FILES, "ask.files", FILES))
    second.append(desk.button(Verb.MORE, "ask.more", MORE))
    if desk.wish:
        return (expressly(desk), (refuse, *second))
    return (
        (desk.button(Verb.APPROVE, "ask.approve", APPROVE, Style.GO), refuse),
        (*second, *put_off(desk)),
    )


def put_off(desk: Desk) -> tuple[Button, ...]:
    """Whoever was reminded may ask for a little time, never beyond the deadline; whoever is next in
    line may give some."""
    if desk.request.overdue and next_in_line(desk):
        tap = Tap(Verb.GIVE_TIME, desk.request.id, desk.request.token)
        typed = desk.voice.say("ask.give_time_typed", number=desk.request.id)
        return (Button(text=desk.voice.say("ask.give_time"), tap=tap, typed=typed),)
    if not desk.reminded:
        return ()
    say = desk.voice.say
    tap = Tap(Verb.SNOOZE, desk.request.id, desk.request.token)
    typed = say("ask.put_off_typed", slot=desk.slot)
    return (Button(text=say("ask.put_off"), tap=tap, typed=typed),)


def next_in_line(desk: Desk) -> bool:
    return any(
        desk.signer.id in seat.acting and seat.why == "late" for seat in desk.request.open_seats
    )


def expressly(desk: Desk) -> tuple[Button, ...]:
    """A rule wants the signer's express word on a wish of the request."""
    given, withheld = Consent.GIVEN.value, Consent.WITHHELD.value
    return (
        desk.button(Verb.APPROVE, "ask.approve_with", APPROVE, Style.GO, given),
        desk.button(Verb.APPROVE, "ask.approve_without", WITHOUT, Style.GO, withheld),
    )


def further(desk: Desk) -> Rows:
    """Whoever was added signs, and may say something with it; the rest is for the ladder's own."""
    comment = Button(
        text=desk.voice.say("ask.comment"),
        tap=Tap(Verb.COMMENT, desk.request.id, desk.request.token),
        typed=desk.voice.say("ask.comment_typed", slot=desk.slot),
    )
    back = desk.button(Verb.SHOW, "ask.back", "", arg="ask")
    top = (desk.button(Verb.NARROW, "ask.narrow", NARROW), comment)
    last = [desk.button(Verb.SEND_BACK, "ask.send_back", SEND_BACK)]
    middle = (
        desk.button(Verb.HANDS, "ask.hands", HANDS),
        desk.button(Verb.FLAGS, "ask.flags", FLAGS),
    )
    seat = desk.seat
    rows = (
        top if desk.request.narrows else (comment,),
        middle if seat and not seat.added else (),
        (*(last if signed_before(desk.request) else ()), untyped(back)),
    )
    return tuple(row for row in rows if row)


def untyped(button: Button) -> Button:
    return Button(text=button.text, tap=button.tap, style=button.style)


def hint(desk: Desk, read_on: Platform) -> str:
    if desk.wish:
        return desk.voice.say("ask.hint_wish")
    return desk.voice.say("ask.hint_typed" if read_on is Platform.WECHAT else "ask.hint")


def take_back(
    office: Office, request: Request, seat: int, voice: Voice, typed: str = ""
) -> Button:
    who = request.chain.steps[request.step].seats[seat].person
    tap = Tap(Verb.UNADD, request.id, request.token, str(seat))
    return Button(
        text=voice.say("ask.take_back", name=case.name(office, who)), tap=tap, typed=typed
    )


def every(desk: Desk) -> list[Button]:
    """All that can be typed, whichever page of the card shows it."""
    return [button for rows in (first(desk), further(desk)) for row in rows for button in row]
