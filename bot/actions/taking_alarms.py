"""What a monitoring system has posted is kept, in the transaction before it is told 202.

Deciding what follows from it is for later (`handlers.alarms`): a source that is kept waiting sends
again, or gives up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.actions import telling_of_sources
from bot.actions.office import Office, Rules
from bot.alerts.reading import Read, Unreadable
from bot.alerts.signal import Phase, Signal
from bot.cameras.devices import Devices
from storage import alarms, signals, sources
from storage.store import Work

NEWS = frozenset({Phase.OPEN, Phase.CLOSE, Phase.PULSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    source: str
    mime: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`known`: said before, under the same key. `why`: nothing of it could be read."""

    stored: int = 0
    known: int = 0
    why: Unreadable | None = None


def take(work: Work, rules: Rules, posted: Posted, said: Read | Unreadable) -> Taken:
    sources.heard(work, rules.school, posted.source)
    if isinstance(said, Unreadable):
        put_aside(work, rules, posted, (said,))
        return Taken(why=said)
    for beat in {s.device for s in said.signals if s.phase is Phase.HEARTBEAT}:
        sources.beat(work, rules.school, posted.source, beat)
    if any(s.phase is Phase.TEST for s in said.signals):
        telling_of_sources.tried(work, Office.open(work, rules), posted.source)
    if said.left:
        put_aside(work, rules, posted, said.left)
    return keep(work, rules, posted, [s for s in said.signals if s.phase in NEWS])


def keep(work: Work, rules: Rules, posted: Posted, news: list[Signal]) -> Taken:
    """A body that says nothing new is not kept: a lasting alarm is repeated for days."""
    if not news:
        return Taken()
    known = named(work, rules, news)
    body = alarms.keep(work, rules.school, posted.source, posted.mime, posted.body)
    stored = signals.add(work, rules.school, known, body)
    if not stored:
        alarms.let_go(work, body)
    return Taken(stored=stored, known=len(news) - stored)


def named(work: Work, rules: Rules, news: Iterable[Signal]) -> Iterable[Signal]:
    """Each by the first word the list knows, where the source has several."""
    if not any(one.also for one in news):
        return news
    listed = Office.open(work, rules).devices
    return [by_known_name(one, listed) for one in news]


def by_known_name(said: Signal, listed: Devices) -> Signal:
    names = (said.device, *said.also)
    known = next((name for name in names if listed.find(name, said.channel)), said.device)
    return replace(said, device=known)


def put_aside(work: Work, rules: Rules, posted: Posted, odd: tuple[Unreadable, ...]) -> None:
    why = f"{odd[0].why} {odd[0].where}".strip()
    telling_of_sources.unread(
        work, Office.open(work, rules), posted.source, posted.mime, posted.body, why
    )
