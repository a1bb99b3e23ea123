"""The books and the journal of a town, as they stand now: to look at, to take home, to verify."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.approvals.pack import Book, Column
from bot.approvals.request import Request
from bot.exporting import pdf, xlsx
from bot.people.person import PersonId
from bot.registers.books import Printed, printed
from bot.speech import Voice, catalogue
from sandbox.apart import TownApart
from sandbox.process import ROOT
from storage import books, journal, requests, snapshots
from storage.journal import Entry
from storage.store import Work

LATEST = 200  # journal entries at most on the page
JOURNAL = "journal"
BEGINNING = datetime.fromisoformat("2000-01-01T00:00Z")
WIDTHS = {"number": 6, "at": 20, "what": 30, "who": 12, "about": 18, "before": 24, "hash": 24}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the journal as the page shows it."""

    seq: int
    at: str
    what: str
    who: str
    about: str
    hash: str
    before: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What the command said, and whether it found everything in order."""

    command: str
    said: str
    good: bool


class Registers:
    """Of one town; everything is read afresh."""

    def __init__(self, here: TownApart) -> None:
        self._here = here

    @property
    def books(self) -> Sequence[Book]:
        return tuple(self._here.rules.pack.books.values())

    async def links(self, voice: Voice, after: int = 0) -> list[Link]:
        def read(work: Work) -> list[Link]:
            school = self._here.rules.school
            newest = journal.head(work, school).seq
            start = max(after, newest - LATEST)
            found = list(journal.entries(work, school, after=start))
            return [_link(work, self._here, e, voice) for e in found]

        return await self._here.store.read(read)

    async def length(self) -> int:
        return await self._here.store.read(
            lambda work: journal.head(work, self._here.rules.school).seq
        )

    async def book(self, name: str) -> Printed | None:
        """As the office prints it; None: this school has no such book."""
        book = self._here.rules.pack.books.get(name)
        if book is None:
            return None
        rules = self._here.rules

        def read(work: Work) -> Printed:
            end = work.now + timedelta(days=1)
            kept = books.entries(work, rules.school, name, BEGINNING, end)
            return printed(book, kept, zone=rules.zone, school=rules.name)

        return await self._here.store.read(read)

    async def entered(self) -> dict[str, int]:
        """How many entries each book has."""
        rules = self._here.rules

        def read(work: Work) -> dict[str, int]:
            end = work.now + timedelta(days=1)
            return {
                name: len(books.entries(work, rules.school, name, BEGINNING, end))
                for name in rules.pack.books
            }

        return await self._here.store.read(read)

    async def paper(self, name: str, form: str, voice: Voice) -> bytes | None:
        """What is shown as a file: "xlsx" or "pdf"."""
        page = await (self._journal(voice) if name == JOURNAL else self.book(name))
        if page is None:
            return None
        return await asyncio.to_thread({"xlsx": xlsx.written, "pdf": pdf.written}[form], page)

    async def _journal(self, voice: Voice) -> Printed:
        links = await self.links(voice)
        titles = {part: voice.say(f"demo.journal_{part}") for part in WIDTHS}
        return Printed(
            title=voice.say("demo.journal"),
            columns=tuple(
                Column(title=titles[part], source="text:x", width=width)
                for part, width in WIDTHS.items()
            ),
            rows=tuple(
                (str(x.seq), x.at, x.what, x.who, x.about, x.before, x.hash) for x in links
            ),
            school=self._here.rules.name,
        )

    async def verify(self, language: str) -> Verified:
        """`diaoyue journal verify`, as an operator runs it, beside the product."""
        school = self._here.rules.school
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "journal", "verify", "--school", school,
            cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env={**self._here.environment, "LANG": LANGUAGES[language]},
        )  # fmt: skip
        said, _ = await running.communicate()
        command = f"diaoyue journal verify --school {school}"
        return Verified(command, said.decode().strip(), running.returncode == 0)


LANGUAGES = {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}


def _link(work: Work, here: TownApart, entry: Entry, voice: Voice) -> Link:
    data = entry.data if isinstance(entry.data, dict) else {}
    request = _request(work, data)
    detail = _detail(work, here, request, data, voice)
    what = told(entry.kind, voice)
    return Link(
        seq=entry.seq,
        at=voice.moment(entry.at),
        what=f"{what} · {detail}" if detail else what,
        who=_who(work, here, data),
        about=request.number if request else str(data.get("number") or ""),
        hash=entry.hash,
        before=entry.previous,
    )


def told(kind: str, voice: Voice) -> str:
    """A kind of journal entry in words; one without words yet as it is."""
    key = f"demo.kind.{kind}"
    return voice.say(key) if key in catalogue("zh") else kind


def _request(work: Work, data: Mapping[str, Any]) -> Request | None:
    number = data.get("request")
    return requests.find(work, number) if isinstance(number, int) else None


def _detail(
    work: Work, here: TownApart, request: Request | None, data: Mapping[str, Any], voice: Voice
) -> str:
    """Which task, which book, which verdict, whose turn; empty where the kind says it all."""
    seats = data.get("seats") or ()
    if people := [one for seat in seats for one in seat.get("persons", ())]:
        return voice.listed([_name(work, here, one) for one in people])
    pack = here.rules.pack
    if request and (task := pack.kinds[request.kind].task(str(data.get("task")))):
        return task.title.in_(voice.language)
    if book := pack.books.get(str(data.get("book"))):
        return book.title.in_(voice.language)
    key = f"demo.verdict.{data.get('verdict')}"
    return voice.say(key) if key in catalogue("zh") else ""


def _who(work: Work, here: TownApart, data: Mapping[str, Any]) -> str:
    return _name(work, here, str(data.get("by") or ""))


def _name(work: Work, here: TownApart, person: str) -> str:
    directory = snapshots.snapshot(work, here.rules.school).directory
    known = directory.get(PersonId(person))
    return known.name if known else ""
