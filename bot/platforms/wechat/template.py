"""A card as a template message: a few short fields and one page to open (wechat.md §3).

A template's fields are named by the library it came from, and the beginning of a name is its kind:
`thing3` takes twenty characters, `phrase1` five Chinese ones. What does not fit a field makes
WeChat refuse the whole message (47003), so it is cut here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cards import Card
from bot.platforms.tencent.layout import cut

_KIND = re.compile(r"[a-z_]+")
_NOT_SYMBOLS = re.compile(r"[^\x21-\x7e]+")
_NOT_CHINESE = re.compile(r"[^\u4e00-\u9fff]+")
_NOT_DIGITS = re.compile(r"\D+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Template:
    """`fields`: what we tell (title, detail, number, time) → the field it stands in."""

    id: str
    fields: Mapping[str, str]


def message(
    template: Template, openid: str, card: Card, hint: str, now: datetime, once: str
) -> Mapping[str, Any]:
    """`hint` is the detail of a card that opens no page; `once` keeps a repeated try from being
    shown twice."""
    told = {
        "title": card.closed
        or (card.title if card.link else next(iter(card.body), card.title)),
        "detail": _detail(card) if card.link else hint,
        "number": _number(card),
        "time": now.strftime("%Y-%m-%d %H:%M"),
    }
    data = {
        field: {"value": fitted(field, told[what])} for what, field in template.fields.items()
    }
    filled = {"touser": openid, "template_id": template.id, "data": data, "client_msg_id": once}
    return {**filled, "url": card.link} if card.link else filled


def fitted(field: str, words: str) -> str:
    found = _KIND.match(field)
    fit, least = _FITS.get(found[0] if found else "", (_thing, "—"))
    return fit(_BLANKS.sub(" ", words).strip()) or least


def _thing(words: str) -> str:
    return cut(words, 20)


def _symbols(words: str) -> str:
    return _NOT_SYMBOLS.sub("-", words)[:32].strip("-")


def _phrase(words: str) -> str:
    return _NOT_CHINESE.sub("", words)[:5]


def _same(words: str) -> str:
    return words


def _digits(words: str) -> str:
    return _NOT_DIGITS.sub("", words)[:32]


# How words are made to fit, and the least a field may hold: none may be empty.
_FITS: Mapping[str, tuple[Callable[[str], str], str]] = {
    "thing": (_thing, "—"),
    "character_string": (_symbols, "-"),
    "number": (_digits, "0"),
    "phrase": (_phrase, "待办"),
    "time": (_same, ""),
    "date": (_same, ""),
}


def _detail(card: Card) -> str:
    return next(iter((*card.body, *(fact.value for fact in card.facts))), card.title)


def _number(card: Card) -> str:
    """The case's own number, where the card's title names it."""
    found = re.search(r"\d{4}\D{0,2}\d{2,}", card.title)
    return found[0] if found else ""
