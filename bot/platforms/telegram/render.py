"""A card as Telegram shows it: HTML and an inline keyboard, in as many messages as it takes.

Texts of people are escaped, never trusted: whatever they type, the markup stays valid. Lengths
are counted as Telegram counts them, in UTF-16 units after the markup is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from telegram.constants import KeyboardButtonStyle

from bot.cards import Button, Card, Style
from bot.taps import Tap, Verb

TEXT_LIMIT = 4096  # UTF-16 units in one message
ROW_LIMIT = 8  # buttons in a row; undocumented, PTB: InlineKeyboardMarkupLimit
KEYBOARD_LIMIT = 100  # buttons in a keyboard
COPY_LIMIT = 256  # UTF-16 units a button puts into the clipboard
LONG_NOTE = 600  # small print longer than this starts folded

NOTHING_TO_SEE = "⋯"  # a message may not be empty
BLANK = " "  # nor may a button

_STYLES: dict[Style, dict[str, str]] = {
    Style.GO: {"style": KeyboardButtonStyle.SUCCESS.value},
    Style.STOP: {"style": KeyboardButtonStyle.DANGER.value},
}
_NOTHING = Tap(Verb.NOTHING).packed()

# Text and the tag around it.
Run = tuple[str, str]

# As the Bot API's JSON has them. An object of the library for every button of every question would
# be unmade again at once: measured, half the cost of an answer.
Key = dict[str, Any]
Keyboard = dict[str, list[list[Key]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message. `plain` says the same without markup, should Telegram refuse the markup."""

    html: str
    plain: str
    keyboard: Keyboard | None = None


def parts(card: Card, name: str = "") -> tuple[Part, ...]:
    """At least one; the keyboard hangs under the last, where the reading ends. `name` is the bot's
    own, for buttons that lead into its private chat."""
    runs = _runs(card)
    texts = [_part(runs, start, end) for start, end in _cuts(_plain(runs))]
    texts = [text for text in texts if text.plain.strip()] or [_EMPTY]
    first, *more = _keyboards(card, name) or [None]
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


def link(name: str, payload: str) -> str:
    return f"https://t.me/{name}?start={payload}"


def leads_away(card: Card) -> bool:
    """Whether it has to be known what the bot is called."""
    return any(button.start for row in card.buttons for button in row)


def older(keyboard: Keyboard) -> Keyboard | None:
    """For a server that knows neither colours nor the clipboard."""
    rows = keyboard["inline_keyboard"]
    kept = [[_colourless(key) for key in row if "copy_text" not in key] for row in rows]
    return {"inline_keyboard": [row for row in kept if row]} if any(kept) else None


def _colourless(key: Key) -> Key:
    return {field: value for field, value in key.items() if field != "style"}


def _keyboards(card: Card, name: str) -> list[Keyboard | None]:
    rows = [
        row[at : at + ROW_LIMIT]
        for row in _rows(card, name)
        for at in range(0, len(row), ROW_LIMIT)
    ]
    keyboards: list[list[list[Key]]] = []
    room = 0
    for row in rows:
        if len(row) > room:
            keyboards.append([])
            room = KEYBOARD_LIMIT
        keyboards[-1].append(row)
        room -= len(row)
    return [{"inline_keyboard": keyboard} for keyboard in keyboards]


def _rows(card: Card, name: str) -> Iterator[list[Key]]:
    for row in card.buttons:
        if keys := [_key(button, name) for button in row if name or not _lost(button)]:
            yield keys


def _lost(button: Button) -> bool:
    """Nothing but a link whose address is not known."""
    return bool(button.start) and button.tap is None


def _key(button: Button, name: str) -> Key:
    text = _writable(button.text) or BLANK
    key: Key = {"text": text, **_action(button, name)}
    return key if button.url or button.style is Style.PLAIN else key | _STYLES[button.style]


def _action(button: Button, name: str) -> Key:
    if button.url:
        return {"url": button.url}
    if button.copy:
        return {"copy_text": {"text": _clipped(_writable(button.copy))}}
    if button.start and name:
        return {"url": link(name, button.start)}
    return {"callback_data": button.tap.packed() if button.tap else _NOTHING}


def _clipped(text: str) -> str:
    while units(text) > COPY_LIMIT:
        text = text[: len(text) - (units(text) - COPY_LIMIT + 1) // 2]
    return text
