"""A card as plain text, and text cut to WeCom's byte limits without losing a character."""

import re
from collections.abc import Iterable, Iterator

from bot.cards import Button, Card, Fact
from bot.taps import Verb

TEXT_LIMIT = 2048  # bytes of UTF-8, document 90236; WeCom cuts off what is beyond
_WORDS = re.compile(r"[\w ]+")
_CJK = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def language_of(card: Card) -> str:
    """The language the card was written in; an old one, which does not say, is looked at."""
    if card.language:
        return card.language
    written = (card.title, *card.body, *(fact.label for fact in card.facts))
    return "zh" if any(_CJK.search(part) for part in written) else "en"


def fact_line(fact: Fact) -> str:
    between = "：" if _CJK.search(fact.label) else ": "
    return f"{fact.label}{between}{fact.value}"


def plain(text: str) -> str:
    """Other people's words, unable to become a link or a mention in our message."""
    return text.replace("<", "＜")


def buttons_of(card: Card) -> tuple[Button, ...]:
    """Everything that can be tapped; what only fills a place in a grid is left out."""
    every = (button for row in card.buttons for button in row)
    return tuple(b for b in every if b.url or (b.tap and b.tap.verb is not Verb.NOTHING))


def case_lines(card: Card) -> tuple[str, ...]:
    """What the card tells, without what can be done about it."""
    # A card that is nothing but a sentence is one.
    alone = not (card.body or card.facts or card.notes or card.buttons or card.closed)
    title = plain(card.title)
    parts: list[Iterable[str]] = [(title if alone else f"【{title}】",)]
    parts.append(plain(paragraph) for paragraph in card.body)
    parts.append(plain(fact_line(fact)) for fact in card.facts)
    parts.append(plain(note) for note in card.notes)
    if card.closed:
        parts.append((f"— {plain(card.closed)} —",))
    return _spaced(parts)


def action_lines(card: Card, open_words: str) -> tuple[str, ...]:
    """Words to type and pages to open. A button nobody can type is left to the question's hint."""
    open_to_words = [b for b in buttons_of(card) if b.typed and not b.url]
    typed = [_typed(b) for b in open_to_words if not _says_itself(b)]
    words = [f"[{plain(b.typed)}]" for b in open_to_words if _says_itself(b)]
    pages = [_anchor(b.url, b.text) for b in buttons_of(card) if b.url]
    if card.link:
        pages.append(_anchor(card.link, open_words))
    hint = [plain(card.hint)] if card.hint else []
    by_hand = [plain(text) for text in to_copy(card)]
    return _spaced([typed, [" ".join(words)] if words else [], by_hand, hint, pages])


def to_copy(card: Card) -> Iterator[str]:
    """What a button elsewhere puts into the clipboard, unless the card says it already."""
    read = "\n".join(case_lines(card))
    for row in card.buttons:
        yield from (b.copy for b in row if b.copy and plain(b.copy) not in read)


def text_of(card: Card, open_words: str) -> str:
    return "\n".join(_spaced([case_lines(card), action_lines(card, open_words)]))


def split(text: str, limit: int = TEXT_LIMIT) -> tuple[str, ...]:
    """Parts of at most `limit` bytes, broken between lines; inside a line only if it is longer."""
    parts: list[list[str]] = [[]]
    room = limit
    for line in _short_lines(text, limit):
        needed = _size(line) + bool(parts[-1])
        if needed > room:
            parts.append([])
            room, needed = limit, _size(line)
        parts[-1].append(line)
        room -= needed
    joined = ("\n".join(lines) for lines in parts)
    return tuple(part for part in joined if part.strip())


def cut(text: str, limit: int, unit: str = "chars") -> str:
    """`text`, or its beginning with an ellipsis, within `limit` characters or bytes."""
    measure = _size if unit == "bytes" else len
    if measure(text) <= limit:
        return text
    room = limit - measure("…")
    return (_head(text, room) if unit == "bytes" else text[:room]) + "…"


def _short_lines(text: str, limit: int) -> Iterable[str]:
    for line in text.split("\n"):
        rest = line
        while _size(rest) > limit:
            head = _head(rest, limit)
            yield head
            rest = rest[len(head) :]
        yield rest


def _head(text: str, limit: int) -> str:
    """As many whole characters as fit into `limit` bytes."""
    return text.encode()[:limit].decode(errors="ignore")


def _size(text: str) -> int:
    return len(text.encode())


def _spaced(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Groups of lines with an empty line between those that hold anything."""
    lines: list[str] = []
    for group in groups:
        found = list(group)
        if found and lines:
            lines.append("")
        lines += found
    return tuple(lines)


def _says_itself(button: Button) -> bool:
    """Whether the word to type is all the button says: « 上一步 is 上一步, and › is 下一页."""
    said = "".join(_WORDS.findall(button.text)).strip()
    return said in ("", button.typed)


def _typed(button: Button) -> str:
    return f"{plain(button.typed)}  {plain(button.text)}"


def _anchor(url: str, words: str) -> str:
    safe = url.replace('"', "%22").replace("<", "%3C")
    return f'<a href="{safe}">{plain(words)}</a>'
