"""What the requester sees before sending: who will sign, in which order, until when it exists."""

from bot.actions.filing import Preview
from bot.actions.office import Office
from bot.approvals.chain import Seat
from bot.approvals.request import OpenSeat
from bot.speech import Voice
from bot.writing import case


def lines(office: Office, preview: Preview, voice: Voice) -> tuple[str, ...]:
    rungs = [
        step_line(office, number, seats, preview.request.chain.steps[index].seats, voice)
        for number, (index, seats) in enumerate(asked_steps(preview), 1)
    ]
    last = case.countdown(office, preview.request, voice)
    hurry = voice.say("case.hurry") if case.too_slow(office, preview.request) else ""
    dropped = voice.say("case.copy_dropped") if "copy" in preview.request.dropped else ""
    first = voice.say("preview.title", n=len(rungs)) if rungs else voice.say(unsigned(preview))
    return tuple(filter(None, (first, *rungs, dropped, last, hurry)))


def unsigned(preview: Preview) -> str:
    authorised = preview.request.facts.get("standing_authorisation")
    return "preview.authorised" if authorised else "preview.nobody"


def asked_steps(preview: Preview) -> list[tuple[int, tuple[OpenSeat, ...]]]:
    return [(i, seats) for i, seats in enumerate(preview.steps) if seats]


def step_line(
    office: Office,
    number: int,
    open_seats: tuple[OpenSeat, ...],
    seats: tuple[Seat, ...],
    voice: Voice,
) -> str:
    signers = [
        voice.say(
            "preview.signer",
            role=case.role_name(office, seats[one.seat], voice),
            names=case.asked(office, one),
        )
        for one in open_seats
    ]
    return voice.say("preview.step", n=number, signers=signers)
