"""One person's wish to be erased (PIPL Art. 47): what goes, what must stay, and why.

What must stay is listed with its reason, so that the answer to the person can be written from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.actions import erasing, papers
from bot.actions.office import Office, Rules
from bot.approvals import erasure
from bot.approvals.request import Request
from bot.conversation.matching import key
from bot.people.forgetting import Whom
from bot.people.naming import plain
from bot.people.person import Person, PersonId
from storage import drafts, erasures, journal, people, requests, tasks
from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`what` is a sort of thing, `which` its number; `why` is empty for what is erased."""

    what: str
    which: str = ""
    why: str = ""

    @property
    def kept(self) -> bool:
        return bool(self.why)


def whom(office: Office, said: str) -> Whom:
    """Somebody on the list by id or name; else a code or an outsider's name as written."""
    person = _listed(office, said)
    if person:
        return Whom(id=person.id, names=(plain(person.name),))
    codes = office.pack.students
    code = codes.read(said) if codes else None
    return Whom(names=tuple(dict.fromkeys(filter(None, (code, said.strip())))))


def _listed(office: Office, said: str) -> Person | None:
    if known := office.directory.get(PersonId(said)):
        return known
    called = [p for p in office.directory.persons.values() if key(p.name) == key(said)]
    return called[0] if len(called) == 1 else None


def strike(work: Work, rules: Rules, said: str) -> tuple[Line, ...]:
    """Do it and tell what was done. A dry run is the same, rolled back."""
    office = Office.open(work, rules)
    person = whom(office, said)
    lines = (
        *_cases(work, office, person),
        *_entries(work, office, person),
        *_drafts(work, office, person),
        *_account(work, office, person),
    )
    if not lines:
        return ()
    erased = [line.which for line in lines if line.what == "case" and not line.kept]
    told = {"person": person.id, "cases": erased}
    journal.append(work, office.id, "person.erased", told)
    return (*lines, *(Line(what=what, why=what) for what in ("journal", "updates", "backups")))


# ------------------------------------------------------------------ cases


def _cases(work: Work, office: Office, person: Whom) -> Iterator[Line]:
    for request in requests.every(work, office.id):
        named = _named(work, request, person)
        acted = person.id and person.id in _acting(request)
        if not (named or acted):
            continue
        if not erasure.over(request):
            yield Line(what="case", which=request.number, why="open")
            continue
        if named:
            yield from _struck(work, office, request, person)
        if acted:
            yield Line(what="acts", which=request.number, why="acts")


def _named(work: Work, request: Request, person: Whom) -> bool:
    told = [task.answers for task in tasks.of_request(work, request.id)]
    here = erasure.struck(request, person.struck_from) != request
    return here or person.id in request.parties or any(map(person.stands_in, told))


def _acting(request: Request) -> set[PersonId]:
    """Who asked and who signed: ids that the journal holds as well."""
    made = request.decisions
    return {*request.owners, *(by for d in made for by in (d.by, d.confirmed_by))}


def _struck(work: Work, office: Office, request: Request, person: Whom) -> Iterator[Line]:
    found = requests.load(work, request.id)
    without = tuple(party for party in found.parties if party != person.id)
    clean = erasure.struck(replace(found, parties=without), person.struck_from)
    requests.keep(work, clean)
    for task in tasks.of_request(work, request.id):
        if person.stands_in(task.answers):
            tasks.keep(work, replace(task, answers=person.struck_from(dict(task.answers))))
    yield Line(what="case", which=request.number)
    if sent := frozenset(papers.files({**request.answers, "seal": []})):
        erasures.attachments_without_content(work, sent)
        yield Line(what="attachments", which=request.number)
    if request.answers.get("seal"):
        yield Line(what="seal", which=request.number, why="seal")
    data = {"request": request.id, "number": request.number, "what": "person"}
    journal.append(work, office.id, "request.erased", data)


# ------------------------------------------------------------------ books, drafts, the list


def _entries(work: Work, office: Office, person: Whom) -> Iterator[Line]:
    limit = office.pack.keeping.until("entries", work.now)
    for number, at, data in erasures.entries_of(work, office.id):
        if not person.stands_in(data):
            continue
        row = erasures.entry(work, number)
        which = f"{row.book} {row.year}/{row.serial}"
        if at >= limit:
            yield Line(what="entry", which=which, why="law")
            continue
        erasing.rewrite(work, office, number, person.struck_from(data))
        yield Line(what="entry", which=which)


def _drafts(work: Work, office: Office, person: Whom) -> Iterator[Line]:
    for row in drafts.every(work, office.id):
        if person.id and row.person == person.id:
            erasing.discard(work, row)
        elif person.stands_in(row.state):
            drafts.keep(work, row, person.struck_from(row.state))
        else:
            continue
        yield Line(what="draft", which=str(row.id))


def _account(work: Work, office: Office, person: Whom) -> Iterator[Line]:
    listed = office.directory.get(person.id) if person.id else None
    if listed is None:
        return
    if listed.active:
        yield Line(what="list", which=listed.id, why="listed")
        return
    people.forget(work, office.id, listed.id)
    yield Line(what="list", which=listed.id)
