"""A card in the shapes WeCom knows: template card, text card, text, group markdown.

What a template card has no room for goes into a text before it, whole: WeCom cuts silently, and an
approver who does not see a line has not decided on it. The plain-WeChat plugin shows no template
cards at all, so a client we do not know gets everything twice: buttons, and words to type.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.cards import Button, Card, Fact, Style
from bot.people.person import Client
from bot.platforms.tencent.layout import (
    action_lines,
    buttons_of,
    case_lines,
    cut,
    fact_line,
    plain,
    split,
    text_of,
)
from bot.taps import Verb

Message = Mapping[str, Any]

# Document 90236, template cards, in characters; lists in items.
TITLE = 36
DESC = 44
SUBTITLE = 160
KEYNAME = 5
VALUE = 30
FACTS = 6
BUTTON = 10
BUTTONS = 6
DEAD = 20  # our own measure: no limit of a grey button's words is documented
# Text cards, in bytes.
CARD_TITLE = 128
CARD_DESCRIPTION = 512
URL = 2048
ROBOT_MARKDOWN = 4096

# A case is shown as a card even when it needs a text beside it; other questions only if they fit.
CASE = frozenset(
    {
        Verb.APPROVE,
        Verb.REJECT,
        Verb.RETURN,
        Verb.TAKE,
        Verb.OUTCOME,
        Verb.WITHDRAW,
        Verb.AMEND,
        Verb.WAITING,
    }
)
_STYLES = {Style.GO: 1, Style.PLAIN: 2, Style.STOP: 4}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A template card, and what of the case it has no room for."""

    payload: Mapping[str, Any]
    left_words: tuple[str, ...]  # the news of it: outcome and paragraphs
    left_rest: tuple[str, ...]  # facts and notes, which stand elsewhere once a case is settled

    @property
    def whole(self) -> bool:
        return not self.left_words and not self.left_rest


def new_task_id(card: Card) -> str:
    """Unique for ever, as WeCom demands; the beginning tells a person reading logs what it was."""
    tap = next((b.tap for b in buttons_of(card) if b.tap), None)
    about = f"{tap.verb}-{tap.about}-{tap.version}" if tap else "card"
    return f"{about}-{secrets.token_hex(8)}"


def messages(card: Card, client: Client, task_id: str, open_words: str) -> tuple[Message, ...]:
    """Message bodies without addressee, in the order to send; the one to tap comes last."""
    if client is Client.LINKS:
        return linked(card, open_words) if card.link else texts(card, open_words)
    fitted = template(card, task_id)
    if fitted is None or not (is_case(card) or fitted.whole):
        return texts(card, open_words)
    if client is Client.CARDS:
        beside = () if fitted.whole else case_lines(card)
    else:
        beside = tuple(text_of(card, open_words).split("\n"))
    return (*_as_texts(beside), card_message(fitted.payload))


def card_message(payload: Mapping[str, Any]) -> Message:
    return {"msgtype": "template_card", "template_card": payload}


def texts(card: Card, open_words: str) -> tuple[Message, ...]:
    return _as_texts(text_of(card, open_words).split("\n"))


def is_case(card: Card) -> bool:
    taps = (button.tap for button in buttons_of(card))
    return bool(card.link) or any(tap is not None and tap.verb in CASE for tap in taps)


def template(card: Card, task_id: str) -> Fitted | None:
    """The card as `button_interaction`; None if its buttons cannot be carried."""
    buttons = _button_list(card)
    if buttons is None:
        return None
    table, subtitle, left_words, left_rest = _fill(card)
    payload = {
        "card_type": "button_interaction",
        "main_title": {"title": cut(card.title, TITLE)},
        "task_id": task_id,
        "button_list": buttons,
    }
    if subtitle:
        payload["sub_title_text"] = subtitle
    if table:
        payload["horizontal_content_list"] = table
    if _is_url(card.link):
        payload["card_action"] = {"type": 1, "url": card.link}
    if card.closed:
        payload["replace_text"] = _dead_words(card.closed)
    return Fitted(payload, left_words, left_rest)


def linked(card: Card, open_words: str) -> tuple[Message, ...]:
    """A text card that opens the page; a text before it where 512 bytes do not hold the case."""
    linkless = replace(card, link="")
    told = "\n".join(case_lines(linkless)[1:]).strip()
    actions = "\n".join(action_lines(linkless, open_words))
    inside = f"{told}\n\n{actions}".strip()
    title = plain(card.title)
    fits = len(inside.encode()) <= CARD_DESCRIPTION and len(title.encode()) <= CARD_TITLE
    # Beside a text that says everything, the card only reminds of what it opens.
    short = inside if fits else next(iter(split(told, CARD_DESCRIPTION)), "")
    text_card = {
        "title": cut(title, CARD_TITLE, "bytes"),
        "description": short or cut(title, CARD_DESCRIPTION, "bytes"),
        "url": card.link,
        "btntxt": cut(open_words, 4),
    }
    before = () if fits else texts(linkless, open_words)
    return (*before, {"msgtype": "textcard", "textcard": text_card})


def markdown(card: Card) -> tuple[str, ...]:
    """For a group: nothing can be tapped or answered there, so only what is told, and pages."""
    lines = [f"**{_calm(card.title)}**", *(_calm(part) for part in card.body)]
    lines += [f"> {_calm(fact_line(fact))}" for fact in card.facts]
    lines += [_calm(note) for note in card.notes]
    if card.closed:
        lines.append(f"**{_calm(card.closed)}**")
    lines += [f"[{_calm(b.text)}]({b.url})" for b in buttons_of(card) if b.url]
    if card.link:
        lines.append(f"[{_calm(card.title)}]({card.link})")
    return split("\n".join(lines), ROBOT_MARKDOWN)


def _calm(text: str) -> str:
    """Other people's words, unable to link or to mention."""
    return plain(text).replace("](", "] (")


def _as_texts(lines: Iterable[str]) -> tuple[Message, ...]:
    parts = split("\n".join(lines))
    return tuple({"msgtype": "text", "text": {"content": part}} for part in parts)


def _button_list(card: Card) -> list[dict[str, Any]] | None:
    buttons = buttons_of(card)
    if card.closed and not buttons:
        return [{"text": cut(_dead_words(card.closed), BUTTON), "style": 2, "key": "closed"}]
    carried = [_button(button) for button in buttons]
    keys = {entry.get("key") or entry["url"] for entry in carried}
    fits = 0 < len(carried) <= BUTTONS and len(keys) == len(carried)
    return carried if fits and all(_carries(button) for button in buttons) else None


def _carries(button: Button) -> bool:
    return len(button.text) <= BUTTON and (not button.url or _is_url(button.url))


def _button(button: Button) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": button.text, "style": _STYLES[button.style]}
    if button.url or button.tap is None:
        return {**shown, "type": 1, "url": button.url}
    return {**shown, "key": button.tap.packed()}


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text.encode()) <= URL


def _fill(
    card: Card,
) -> tuple[list[dict[str, str]], str, tuple[str, ...], tuple[str, ...]]:
    """Short facts into the table, everything else into the paragraph while there is room."""
    rows = [fact for fact in card.facts if _is_row(fact)][:FACTS]
    table = [{"keyname": fact.label, "value": fact.value} for fact in rows]
    others = [fact_line(fact) for fact in card.facts if fact not in rows]
    paragraph = _Paragraph()
    left_words = paragraph.refused(_words(card))
    left_rest = paragraph.refused((*others, *card.notes, card.hint))
    return table, "\n".join(paragraph.lines), left_words, left_rest


def _words(card: Card) -> tuple[str, ...]:
    long_title = (card.title,) if len(card.title) > TITLE else ()
    outcome = (card.closed,) if card.closed != _dead_words(card.closed) else ()
    return (*outcome, *card.body, *long_title)


def _dead_words(closed: str) -> str:
    """What the grey button says: whole parts of "已同意 · 李卫国 · 11月22日" while they fit."""
    parts = closed.split(" · ")
    while len(parts) > 1 and len(" · ".join(parts)) > DEAD:
        parts.pop()
    return cut(" · ".join(parts), DEAD)


def _is_row(fact: Fact) -> bool:
    one_line = "\n" not in fact.label + fact.value
    return one_line and 0 < len(fact.label) <= KEYNAME and 0 < len(fact.value) <= VALUE


class _Paragraph:
    """`sub_title_text`: whole pieces only, in the order offered."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._room = SUBTITLE

    def refused(self, pieces: Iterable[str]) -> tuple[str, ...]:
        """Takes what there is room for; gives back the rest."""
        return tuple(piece for piece in pieces if piece.strip() and not self._takes(piece))

    def _takes(self, text: str) -> bool:
        needed = len(text) + bool(self.lines)
        if needed > self._room:
            return False
        self.lines.append(text)
        self._room -= needed
        return True
