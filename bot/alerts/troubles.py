"""The classes of trouble (domain report, section 5.3): how grave, and what of it the footage shows.

The class codes F1 to F13 are the ones of the domain report; F10 to F13 are never said by a camera
alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Trouble(StrEnum):
    OFFLINE = "offline"  # F1
    VIDEO_LOSS = "video_loss"  # F2
    COVERED = "covered"  # F3, covered, turned or moved
    BLURRED = "blurred"  # F4, out of focus, too dark, wrong colours
    NOT_RECORDING = "not_recording"  # F5
    DISK = "disk"  # F6, disk or array
    STORAGE_FULL = "storage_full"  # F7
    RETENTION = "retention"  # F8, kept for fewer days than required
    CLOCK = "clock"  # F9
    POWER = "power"  # F10, network or power
    ROOM = "room"  # F11, equipment of the control room
    ACCESS = "access"  # F12, somebody tried to get in
    DAMAGE = "damage"  # F13


class Severity(StrEnum):
    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Footage(StrEnum):
    """What a fault means for whoever wants to look at that span."""

    NONE = "none"  # there is none
    DOUBTFUL = "doubtful"  # it may be missing or useless
    THERE = "there"


class Ends(StrEnum):
    """How a fault ends: the source says so, or a person looks."""

    BY_SIGNAL = "by_signal"
    BY_EYE = "by_eye"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    code: str
    severity: Severity
    footage: Footage
    ends: Ends = Ends.BY_SIGNAL


NATURES: Mapping[Trouble, Nature] = MappingProxyType(
    {
        Trouble.OFFLINE: Nature(code="F1", severity=Severity.MAJOR, footage=Footage.NONE),
        Trouble.VIDEO_LOSS: Nature(code="F2", severity=Severity.MAJOR, footage=Footage.NONE),
        Trouble.COVERED: Nature(
            code="F3", severity=Severity.MAJOR, footage=Footage.DOUBTFUL, ends=Ends.BY_EYE
        ),
        Trouble.BLURRED: Nature(
            code="F4", severity=Severity.MINOR, footage=Footage.DOUBTFUL, ends=Ends.BY_EYE
        ),
        Trouble.NOT_RECORDING: Nature(
            code="F5", severity=Severity.CRITICAL, footage=Footage.NONE
        ),
        Trouble.DISK: Nature(code="F6", severity=Severity.CRITICAL, footage=Footage.DOUBTFUL),
        Trouble.STORAGE_FULL: Nature(
            code="F7", severity=Severity.MAJOR, footage=Footage.DOUBTFUL
        ),
        Trouble.RETENTION: Nature(
            code="F8", severity=Severity.CRITICAL, footage=Footage.DOUBTFUL
        ),
        Trouble.CLOCK: Nature(code="F9", severity=Severity.MINOR, footage=Footage.THERE),
        Trouble.POWER: Nature(code="F10", severity=Severity.MAJOR, footage=Footage.NONE),
        Trouble.ROOM: Nature(
            code="F11", severity=Severity.MINOR, footage=Footage.THERE, ends=Ends.BY_EYE
        ),
        Trouble.ACCESS: Nature(
            code="F12", severity=Severity.MAJOR, footage=Footage.THERE, ends=Ends.BY_EYE
        ),
        Trouble.DAMAGE: Nature(
            code="F13", severity=Severity.MAJOR, footage=Footage.DOUBTFUL, ends=Ends.BY_EYE
        ),
    }
)

# Without a picture a camera, and whatever hangs behind a switch or recorder, is dark.
DARK = frozenset(t for t, nature in NATURES.items() if nature.footage is Footage.NONE)
