"""Lines about a viewing that reaches further than it was first approved for, or would."""

from bot.actions.office import Office
from bot.approvals.request import Request, State
from bot.speech import Voice
from bot.writing import case
from storage import requests
from storage.store import Work


def lines(work: Work, office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    return (*granted(office, request, voice), *waiting(work, request, voice))


def granted(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    """✓ 已扩大范围（调阅〔2026〕0002）：餐厅、教学楼一、二楼，3月1日 12:00–13:30"""
    return tuple(
        voice.say(
            "extension.uncopied" if request.answers.get("copy") and not one.copy
            else "extension.granted",
            number=one.number,
            told=list(case.in_short(office, request, one.limits, voice)),
        )
        for one in request.extended
    )  # fmt: skip


def waiting(work: Work, request: Request, voice: Voice) -> tuple[str, ...]:
    """Nobody plays what is not approved yet, but it may be overwritten meanwhile."""
    if not request.extension:
        return ()
    asked = requests.peek(work, request.extension)
    key = "returned" if asked.state is State.RETURNED else "waiting"
    return (voice.say(f"extension.{key}", number=asked.number),)
