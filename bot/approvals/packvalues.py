"""Single values of a pack's rows, strict when a pack is read for the first time.

Read leniently (with a context), a wrong value is taken for a harmless one.
"""

import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.approvals.chain import Mode
from bot.approvals.pack import CONFIRMED_BY, SCOPES, SOURCES, Opens
from bot.conversation.form import FieldKind
from bot.people.calendar import Counting
from bot.people.days import WEEKDAYS

T = TypeVar("T")


def with_gaps(words: str, /, **values: object) -> str | None:
    """With these values in its gaps; None where a gap names another one, or reaches into one."""
    try:
        return words.format(**values)
    except (LookupError, ValueError, AttributeError, TypeError):
        return None


def _filled(value: T, info: ValidationInfo) -> T:
    if not value and not info.context:
        raise PydanticCustomError("blank", "blank")
    return value


def one_of(*words: str) -> AfterValidator:
    def check(value: str, info: ValidationInfo) -> str:
        if value in words or info.context:
            return value if value in words else words[0]
        if not value:
            raise PydanticCustomError("blank", "blank")
        raise PydanticCustomError("not_one_of", "{known}", {"known": words})

    return AfterValidator(check)


def _scalar(value: Any, info: ValidationInfo) -> Any:
    """None, which no TOML can say, stands for what is missing."""
    if value is None and not info.context:
        raise PydanticCustomError("blank", "blank")
    if not isinstance(value, bool | int | str | None):
        raise PydanticCustomError("scalar", "scalar")
    return value


def _clock_time(value: str) -> str:
    if not _CLOCK_TIME.fullmatch(value):
        raise PydanticCustomError("clock_time", "clock_time")
    return value


def _rhythm(value: str) -> str:
    if value and not _RHYTHM.fullmatch(value):
        raise PydanticCustomError("rhythm", "rhythm")
    return value


_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_RHYTHM = re.compile(r"day|week|month|year|(term_start|exam|event|holiday)-\d{1,2}d")


# A blank default that is validated: what is missing is found by `_filled`, leniently let pass.
BLANK: Any = Field(default="", validate_default=True)
NONE: Any = Field(default_factory=list, validate_default=True)
Filled = AfterValidator(_filled)
Scalar = Annotated[Any, AfterValidator(_scalar)]
Text = Annotated[str, Filled]
Src = Annotated[str, one_of(*SOURCES)]
Scope = Annotated[str, one_of(*SCOPES)]
PER = ("school", "zone", "unit")
TaskScope = Annotated[str, one_of(*SCOPES, "own")]
ModeWord = Annotated[str, one_of(*(mode.value for mode in Mode))]
OpensWord = Annotated[str, one_of(*(moment.value for moment in Opens))]
FieldWord = Annotated[str, one_of(*(kind.value for kind in FieldKind))]
ConfirmWord = Annotated[str, one_of(*CONFIRMED_BY)]
ClockTime = Annotated[str, AfterValidator(_clock_time)]
Rhythm = Annotated[str, AfterValidator(_rhythm), Filled]
WeekdayWord = Annotated[str, one_of(*WEEKDAYS)]
CountingWord = Annotated[str, one_of("", *(way.value for way in Counting))]
FactWord = Annotated[str, one_of("yes_no", "choice", "list")]


# -- short forms -----------------------------------------------------------------------------------


def as_signing(value: Any) -> Any:
    """`"principal"` and `["a", "b"]` are short for a table with these roles."""
    match value:
        case str():
            return {"roles": [value]}
        case list():
            return {"roles": value}
        case _:
            return value


def as_list(value: Any) -> Any:
    """One of something is short for a list with it."""
    return value if isinstance(value, list) else [value]


def as_guard(value: Any) -> Any:
    """`"within_scope"` is short for a guard without options."""
    match value:
        case str():
            return {"guard": value, "options": {}}
        case dict():
            own = {key: value[key] for key in ("guard", "only_if") if key in value}
            return {**own, "options": {k: v for k, v in value.items() if k not in own}}
        case _:
            return value
