"""The lines every card about a request shares: the case, the ladder, the countdown."""

from datetime import datetime

from bot.actions.office import Office
from bot.approvals.chain import Seat
from bot.approvals.request import Decision, OpenSeat, Request, State, Verdict, standing
from bot.cameras.retention import overwritten_at, seen_by
from bot.cards import Fact
from bot.conversation.draft import Draft
from bot.conversation.showing import review
from bot.people.naming import masked
from bot.people.person import PersonId
from bot.speech import Voice
from bot.writing.worlds import world_of

MARKS = {Verdict.APPROVE: "✓", Verdict.REJECT: "✗", Verdict.RETURN: "↩"}
HIDDEN = ("undertaking", "files", "seal")


def titled(office: Office, request: Request, voice: Voice) -> str:
    return f"{voice(office.kind(request.kind).paper)} {request.number}"


def name(office: Office, person: PersonId | str) -> str:
    known = office.directory.get(PersonId(person))
    return known.name if known else str(person)


def facts(office: Office, request: Request, voice: Voice) -> tuple[Fact, ...]:
    """Who asks, and every answer of the form: an approver signs nothing he cannot read."""
    who = voice.say(
        "case.requester_value", name=name(office, request.requester), unit=request.unit
    )
    first = Fact(label=voice.say("case.requester"), value=who)
    return (first, *answered(office, request, voice), *papers(request, voice))


def answered(office: Office, request: Request, voice: Voice) -> tuple[Fact, ...]:
    form = office.kind(request.kind).form
    if form is None:
        return ()
    world = world_of(office, office.directory[request.requester], voice.language)
    lines = review(form, Draft(answers=request.answers), world).lines
    return tuple(
        Fact(label=voice(line.label), value=voice(line.value))
        for line in lines
        if line.answered and line.key not in HIDDEN
    )


def papers(request: Request, voice: Voice) -> tuple[Fact, ...]:
    count = sum(len(request.answers.get(key) or ()) for key in ("files", "seal"))
    if not count:
        return ()
    return (
        Fact(label=voice.say("case.papers"), value=voice.say("case.papers_value", n=count)),
    )


def countdown(office: Office, request: Request, voice: Voice) -> str:
    """How long the footage still exists, as the recorders are set."""
    end = overwriting(office, request)
    if end is None:
        return ""
    left = end - office.now
    if left.total_seconds() <= 0:
        return voice.say("case.overwritten", at=end)
    return voice.say("case.countdown", left=left, at=end)


def overwriting(office: Office, request: Request) -> datetime | None:
    span = request.answers.get("span")
    if not span:
        return None
    cameras = seen_by(
        office.places, request.answers.get("zones", ()), request.answers.get("cameras", ())
    )
    start = datetime.fromisoformat(span["from"])
    return overwritten_at(start, cameras, office.pack.retention_days)


def steps(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    """The ladder, one line for each seat: who signed when, who is asked now, who comes after."""
    lines = []
    for index, step in enumerate(request.chain.steps):
        for place, seat in enumerate(step.seats):
            lines.append(rung(office, request, voice, index, place, seat))
    return tuple(lines)


def rung(
    office: Office, request: Request, voice: Voice, step: int, place: int, seat: Seat
) -> str:
    role = role_name(office, seat, voice)
    made = decision_on(request, step, place)
    if made:
        return signed(office, role, made, voice)
    if request.state is State.IN_APPROVAL and step == request.step:
        now_asked = [s for s in request.open_seats if s.seat == place]
        if now_asked:
            return voice.say("ladder.asked", role=role, names=asked(office, now_asked[0]))
    if step < request.step:
        return voice.say("ladder.passed", role=role)
    return voice.say("ladder.later", role=role)


def role_name(office: Office, seat: Seat, voice: Voice) -> str:
    role = voice(office.pack.roles[seat.role].name)
    if not seat.unit:
        return role
    return voice.say("ladder.role_of_unit", unit=seat.unit, role=unrepeated(seat.unit, role))


def unrepeated(unit: str, role: str) -> str:
    """高一级部 and 级部主任 are 高一级部主任."""
    longest = min(len(unit), len(role))
    shared = next((n for n in range(longest, 0, -1) if unit.endswith(role[:n])), 0)
    return role[shared:]


def decision_on(request: Request, step: int, seat: int) -> Decision | None:
    """What the ladder shows for a seat."""
    stands = standing(request, step).get(seat)
    if stands:
        return stands
    # A return is not a verdict that stands, but until the case comes back it is the news.
    made = [d for d in request.decisions if (d.step, d.seat) == (step, seat) and not d.undone]
    return made[-1] if made and made[-1].round == request.round else None


def signed(office: Office, role: str, made: Decision, voice: Voice) -> str:
    line = voice.say(
        f"ladder.{made.verdict}",
        mark=MARKS[made.verdict],
        role=role,
        at=made.at,
        name=name(office, made.by),
    )
    if made.acting_for:
        line = voice.say("ladder.acting", line=line, whom=acted_for(office, made, voice))
    if made.reason:
        line = voice.say("ladder.because", line=line, reason=made.reason)
    return line


def acted_for(office: Office, made: Decision, voice: Voice) -> str:
    role = office.pack.roles.get(made.acting_for)
    return voice(role.name) if role else name(office, made.acting_for)


def asked(office: Office, seat: OpenSeat) -> list[str]:
    return [name(office, person) for person in seat.persons]


def masked_name(office: Office, person: PersonId) -> str:
    return masked(name(office, person))
