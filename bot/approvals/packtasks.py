"""From the rows of a kind's tasks to tasks, compared with what else the pack defines."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any

from bot.approvals.mistakes import Findings
from bot.approvals.pack import (
    ACTORS,
    SYSTEM,
    Due,
    Files,
    Guard,
    Opens,
    Rung,
    SendBack,
    TaskKind,
)
from bot.approvals.packforms import form
from bot.approvals.packrows import DueRow, FieldRow, GuardRow, PackRow, RungRow, TaskRow
from bot.approvals.packrules import label, switched_on, twice
from bot.conversation.form import FieldKind
from bot.people.calendar import Counting

# What a guard or an effect is called in a pack; the code behind each is named after it
# (bot/followup/guards.py, bot/actions/effects.py), and a test holds both complete.
GUARDS: tuple[str, ...] = (
    "another_person",
    "answered",
    "named_in_letter",
    "no_more_than",
    "no_party",
    "party",
    "not_before",
    "present",
    "trained",
    "undertaken",
    "within_scope",
)
EFFECTS: tuple[str, ...] = (
    "appoint",
    "blind_spot",
    "camera_added",
    "end_grant",
    "end_works",
    "file_system",
    "grant",
    "plan_works",
    "police_filed",
    "qualify",
    "renew_filing",
    "zone_owner",
)


def tasks(
    rows: Sequence[TaskRow],
    asked: Sequence[FieldRow],
    pack: PackRow,
    at: str,
    findings: Findings,
) -> tuple[TaskKind, ...]:
    """`asked` are the fields of the request's own form."""
    standing = [
        (row, f"{at}[{number}]")
        for number, row in enumerate(rows)
        if switched_on(pack, row.only_if, f"{at}[{number}]", findings)
    ]
    for name in twice(row.id for row, _ in standing):
        findings.note(at, "id", "task_twice", name=name)
    reader = _Tasks(pack, findings, asked)
    return tuple(reader.task(row, place) for row, place in standing)


class _Tasks:
    """Reads tasks in order; one may only speak of those above it."""

    def __init__(self, pack: PackRow, findings: Findings, asked: Sequence[FieldRow]) -> None:
        self.pack = pack
        self.findings = findings
        self.answers = {field.key for field in asked}
        self.people = {field.key for field in asked if field.kind == FieldKind.PEOPLE}
        self.spans = [field.key for field in asked if field.kind == FieldKind.SPAN]
        self.above: list[str] = []
        self.rows: dict[str, TaskRow] = {}

    def task(self, row: TaskRow, at: str) -> TaskKind:
        self._check(row, at)
        title = label(row.title)
        read = TaskKind(
            id=row.id,
            title=title,
            actors=tuple(row.actor),
            form=form("task", title, row.fields, self.pack, f"{at}.fields", self.findings),
            opens=Opens(row.opens),
            after=tuple(row.after),
            when=tuple(MappingProxyType(dict(table)) for table in row.when),
            hand=row.hand,
            named=next((actor for actor in row.actor if actor not in self._posts), ""),
            unit="" if row.unit == "school" else row.unit,
            group=row.group,
            due=self._due(row.due, at) if row.due else None,
            tells=tuple(row.tells),
            rungs=tuple(self._rungs(row, at)),
            files=tuple(self._files(row, at)),
            lists=tuple(row.lists),
            breach=row.breach,
            guards=tuple(self._guards(row.guards, at)),
            books=tuple(row.books),
            completes=tuple(row.completes),
            shows=tuple(row.shows),
            rings=row.rings,
            urgent=row.urgent,
            stamps=row.stamps,
            does=tuple(row.does),
            required=row.required,
            article=row.article,
            sends_back=self._back(row, at),
            begins=row.begins,
            begins_on=row.begins_on,
            outlives=row.outlives,
        )
        self.above.append(row.id)
        self.rows[row.id] = row
        self.answers |= {f"{row.id}.{field.key}" for field in row.fields}
        return read

    @property
    def _posts(self) -> tuple[str, ...]:
        return (*self.pack.roles, *ACTORS)

    def _check(self, row: TaskRow, at: str) -> None:
        known, note = self.findings.known, self.findings.note
        for actor in row.actor:
            known(actor, (*self._posts, *self.people), at, "actor", "unknown_role")
        known(row.hand, self.above, at, "hand", "not_an_earlier_task")
        known(row.article, self.pack.articles, at, "article", "unknown_article")
        for role in row.tells:
            known(role, self.pack.roles, at, "tells", "unknown_role")
        for key, named in (("books", row.books), ("completes", row.completes)):
            for book in named:
                known(book, self.pack.books, at, key, "unknown_book")
        known(row.breach, self.pack.books, at, "breach", "unknown_book")
        if row.breach and row.due is None:
            note(at, "breach", "breach_without_due")
        for name in row.after:
            known(name, self.above, at, "after", "not_an_earlier_task")
        for name in row.shows:
            known(name, (field.key for field in row.fields), at, "shows", "unknown_field")
        for name in row.does:
            known(name, EFFECTS, at, "does", "unknown_effect")
        for field in row.fields:
            self._wishes(field, row, at)
        self._conditions(row.when, self.answers, at, "when")
        for name in row.lists:
            known(name, self.pack.kinds, at, "lists", "unknown_kind")
        self._check_begun(row, at)

    def _check_begun(self, row: TaskRow, at: str) -> None:
        known = self.findings.known
        known(row.begins, self.pack.kinds, at, "begins", "unknown_kind")
        if row.begins and [field.kind for field in row.fields] != ["text"]:
            self.findings.note(at, "fields", "begins_keeps_number")
        if not self.findings.noted(at, "begins"):
            begun = self.pack.kinds.get(row.begins)
            days = [f.key for f in begun.fields if f.kind == FieldKind.DAY] if begun else []
            known(row.begins_on, days, at, "begins_on", "unknown_field")

    def _conditions(
        self, tables: Sequence[dict[str, Any]], answers: set[str], at: str, key: str
    ) -> None:
        for name in (name for table in tables for name in table):
            if "." in name and name.removeprefix("not_") not in answers:
                self.findings.note(at, f"{key}.{name}", "not_an_earlier_answer", name=name)

    def _wishes(self, field: FieldRow, row: TaskRow, at: str) -> None:
        """A wish that is picked must have a span to stand in."""
        for name in field.prefers:
            self.findings.known(name, self.spans, at, "prefers", "unknown_field")
        spans = [f for f in row.fields if f.kind == FieldKind.SPAN and field.key in f.when]
        if field.prefers and not spans:
            self.findings.note(at, "prefers", "prefers_needs_span", name=field.key)

    def _back(self, row: TaskRow, at: str) -> SendBack | None:
        """An entry is never changed, so nothing that was written into a book is done again; what
        does itself would go round for ever."""
        back = row.sends_back
        if back is None:
            return None
        place = f"{at}.sends_back"
        self.findings.known(back.to, (*self.above, row.id), place, "to", "not_an_earlier_task")
        own = {f"{row.id}.{field.key}" for field in row.fields}
        self._conditions(back.when, self.answers | own, place, "when")
        again = [row]
        if back.to in self.above:
            again += [self.rows[name] for name in self.above[self.above.index(back.to) :]]
        for one in again:
            if one.books or one.completes or one.does or SYSTEM in one.actor:
                self.findings.note(place, "to", "not_done_again", name=one.id)
        when = tuple(MappingProxyType(dict(table)) for table in back.when)
        return SendBack(to=back.to, when=when)

    def _due(self, row: DueRow, at: str) -> Due:
        self.findings.known(row.clock, self.pack.clocks, at, "due.clock", "unknown_clock")
        self.findings.known(row.field, self.answers, at, "due.field", "not_an_earlier_answer")
        hours = row.hours + self.pack.clocks.get(row.clock, 0)
        counting = Counting(row.counting or ("working_days" if row.days else "always"))
        if row.days and (hours or counting is Counting.WORKING_HOURS):
            self.findings.note(at, "due.days", "hours_or_days")
        if hours < 0 and counting is not Counting.ALWAYS:
            self.findings.note(at, "due.counting", "counted_backwards")
        return Due(
            hours=hours,
            field=row.field,
            days=row.days,
            counting=counting,
            again=row.again,
        )

    def _files(self, row: TaskRow, at: str) -> Iterator[Files]:
        own = {f"{row.id}.{field.key}" for field in row.fields}
        for number, one in enumerate(row.files):
            place, known = f"{at}.files[{number}]", self.answers | own
            self.findings.known(one.kind, self.pack.kinds, place, "kind", "unknown_kind")
            self._conditions(one.when, known, place, "when")
            for name in (*one.takes.values(), one.each):
                self.findings.known(name, known, place, "takes", "not_an_earlier_answer")
            yield Files(
                kind=one.kind,
                when=tuple(MappingProxyType(dict(table)) for table in one.when),
                takes=MappingProxyType(dict(one.takes)),
                fills=MappingProxyType(dict(one.fills)),
                each=one.each,
            )

    def _rungs(self, row: TaskRow, at: str) -> Iterator[Rung]:
        for number, rung in enumerate(row.rungs):
            place = f"{at}.rungs[{number}]"
            for role in rung.tells:
                self.findings.known(role, self.pack.roles, place, "tells", "unknown_role")
            if bool(rung.at) == bool(rung.hours) or (rung.at and row.due is None):
                self.findings.note(place, "at", "rung_without_moment")
            yield _rung(rung)

    def _guards(self, rows: Sequence[GuardRow], at: str) -> Iterator[Guard]:
        for number, row in enumerate(rows):
            place = f"{at}.guards[{number}]"
            self.findings.known(row.guard, GUARDS, place, "guard", "unknown_guard")
            named = row.options.get("article", "")
            self.findings.known(named, self.pack.articles, place, "article", "unknown_article")
            if switched_on(self.pack, row.only_if, place, self.findings):
                yield Guard(name=row.guard, options=MappingProxyType(dict(row.options)))


def _rung(row: RungRow) -> Rung:
    return Rung(tells=tuple(row.tells), at=row.at, hours=row.hours)
