"""Students by code, never by name: how a school writes them, and whose class they belong to."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bot.approvals.refusals import Refusal
from bot.people.person import Person
from bot.people.roles import Directory

PART = re.compile(r"\{(\w+):([0-9])\}")
_NO_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({})


class NotAStudentCode(Refusal):
    """values: text, example"""

    code = "not_a_student_code"


class NotYourClass(Refusal):
    """Only a student's homeroom teacher files for him. values: codes, article"""

    code = "not_your_class"


class StandInReasonMissing(Refusal):
    """Who stands in for a homeroom teacher says why. values: teacher"""

    code = "stand_in_reason_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentCodes:
    """`shape` is written as people read it: `G{grade:1}-{class:2}-{seat:2}`, each part with the
    number of its digits. `names` is how a class is called in the list of people, with the parts as
    gaps; `words` says what a part is called where it is no number: {"grade": {"1": "一"}}."""

    shape: str
    names: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NO_WORDS)
    example: str = ""
    article: str = ""

    def read(self, said: str) -> str | None:
        """The code as it is kept; None for what is none."""
        bare = unicodedata.normalize("NFKC", said).strip().upper()
        return bare if self._pattern().fullmatch(bare) else None

    def found_in(self, text: str) -> list[tuple[str, tuple[int, int]]]:
        """Codes that stand in a text, as they are kept, each with its place."""
        pattern = re.compile(
            rf"(?<![0-9A-Z]){self._pattern().pattern}(?![0-9A-Z])", re.IGNORECASE
        )
        return [(found[0].upper(), found.span()) for found in pattern.finditer(text)]

    def must_read(self, said: str) -> str:
        code = self.read(said)
        if code is None:
            raise NotAStudentCode(text=said, example=self.example)
        return code

    def class_of(self, code: str) -> str:
        """The class, as `class_key` compares it."""
        match = self._pattern().fullmatch(code)
        if match is None:
            return ""
        parts = {name: str(int(digits)) for name, digits in match.groupdict().items()}
        said = {name: self.words.get(name, {}).get(part, part) for name, part in parts.items()}
        return class_key(self.names.format(**said))

    def _pattern(self) -> re.Pattern[str]:
        """Compiled once; `re` remembers it."""
        around = [re.escape(text.upper()) for text in PART.split(self.shape)[::3]]
        parts = [rf"(?P<{name}>[0-9]{{{digits}}})" for name, digits in PART.findall(self.shape)]
        return re.compile("".join(a + p for a, p in zip(around, [*parts, ""], strict=True)))


def class_key(name: str) -> str:
    """高一03班 and 高一3班 are one class."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).upper()
    return re.sub(r"\d+", lambda digits: str(int(digits[0])), plain)


def answers_for(
    person: Person, directory: Directory, at: datetime, kind: str = ""
) -> dict[str, Person]:
    """The classes somebody files for, each with its homeroom teacher: his own, and those of the
    teachers he stands in for at that moment. Without a kind: for whichever."""
    classes = {
        class_key(name): teacher
        for teacher in _stood_in_for(person, directory, at, kind)
        for name in teacher.classes
    }
    return classes | {class_key(name): person for name in person.classes}


def _stood_in_for(
    person: Person, directory: Directory, at: datetime, kind: str
) -> Iterable[Person]:
    for deputy in directory.deputies:
        covers = deputy.covers(kind or next(iter(deputy.kinds), ""), at)
        teacher = directory.get(deputy.of)
        if deputy.by == person.id and covers and teacher:
            yield teacher


def teachers_of(
    codes: StudentCodes, said: Iterable[str], classes: Mapping[str, Person]
) -> tuple[Person, ...]:
    """Whose students these are, each teacher once. Raises the refusal that is due."""
    read = [codes.must_read(text) for text in said]
    known = [(code, classes.get(codes.class_of(code))) for code in read]
    if others := [code for code, teacher in known if teacher is None]:
        raise NotYourClass(codes=others, article=codes.article)
    return tuple({teacher.id: teacher for _, teacher in known if teacher}.values())
