"""The rows of a pack file, table by table, as TOML writes them."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.approvals.keeping import LEGAL_DAYS
from bot.approvals.packvalues import (
    BLANK,
    NONE,
    PER,
    ClockTime,
    ConfirmWord,
    CountingWord,
    FactWord,
    FieldWord,
    Filled,
    ModeWord,
    OpensWord,
    Rhythm,
    Scalar,
    Scope,
    Src,
    TaskScope,
    Text,
    WeekdayWord,
    as_guard,
    as_list,
    as_signing,
    one_of,
)
from bot.people.days import WEEKDAYS


class Row(BaseModel):
    # Built when a file is read: a row that only stands within others is never built by itself.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class LabelRow(Row):
    zh: Text = BLANK
    en: str = ""


NO_WORDS = LabelRow.model_construct(zh="", en="")


class RoleRow(Row):
    name: LabelRow
    scope: Scope = "school"
    above: str = ""
    heads: list[str] = []
    same_post: str = ""
    proxies: list[str] = []


class RoomRow(Row):
    name: LabelRow
    keys: Annotated[list[str], Filled] = NONE
    enters: list[str] = []
    article: str = ""


class SwitchRow(Row):
    value: Scalar = Field(default=None, validate_default=True)
    allowed: list[Scalar] = []
    about: LabelRow
    ambiguity: int = 0


class ZoneRow(Row):
    id: Text = BLANK
    name: Text = BLANK
    owners: list[str] = []
    aliases: list[str] = []
    flags: list[str] = []


class SigningRow(Row):
    roles: Annotated[list[str], Filled] = NONE
    mode: ModeWord = "all"
    needed: int = 0
    article: str = ""


Signings = list[Annotated[SigningRow, BeforeValidator(as_signing)]]


class RuleRow(Row):
    id: Text = BLANK
    article: Text = BLANK
    src: Src = BLANK
    when: Any = {}
    only_if: dict[str, Any] = {}
    note: LabelRow = NO_WORDS


class InsteadRow(Row):
    begins: list[str] = []
    tells: list[str] = []


class RefusalRow(RuleRow):
    message: LabelRow
    instead: InsteadRow = InsteadRow.model_construct()


class BaseRow(RuleRow):
    steps: Signings = []
    register_only: bool = False
    tells: list[str] = []


class AddOnRow(RuleRow):
    steps: Signings = []
    before: str = ""
    marks: list[str] = []
    drops: list[str] = []
    replaces: list[str] = []
    tells: list[str] = []
    wish: str = ""
    reports: str = ""


class OptionRow(Row):
    id: Text = BLANK
    label: LabelRow
    suggests: list[str] = []
    other: bool = False
    states: dict[str, Scalar] = {}
    words: list[Text] = []


class WordsRow(Row):
    yes: list[Text] = []
    no: list[Text] = []


class FieldRow(Row):
    key: Text = BLANK
    kind: FieldWord = BLANK
    label: LabelRow
    ask: LabelRow
    help: LabelRow = NO_WORDS
    required: bool = True
    options: list[OptionRow] = []
    at_least: int = Field(default=0, ge=0)
    at_most: int = Field(default=0, ge=0)
    past: bool = False
    max_hours: float = Field(default=0, ge=0)
    ahead: bool = False
    since: str = ""
    max_days: int = Field(default=0, ge=0)
    max_age: int = Field(default=0, ge=0)
    format: str = ""
    when: dict[str, Any] = {}
    only_if: dict[str, Any] = {}
    codes: str = ""
    article: str = ""
    default: Any = None
    prefers: list[str] = []
    narrows: bool = False
    words: WordsRow = WordsRow.model_construct()
    takes: str = ""


class DueRow(Row):
    hours: float = 0
    days: int = Field(default=0, ge=0)
    counting: CountingWord = ""
    again: float = Field(default=0, ge=0)
    clock: str = ""
    field: str = ""


class FilesRow(Row):
    kind: Text = BLANK
    when: Annotated[list[dict[str, Any]], BeforeValidator(as_list)] = [{}]
    takes: dict[str, str] = {}
    fills: dict[str, Any] = {}
    each: str = ""


class DutyRow(Row):
    id: Text = BLANK
    kind: Text = BLANK
    by: Text = BLANK
    every: Rhythm = BLANK
    on: int = Field(default=1, ge=1, le=31)
    month: int = Field(default=1, ge=1, le=12)
    at: ClockTime = "08:00"
    per: Annotated[str, one_of(*PER)] = "school"
    zones: list[str] = []
    fills: dict[str, Any] = {}
    working: bool = False
    only_if: dict[str, Any] = {}


class RungRow(Row):
    at: float = Field(default=0, ge=0)
    hours: float = Field(default=0, ge=0)
    tells: Annotated[list[str], Filled] = NONE


class GuardRow(Row):
    guard: Text = BLANK
    only_if: dict[str, Any] = {}
    options: dict[str, Any] = {}


class SendBackRow(Row):
    to: Text = BLANK
    when: Annotated[list[dict[str, Any]], BeforeValidator(as_list)] = [{}]


class TaskRow(Row):
    id: Text = BLANK
    title: LabelRow
    actor: Annotated[list[str], BeforeValidator(as_list), Filled] = NONE
    hand: str = ""
    unit: TaskScope = "school"
    opens: OpensWord = "approved"
    after: list[str] = []
    when: Annotated[list[dict[str, Any]], BeforeValidator(as_list)] = [{}]
    only_if: dict[str, Any] = {}
    group: str = ""
    due: DueRow | None = None
    tells: list[str] = []
    rungs: list[RungRow] = []
    files: list[FilesRow] = []
    lists: list[str] = []
    breach: str = ""
    guards: list[Annotated[GuardRow, BeforeValidator(as_guard)]] = []
    books: list[str] = []
    completes: list[str] = []
    shows: list[str] = []
    rings: bool = False
    urgent: bool = False
    stamps: str = ""
    does: list[str] = []
    required: bool = True
    article: str = ""
    sends_back: SendBackRow | None = None
    begins: str = ""
    begins_on: str = ""
    outlives: bool = False
    fields: list[FieldRow] = []


class ConfirmRow(Row):
    when: Any = {}
    roles: Annotated[list[str], Filled] = NONE
    by: ConfirmWord = BLANK
    remembered_minutes: float = Field(default=60, ge=0, le=24 * 60)


class FactRow(Row):
    kind: FactWord = "yes_no"
    values: list[str] = []


class KindRow(Row):
    title: LabelRow
    topic: str = ""
    paper: LabelRow
    number: Text = BLANK
    may_file: Annotated[list[str], Filled] = NONE
    facts: dict[str, FactRow] = {}
    refusals: list[RefusalRow] = []
    base: list[BaseRow] = []
    addons: list[AddOnRow] = []
    fields: list[FieldRow] = []
    reject_reasons: list[LabelRow] = []
    return_reasons: list[LabelRow] = []
    report_phrases: list[LabelRow] = []
    only_if: dict[str, Any] = {}
    like: str = ""
    tasks: list[TaskRow] = []
    confirm: ConfirmRow | None = None
    urgent: bool = False
    extends: bool = False
    visible_to: list[str] = []
    withdrawable: bool = True
    words: list[Text] = []
    unless: list[Text] = []


class SightRow(Row):
    all: list[str] = []


class RetentionRow(Row):
    drafts: int = Field(default=90, gt=0)
    messages: int = Field(default=365, gt=0)
    attachments: int = Field(default=365, gt=0)
    tasks: int = Field(default=LEGAL_DAYS, gt=0)
    requests: int = Field(default=LEGAL_DAYS, gt=0)
    entries: int = Field(default=LEGAL_DAYS, gt=0)


class StudentsRow(Row):
    shape: Text = BLANK
    class_name: Text = BLANK
    words: dict[str, dict[str, str]] = {}
    example: Text = BLANK
    article: str = ""


class HoursRow(Row):
    opens: ClockTime = Field(default="08:00", alias="from")
    until: ClockTime = "18:00"
    weekdays: Annotated[list[WeekdayWord], Filled] = [*WEEKDAYS[:5]]


class ColumnRow(Row):
    title: Text = BLANK
    source: Text = BLANK
    width: int = Field(default=12, gt=0, le=200)


class BookRow(Row):
    title: LabelRow
    article: str = ""
    signatures: list[str] = []
    columns: Annotated[list[ColumnRow], Filled] = NONE


class AlertPatrolRow(Row):
    kind: Text = BLANK
    after_hours: float = Field(default=4, gt=0)
    flags: list[str] = []
    zones: list[str] = []


class TroubleRow(Row):
    fault_class: Text = BLANK
    words: Text = BLANK


class AlertsRow(Row):
    ticket: Text = BLANK
    groups: list[str] = ["security", "maintenance"]
    gather_seconds: float = Field(default=45, ge=0, le=600)
    mass: int = Field(default=5, ge=2)
    mass_minutes: float = Field(default=2, gt=0)
    flaps: int = Field(default=3, ge=2)
    flaps_minutes: float = Field(default=30, gt=0)
    stable_minutes: float = Field(default=5, ge=0)
    reopens_hours: float = Field(default=24, ge=0)
    handling_minutes: float = Field(default=30, gt=0)
    calls_minutes: Annotated[list[float], Field(min_length=1)] = [15, 30, 60, 120, 240, 480]
    patrol: AlertPatrolRow | None = None
    recovered: str = ""
    unapproved: list[str] = []
    troubles: dict[str, TroubleRow] = {}


class PackRow(Row):
    id: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*)?$"), Filled] = BLANK
    title: LabelRow
    document: str = ""
    version: Text = BLANK
    issued: Annotated[date | None, Filled] = Field(default=None, validate_default=True)
    retention_days: int = Field(default=0, ge=0)
    legal_retention_days: int = Field(default=30, ge=0)
    retention_article: str = ""
    keeps_cameras: list[str] = []
    articles: Annotated[dict[str, LabelRow], Filled] = Field(
        default_factory=dict, validate_default=True
    )
    roles: Annotated[dict[str, RoleRow], Filled] = Field(
        default_factory=dict, validate_default=True
    )
    flags: dict[str, LabelRow] = {}
    switches: dict[str, SwitchRow] = {}
    clocks: dict[str, float] = {}
    prohibitions: dict[str, LabelRow] = {}
    window_flags: list[str] = []
    zone_kinds: dict[str, LabelRow] = {}
    topics: dict[str, LabelRow] = {}
    rooms: dict[str, RoomRow] = {}
    everywhere: list[str] = []
    zones: list[ZoneRow] = []
    sight: SightRow = SightRow.model_construct()
    retention: RetentionRow = RetentionRow.model_construct()
    working_time: HoursRow = HoursRow.model_construct()
    students: StudentsRow | None = None
    books: dict[str, BookRow] = {}
    calendar: list[DutyRow] = []
    alerts: AlertsRow | None = None
    kinds: Annotated[dict[str, KindRow], Filled] = Field(
        default_factory=dict, validate_default=True
    )
