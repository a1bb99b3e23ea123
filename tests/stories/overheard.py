"""Everything a story says, and the same once more as if everybody read English.

Each update is handled twice: first for an English reader inside a savepoint that is rolled back,
then as it was said. Each promise is written twice as well. So one play in Chinese shows both
languages in every situation it comes through, typed answers and group messages included.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.office import Office, Rules
from bot.cards import Card
from bot.delivery import packing
from bot.handlers import intake
from bot.handlers.visit import Answer
from bot.people.roles import Directory
from bot.platforms.ports import Inbound, Said, SentFile
from bot.speech import Voice
from bot.web import office_desk
from bot.writing.scene import Scene
from sandbox.town import Town
from storage.store import Work
from storage.tables import metadata

MASKED = re.compile(r"[\u4e00-\u9fff]\*\*")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]*[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·]*")
IN_ENGLISH: ContextVar[bool] = ContextVar("in_english", default=False)
# What the school wrote or somebody said; books are the school's own documents and left out, or a
# Chinese label that went into one would pass for a quotation.
OWN = (
    *("persons", "zones", "cameras", "requests", "tasks", "drafts", "faults", "outages"),
    *("grants", "silences", "deputies", "calendar_days", "calendar_periods", "attachments"),
    *("blind_spots", "filings", "qualifications", "strangers", "works"),
)


class _Overheard(Exception):
    """Ends the English try, so that nothing of it stays."""


@dataclass
class Overheard:
    english: dict[str, str] = field(default_factory=dict)  # sentence: where it was said
    chinese: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)  # what people said themselves

    def listen(self, patch: pytest.MonkeyPatch) -> None:
        opened, dispatch = Office.open, intake.dispatch
        card_of, page = packing.card_of, office_desk.page

        def open_(work: Work, rules: Rules) -> Office:
            office = opened(work, rules)
            return in_english(office) if IN_ENGLISH.get() else office

        def dispatched(work: Work, rules: Rules, inbound: Inbound) -> Answer:
            match inbound.what:
                case Said(text):
                    self.typed.add(text)
                case SentFile(name=name, caption=caption):
                    self.typed |= {name, caption}
            where = f"{rules.school} {inbound.what}"
            self.hear(self.english, self._try(work, rules, inbound, dispatch), where)
            answer = dispatch(work, rules, inbound)
            self.hear(self.chinese, answer, where)
            return answer

        def carded(row: Any, scene: Scene) -> Card | None:
            card = card_of(row, scene)
            if card is not None:
                self.hear(self.chinese, card, row.subject)
                with rolled_back(scene.work):
                    self.hear(self.english, card_of(row, english_scene(scene)), row.subject)
            return card

        def paged(work: Work, asked: Any) -> Any:
            english = replace(
                asked,
                office=in_english(asked.office),
                person=replace(asked.person, language="en"),
            )
            self.hear(self.english, page(work, english), "page")
            return page(work, asked)

        patch.setattr(Office, "open", staticmethod(open_))
        patch.setattr(intake, "dispatch", dispatched)
        patch.setattr(packing, "card_of", carded)
        patch.setattr(office_desk, "page", paged)

    def _try(self, work: Work, rules: Rules, inbound: Inbound, dispatch: Any) -> Answer | None:
        answer = None
        token = IN_ENGLISH.set(True)
        try:
            with rolled_back(work):
                answer = dispatch(
                    work, replace(rules, language="en"), replace(inbound, language="en")
                )
        finally:
            IN_ENGLISH.reset(token)
        return answer

    def hear(self, into: dict[str, str], said: Any, where: object) -> None:
        for sentence in spoken(said):
            into.setdefault(sentence, str(where))


@contextmanager
def rolled_back(work: Work) -> Iterator[None]:
    """A savepoint nothing of which stays, in memory neither."""
    before = dict(work.memory)
    with suppress(_Overheard), work.savepoint():
        yield
        raise _Overheard
    work.memory.clear()
    work.memory.update(before)


def in_english(office: Office) -> Office:
    known = office.directory
    readers = [replace(person, language="en") for person in known.persons.values()]
    directory = Directory(readers, known.deputies)
    school = replace(office.school, directory=directory)
    return replace(office, school=school, rules=replace(office.rules, language="en"))


def english_scene(scene: Scene) -> Scene:
    office = in_english(scene.office)
    reader = scene.reader
    if reader.person is not None:
        reader = replace(reader, person=office.directory[reader.person.id])
    voice = Voice("en", scene.voice.zone, scene.voice.now)
    return replace(scene, office=office, reader=reader, voice=voice)


SILENT = ("tap", "url", "link", "style", "language", "token", "opens", "known", "papers", "why")


def spoken(said: Any) -> Iterator[str]:
    """Every text of an answer, a card or a page; what is carried and not read is left out."""
    if isinstance(said, str):
        yield from filter(None, said.split("\n"))
    elif is_dataclass(said) and not isinstance(said, type):
        for part in fields(said):
            if part.name not in SILENT:
                yield from spoken(getattr(said, part.name))
    elif isinstance(said, (list, tuple)):
        for one in said:
            yield from spoken(one)
    elif isinstance(said, dict):
        yield from spoken(list(said.values()))


async def own_words(here: Town, overheard: Overheard) -> list[str]:
    """The school's own names, its book's columns, the reasons its signers picked in Chinese, and
    what people wrote; the longest first."""
    found = set(overheard.typed)
    found |= await here.product.store.read(lambda work: set(_kept(work)))
    found.add(here.platforms.school.name)
    for branch in here.product.branches.values():
        pack = branch.rules.pack
        found |= set(branch.rules.timetable)
        found |= {*pack.articles, pack.document}
        found |= {column.title for book in pack.books.values() for column in book.columns}
        found |= {
            r.zh for k in pack.kinds.values() for r in (*k.reject_reasons, *k.return_reasons)
        }
    runs = {run for text in found for run in RUN.findall(text)}
    return sorted((found | runs) - {""}, key=len, reverse=True)


def _kept(work: Work) -> Iterator[str]:
    for table in metadata.tables.values():
        if table.name in OWN:
            for row in work.conn.execute(select(table)):
                yield from texts(list(row))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from texts(one)


# What is kept in the words of the school's book, and shown as it stands there.
KEPT = re.compile(
    r"No\. \d+: .*"  # an entry
    r"|\S+〔\d{4}〕\d+ .+：.+"  # what a shift leaves open
    r"|.*摄像头离线（.*"  # the remark that the camera was offline
    r"|复制 /start 绑定码"  # a command among Chinese words, as it is typed
    r"|绑定 [A-Z0-9]{10}"  # the same with its code, which may begin with letters
    r"|离线：.*"  # the symptom of a ticket nobody wrote
)


def strange(
    sentences: Iterable[str], own: Iterable[str], foreign: re.Pattern[str]
) -> list[str]:
    """Sentences in which letters of the other language are left when the own words are out."""
    found = []
    words = [w for w in own if foreign.search(w)]
    for sentence in sentences:
        left = MASKED.sub("", sentence)
        for word in words:
            if word in left:
                left = left.replace(word, "")
        if foreign.search(left) and not KEPT.fullmatch(sentence):
            found.append(sentence)
    return found
