"""Choosing among named things: one of them, or several with 完成 at the end.

A tapped option toggles; a typed name is the answer itself, unless something was already tapped,
then it joins what was picked. A typed number is a tap on the option under it.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.cards import Saying
from bot.conversation.asked import (
    PAGE,
    Asked,
    Choice,
    Offer,
    Ongoing,
    Pager,
    Reply,
    Settled,
    cited,
    problem,
)
from bot.conversation.matching import Named, Register, Several, Unknown
from bot.conversation.numerals import plain, quoted
from bot.conversation.replies import NONE

_PLAIN_ID = re.compile(r"[0-9A-Za-z_@\-][0-9A-Za-z_@.\-]{0,23}")


def token(known: str) -> str:
    """What a button carries for this id: itself, or where it is long or Chinese, a fingerprint.
    A fingerprint, not a position: lists are imported anew while old cards hang in chats."""
    if _PLAIN_ID.fullmatch(known):
        return known
    return "." + hashlib.sha256(known.encode()).hexdigest()[:16]


def from_token(entries: Iterable[Named], option: str) -> str | None:
    return next((e.id for e in entries if token(e.id) == option), None)


def page_of(asked: Asked, pages: int) -> int:
    wanted = int(asked.page) if asked.page.isdigit() and len(asked.page) < 5 else 1
    return min(max(wanted, 1), max(pages, 1))


def paged(asked: Asked, entries: Sequence[Named], picked: Iterable[str]) -> Offer:
    """Up to eight options, numbered as people type them."""
    chosen = frozenset(picked)
    pages = -(-len(entries) // PAGE)
    page = page_of(asked, pages)
    shown = entries[(page - 1) * PAGE : page * PAGE]
    options = tuple(
        Choice(id=token(e.id), text=e.name, picked=e.id in chosen, typed=str(i))
        for i, e in enumerate(shown, 1)
    )
    pager = None
    if pages > 1:
        pager = Pager(
            title=problem("page", page=page, pages=pages),
            prev=str(page - 1) if page > 1 else "",
            next=str(page + 1) if page < pages else "",
        )
    return Offer(options=options, pager=pager)


def numbered(shown: Offer, text: str) -> list[str] | None:
    """Option ids for "2" or "1、3", or None when the text is not numbers of shown options."""
    pieces = [p for p in re.split(r"[\s、,;.]+", plain(text)) if p]
    by_number = {c.typed: c.id for c in shown.options if c.typed}
    if not pieces or not all(p in by_number for p in pieces):
        return None
    return [by_number[p] for p in pieces]


def not_found(found: Several | Unknown) -> Saying:
    text = quoted(found.text)
    if isinstance(found, Several):
        # More than a handful is not a choice to read through.
        return problem("which_one", text=text, names=list(found.names[:8]))
    if found.nearest:
        return problem("did_you_mean", text=text, names=list(found.nearest))
    return problem("unknown_name", text=text)


# ---------------------------------------------------------------- several


def picked(asked: Asked, suggested: Sequence[str] = ()) -> list[str]:
    """What is ticked now: by this hand, else by the earlier answer, else by suggestion."""
    if "picked" in asked.partial:
        return list(asked.partial["picked"])
    return list(asked.value if asked.value is not None else suggested)


def ordered(entries: Iterable[Named], chosen: Iterable[str]) -> list[str]:
    """In the order of the list, so that the order of taps makes no difference."""
    wanted = frozenset(chosen)
    return [e.id for e in entries if e.id in wanted]


def toggled(asked: Asked, entries: Sequence[Named], before: list[str], option: str) -> Reply:
    tapped = from_token(entries, option)
    if tapped is None:
        return problem("no_such_option")
    if asked.field.at_most == 1:
        return Settled([tapped])
    after = [x for x in before if x != tapped] if tapped in before else [*before, tapped]
    if wrong := too_many(asked, after):
        return wrong
    return Ongoing({"picked": ordered(entries, after)}, asked.page)


def named_several(
    asked: Asked, entries: Sequence[Named], before: list[str], text: str
) -> Reply:
    if plain(text) in NONE and not asked.field.required:
        return Settled(None)
    if numbers := numbered(paged(asked, entries, ()), text):
        return _all_toggled(asked, entries, before, numbers)
    found = Register(entries).find_all(text)
    for missing in found:
        if not isinstance(missing, str):
            return not_found(missing)
    ids = [f for f in found if isinstance(f, str)]
    if not ids:
        return problem("blank")
    if "picked" not in asked.partial:
        return settled(asked, ordered(entries, ids))
    joined = ordered(entries, [*before, *ids])
    return too_many(asked, joined) or Ongoing({"picked": joined}, asked.page)


def _all_toggled(
    asked: Asked, entries: Sequence[Named], before: list[str], options: list[str]
) -> Reply:
    if asked.field.at_most == 1 and len(options) > 1:
        return problem("too_many", at_most=1)
    reply = toggled(asked, entries, before, options[0])
    for option in options[1:]:
        if not isinstance(reply, Ongoing):
            break
        reply = toggled(asked, entries, list(reply.partial["picked"]), option)
    return reply


def settled(asked: Asked, ids: list[Any]) -> Reply:
    if not ids and not asked.field.required:
        return Settled(None)
    return count_wrong(asked, ids) or Settled(ids)


def too_many(asked: Asked, items: Sequence[Any]) -> Saying | None:
    limit = asked.field.at_most
    return cited(asked, problem("too_many", at_most=limit)) if 0 < limit < len(items) else None


def count_wrong(asked: Asked, items: Sequence[Any]) -> Saying | None:
    least = max(asked.field.at_least, 1 if asked.field.required else 0)
    if not items and least == 1:
        return problem("pick_one")
    if len(items) < least:
        return cited(asked, problem("too_few", at_least=least))
    return too_many(asked, items)


def with_count(shown: Offer, ticked: Sequence[Any], placeholder: Saying) -> Offer:
    return Offer(
        options=shown.options,
        pager=shown.pager,
        count=len(ticked),
        placeholder=placeholder,
    )


def fewer(partial: Mapping[str, Any]) -> Mapping[str, Any] | None:
    del partial
    return None
