"""What a conversation may know of the school: places, people, the hour, and what recorders keep."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from types import MappingProxyType
from typing import Any

from bot.cameras.zone import Camera, Places
from bot.conversation.form import Label
from bot.people.calendar import Calendar
from bot.people.person import Person
from bot.people.roles import Directory
from bot.people.students import StudentCodes, answers_for

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`now` is aware and in the school's own zone: typed times are meant in that zone.

    `keeps_days` overrides what cameras say of their recorders, by camera id or zone id; 0 or
    absent means unknown, and the unknown is never refused. `periods` is the timetable: "3" is
    第3节, other names ("早读") are typed as they stand. `articles` turns a field's article number
    into the words shown after a refusal.
    """

    now: datetime
    places: Places
    directory: Directory
    requester: Person
    flags: Mapping[str, Label] = field(default_factory=lambda: _NOTHING)
    keeps_days: Mapping[str, float] = field(default_factory=lambda: _NOTHING)
    language: str = "zh"
    periods: Mapping[str, tuple[time, time]] = field(default_factory=lambda: _NOTHING)
    articles: Mapping[str, Label] = field(default_factory=lambda: _NOTHING)
    students: StudentCodes | None = None
    calendar: Calendar | None = None  # holidays and make-up days, marked where a day is picked

    def say(self, label: Label) -> str:
        return label.in_(self.language)

    def cameras_of(self, zones: Iterable[str]) -> tuple[Camera, ...]:
        return tuple(c for zone in zones for c in self.places.cameras_in(zone))

    def classes(self) -> dict[str, Person]:
        """The classes the requester answers for, each with its homeroom teacher."""
        return answers_for(self.requester, self.directory, self.now)

    def longest_kept(self, zones: Iterable[str], cameras: Iterable[str] = ()) -> float:
        """Days the most patient of these recorders keeps; infinite while any is unknown.

        Older than this, nothing can be left: the only age at which refusing is certain.
        """
        zones = tuple(zones)
        chosen = [self.places.cameras[c] for c in cameras if c in self.places.cameras]
        known = [self._kept_by(c) for c in chosen or self.cameras_of(zones)]
        if not chosen:
            known += [self.keeps_days.get(z, 0) for z in zones if not self.places.cameras_in(z)]
        return max(known) if known and all(known) else math.inf

    def _kept_by(self, camera: Camera) -> float:
        kept = self.keeps_days
        return kept.get(camera.id) or kept.get(camera.zone) or camera.retention_days
