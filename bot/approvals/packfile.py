"""The shape of a pack file: rows as TOML writes them, before anything is compared with anything.

Rows are validated strictly. When one is wrong its mistakes are noted, the wrong values are taken
out, and the rest is read leniently, so that the comparisons still find what else is wrong.
"""

import re
import tomllib
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.approvals.chain import Mode
from bot.approvals.keeping import LEGAL_DAYS
from bot.approvals.mistakes import Findings
from bot.approvals.pack import CONFIRMED_BY, SCOPES, SOURCES, Opens
from bot.conversation.form import FieldKind
from bot.people.calendar import Counting
from bot.people.days import WEEKDAYS

MOST_BYTES = 256 * 1024

T = TypeVar("T")


def _filled(value: T, info: ValidationInfo) -> T:
    if not value and not info.context:
        raise PydanticCustomError("blank", "blank")
    return value


def _one_of(*words: str) -> AfterValidator:
    def check(value: str, info: ValidationInfo) -> str:
        if value in words or info.context:
            return value if value in words else words[0]
        if not value:
            raise PydanticCustomError("blank", "blank")
        raise PydanticCustomError("not_one_of", "{known}", {"known": words})

    return AfterValidator(check)


def _as_signing(value: Any) -> Any:
    """`"principal"` and `["a", "b"]` are short for a table with these roles."""
    match value:
        case str():
            return {"roles": [value]}
        case list():
            return {"roles": value}
        case _:
            return value


def _scalar(value: Any) -> Any:
    if not isinstance(value, bool | int | str):
        raise PydanticCustomError("scalar", "scalar")
    return value


def _clock_time(value: str, info: ValidationInfo) -> str:
    if _CLOCK_TIME.fullmatch(value):
        return value
    if info.context:
        return "00:00"
    raise PydanticCustomError("clock_time", "clock_time")


_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


# A blank default that is validated: what is missing is found by `_filled`, leniently let pass.
BLANK: Any = Field(default="", validate_default=True)
NONE: Any = Field(default_factory=list, validate_default=True)
Filled = AfterValidator(_filled)
Scalar = Annotated[Any, AfterValidator(_scalar)]
Text = Annotated[str, Filled]
Src = Annotated[str, _one_of(*SOURCES)]
Scope = Annotated[str, _one_of(*SCOPES)]
PER = ("school", "zone", "unit")
EVERY = r"^(|day|week|month|year|(term_start|exam|event|holiday)-\d{1,2}d)$"
TaskScope = Annotated[str, _one_of(*SCOPES, "own")]
ModeWord = Annotated[str, _one_of(*(mode.value for mode in Mode))]
OpensWord = Annotated[str, _one_of(*(moment.value for moment in Opens))]
FieldWord = Annotated[str, _one_of(*(kind.value for kind in FieldKind))]
ConfirmWord = Annotated[str, _one_of(*CONFIRMED_BY)]
ClockTime = Annotated[str, AfterValidator(_clock_time)]
WeekdayWord = Annotated[str, _one_of(*WEEKDAYS)]
CountingWord = Annotated[str, _one_of("", *(way.value for way in Counting))]
FactWord = Annotated[str, _one_of("yes_no", "choice", "list")]


class Row(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


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
    value: Scalar
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


Signings = list[Annotated[SigningRow, BeforeValidator(_as_signing)]]


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
    instead: InsteadRow = InsteadRow()


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
    words: WordsRow = WordsRow()
    takes: str = ""


class DueRow(Row):
    hours: float = 0
    days: int = Field(default=0, ge=0)
    counting: CountingWord = ""
    again: float = Field(default=0, ge=0)
    clock: str = ""
    field: str = ""


def _as_list(value: Any) -> Any:
    """One of something is short for a list with it."""
    return value if isinstance(value, list) else [value]


class FilesRow(Row):
    kind: Text = BLANK
    when: Annotated[list[dict[str, Any]], BeforeValidator(_as_list)] = [{}]
    takes: dict[str, str] = {}
    fills: dict[str, Any] = {}
    each: str = ""


class DutyRow(Row):
    id: Text = BLANK
    kind: Text = BLANK
    by: Text = BLANK
    every: Annotated[str, Field(pattern=EVERY), Filled] = BLANK
    on: int = Field(default=1, ge=1, le=31)
    month: int = Field(default=1, ge=1, le=12)
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:00"
    per: Annotated[str, _one_of(*PER)] = "school"
    zones: list[str] = []
    fills: dict[str, Any] = {}
    working: bool = False
    only_if: dict[str, Any] = {}


class RungRow(Row):
    at: float = Field(default=0, ge=0)
    hours: float = Field(default=0, ge=0)
    tells: Annotated[list[str], Filled] = NONE


def _as_guard(value: Any) -> Any:
    """`"within_scope"` is short for a guard without options."""
    match value:
        case str():
            return {"guard": value, "options": {}}
        case dict():
            own = {key: value[key] for key in ("guard", "only_if") if key in value}
            return {**own, "options": {k: v for k, v in value.items() if k not in own}}
        case _:
            return value


class GuardRow(Row):
    guard: Text = BLANK
    only_if: dict[str, Any] = {}
    options: dict[str, Any] = {}


class SendBackRow(Row):
    to: Text = BLANK
    when: Annotated[list[dict[str, Any]], BeforeValidator(_as_list)] = [{}]


class TaskRow(Row):
    id: Text = BLANK
    title: LabelRow
    actor: Annotated[list[str], BeforeValidator(_as_list), Filled] = NONE
    hand: str = ""
    unit: TaskScope = "school"
    opens: OpensWord = "approved"
    after: list[str] = []
    when: Annotated[list[dict[str, Any]], BeforeValidator(_as_list)] = [{}]
    only_if: dict[str, Any] = {}
    group: str = ""
    due: DueRow | None = None
    tells: list[str] = []
    rungs: list[RungRow] = []
    files: list[FilesRow] = []
    lists: list[str] = []
    breach: str = ""
    guards: list[Annotated[GuardRow, BeforeValidator(_as_guard)]] = []
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
    sight: SightRow = SightRow()
    retention: RetentionRow = RetentionRow()
    working_time: HoursRow = HoursRow()
    students: StudentsRow | None = None
    books: dict[str, BookRow] = {}
    calendar: list[DutyRow] = []
    alerts: AlertsRow | None = None
    kinds: Annotated[dict[str, KindRow], Filled] = Field(
        default_factory=dict, validate_default=True
    )


def read(raw: bytes, findings: Findings) -> PackRow | None:
    """The rows of a pack file, as far as they can be read; None when it is not TOML at all."""
    if len(raw) > MOST_BYTES:
        findings.note("", "", "too_long", most=MOST_BYTES)
        return None
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        findings.note("", "", "not_toml", why=str(error))
        return None
    return _rows(data, findings)


def _rows(data: dict[str, Any], findings: Findings) -> PackRow | None:
    try:
        return PackRow.model_validate(data)
    except ValidationError as error:
        mistakes = error.errors(include_url=False)
    for mistake in mistakes:
        _note(mistake, findings)
    for mistake in reversed(mistakes):
        _take_out(mistake, data)
    try:
        return PackRow.model_validate(data, context="lenient")
    except ValidationError:
        return None


def table_of(loc: tuple[int | str, ...]) -> str:
    """`("kinds", "footage", "addons", 2)` as `kinds.footage.addons[2]`."""
    table = ""
    for part in loc:
        table += f"[{part}]" if isinstance(part, int) else f".{part}" if table else part
    return table


def _note(mistake: ErrorDetails, findings: Findings) -> None:
    *loc, last = mistake["loc"]
    table, key = table_of(tuple(loc)), last
    if isinstance(key, int):
        table, key = table_of((*loc, key)), ""
    context = mistake.get("ctx", {})
    match mistake["type"]:
        case "missing" | "blank":
            findings.note(table, key, "missing")
        case "extra_forbidden":
            findings.note(table, key, "unknown_key")
        case "not_one_of":
            got = str(mistake["input"])
            findings.note(table, key, "not_one_of", got=got, known=context["known"])
        case kind if kind in _EXPECTED:
            findings.note(table, key, f"not_a_{_EXPECTED[kind]}")
        case _:
            findings.note(table, key, "out_of_range", got=str(mistake["input"]))


_EXPECTED = {
    "string_type": "text",
    "int_type": "number",
    "float_type": "number",
    "bool_type": "yes_no",
    "scalar": "text",
    "list_type": "list",
    "dict_type": "table",
    "model_type": "table",
    "date_type": "date",
    "clock_time": "clock_time",
    "string_pattern_mismatch": "plain_word",
}


def _take_out(mistake: ErrorDetails, data: Any) -> None:
    """Make the place of a mistake harmless: a wrong value goes, a missing table becomes empty."""
    *loc, last = mistake["loc"]
    for part in loc:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    if mistake["type"] == "missing" and isinstance(data, dict):
        data.setdefault(last, {})
    elif isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        if mistake["type"] == "model_type":
            data[last] = {}
        else:
            del data[last]
