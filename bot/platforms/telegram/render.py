"""A card as Telegram shows it: HTML and an inline keyboard, in as many messages as it takes.

Texts of people are escaped, never trusted: whatever they type, the markup stays valid. Lengths
are counted as Telegram counts them, in UTF-16 units after the markup is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from telegram.constants import KeyboardButtonStyle

from bot.cards import Button, Card, Style
from bot.taps import Tap, Verb

TEXT_LIMIT = 4096  # UTF-16 units in one message
ROW_LIMIT = 8  # buttons in a row; undocumented, PTB: InlineKeyboardMarkupLimit
KEYBOARD_LIMIT = 100  # buttons in a keyboard
LONG_NOTE = 600  # small print longer than this starts folded

NOTHING_TO_SEE = "⋯"  # a message may not be empty
BLANK = " "  # nor may a button

_STYLES: dict[Style, dict[str, str]] = {
    Style.PLAIN: {},
    Style.GO: {"style": KeyboardButtonStyle.SUCCESS.value},
    Style.STOP: {"style": KeyboardButtonStyle.DANGER.value},
}
_NOTHING = Tap(Verb.NOTHING).packed()

# Text and the tag around it.
Run = tuple[str, str]

# As the Bot API's JSON has them. An object of the library for every button of every question would
# be unmade again at once: measured, half the cost of an answer.
Key = dict[str, str]
Keyboard = dict[str, list[list[Key]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message. `plain` says the same without markup, should Telegram refuse the markup."""

    html: str
    plain: str
    keyboard: Keyboard | None = None


def parts(card: Card) -> tuple[Part, ...]:
    """At least one; the keyboard hangs under the last, where the reading ends."""
    runs = _runs(card)
    texts = [_part(runs, start, end) for start, end in _cuts(_plain(runs))]
    texts = [text for text in texts if text.plain.strip()] or [_EMPTY]
    first, *more = _keyboards(card) or [None]
    last = texts[-1]
    texts[-1] = Part(html=last.html, plain=last.plain, keyboard=first)
    extra = [Part(html=NOTHING_TO_SEE, plain=NOTHING_TO_SEE, keyboard=one) for one in more]
    return (*texts, *extra)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


_EMPTY = Part(html=NOTHING_TO_SEE, plain=NOTHING_TO_SEE)


def _runs(card: Card) -> list[Run]:
    blocks = [block for block in _blocks(card) if any(text for text, _ in block)]
    runs: list[Run] = []
    for number, block in enumerate(blocks):
        runs += [("\n\n", "")] if number else []
        runs += block
    return [(_writable(text), tag) for text, tag in runs]


def _blocks(card: Card) -> Iterator[list[Run]]:
    yield [(card.title, "b")]
    for paragraph in card.body:
        yield [(paragraph, "")]
    yield _facts(card)
    notes = "\n".join(card.notes)
    yield [(notes, "blockquote" if len(notes) < LONG_NOTE else "blockquote expandable")]
    yield [(card.hint, "i")]
    yield [(card.closed, "b")]


def _facts(card: Card) -> list[Run]:
    runs: list[Run] = []
    for number, fact in enumerate(card.facts):
        # Chinese has no space between words: a wide one keeps label and value apart.
        runs += [("\n", "")] if number else []
        runs += [(fact.label, "b"), (f"\u3000{fact.value}", "")]
    return runs


def _writable(text: str) -> str:
    """Half a surrogate pair (clients send them) cannot be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _plain(runs: list[Run]) -> str:
    return "".join(text for text, _ in runs)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _reach(text, start)
        if end < len(text):
            end = _break(text, start, end)
        yield start, end
        start = end


def _reach(text: str, start: int) -> int:
    end = min(len(text), start + TEXT_LIMIT)
    while (excess := units(text[start:end]) - TEXT_LIMIT) > 0:
        end -= (excess + 1) // 2
    return end


def _break(text: str, start: int, end: int) -> int:
    """After the last line that fits, else after the last word, else in the middle of one."""
    for mark in ("\n", " "):
        found = text.rfind(mark, start, end)
        if found > start and text[start:found].strip():
            return found + 1
    return end


def _part(runs: list[Run], start: int, end: int) -> Part:
    html, plain, at = [], [], 0
    for text, tag in runs:
        piece = text[max(0, start - at) : max(0, end - at)]
        at += len(text)
        if piece:
            html.append(_tagged(piece, tag))
            plain.append(piece)
    return Part(html="".join(html), plain="".join(plain))


def _tagged(text: str, tag: str) -> str:
    safe = escape(text, quote=False)
    return f"<{tag}>{safe}</{tag.partition(' ')[0]}>" if tag else safe


def _keyboards(card: Card) -> list[Keyboard | None]:
    rows = [
        row[at : at + ROW_LIMIT] for row in card.buttons for at in range(0, len(row), ROW_LIMIT)
    ]
    keyboards: list[list[tuple[Button, ...]]] = []
    room = 0
    for row in rows:
        if len(row) > room:
            keyboards.append([])
            room = KEYBOARD_LIMIT
        keyboards[-1].append(row)
        room -= len(row)
    return [{"inline_keyboard": [[_key(b) for b in row] for row in k]} for k in keyboards]


def _key(button: Button) -> Key:
    text = _writable(button.text) or BLANK
    if button.url:
        return {"text": text, "url": button.url}
    data = button.tap.packed() if button.tap else _NOTHING
    return {"text": text, "callback_data": data, **_STYLES[button.style]}
