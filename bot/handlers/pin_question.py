"""The question for a PIN, as a form that keeps nothing: the answer is heard in `pins`."""

from bot.conversation.form import Field, FieldKind, Form, Label
from bot.handlers.errand import Answers, Errand
from bot.handlers.visit import Answer, Visit


def errand(_visit: Visit, stage: str, *_about: str) -> Errand:
    """The question alone: what is answered never becomes part of a draft."""

    def finish(visit: Visit, _answers: Answers) -> Answer:
        return visit.says("pin.six_digits")

    ask = ASKED[stage]
    field = Field(key="pin", kind=FieldKind.TEXT, label=TITLE, ask=ask)
    return Errand(form=Form(id="pin", title=TITLE, fields=(field,)), finish=finish)


TITLE = Label("口令", "PIN")
ASKED = {
    "old": Label(
        "请先输入现在的口令（6位数字）。", "Your present PIN first, please (six digits)."
    ),
    "new": Label(
        "请输入新口令：6位数字，不要用连号或重复数字。",
        "A new PIN: six digits, no runs or repeats.",
    ),
    "again": Label("请再输入一次。", "Once more, please."),
    "prove": Label(
        "这份申请涉及敏感事项，请输入您的口令（6位数字），输入后即同意。",
        "This is a sensitive case: your PIN (six digits) approves it.",
    ),
}
