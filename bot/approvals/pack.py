"""A school's regulation as data: what a pack file says once it has been read and found right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.alerts.rules import AlertRules
from bot.approvals.chain import Mode
from bot.approvals.conditions import ALWAYS, Condition
from bot.approvals.keeping import Keeping
from bot.approvals.vocabulary import Vocabulary
from bot.cameras.zone import Zone
from bot.conversation.form import Form, Label
from bot.people.calendar import Counting
from bot.people.days import Hours
from bot.people.students import StudentCodes

NO_WORDS = Label("")
SCOPES = ("school", "applicant_unit", "owner_units")
SOURCES = ("text", "resolved")
REQUESTER, VIEWERS, SYSTEM = "requester", "viewers", "system"
ACTORS = (REQUESTER, VIEWERS, SYSTEM)  # of tasks, beside roles
CONFIRMED_BY = ("pin", "second_person")
UNDO_SECONDS = 30.0  # where a pack says nothing of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """`above` signs when the holder may not (applicant, party) or when nobody holds the role.

    `heads` are the units (or "public") whose head this is: asking the head of 保卫处 means asking
    `security_head`. `same_post` names the role one and the same person holds for his unit, so that
    a unit looking at its own system signs once.
    """

    id: str
    name: Label
    scope: str = "school"  # where its holders are looked for: SCOPES
    above: str = ""
    heads: tuple[str, ...] = ()
    same_post: str = ""
    proxies: tuple[str, ...] = ()  # roles for whose holders in his own unit he names deputies

    def of(self, unit: str) -> Label:
        """级部主任（高一级部）, or the role alone while no unit is bound."""
        if not unit:
            return self.name
        return Label(f"{self.name.zh}（{unit}）", f"{self.name.in_('en')} ({unit})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """One step as a rule writes it."""

    roles: tuple[str, ...]
    mode: Mode = Mode.ALL
    needed: int = 0
    article: str = ""  # where the rule's own article is not the one behind this step


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`src`: "text" stands in the regulation, "resolved" is our reading of its silence."""

    id: str
    article: str
    src: str
    when: Condition = ALWAYS
    note: Label = NO_WORDS  # what the rule does, in a line, for "why?"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRule(Rule):
    """`begins` and `tells` are what can be done instead: kinds one may file, roles to whom the
    wish may be passed on."""

    message: Label
    begins: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRule(Rule):
    """The ladder a case starts from. `register_only`: no signature, only an entry in the book."""

    steps: tuple[Signing, ...]
    register_only: bool = False
    tells: tuple[str, ...] = ()  # roles who hear of it without signing


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOn(Rule):
    """What further facts do to the ladder.

    `steps` go to the end, or before the step of the role `before`. `marks` names roles who must
    consent to this expressly; they gain the rule, not a second signature. `drops` are wishes
    refused while the rest goes on. `replaces` takes roles of the base ladder away.
    """

    steps: tuple[Signing, ...] = ()
    before: str = ""
    marks: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    wish: str = ""  # the field a marked role must speak on expressly
    reports: str = ""  # the role that reports the case to whoever `steps` adds


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A control room: whose keys it has, and who else enters without being let in."""

    id: str
    name: Label
    keys: tuple[str, ...]  # roles
    enters: tuple[str, ...] = ()  # further roles
    article: str = ""


class Opens(StrEnum):
    """From which moment of a case a task may begin; `after` narrows it further."""

    FILED = "filed"  # at once, while signatures are collected: holding footage
    APPROVED = "approved"
    # Whatever is left when nothing else is: the case was refused or taken back, or all other
    # tasks are done. Releasing a hold belongs here.
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a task is late: `hours` after it opened, or after what `field` says.

    `field` is an answer of the request ("planned") or of an earlier task ("slot.when"); of a span
    its end counts. Without a field the hours run from the opening.
    """

    hours: float = 0
    field: str = ""
    # Whole days instead of hours: the day it opened is not counted, the last runs to its end.
    days: int = 0
    counting: Counting = Counting.ALWAYS
    again: float = 0  # hours between reminders while it stays undone; 0 = one is enough


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Who hears of a task that is still open: at a part of the time until it is due (0.25), or
    some `hours` after it was opened."""

    tells: tuple[str, ...]  # roles; whoever was told may do it himself
    at: float = 0
    hours: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A condition on whoever does a task and on what he reports (bot/followup/guards.py)."""

    name: str
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """A report that does not let the case go on: everything from the task `to` up to the reporting
    one is done again. `when` are alternatives over what is known with the report."""

    to: str
    when: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """A case of its own that a report brings about: a fault seen on an inspection. `takes` fills
    it in from what is known, `fills` with fixed answers; one for each item of `each`, if it is
    named."""

    kind: str
    when: tuple[Mapping[str, Any], ...]
    takes: Mapping[str, str]
    fills: Mapping[str, Any]
    each: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A case the calendar files by itself.

    `every`: "day", "week", "month" or "year" (`on` the weekday from 1, or the day of the month;
    `month` that of the year), or some days before what the school's calendar names:
    "term_start-7d". `working`: a day of rest passes a daily duty over, and moves any other to the
    next working day.
    """

    id: str
    kind: str
    by: str  # the role in whose name it is filed
    every: str
    at: time
    on: int = 1
    month: int = 1
    per: str = (
        "school"  # PER: one case for the school, for each area, or for each unit with cameras
    )
    zones: tuple[str, ...] = ()  # of these areas; none: of all
    fills: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    working: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """One thing to be done about a request, by whom, and what he reports.

    `actors` are roles, any of which will do, or one of ACTORS alone: "requester", "viewers" (each
    of them for himself) or "system" (done by itself, at its due time where it has one); or
    `named`, a question of the form that was answered with people, each of whom does it for himself.
    `unit` looks for the roles in the applicant's unit or the owners', as a role's scope does.
    `hand` names an earlier task: whoever did that one is asked, and the group is left in peace;
    colleagues may still do it. `when` are alternatives, each matched against the answers known by
    then (docs/packs.md); a task of which none holds is not wanted. A task that is not `required`
    does not keep the case open.
    """

    id: str
    title: Label
    actors: tuple[str, ...]
    form: Form
    opens: Opens = Opens.APPROVED
    after: tuple[str, ...] = ()
    when: tuple[Mapping[str, Any], ...] = (MappingProxyType({}),)
    hand: str = ""
    named: str = ""
    unit: str = ""
    group: str = ""  # the chat group that is told; none: only persons
    due: Due | None = None
    tells: tuple[str, ...] = ()  # roles that hear of it when it is late
    rungs: tuple[Rung, ...] = ()  # and those that hear of it before
    files: tuple[Files, ...] = ()  # what is filed because of what it reports
    lists: tuple[str, ...] = ()  # kinds whose open cases are shown and written down with it
    breach: str = ""  # the book that keeps that it was late
    guards: tuple[Guard, ...] = ()
    books: tuple[str, ...] = ()  # the registers an entry is written into when it is done
    shows: tuple[str, ...] = ()  # answers the requester may see on his card
    rings: bool = False  # he is told at once: when he may come
    urgent: bool = False  # its messages pass the quiet hours
    # The registers whose entry of this case is continued by a new one when it is done: what could
    # not be said yet when the case was entered.
    completes: tuple[str, ...] = ()
    stamps: str = ""  # the name under which the moment it was done stands in the entry
    does: tuple[str, ...] = ()  # what changes outside the case (bot/actions/effects.py)
    required: bool = True
    article: str = ""
    sends_back: SendBack | None = None
    # The kind of request that is filed instead of a report, filled in from this case; the task is
    # done when it is sent, and its only field keeps the number. `begins_on` is the question of that
    # request which the day of this case answers: what it counts from is not put off by beginning it
    # late.
    begins: str = ""
    begins_on: str = ""
    outlives: bool = False  # stays owed though its case ended without approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Whose approval counts only with a proof of who taps, and in which cases.

    `by`: "pin", his own, believed for `minutes` in the chat it was given in; or "second_person",
    somebody of the same or a higher role on a phone of his own.
    """

    when: Condition
    roles: tuple[str, ...]
    by: str
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    id: str
    title: Label
    paper: Label  # the name of the printed form: 监控查看申请单
    number: str  # "调阅〔{year}〕{serial:04}"
    series: str  # whose numbers it continues: its own, or those of the kind it is `like`
    may_file: tuple[str, ...] = ()  # role ids, or "staff" for everybody on the list
    form: Form | None = None
    facts: Vocabulary = field(default_factory=lambda: MappingProxyType({}))
    refusals: tuple[RefusalRule, ...] = ()
    base: tuple[BaseRule, ...] = ()
    addons: tuple[AddOn, ...] = ()
    reject_reasons: tuple[Label, ...] = ()
    return_reasons: tuple[Label, ...] = ()
    report_phrases: tuple[Label, ...] = ()
    tasks: tuple[TaskKind, ...] = ()
    confirm: Confirm | None = None
    urgent: bool = False  # its messages pass the quiet hours
    extends: bool = False  # whether a viewing may ask for more while it goes on
    # Restricted: seen by these roles and its own filer only (see `sight`). Empty: as all others.
    visible_to: tuple[str, ...] = ()
    topic: str = ""  # a key of `topics`; without one it stands beside them
    withdrawable: bool = (
        True  # a report of damage or of a leak is not taken back once it was made
    )
    # A sentence with one of these may begin it (查录像, 摄像头坏), with one of those it does not.
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def task(self, id_: str) -> TaskKind | None:
        return next((task for task in self.tasks if task.id == id_), None)

    @property
    def narrows(self) -> dict[str, str]:
        """The fields that bound what may be looked at, each with its kind."""
        fields = self.form.fields if self.form else ()
        return {f.key: f.kind.value for f in fields if f.narrows}

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (*self.refusals, *self.base, *self.addons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`title` exactly as the school prints it; `source` a name of `registers.columns`, or
    `KIND:key` for the entry's field under that key."""

    title: str
    source: str
    width: int  # characters of the printed sheet; a Chinese character counts two


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    id: str
    title: Label
    columns: tuple[Column, ...]
    article: str = ""
    signatures: tuple[str, ...] = ()  # who signs below the printed page


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pack:
    id: str
    title: Label
    document: str
    version: str  # the pack's own number and a hash of the file: frozen into every request
    issued: date
    articles: Mapping[str, Label]
    roles: Mapping[str, Role]
    flags: Mapping[str, Label]
    # Flags of places that hold only for footage of days whose period in the calendar has them.
    window_flags: tuple[str, ...]
    zones: tuple[Zone, ...]
    zone_kinds: Mapping[str, Label]
    topics: Mapping[str, Label]  # under which the kinds are shown where they are many
    rooms: Mapping[str, Room]
    everywhere: tuple[str, ...]  # units to whom every area belongs beside its own
    kinds: Mapping[str, Kind]
    books: Mapping[str, Book]
    retention_days: int  # what the regulation demands; 0 when it names no number
    legal_retention_days: int  # what the law demands (State Council Order 799, Art. 17)
    switches: Mapping[str, Any]
    clocks: Mapping[str, float]
    prohibitions: Mapping[str, Label]  # by article
    retention_article: str = ""
    keeps_cameras: tuple[str, ...] = ()  # roles that hear which recorders keep too little
    calendar: tuple[Duty, ...] = ()
    keeping: Keeping = field(default_factory=Keeping)
    students: StudentCodes | None = None  # None: the school writes its students as it likes
    hours: Hours = field(default_factory=Hours)  # of work
    alerts: AlertRules | None = None  # None: the school wants no alarms
    sees_all: tuple[str, ...] = ()  # roles who see every case that is not restricted

    def __repr__(self) -> str:
        """Not its thousands of lines: asyncio writes out what its tasks hold."""
        return f"Pack({self.id!r}, {self.version!r})"

    @property
    def ticket(self) -> Kind | None:
        """The kind of request a fault is; None: the school wants no alarms."""
        return self.kinds.get(self.alerts.ticket) if self.alerts else None

    @property
    def required_days(self) -> int:
        """How long footage is kept at least: as the stricter of regulation and law wants."""
        return max(self.retention_days, self.legal_retention_days)

    @property
    def signing(self) -> frozenset[str]:
        """Roles somebody may be asked to sign as, those that step in for them included."""
        asked = {
            role
            for kind in self.kinds.values()
            for steps in (rule.steps for rules in (kind.base, kind.addons) for rule in rules)
            for step in steps
            for role in step.roles
        }
        while more := {self.roles[r].above for r in asked} - asked - {""}:
            asked |= more
        return frozenset(asked)

    @property
    def undo(self) -> timedelta:
        """How long a new request may be taken back before anybody else hears of it."""
        return timedelta(seconds=self.clocks.get("undo_seconds", UNDO_SECONDS))
