"""The lines every card about a request shares: the case, the ladder, the countdown."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.actions import tasking, timing
from bot.actions.office import Office
from bot.actions.papers import of_form
from bot.approvals.chain import Seat
from bot.approvals.deadlines import steps_left
from bot.approvals.extension import WHY
from bot.approvals.flags import standing_flags
from bot.approvals.request import (
    Decision,
    OpenSeat,
    Request,
    State,
    Turn,
    Verdict,
    standing,
)
from bot.approvals.scope import granted
from bot.approvals.vocabulary import FLAGS
from bot.cards import Card, Fact, Saying
from bot.conversation.draft import Draft
from bot.conversation.form import FieldKind
from bot.conversation.showing import Line, review
from bot.followup.hold import Holding, holding
from bot.people.naming import masked
from bot.people.person import PersonId
from bot.speech import Voice
from bot.writing import footage_gaps
from bot.writing.worlds import world_of
from storage.store import Work

MARKS = {Verdict.APPROVE: "✓", Verdict.REJECT: "✗", Verdict.RETURN: "↩"}
# `for_student` is told by the students that stand beside it.
PAPERS = ("seal", "letter_scan", "files")
# Of an agency's papers the kind of ID says that they were seen; digits of it are for the form.
HIDDEN = ("undertaking", "for_student", "letter", "id_last4", *PAPERS)
HANDFUL = 5  # of many cameras
CONCERNED = ("parties",)  # told to reviewers and to who wrote them down
# Where and when come first; the rest keeps the form's order.
FIRST = (FieldKind.ZONES, FieldKind.CAMERAS, FieldKind.SPAN, FieldKind.MOMENT, FieldKind.DAY)


def titled(office: Office, request: Request, voice: Voice) -> str:
    paper = voice(office.kind(request.kind).paper)
    if request.extends:
        return voice.say("extension.titled", paper=paper, number=request.number)
    return f"{paper} {request.number}"


def in_a_line(office: Office, request: Request, voice: Voice) -> str:
    """A case among others: number, who, where and when."""
    places = [f.value for f in answered(office, request, voice)[:2]]
    who = name(office, request.requester)
    return voice.say("case.in_a_line", number=request.number, who=who, places=places)


def ended(request: Request, voice: Voice) -> str:
    return voice.say(f"state.{request.ending or request.state}")


def name(office: Office, person: PersonId | str) -> str:
    known = office.directory.get(PersonId(person))
    return known.name if known else str(person)


def facts(
    office: Office, request: Request, voice: Voice, *, whole: bool = False
) -> tuple[Fact, ...]:
    """Who asks, and every answer of the form: an approver signs nothing he cannot read. `whole`:
    with the parties concerned."""
    first = requester(office, request, voice)
    told = answered(office, request, voice, whole=whole)
    return (first, *told, *papers(request, voice))


def withheld(office: Office, request: Request, voice: Voice) -> Card:
    """What is left of a card in the chat of somebody who may not see the case any more."""
    return Card(title=titled(office, request, voice), closed=ended(request, voice))


def requester(office: Office, request: Request, voice: Voice) -> Fact:
    if request.outage:
        return Fact(label=voice.say("ticket.source"), value=voice.say("ticket.automatic"))
    if request.duty:
        who = name(office, request.requester)
        return Fact(
            label=voice.say("duty.begun_by"), value=voice.say("duty.calendar", name=who)
        )
    who = voice.say(
        "case.requester_value", name=name(office, request.requester), unit=request.unit
    )
    who = for_whom(office, request, who, voice)
    return Fact(label=voice.say("case.requester"), value=who)


def for_whom(office: Office, request: Request, who: str, voice: Voice) -> str:
    """Whoever asks, with whom he stands in for and who filed it in his name."""
    if request.standing_in:
        of = name(office, request.standing_in)
        who = voice.say("case.standing_in", who=who, name=of)
    if request.filed_by:
        who = voice.say("case.filed_by", who=who, name=name(office, request.filed_by))
    return who


def answered(
    office: Office, request: Request, voice: Voice, *, whole: bool = False
) -> tuple[Fact, ...]:
    form = office.kind(request.kind).form
    if form is None:
        return ()
    world = world_of(office, office.directory[request.requester], voice.language)
    answers = as_it_stands(request)
    lines = review(form, Draft(answers=answers), world).lines
    kinds = {field.key: field.kind for field in form.fields}
    told = [
        in_brief(line, request, office) for line in lines if tells(line, answers, whole=whole)
    ]
    first = leading(kinds.values())
    facts = (
        Fact(label=voice(line.label), value=voice(line.value))
        for line in sorted(told, key=lambda line: kinds[line.key] not in first)
    )
    return (*beyond(office, request, voice), *facts)


def in_brief(line: Line, request: Request, office: Office) -> Line:
    """Of the many cameras an alarm names, a handful; its outage lists them all."""
    named = request.answers.get(line.key) or ()
    if not request.outage or line.key != "cameras" or len(named) <= HANDFUL:
        return line
    known = office.places.cameras
    first = [known[one].name if one in known else one for one in named[:HANDFUL]]
    return replace(line, value=Saying("ticket.cameras", {"first": first, "count": len(named)}))


def beyond(office: Office, request: Request, voice: Voice) -> tuple[Fact, ...]:
    """Of an extension: which case it widens, what stands already, why more is needed."""
    if request.extends is None:
        return ()
    stands = in_short(office, request, unspoken(office, request.extends.stands), voice)
    told = (
        ("extension.of", request.extends.number),
        ("extension.stands", voice.listed(list(stands))),
        ("extension.why", request.answers.get(WHY, "")),
    )
    return tuple(Fact(label=voice.say(key), value=value) for key, value in told if value)


def unspoken(office: Office, limits: Mapping[str, Any]) -> dict[str, Any]:
    """Without its cameras, where these are all of its places."""
    every = {c.id for zone in limits.get("zones", ()) for c in office.places.cameras_in(zone)}
    whole = set(limits.get("cameras") or ()) == every
    return {key: value for key, value in limits.items() if not (whole and key == "cameras")}


def in_short(
    office: Office, request: Request, limits: Mapping[str, Any], voice: Voice
) -> tuple[str, ...]:
    """餐厅, 3月1日 12:00–13:00: these answers as the form shows them, without its questions."""
    form = office.kind(request.kind).form
    if form is None:
        return ()
    world = world_of(office, office.directory[request.requester], voice.language)
    answers = {**request.answers, **{k: v for k, v in limits.items() if v is not None}}
    shown = {k for k, v in limits.items() if v}
    lines = review(form, Draft(answers=answers), world).lines
    return tuple(voice(line.value) for line in lines if line.key in shown)


def leading(kinds: Collection[FieldKind]) -> tuple[FieldKind, ...]:
    """Beside a span of footage a day is of something else: of the letter that asks for it."""
    return FIRST if FieldKind.SPAN not in kinds else (*FIRST[:2], FieldKind.SPAN)


def as_it_stands(request: Request) -> dict[str, Any]:
    """The answers with what approvers left of them, and with the flags they put on the case."""
    answers = granted(request)
    if any(move.what in (Turn.RAISED, Turn.LOWERED) for move in request.moves):
        answers[FLAGS] = list(standing_flags(request))
    return answers


def tells(line: Line, answers: Mapping[str, Any], *, whole: bool) -> bool:
    """A wish that was not made (是否拷贝：否) is no news to anybody."""
    hidden = HIDDEN if whole else (*HIDDEN, *CONCERNED)
    return line.answered and line.key not in hidden and answers.get(line.key) is not False


def without_parties(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key not in CONCERNED}


def papers(request: Request, voice: Voice) -> tuple[Fact, ...]:
    count = len(of_form(request))
    if not count:
        return ()
    return (
        Fact(label=voice.say("case.papers"), value=voice.say("case.papers_value", n=count)),
    )


def countdown(office: Office, request: Request, voice: Voice) -> str:
    """How long the footage still exists, as the recorders are set."""
    end = timing.overwriting(office, request)
    if end is None:
        return ""
    left = end - office.now
    if left.total_seconds() <= 0:
        return voice.say("case.overwritten", at=voice.brief(end))
    return voice.say("case.countdown", left=left, at=voice.brief(end))


def clock(work: Work, office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    """What of the footage is known to be missing, how long it still exists, whether it is held, and
    whether the signatures can come in time. Nothing, where a request speaks of no footage."""
    if timing.overwriting(office, request) is None:
        return ()
    missing = footage_gaps.lines(work, office, request, voice)
    held = holding(tasking.case_of(work, request))
    if held in SAID:
        return (*missing, voice.say(f"case.hold.{held}"))
    counting = countdown(office, request, voice)
    unheld = voice.say("case.hold.no_lock") if held is Holding.NO_LOCK else ""
    hurry = voice.say("case.hurry") if too_slow(office, request) else ""
    return tuple(filter(None, (*missing, counting, unheld, hurry)))


SAID = (Holding.HELD, Holding.GONE, Holding.RELEASED)


def too_slow(office: Office, request: Request) -> bool:
    """Whether the footage may be gone before the last signature, at the pace the pack allows."""
    end = timing.overwriting(office, request)
    if (
        end is None
        or request.state not in (State.IN_APPROVAL, State.RETURNED)
        or end <= office.now
    ):
        return False
    return office.now + steps_left(request) * timing.pace_of(office).step > end


def steps(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    """The ladder: a line for who signed when and who is asked now; one for all who come after."""
    lines = [
        rung(office, request, voice, index, place, seat)
        for index, step in enumerate(request.chain.steps)
        for place, seat in enumerate(step.seats)
        if not seat.removed
    ]
    return tuple(line for line in (*lines, ahead(office, request, voice)) if line)


def ahead(office: Office, request: Request, voice: Voice) -> str:
    """Who signs later, where there is a later: 保卫科长 → 学工处主任 → 分管校长."""
    if request.state not in (State.IN_APPROVAL, State.RETURNED):
        return ""
    later = [
        voice.listed([role_name(office, seat, voice) for seat in step.seats if not seat.added])
        for step in request.chain.steps[request.step + 1 :]
    ]
    return voice.say("ladder.ahead", roles=" → ".join(later)) if later else ""


def rung(
    office: Office, request: Request, voice: Voice, step: int, place: int, seat: Seat
) -> str:
    """Empty for a seat nobody has reached."""
    role = role_name(office, seat, voice)
    made = decision_on(request, step, place)
    if made:
        return signed(office, role, made, voice)
    names = asked_on(office, request, step, place)
    if names:
        return voice.say("ladder.asked", role=role, names=names)
    if seat.added and step >= request.step:
        return voice.say(f"ladder.added_{seat.place}", name=name(office, seat.person))
    return voice.say("ladder.passed", role=role) if step < request.step else ""


def asked_on(office: Office, request: Request, step: int, place: int) -> list[str]:
    """Whose signature a seat waits for now."""
    if request.state is not State.IN_APPROVAL or step != request.step:
        return []
    return [n for seat in request.open_seats if seat.seat == place for n in asked(office, seat)]


def role_name(office: Office, seat: Seat, voice: Voice) -> str:
    if seat.added:
        return voice.say("ladder.added")
    role = voice(office.pack.roles[seat.role].name)
    if not seat.unit:
        return role
    shown = unrepeated(seat.unit, role, voice.say("ladder.unit_word"))
    return voice.say("ladder.role_of_unit", unit=seat.unit, role=shown)


def unrepeated(unit: str, role: str, any_unit: str) -> str:
    """高一级部 and 级部主任 are 高一级部主任; 图书馆 and 权属单位负责人 are 图书馆负责人."""
    named = role.partition(any_unit)[2] or role
    longest = min(len(unit), len(named))
    shared = next((n for n in range(longest, 0, -1) if unit.endswith(named[:n])), 0)
    return named[shared:]


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
        at=voice.brief(made.at),
        name=name(office, made.by),
    )
    if made.acting_for:
        line = voice.say("ladder.acting", line=line, whom=acted_for(office, made, voice))
    if made.confirmed_by:
        second = name(office, made.confirmed_by)
        line = voice.say("ladder.confirmed", line=line, name=second)
    if made.reason:
        key = "ladder.remarked" if made.verdict is Verdict.APPROVE else "ladder.because"
        line = voice.say(key, line=line, reason=made.reason)
    return line


def acted_for(office: Office, made: Decision, voice: Voice) -> str:
    return signs_for(office, made.acting_for, voice)


def signs_for(office: Office, whom: str, voice: Voice) -> str:
    """A person, or the role whose post is vacant or in conflict."""
    role = office.pack.roles.get(whom)
    return voice(role.name) if role else name(office, whom)


def asked(office: Office, seat: OpenSeat) -> list[str]:
    return [name(office, person) for person in seat.persons]


def masked_name(office: Office, person: PersonId) -> str:
    return masked(name(office, person))
