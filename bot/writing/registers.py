"""Books in a chat: which there are, what was entered last, and the form that corrects an entry."""

from bot.actions.office import Office
from bot.approvals.pack import Book
from bot.cards import Button, Card
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.registers.books import row
from bot.registers.columns import cell
from bot.registers.correcting import correctable
from bot.speech import Voice, both
from bot.taps import Tap, Verb
from storage.books import Entry

ACROSS = 60  # characters of an entry in a list
COLUMNS, REASON = "columns", "reason"


def shelf(books: list[Book], voice: Voice) -> Card:
    return Card(
        title=voice.say("books.title"),
        body=(voice.say("books.which"),),
        buttons=tuple((opening(book, voice),) for book in books),
    )


def opening(book: Book, voice: Voice) -> Button:
    words = voice(book.title)
    return Button(text=words, tap=Tap(Verb.BOOK, arg=book.id), typed=words)


def newest(office: Office, book: Book, entries: list[Entry], voice: Voice) -> Card:
    """What was entered last, newest first; what stands may be corrected."""
    lines = [brief(office, book, entry, voice) for entry in entries]
    return Card(
        title=voice(book.title),
        body=tuple(lines) or (voice.say("books.empty"),),
        buttons=tuple((fix(entry, voice),) for entry in entries if not entry.corrected_by),
        hint=voice.say("books.hint") if entries else "",
    )


def fix(entry: Entry, voice: Voice) -> Button:
    return Button(
        text=voice.say("books.correct", serial=entry.serial),
        tap=Tap(Verb.CORRECT, entry.id),
        typed=voice.say("books.correct_typed", entry=entry.id),
    )


def brief(office: Office, book: Book, entry: Entry, voice: Voice) -> str:
    cells = row(book, entry, office.rules.zone)
    told = [
        words.replace("\n", " ")
        for words, column in zip(cells, book.columns, strict=True)
        if words and column.source != "serial"
    ]
    shown = " · ".join(told)
    if len(shown) > ACROSS:
        shown = f"{shown[:ACROSS]}…"
    return voice.say("books.entry", serial=entry.serial, entry=shown)


def correction(office: Office, book: Book, entry: Entry) -> Form:
    """Which columns, what they should say, and why. An answer has its column's place as its name:
    columns are the pack's, and some sources stand in two of them."""
    columns = correctable(book)
    picked = Field(
        key=COLUMNS,
        kind=FieldKind.CHOICES,
        label=Label("更正栏目", "Columns"),
        ask=both("books.ask_columns", serial=entry.serial),
        help=both("books.help_columns"),
        options=tuple(
            Option(id=f"c{n}", label=Label(one.title)) for n, one in enumerate(columns)
        ),
        at_least=1,
    )
    asked = [
        Field(
            key=f"c{n}",
            kind=FieldKind.TEXT,
            label=Label(one.title),
            ask=both("books.ask_cell", column=one.title),
            help=both("books.help_cell", now=now(office, entry, one.source)),
            at_least=1,
            at_most=300,
            when={COLUMNS: [f"c{n}"]},
        )
        for n, one in enumerate(columns)
    ]
    why = Field(
        key=REASON,
        kind=FieldKind.TEXT,
        label=Label("更正原因", "Reason"),
        ask=both("books.ask_reason"),
        at_least=4,
        at_most=200,
    )
    title = both("books.form", book=book.title, serial=entry.serial)
    return Form(id="correction", title=title, fields=(picked, *asked, why))


def now(office: Office, entry: Entry, source: str) -> str:
    beside = [column.source for column in office.pack.books[entry.book].columns]
    words = cell(source, entry.data, entry.serial, office.rules.zone, beside)
    return words.replace("\n", " ") or "—"
