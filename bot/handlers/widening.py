"""The short form that asks for more while footage is looked at: where else, how much longer, why.

Places, cameras and time are added to what is approved; whatever is passed over stays as it is.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.actions import extending, filing, finding
from bot.approvals import extension as extensions
from bot.approvals.extension import WHY
from bot.approvals.request import Request
from bot.approvals.scope import scope_of
from bot.cards import Card
from bot.conversation.form import Field, FieldKind, Form, Label
from bot.handlers.errand import Answers, Errand, Foreseen
from bot.handlers.visit import Answer, Visit
from bot.writing import case, previews

TITLE = Label("申请扩大范围", "Asking for more")
ASKED = {
    FieldKind.ZONES: Label("还要看哪些地方？", "Which further places?"),
    FieldKind.CAMERAS: Label("还要看哪几个摄像头？", "Which further cameras?"),
    FieldKind.SPAN: Label("要看到什么时间？", "How long must it reach?"),
}
REASON = Field(
    key=WHY,
    kind=FieldKind.TEXT,
    label=Label("扩大理由", "Why more"),
    ask=Label("为什么要扩大范围？", "Why is more needed?"),
    help=Label(
        "如“拿包的人出餐厅后往教学楼走了”。请勿写学生全名。",
        "For example “who took the bag went on to the corridor”. No full names of students.",
    ),
    at_least=5,
    at_most=200,
)


def extension(visit: Visit, number: str) -> Errand:
    case_of = extending.may_ask(visit.work, visit.office, visit.person, int(number))

    def finish(visit: Visit, answers: Answers) -> Answer:
        asked = extending.ask(visit.work, visit.office, visit.person, int(number), answers)
        return receipt(visit, asked)

    return errand(visit, case_of, finish)


def amendment(visit: Visit, asked: Request) -> Errand:
    assert asked.extends
    case_of = finding.request_seen(visit.work, visit.office, asked.extends.of)

    def finish(visit: Visit, answers: Answers) -> Answer:
        amended = extending.amend(visit.work, visit.office, visit.person, asked.id, answers)
        return receipt(visit, amended)

    return errand(visit, case_of, finish)


def errand(visit: Visit, of: Request, finish: Callable[[Visit, Answers], Answer]) -> Errand:
    def preview(visit: Visit, answers: Answers) -> Foreseen:
        drawn = extending.drawn_up(visit.office, visit.person, of, answers)
        whole = case.in_short(
            visit.office, drawn, extensions.grows(scope_of(drawn).limits), visit.voice
        )
        said = visit.voice.say("extension.whole", told=list(whole))
        signers = previews.lines(visit.office, filing.seen(visit.office, drawn), visit.voice)
        return Foreseen(lines=(said, *signers))

    form = Form(id="extend", title=TITLE, fields=(*fields(visit, of), REASON))
    return Errand(form=form, finish=finish, preview=preview)


def fields(visit: Visit, of: Request) -> tuple[Field, ...]:
    """The kind's own questions about places and time, each of which may be passed over."""
    form = visit.office.kind(of.kind).form
    stands = scope_of(of).limits
    return tuple(
        replace(
            field,
            ask=ASKED[field.kind],
            help=approved(visit, of, field, stands.get(field.key)),
            when={},
            default=None,
            required=False,
            at_least=0,
        )
        for field in (form.fields if form else ())
        if field.key in extensions.GROWS and field.key in of.narrows and field.kind in ASKED
    )


def approved(visit: Visit, of: Request, field: Field, value: object) -> Label:
    """What stands of it, which needs not be named again."""
    told = case.in_short(visit.office, of, {field.key: value}, visit.voice)
    key = "extension.now" if told else "extension.now_all"
    return Label(visit.voice.say(key, told=list(told)))


def receipt(visit: Visit, asked: Request) -> Answer:
    key = "extension.sent" if asked.open_seats else "extension.at_once"
    said = visit.voice.say(key, number=asked.number)
    return Answer(cards=(Card(title=said),), toast=visit.voice.say("form.sent_toast"))
