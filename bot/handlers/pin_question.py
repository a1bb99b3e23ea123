"""The question for a PIN, as a form that keeps nothing: the answer is heard in `pins`."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.approvals.request import Consent
from bot.cards import Card
from bot.conversation.form import Field, FieldKind, Form, Label
from bot.handlers.errand import Answers, Errand
from bot.handlers.visit import Answer, Visit

OLD, NEW, AGAIN, PROVE = "pin:old", "pin:new", "pin:again", "pin:prove"
SAID = "said"
FORM = "form"  # within it: the form that led to the question, as it was filled in


def errand(_visit: Visit, stage: str, *_about: str) -> Errand:
    """The question alone: what is answered never becomes part of a draft. Behind `prove` stands
    what the approval said, which is never asked for."""

    def finish(visit: Visit, _answers: Answers) -> Answer:
        return visit.says("pin.six_digits")

    ask = ASKED[stage]
    pin = Field(key="pin", kind=FieldKind.TEXT, label=TITLE, ask=ask)
    said = Field(key=SAID, kind=FieldKind.TEXT, label=TITLE, ask=ask, required=False)
    form = Form(id="pin", title=TITLE, fields=(pin, said))
    return Errand(form=form, finish=finish, cancelled=cancelled)


def cancelled(visit: Visit, answers: Answers) -> Answer:
    """No PIN, no approval; but what he had filled in is before him again."""
    form = _told(answers).get(FORM)
    if form is None:
        return visit.says("form.cancelled")
    back = Card(title=visit.voice.say("pin.cancelled"))
    return Answer(cards=(back,), opens=form["purpose"], known=form["answers"])


def led_to(answer: Answer, purpose: str, filled_in: Answers) -> Answer:
    """Where a form leads to the question, the question keeps it."""
    if not answer.opens.startswith(f"{PROVE}:"):
        return answer
    form = {"purpose": purpose, "answers": dict(filled_in)}
    return replace(answer, known=kept(**_told(answer.known or {}), **{FORM: form}))


def kept(**said: Any) -> dict[str, str]:
    """What an approval says beside yes, until the PIN is given."""
    told = {key: value for key, value in said.items() if value}
    return {SAID: json.dumps(told, ensure_ascii=False)} if told else {}


def said(known: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in _told(known).items() if key != FORM}
    return {**told, "consent": Consent(told["consent"])} if "consent" in told else told


def _told(known: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(known.get(SAID) or "{}")
    return told


TITLE = Label("口令", "PIN")
ASKED = {
    "old": Label(
        "请先输入现在的口令（6 位数字）。", "Your present PIN first, please (six digits)."
    ),
    "new": Label(
        "请输入新口令：6 位数字，不要用连号或重复数字。",
        "A new PIN: six digits, no runs or repeats.",
    ),
    "again": Label("请再输入一次。", "Once more, please."),
    "prove": Label(
        "这份申请涉及敏感事项，请输入您的口令（6 位数字），输入后即同意。",
        "This is a sensitive case: your PIN (six digits) approves it.",
    ),
}
