"""What is known to be missing of the footage somebody asks for: said before anybody signs."""

from bot.actions import footage_gaps
from bot.actions.office import Office
from bot.alerts.darkness import Darkness, Gap
from bot.approvals.request import Request
from bot.approvals.scope import scope_of
from bot.cameras.retention import seen_by
from bot.speech import Voice
from storage.store import Work

SHOWN, NAMED = 3, 2


def lines(work: Work, office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    dark = footage_gaps.of_request(work, office, request)
    return told(office, request, dark, voice) if dark else ()


def told(office: Office, request: Request, dark: Darkness, voice: Voice) -> tuple[str, ...]:
    scope = scope_of(request)
    asked = len(seen_by(office.places, scope.zones, scope.cameras or ()))
    said = [line(office, gap, asked, voice) for gap in dark.gaps[:SHOWN]]
    whole = voice.say("gaps.whole") if dark.whole else ""
    rest = len(dark.gaps) - SHOWN
    more = voice.say("gaps.more", n=rest) if rest > 0 else ""
    return tuple(filter(None, (whole, *said, more)))


def line(office: Office, gap: Gap, asked: int, voice: Voice) -> str:
    names = [office.places.cameras[c].name for c in gap.cameras[:NAMED]]
    which = "one" if asked == 1 else "all" if len(gap.cameras) == asked else "some"
    if which == "some" and len(gap.cameras) > NAMED:
        which = "many"
    words = {"when": when(gap, voice), "names": names, "n": len(gap.cameras)}
    return voice.say(f"gaps.{gap.lack}_{which}", **words)


def when(gap: Gap, voice: Voice) -> str:
    """6月3日 14:00–16:20."""
    if gap.end is None:
        return voice.say("gaps.since", start=voice.brief(gap.start))
    return voice.brief_span(gap.start, gap.end)
