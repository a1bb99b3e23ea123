"""What an outage keeps from being seen: cameras that are dark, whatever the signals spoke of."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from bot.alerts.fault import Fault

Behind = Callable[[str], Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """`down` are recorders and switches with a trouble of their own. `cameras` are those with one,
    and whatever hangs behind what is dark; in the order in which they failed."""

    cameras: tuple[str, ...]
    down: tuple[str, ...]


def touched(faults: Iterable[Fault], behind: Behind) -> list[str]:
    """The devices that ail, each once; of what is dark, what is dark with it."""
    return list(
        dict.fromkeys(
            one
            for fault in faults
            for one in (behind(fault.device) if fault.dark else (fault.device,))
        )
    )


def extent(faults: Iterable[Fault], behind: Behind) -> Extent:
    """`behind` gives the cameras behind a device, and a camera itself."""
    cameras: dict[str, None] = {}
    down: dict[str, None] = {}
    for fault in faults:
        hidden = [c for c in behind(fault.device) if c != fault.device]
        if fault.device in behind(fault.device):
            cameras[fault.device] = None
        else:
            down[fault.device] = None
            cameras |= dict.fromkeys(hidden if fault.dark else ())
    return Extent(cameras=tuple(cameras), down=tuple(down))
