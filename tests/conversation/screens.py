"""What a question shows on a phone, as lines to compare whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards import Words
from bot.conversation.asked import Asked, Choice, Offer
from bot.conversation.draft import Draft
from bot.conversation.form import Form
from bot.conversation.standing import asked_about
from bot.conversation.world import World
from bot.speech import Voice
from tests.conversation.school import SHANGHAI, WEDNESDAY

SAY = Voice("zh", SHANGHAI, WEDNESDAY)


def asked(
    form: Form, here: World, partial: Mapping[str, Any] | None = None, page: str = ""
) -> Asked:
    (field,) = form.fields
    draft = Draft(at=field.key, partial=partial or {}, page=page)
    return asked_about(form, field, draft, here)


def said(words: Words | None) -> str:
    return "" if words is None else SAY(words)


def told(choices: Iterable[Choice]) -> str:
    """1:d2026-03-11=今天: what is typed, what a tap sends, what is read."""
    return " ".join(
        f"{c.typed}:{c.id}={said(c.text)}".replace(" ", "") for c in choices if c.id
    )


def screen(offer: Offer) -> dict[str, str]:
    shown = {
        "quick": told(offer.quick),
        "bells": told(offer.bells),
        "options": told(offer.options),
        "header": "".join(map(said, offer.header)),
        "layout": offer.layout,
        "step": said(offer.step),
        "placeholder": said(offer.placeholder),
    }
    if offer.pager:
        pager = offer.pager
        shown["pager"] = f"{pager.prev}<{said(pager.title)}>{pager.next}"
    return {name: text for name, text in shown.items() if text}
