"""What our own eyes found: signals like those of any other source, and the time in which they saw
nothing at all."""

from dataclasses import replace

from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.alerts.confirming import Judged, Quorum, Turned, Watch, Watched
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble
from bot.notices import About, Reason, ToGroup, subject
from storage import blindness, journal, probed, signals, sources
from storage.blindness import Blindness
from storage.store import Work

SOURCE = "probe"
HEARS = ToGroup("security")


def remembered(work: Work, rules: Rules) -> Watch:
    """After a restart: what was dead, and since when we were blind."""
    dead = probed.dead(work, rules.school)
    here = blindness.open_here(work, rules.school)
    return Watch(
        devices={device: Watched(down_since=since) for device, since in dead.items()},
        blind_since=here.since if here else None,
    )


def went_round(work: Work, rules: Rules) -> None:
    """Whoever counts how long cameras were alive wants to know that somebody looked."""
    sources.heard(work, rules.school, SOURCE)


def is_news(before: Watch, after: Judged, quorum: Quorum) -> bool:
    return bool(after.turned) or _began(after, quorum) or _saw_again(before, after)


def _began(after: Judged, quorum: Quorum) -> bool:
    """One blind round may be a lost second; as many as a device is given are told."""
    return after.watch.blind_since is not None and after.watch.blind_rounds == quorum.need


def _saw_again(before: Watch, after: Judged) -> bool:
    return before.blind_since is not None and after.watch.blind_since is None


def note(work: Work, rules: Rules, before: Watch, after: Judged, quorum: Quorum) -> None:
    office = Office.open(work, rules)
    if _began(after, quorum):
        _blind(work, office, after.watch)
    if _saw_again(before, after):
        _seeing(work, office, after)
    signals.add(work, office.id, [_signal(one) for one in after.turned])
    for one in after.turned:
        if one.alive:
            probed.came_back(work, office.id, one.device)
        else:
            probed.died(work, office.id, one.device, one.since)


def _signal(one: Turned) -> Signal:
    """The key names this death of the device, so that it is heard once and ended once."""
    phase = Phase.CLOSE if one.alive else Phase.OPEN
    return Signal(
        source=SOURCE,
        key=f"{one.device}/{one.down_since.isoformat()}/{phase}",
        device=one.device,
        trouble=Trouble.OFFLINE,
        phase=phase,
        occurred_at=one.since,
    )


def _blind(work: Work, office: Office, watch: Watch) -> None:
    assert watch.blind_since is not None
    if blindness.open_here(work, office.id):
        return  # it was told before a restart
    one = blindness.add(work, office.id, watch.blind_since)
    journal.append(work, office.id, "probe.blind", {"blind": one.id})
    _tell(work, office, one, "began")


def _seeing(work: Work, office: Office, after: Judged) -> None:
    """Nothing is said of a blindness nobody was told of."""
    one = blindness.open_here(work, office.id)
    if one is None:
        return
    dead = len(after.watch.dead)
    blindness.end(work, replace(one, ended_at=work.now, dead=dead))
    journal.append(work, office.id, "probe.sees", {"blind": one.id, "dead": dead})
    _tell(work, office, one, "over")


def _tell(work: Work, office: Office, one: Blindness, what: str) -> None:
    card = subject(About.BLIND, one.id)
    owe(work, office, HEARS, Reason.BLIND, card, f"{card}/{what}", fresh=True)
