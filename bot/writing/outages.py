"""The living card of an outage: what is dark since when, how far its ticket has come, who has it in
hand; and, when it is over, how long it took."""

from datetime import timedelta

from bot.actions import handling, same_firm
from bot.alerts.outage import NOBODY, Stage
from bot.alerts.troubles import Trouble
from bot.approvals.pack import TaskKind
from bot.cards import Button, Card, Fact, Style
from bot.followup.task import Stage as TaskStage
from bot.followup.task import Task
from bot.people.person import PersonId, Platform
from bot.taps import Tap, Verb
from bot.writing import case, silences, tickets
from bot.writing.outage_words import Seen, hour, places, seen, titled, what
from bot.writing.scene import Scene
from bot.writing.tickets import REPAIRED, REPORTED, Ticket
from storage import outages

LONG = timedelta(minutes=10)  # darkness that is worth counting


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    if not may_read(scene):
        return None
    try:
        outage = outages.load(scene.work, scene.office.id, int(about[0]))
    except LookupError:
        return None
    found = seen(scene, outage)
    ticket = tickets.ticket_of(found)
    return over(found, ticket) if outage.stage is not Stage.OPEN else under_way(found, ticket)


def may_read(scene: Scene) -> bool:
    """In a group everybody may; alone, whoever has to do with outages."""
    reader = scene.reader.person
    return reader is None or handling.sees_all(scene.office, reader)


def left_behind(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """An older message about it, above the one that rang."""
    now = card(scene, about)
    if now is None:
        return None
    return Card(title=now.title, closed=scene.voice.say("outage.left_behind"))


def waits(scene: Scene, about: tuple[str, ...]) -> bool:
    """Whether its groups are still to be called."""
    outage = outages.load(scene.work, scene.office.id, int(about[0]))
    return (
        outage.stage is Stage.OPEN
        and handling.in_hand(scene.work, scene.office, outage) == NOBODY
        and silences.over_all(seen(scene, outage)) is None
    )


# ------------------------------------------------------------------ while it is dark


def under_way(about: Seen, ticket: Ticket | None) -> Card:
    quiet = silences.over_all(about)
    return Card(
        title=titled(about),
        body=tuple(
            filter(
                None,
                (
                    since(about),
                    tickets.clock(about, ticket) if ticket else "",
                    silences.line(about, quiet) if quiet else "",
                    unapproved(about),
                ),
            )
        ),
        facts=facts(about, ticket),
        notes=tuple(filter(None, (*history(about), *calls(about, ticket), typed_hint(about)))),
        buttons=buttons(about, ticket),
    )


def since(about: Seen) -> str:
    began, now = about.outage.began_at, about.office.now
    say, at = about.voice.say, hour(about, began)
    if now - began < LONG:
        return say("outage.since", at=at)
    return say("outage.since_long", at=at, now=hour(about, now), long=now - began)


def unapproved(about: Seen) -> str:
    covered = about.outage.trouble is Trouble.COVERED
    return about.voice.say("outage.unapproved") if covered else ""


def facts(about: Seen, ticket: Ticket | None) -> tuple[Fact, ...]:
    say = about.voice.say
    told = [("places", "\n".join(places(about)))]
    if ticket:
        line = say(
            "outage.ticket", number=ticket.request.number, state=tickets.state(about, ticket)
        )
        told.append(("ticket", line))
    told.append(("handler", handler(about)))
    return tuple(
        Fact(label=say(f"outage.{key}_label"), value=value) for key, value in told if value
    )


def handler(about: Seen) -> str:
    who = handling.in_hand(about.scene.work, about.office, about.outage)
    if who == NOBODY:
        still = about.outage.stage is Stage.OPEN
        return about.voice.say("outage.nobody") if still else ""
    named = name(about, who)
    until = about.outage.handled_until
    if about.outage.handled(about.office.now) and until:
        return about.voice.say("outage.handled_until", name=named, until=hour(about, until))
    return named


def name(about: Seen, who: PersonId) -> str:
    return (case.masked_name if about.grouped else case.name)(about.office, who)


def history(about: Seen) -> list[str]:
    """What is not as with other outages: some are back, it comes and goes, it came back."""
    say, rules = about.voice.say, about.office.pack.alerts
    lines = [say("outage.some_back", n=about.ended)] if about.ended else []
    opens = max((fault.opens for fault in about.faults), default=1)
    if rules and opens >= rules.flaps:
        lines.append(say("outage.unstable", n=opens))
    if about.outage.opens > 1:
        first = hour(about, about.outage.heard_at)
        lines.append(say("outage.again", n=about.outage.opens, first=first))
    return lines


def calls(about: Seen, ticket: Ticket | None) -> list[str]:
    say, outage = about.voice.say, about.outage
    lines = [say("outage.called", n=outage.rung)] if outage.rung else []
    if ticket and (told := tickets.called(about, ticket)):
        lines.append(say("outage.told", roles=told))
    if outage.ring_at and handling.in_hand(about.scene.work, about.office, outage) == NOBODY:
        lines.append(say("outage.next_call", at=hour(about, outage.ring_at)))
    return lines


def typed_hint(about: Seen) -> str:
    """Where a group cannot be tapped, what may be typed to us in private."""
    robot = about.grouped and about.scene.reader.platform is Platform.WECOM
    return about.voice.say("outage.typed_hint", n=about.outage.id) if robot else ""


# ------------------------------------------------------------------ when it is over


def over(about: Seen, ticket: Ticket | None) -> Card:
    outage, say = about.outage, about.voice.say
    steps = step_buttons(about, ticket) if ticket else ()
    words = {"began": hour(about, outage.began_at)}
    ended = outage.recovered_at or about.office.now
    lasted = say(
        "outage.lasted", ended=hour(about, ended), long=ended - outage.began_at, **words
    )
    hand = doers(about, ticket)
    told = [("handler", about.voice.listed([name(about, who) for who in hand]))]
    if ticket:
        line = say(
            "outage.ticket", number=ticket.request.number, state=tickets.state(about, ticket)
        )
        told.append(("ticket", line))
    return Card(
        title=titled(about),
        body=tuple(
            filter(None, (lasted, tickets.was_reported(about, ticket) if ticket else ""))
        ),
        facts=tuple(
            Fact(label=say(f"outage.{key}_label"), value=value) for key, value in told if value
        ),
        notes=tuple(history(about)),
        buttons=(steps,) if steps else (),
        closed="" if steps else say("outage.over"),
    )


def doers(about: Seen, ticket: Ticket | None) -> list[PersonId]:
    """Who saw to it: whoever said so, and whoever did something about the ticket."""
    did = [about.outage.handler]
    if ticket:
        did += [task.officer for _, task in tickets.listed(about, ticket)]
    return [who for who in dict.fromkeys(did) if who != NOBODY]


# ------------------------------------------------------------------ what can be done


def buttons(about: Seen, ticket: Ticket | None) -> tuple[tuple[Button, ...], ...]:
    rows = [
        (handle_button(about),) if not about.outage.handled(about.office.now) else (),
        step_buttons(about, ticket) if ticket else (),
        (*list_button(about), silences.button(about)),
        firm_text(about, ticket) if ticket else (),
    ]
    return tuple(row for row in rows if row)


def handle_button(about: Seen) -> Button:
    number = about.outage.id
    return Button(
        text=about.voice.say("outage.handle"),
        tap=Tap(Verb.HANDLE, number, about.outage.opens),
        style=Style.GO,
        typed=about.voice.say("outage.handle_typed", n=number),
    )


def list_button(about: Seen) -> tuple[Button, ...]:
    if len(about.extent.cameras) + len(about.extent.down) <= 1:
        return ()
    number = about.outage.id
    return (
        Button(
            text=about.voice.say("outage.list"),
            tap=Tap(Verb.LIST, number),
            typed=about.voice.say("outage.list_typed", n=number),
        ),
    )


def step_buttons(about: Seen, ticket: Ticket) -> tuple[Button, ...]:
    found: list[Button] = []
    for kind, task in tickets.open_steps(about, ticket):
        if kind.required:
            found.append(step_button(about, kind, task))
            found += same_again(about, ticket, kind, task)
    return tuple(found)


def firm_text(about: Seen, ticket: Ticket) -> tuple[Button, ...]:
    """What the firm is to hear, ready to be pasted, as long as it has heard nothing."""
    found = tickets.stamped(about, ticket, REPORTED)
    robot = about.grouped and about.scene.reader.platform is Platform.WECOM
    if found is None or found[1].done_at or robot:
        return ()
    say, rules = about.voice.say, about.office.rules
    words = {
        "school": rules.name or about.voice(rules.pack.title),
        "what": what(about),
        "places": places(about),
        "since": hour(about, about.outage.began_at),
        "number": ticket.request.number,
    }
    return (Button(text=say("outage.copy_for_firm"), copy=say("outage.for_firm", **words)),)


WORDS = {REPORTED: "outage.step_reported", REPAIRED: "outage.step_repaired"}


def step_button(about: Seen, kind: TaskKind, task: Task) -> Button:
    say = about.voice.say
    text = say(WORDS[kind.stamps]) if kind.stamps in WORDS else about.voice(kind.title)
    return Button(
        text=text,
        tap=Tap(Verb.STEP, task.id),
        typed=say("outage.step_typed", n=task.id),
    )


def same_again(about: Seen, ticket: Ticket, kind: TaskKind, task: Task) -> list[Button]:
    """已报 泰衡安防: the firm that was called the last time."""
    if kind.stamps != REPORTED or task.state not in (TaskStage.OPEN, TaskStage.TAKEN):
        return []
    earlier = same_firm.last(about.scene.work, about.office, ticket.request, kind)
    if earlier is None or not (firm := same_firm.firm(kind, earlier)):
        return []
    text = about.voice.say("outage.step_firm", firm=firm)
    return [Button(text=text, tap=Tap(Verb.AS_LAST, task.id, earlier.id))]
