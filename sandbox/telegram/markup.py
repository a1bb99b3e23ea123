"""Telegram's HTML: a text and its entities, or the refusal the server would give.

Offsets and lengths of entities are UTF-16 units. The subset and the words of the refusals follow
td/telegram/MessageEntity.cpp.
"""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.refusals import Refused, bad

TEXT_LIMIT = 4096
ENTITY_LIMIT = 100

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_OTHER = {"a", "span", "blockquote"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PIECE = re.compile(
    r"<(?P<tag>[^>]*)(?P<closed>>?)|&(?P<ref>#?[0-9A-Za-z]+);|(?P<text>[^<&]+|&)"
)
_ATTRIBUTE = re.compile(r"""([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)")

Entity = dict[str, Any]


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    entity: Entity


def parse(
    text: str, mode: str, entities: list[Entity] | None = None
) -> tuple[str, list[Entity]]:
    """What the message will say. `mode` is `parse_mode`, "" for plain text."""
    if mode.lower() == "html":
        plain, found = _html(text)
    elif mode:
        raise bad(f"unsupported parse_mode: the stand-in reads HTML, not {mode}")
    else:
        plain, found = text, list(entities or [])
    return _trimmed(plain, found + _commands(plain))


def _html(text: str) -> tuple[str, list[Entity]]:
    plain = ""
    done: list[Entity] = []
    stack: list[_Open] = []
    for piece in _PIECE.finditer(text):
        at = len(text[: piece.start()].encode("utf-8", "surrogatepass"))
        if piece["text"] is not None:
            plain += piece["text"]
        elif piece["ref"] is not None:
            plain += _reference(piece["ref"], piece[0])
        elif not piece["closed"]:
            raise _unparsable(f"Unclosed start tag at byte offset {at}")
        elif piece["tag"].startswith("/"):
            done += _close(piece["tag"][1:].strip().lower(), stack, units(plain), at)
        else:
            stack.append(_open(piece["tag"], stack, units(plain), at))
    if stack:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    done.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return plain, done


def _open(inside: str, stack: list[_Open], at_unit: int, at: int) -> _Open:
    tag, _, rest = inside.strip().partition(" ")
    tag = tag.lower()
    if tag not in _SIMPLE and tag not in _OTHER:
        raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {at}')
    attributes = {
        name: quoted or single or bare
        for name, quoted, single, bare in _ATTRIBUTE.findall(
            rest.lower() if tag != "a" else rest
        )
    }
    if tag == "blockquote" and any(one.tag == "blockquote" for one in stack):
        raise _unparsable(f"Can't nest blockquotes at byte offset {at}")
    return _Open(tag, {"offset": at_unit, **_kind(tag, attributes, at)})


def _kind(tag: str, attributes: dict[str, str], at: int) -> Entity:
    match tag:
        case "a":
            return {"type": "text_link", "url": attributes.get("href", "")}
        case "span":
            if attributes.get("class") != "tg-spoiler":
                raise _unparsable(
                    f'Tag "span" must have class "tg-spoiler" at byte offset {at}'
                )
            return {"type": "spoiler"}
        case "blockquote":
            folded = "expandable" in attributes
            return {"type": "expandable_blockquote" if folded else "blockquote"}
    return {"type": _SIMPLE[tag]}


def _close(tag: str, stack: list[_Open], at_unit: int, at: int) -> list[Entity]:
    if not stack:
        raise _unparsable(f"Unexpected end tag at byte offset {at}")
    opened = stack.pop()
    if tag not in ("", opened.tag):
        raise _unparsable(
            f"Unmatched end tag at byte offset {at}, "
            f'expected "</{opened.tag}>", found "</{tag}>"'
        )
    length = at_unit - opened.entity["offset"]
    return [{**opened.entity, "length": length}] if length else []


def _reference(name: str, written: str) -> str:
    if not name.startswith("#"):
        return _NAMED.get(name, written)
    digits = name[1:]
    try:
        number = int(digits[1:], 16) if digits[:1] in "xX" else int(digits)
        return chr(number) if number else written
    except (ValueError, OverflowError):
        return written


def _commands(text: str) -> list[Entity]:
    return [
        {"type": "bot_command", "offset": units(text[: m.start()]), "length": units(m[0])}
        for m in _COMMAND.finditer(text)
    ]


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram cuts white space off both ends and clips the entities to what is left."""
    bare = text.strip()
    cut = units(text[: len(text) - len(text.lstrip())])
    end = units(bare)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return bare, kept[:ENTITY_LIMIT]


def _unparsable(words: str) -> Refused:
    return bad(f"can't parse entities: {words}")
