"""From the rows of a form to a form: fields, their options, and when they are shown."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.approvals.conditions import allowed
from bot.approvals.mistakes import Findings
from bot.approvals.packrows import FieldRow, OptionRow, PackRow, WordsRow
from bot.approvals.packrules import label, switched_on, twice
from bot.approvals.scope import NARROWABLE
from bot.approvals.vocabulary import FLAGS, Vocabulary
from bot.conversation.form import CODES, TAKES, Field, FieldKind, Form, Label, Option
from bot.conversation.formats import FORMATS

_CHOOSING = (FieldKind.CHOICE, FieldKind.CHOICES)


def form(
    id_: str, title: Label, rows: list[FieldRow], pack: PackRow, at: str, findings: Findings
) -> Form:
    reader = _Fields(pack, findings)
    fields = [
        reader.field(row, f"{at}[{number}]")
        for number, row in enumerate(rows)
        if switched_on(pack, row.only_if, f"{at}[{number}]", findings)
    ]
    for key in twice(field.key for field in fields):
        findings.note(at, key, "field_twice", name=key)
    return Form(id=id_, title=title, fields=tuple(fields))


def states_known(form: Form, facts: Vocabulary, at: str, findings: Findings) -> None:
    """What options say to routing must be facts of the kind, with values these may have."""
    for number, field in enumerate(form.fields):
        for option in field.options:
            for name, value in option.states.items():
                place = f"{at}[{number}]"
                findings.known(name, facts, place, "states", "unknown_fact_stated")
                if name in facts and not allowed(facts[name], value):
                    findings.note(place, "states", "answer", value=str(value))


class _Fields:
    """Reads fields in order and remembers those above, for a field may only ask about them.

    What depends on the kind of a field is not asked of one whose kind nobody knows.
    """

    def __init__(self, pack: PackRow, findings: Findings) -> None:
        self.pack = pack
        self.findings = findings
        self.above: dict[str, Field] = {}
        self.misread: set[str] = set()

    def field(self, row: FieldRow, at: str) -> Field:
        field = Field(
            key=row.key,
            kind=FieldKind(row.kind),
            label=label(row.label),
            ask=label(row.ask),
            help=label(row.help),
            required=row.required,
            options=tuple(
                self._option(o, f"{at}.options[{n}]") for n, o in enumerate(row.options)
            ),
            at_least=row.at_least,
            at_most=row.at_most,
            past=row.past,
            max_hours=row.max_hours,
            ahead=row.ahead,
            since=row.since,
            max_days=row.max_days,
            max_age=row.max_age,
            format=row.format,
            when=MappingProxyType(dict(row.when)),
            codes=row.codes,
            article=row.article,
            default=row.default,
            prefers=tuple(row.prefers),
            narrows=row.narrows,
            words=_words(row.words),
            takes=row.takes,
        )
        self._check(field, at)
        self.above[field.key] = field
        return field

    def _option(self, row: OptionRow, at: str) -> Option:
        for flag in row.suggests:
            self.findings.known(flag, self.pack.flags, at, "suggests", "unknown_flag")
        return Option(
            id=row.id,
            label=label(row.label),
            suggests=tuple(row.suggests),
            other=row.other,
            states=MappingProxyType(dict(row.states)),
            words=tuple(row.words),
        )

    def _check(self, field: Field, at: str) -> None:
        note, known = self.findings.note, self.findings.known
        for name in twice(option.id for option in field.options):
            note(at, "options", "option_twice", name=name)
        if field.key == FLAGS:
            for option in field.options:
                known(option.id, self.pack.flags, at, "options", "unknown_flag")
        for word in twice(w for option in field.options for w in option.words):
            note(at, "options", "word_twice", name=word)
        if field.since and not self._is_a_day(field.since):
            note(at, "since", "not_an_earlier_field", name=field.since)
        if field.at_most and field.at_least > field.at_most:
            note(at, "at_most", "at_most")
        known(field.format, FORMATS, at, "format", "unknown_format")
        known(field.article, self.pack.articles, at, "article", "unknown_article")
        for key, wanted in field.when.items():
            self._check_when(key, wanted, at)
        if self.findings.noted(at, "kind"):
            self.misread.add(field.key)
        else:
            self._check_kind(field, at)

    def _check_kind(self, field: Field, at: str) -> None:
        note = self.findings.note
        if (field.kind in _CHOOSING) != bool(field.options):
            note(at, "options", "options")
        if field.codes:
            self._check_codes(field, at)
        if field.default is not None and not fits(field, field.default):
            note(at, "default", "answer", value=str(field.default))
        if field.narrows and field.kind not in NARROWABLE:
            note(at, "narrows", "cannot_narrow", known=tuple(k.value for k in NARROWABLE))
        self._check_heard(field, at)

    def _check_codes(self, field: Field, at: str) -> None:
        if field.codes not in CODES or field.kind is not FieldKind.NAMES:
            known = CODES[1:] if field.kind is FieldKind.NAMES else ("",)
            self.findings.note(at, "codes", "not_one_of", got=field.codes, known=known)
        elif self.pack.students is None:
            self.findings.note(at, "codes", "codes_without_students")

    def _check_heard(self, field: Field, at: str) -> None:
        """What a field takes of a sentence: words for yes and no, or a part of it as text."""
        takes = TAKES if field.kind is FieldKind.TEXT else TAKES[:1]
        if field.takes not in takes:
            self.findings.note(at, "takes", "not_one_of", got=field.takes, known=takes[1:])
        if field.words and field.kind is not FieldKind.YES_NO:
            self.findings.note(at, "words", "words_elsewhere")

    def _is_a_day(self, key: str) -> bool:
        earlier = self.above.get(key)
        return earlier is not None and (key in self.misread or earlier.kind is FieldKind.DAY)

    def _check_when(self, key: str, wanted: Any, at: str) -> None:
        earlier = self.above.get(key)
        if earlier is None:
            self.findings.note(at, f"when.{key}", "not_an_earlier_field", name=key)
        elif key not in self.misread:
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if not fits(earlier, [value] if earlier.kind is FieldKind.CHOICES else value):
                    self.findings.note(at, f"when.{key}", "answer", value=str(value))


def _words(row: WordsRow) -> Mapping[str, tuple[str, ...]]:
    said = {"yes": tuple(row.yes), "no": tuple(row.no)}
    return MappingProxyType({answer: words for answer, words in said.items() if words})


def fits(field: Field, value: Any) -> bool:
    """Whether a pack may name `value` as an answer to `field`; only what can be listed is."""
    ids = [option.id for option in field.options]  # no set: any value may be looked for in it
    match field.kind:
        case FieldKind.CHOICE:
            return value in ids
        case FieldKind.CHOICES:
            return isinstance(value, list) and all(one in ids for one in value)
        case FieldKind.YES_NO:
            return isinstance(value, bool)
        case FieldKind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return isinstance(value, str)
