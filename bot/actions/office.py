"""One school as an action sees it: its rules, and its people and places as of this transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from types import MappingProxyType

from bot.approvals.policy import Kind, Pack
from bot.approvals.rules import UnknownKind
from bot.cameras.devices import Devices
from bot.cameras.zone import Places
from bot.people.calendar import Calendar
from bot.people.roles import Directory
from storage import snapshots
from storage.snapshots import School
from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the configuration fixes for a school."""

    school: str
    pack: Pack
    zone: tzinfo
    # Where this school's pages for phones are; empty: there are none, and cards carry no links.
    public_url: str = ""
    link_key: bytes = b""
    language: str = "zh"  # spoken in groups
    name: str = ""  # of the school, as it stands on its papers
    timetable: Mapping[str, tuple[time, time]] = field(
        default_factory=lambda: MappingProxyType({})
    )  # its bells


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    rules: Rules
    school: School
    now: datetime  # aware, in the school's zone

    @classmethod
    def open(cls, work: Work, rules: Rules) -> "Office":
        return cls(
            rules=rules,
            school=snapshots.snapshot(work, rules.school),
            now=work.now.astimezone(rules.zone),
        )

    @property
    def id(self) -> str:
        return self.rules.school

    @property
    def pack(self) -> Pack:
        return self.rules.pack

    @property
    def directory(self) -> Directory:
        return self.school.directory

    @property
    def calendar(self) -> Calendar:
        return Calendar(zone=self.rules.zone, hours=self.pack.hours, own=self.school.almanac)

    @property
    def places(self) -> Places:
        return self.school.places

    @property
    def devices(self) -> Devices:
        return self.school.devices

    def kind(self, kind: str) -> Kind:
        found = self.pack.kinds.get(kind)
        if found is None or found.form is None:
            raise UnknownKind(kind=kind, known=", ".join(self.pack.kinds), pack=self.pack.id)
        return found
