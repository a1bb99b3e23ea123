"""A PIN in a private chat: asked for, heard, and taken out of sight.

Six digits that were said in private are blotted out of the inbox whatever came of them, and taken
out of the chat where the platform lets us.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from bot.actions import finding, in_hand, proving
from bot.approvals.refusals import Refusal
from bot.approvals.request import Verdict
from bot.cards import Card
from bot.conversation import replies, turns
from bot.conversation.numerals import plain
from bot.conversation.turns import Draft
from bot.handlers import approver, forms, pin_question
from bot.handlers.errands import errand
from bot.handlers.pin_question import AGAIN, NEW, OLD
from bot.handlers.visit import Answer, Visit
from bot.people.person import Platform
from bot.platforms.ports import Inbound, Said
from storage import drafts, pins
from storage.drafts import DraftRow

PIN = re.compile(r"[0-9]{6}")
RESET = re.compile(
    r"(?:重设口令|/resetpin|reset pin)\s*[:： ]?\s*([0-9A-Za-z\-]{6,20})", re.IGNORECASE
)


def digits(text: str) -> str:
    """As they were meant: full-width ones and spaces between them too. Empty for anything else."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain if PIN.fullmatch(plain) else ""


def is_secret(inbound: Inbound) -> bool:
    said = inbound.what
    return inbound.private and isinstance(said, Said) and bool(digits(said.text))


# -- asking ----------------------------------------------------------------------------------------


def begin(visit: Visit) -> Answer:
    """设置口令; whoever has one gives it first."""
    has = pins.has(visit.work, visit.office.id, visit.person.id)
    return forms.opened(visit, OLD if has else NEW)


# -- hearing ---------------------------------------------------------------------------------------


def heard(visit: Visit, text: str) -> Answer | None:
    """The answer to six digits somebody was asked for."""
    pin = digits(text)
    row = drafts.current(visit.work, visit.office.id, visit.person.id) if pin else None
    return hidden(visit, given(visit, row, pin)) if row and is_asked(row) else None


def asked_again(visit: Visit, row: DraftRow, text: str) -> Answer:
    """Whatever else is said to that question; 取消 ends it."""
    if plain(text).rstrip("。.!") in replies.CANCEL:
        task = errand(visit, row.purpose)
        return forms.turned(visit, task, row, Draft.from_json(row.state), turns.Cancel())
    return visit.says("pin.six_digits")


def is_asked(row: DraftRow) -> bool:
    return row.purpose.startswith("pin:")


def hidden(visit: Visit, answer: Answer) -> Answer:
    """With the request to delete what we cannot."""
    more: tuple[Card, ...] = ()
    if visit.inbound.platform is not Platform.TELEGRAM:
        more = (Card(title=visit.voice.say("pin.please_delete")),)
    return replace(answer, cards=(*answer.cards, *more), secret=True)


def given(visit: Visit, row: DraftRow, pin: str) -> Answer:
    _, stage, *about = row.purpose.split(":")
    try:
        return STAGES[stage](visit, row, pin, *about)
    except Refusal as refusal:
        return visit.says_no(refusal.saying)


def old(visit: Visit, row: DraftRow, pin: str) -> Answer:
    wrong = proving.tried(visit.work, visit.office, visit.person, pin, visit.account)
    if wrong:
        return visit.says_no(wrong.saying)
    in_hand.over(visit.work, row)
    return forms.opened(visit, NEW)


def new(visit: Visit, row: DraftRow, pin: str) -> Answer:
    proving.propose(visit.work, visit.office, visit.person, pin)
    in_hand.over(visit.work, row)
    return forms.opened(visit, AGAIN)


def again(visit: Visit, row: DraftRow, pin: str) -> Answer:
    in_hand.over(visit.work, row)
    if proving.settle(visit.work, visit.office, visit.person, pin):
        return visit.says("pin.set")
    differs = Card(title=visit.voice.say("pin.differs"))
    return Answer(cards=(differs, *forms.opened(visit, NEW).cards))


def prove(visit: Visit, row: DraftRow, pin: str, request: str, token: str) -> Answer:
    wrong = proving.tried(visit.work, visit.office, visit.person, pin, visit.account)
    if wrong:
        return visit.says_no(wrong.saying)
    in_hand.over(visit.work, row)
    case = finding.request(visit.work, visit.office, int(request))
    more = pin_question.said(row.state["answers"])
    with visit.work.savepoint():
        return approver.decided(visit, case, int(token), Verdict.APPROVE, **more)


STAGES: dict[str, Callable[..., Answer]] = {
    "old": old,
    "new": new,
    "again": again,
    "prove": prove,
}


# -- resetting -------------------------------------------------------------------------------------


def reset(visit: Visit, text: str) -> Answer | None:
    """重设口令 with a code from the administrator: the PIN is forgotten, a new one asked for."""
    match = RESET.fullmatch(text.strip())
    if match is None:
        return None
    at = visit.inbound
    refusal = proving.reset(
        visit.work, visit.office, visit.person, match[1], at.platform, at.sender
    )
    if refusal:
        return visit.says_no(refusal.saying)
    return forms.opened(visit, NEW)
