"""Why nobody is alarmed of a fault: what it hangs behind is dark, works were approved, somebody
asked for silence. Pure. The fault is kept all the same, and its end is heard."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerts.fault import Fault
from bot.alerts.silence import Silence
from bot.cameras.devices import Devices
from bot.cameras.works import Window


class Cover:
    """As things stand at `now`. `faults`: what is open, and what ended within `stable`: a recorder
    that has just come back gives its cameras that long."""

    def __init__(
        self,
        *,
        devices: Devices,
        faults: Iterable[Fault],
        windows: Iterable[Window],
        silences: Sequence[Silence],
        stable: timedelta,
        now: datetime,
    ) -> None:
        self._devices, self._silences, self._now = devices, silences, now
        self._dark = {f.device for f in faults if f.dark and _still(f, stable, now)}
        self._works = {w.camera: w.request for w in windows if w.silent(now)}

    def why(self, fault: Fault) -> str:
        """What goes into `Fault.hidden`; works before silence before parent."""
        above = self._devices.above(fault.device)
        if works := self._works.get(fault.device):
            return f"works/{works}"
        if silence := self.silence(fault):
            return f"silence/{silence.id}"
        if fault.dark and (parent := self._dark_above(fault.device, above)):
            return f"parent/{parent}"
        return ""

    def silence(self, fault: Fault) -> Silence | None:
        above = self._devices.above(fault.device)
        known = (s for s in self._silences)
        return next(
            (s for s in known if s.covers(fault.device, fault.zone, above, self._now)), None
        )

    def _dark_above(self, device: str, above: Sequence[str]) -> str:
        """Two devices that hang behind each other, by a mistake in the list, hide nobody."""
        return next(
            (p for p in above if p in self._dark and device not in self._devices.above(p)), ""
        )

    def shown(self, fault: Fault) -> Fault:
        """The same fault, hidden or not as things stand. What somebody was told of is not hidden
        any more, whatever comes later."""
        told = fault.outage is not None and not fault.hidden
        if not fault.open or told:
            return fault
        why = self.why(fault)
        if fault.hidden and not why:
            return replace(fault, hidden="", shown_at=self._now)
        return replace(fault, hidden=why)


def _still(fault: Fault, stable: timedelta, now: datetime) -> bool:
    return fault.open or now < fault.last_at + stable
