"""A step in words: who signed it, who stands above it."""

from bot.actions.office import Office
from bot.approvals.request import Request, standing
from bot.speech import Voice
from bot.writing import case


def signers(office: Office, request: Request, step: int, voice: Voice) -> str:
    """保卫科长 雷默言"""
    seats = request.chain.steps[step].seats
    return voice.listed(
        [
            voice.say(
                "approver.signer",
                role=case.role_name(office, seats[seat], voice),
                name=case.name(office, made.by),
            )
            for seat, made in standing(request, step).items()
        ]
    )


def report_asked(office: Office, request: Request, voice: Voice) -> str:
    """What somebody is asked who reports the case to the step above."""
    above = request.chain.steps[request.step + 1].seats[0]
    return voice.say("approver.report", role=case.role_name(office, above, voice))
