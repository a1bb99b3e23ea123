"""What an approver fills in: a reason, what he leaves of a request, to whom he sends it back.

A draft's purpose is written by `taps` and read here: "verdict:12:3:reject", "narrow:12:3".
"""

from dataclasses import replace
from typing import Any

from bot.actions import deciding, finding
from bot.actions import flagging as flagging_
from bot.actions.proving import PinNeeded
from bot.approvals import consent as consents
from bot.approvals.flags import standing_flags
from bot.approvals.policy import Kind
from bot.approvals.progress import signed_before
from bot.approvals.request import REQUESTER, Consent, Request, Verdict, awaiting_second
from bot.approvals.scope import scope_of
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.handlers import pin_question
from bot.handlers.errand import OWN_WORDS, Answers, Errand, Foreseen
from bot.handlers.visit import Answer, Visit
from bot.taps import Verb
from bot.writing import asking, stepping, trail

REASON, COMMENT, REPORT, CONSENT, TO, FLAGS = (
    "reason",
    "comment",
    "report",
    "consent",
    "to",
    "flags",
)
WITH_REASON = {Verb.REJECT: Verdict.REJECT, Verb.RETURN: Verdict.RETURN}
REASON_ASKED = {
    Verdict.REJECT: Label("不同意的理由是？", "Why do you not agree?"),
    Verdict.RETURN: Label("需要补充什么？", "What has to be supplied?"),
}
LONGEST = 300  # characters of what an approver writes


def verdict(visit: Visit, request_id: str, token: str, verdict: str) -> Errand:
    request = finding.request_seen(visit.work, visit.office, int(request_id))
    made = Verdict(verdict)

    def finish(visit: Visit, answers: Answers) -> Answer:
        reason = chosen(form.fields[0], answers, visit)
        return decided(visit, request, int(token), made, reason)

    form = reason_form(visit.office.kind(request.kind), made)
    return Errand(form=form, finish=finish)


def reason_form(kind: Kind, verdict: Verdict) -> Form:
    """Quick reasons of the pack as buttons, own words typed (C24)."""
    ask = REASON_ASKED[verdict]
    return Form(id="verdict", title=ask, fields=(reasons(kind, verdict, ask),))


def reasons(kind: Kind, verdict: Verdict, ask: Label) -> Field:
    quick = kind.reject_reasons if verdict is Verdict.REJECT else kind.return_reasons
    options = tuple(Option(id=f"r{n}", label=label) for n, label in enumerate(quick, 1))
    return Field(
        key=REASON,
        kind=FieldKind.CHOICE,
        label=Label("理由", "Reason"),
        ask=ask,
        options=(*options, OWN_WORDS),
        at_least=5,
        at_most=LONGEST,
    )


def chosen(field: Field, answers: Answers, visit: Visit) -> str:
    """A quick phrase in the reader's words, or his own."""
    own: str = answers.get(f"{field.key}_text", "")
    labels = {o.id: visit.voice(o.label) for o in field.options}
    return own or labels.get(answers.get(field.key, ""), "")


def decided(
    visit: Visit,
    request: Request,
    token: int,
    made: Verdict,
    reason: str = "",
    **more: Any,
) -> Answer:
    """Count the verdict; the tapped card shows the outcome at once, all other copies follow. Where
    his PIN is wanted it is asked for, and what he said counts then."""
    try:
        after = deciding.decide(
            visit.work,
            visit.office,
            visit.person,
            request.id,
            token=token,
            verdict=made,
            reason=reason,
            account=visit.account,
            **more,
        )
    except PinNeeded:
        kept = pin_question.kept(reason=reason, **more)
        return Answer(opens=f"{pin_question.PROVE}:{request.id}:{token}", known=kept)
    waits = any(p.by == visit.person.id for p in awaiting_second(after))
    done = "second.asked_toast" if waits else f"ask.done_{made}"
    return shown(visit, request, visit.voice.say(done, number=request.number))


def shown(visit: Visit, request: Request, toast: str) -> Answer:
    """His card as it is now."""
    about = (str(request.id), str(request.step), str(request.round))
    card = asking.card(visit.scene, about)
    return Answer(cards=(card,) if card else (), toast=toast)


# ------------------------------------------------------------------ approving with more than a yes


def approval(visit: Visit, request_id: str, token: str, consent: str, comment: str) -> Errand:
    """What a yes still has to say: own words if he wants some, the express word and the report if a
    rule wants them."""
    request = finding.request_seen(visit.work, visit.office, int(request_id))
    fields = tuple(wanted(visit, request, consent=consent, comment=bool(comment)))

    def finish(visit: Visit, answers: Answers) -> Answer:
        return decided(
            visit, request, int(token), Verdict.APPROVE, **said(visit, fields, answers, consent)
        )

    title = Label("同意", "Approve")
    return Errand(
        form=Form(id="approve", title=title, fields=fields), finish=finish, at_once=True
    )


def said(
    visit: Visit, fields: tuple[Field, ...], answers: Answers, consent: str = ""
) -> dict[str, Any]:
    report = next((chosen(f, answers, visit) for f in fields if f.key == REPORT), "")
    word = answers.get(CONSENT) or consent
    return {
        "reason": answers.get(COMMENT) or "",
        "report": report,
        "consent": Consent(word) if word else None,
    }


def wanted(visit: Visit, request: Request, *, consent: str = "", comment: bool) -> list[Field]:
    kind, me = visit.office.kind(request.kind), visit.person.id
    fields = []
    if consents.wish_of(kind, request, me) and not consent:
        fields.append(EXPRESSLY)
    if consents.report_due(kind, request, me):
        fields.append(report(visit, request, kind))
    if comment:
        fields.append(WORDS)
    return fields


def report(visit: Visit, request: Request, kind: Kind) -> Field:
    options = tuple(Option(id=f"p{n}", label=p) for n, p in enumerate(kind.report_phrases, 1))
    ask = stepping.report_asked(visit.office, request, visit.voice)
    return Field(
        key=REPORT,
        kind=FieldKind.CHOICE,
        label=Label("报告", "Report"),
        ask=Label(ask, ask),
        options=(*options, OWN_WORDS),
        at_least=5,
        at_most=LONGEST,
    )


WORDS = Field(
    key=COMMENT,
    kind=FieldKind.TEXT,
    label=Label("意见", "Remark"),
    ask=Label(
        "请写下您的意见，会记入审批意见栏。", "Your remark; it stands beside your signature."
    ),
    at_least=1,
    at_most=LONGEST,
)
EXPRESSLY = Field(
    key=CONSENT,
    kind=FieldKind.CHOICE,
    label=Label("拷贝", "Copy"),
    ask=Label("申请包含拷贝，是否同意拷贝？", "A copy is asked for. Do you consent to it?"),
    options=(
        Option(id=Consent.GIVEN, label=Label("同意拷贝", "Copy approved")),
        Option(id=Consent.WITHHELD, label=Label("只同意查看，不拷贝", "Viewing only, no copy")),
    ),
)


# ------------------------------------------------------------------ approving a part


def narrowing(visit: Visit, request_id: str, token: str) -> Errand:
    """The request's own questions, as far as they bound what may be looked at."""
    request = finding.request_seen(visit.work, visit.office, int(request_id))
    kind = visit.office.kind(request.kind)
    bounds = tuple(narrower(f) for f in fields_of(kind) if f.key in bounding(request))
    extra = tuple(wanted(visit, request, consent=Consent.GIVEN, comment=False))
    words = replace(WORDS, required=False)

    def finish(visit: Visit, answers: Answers) -> Answer:
        scope = {f.key: answers.get(f.key) for f in bounds}
        more = said(visit, extra, answers)
        if consents.wish_of(kind, request, visit.person.id):
            more["consent"] = Consent.GIVEN  # he has the wish before him, and struck it or not
        return decided(visit, request, int(token), Verdict.APPROVE, **{**more, "scope": scope})

    def preview(visit: Visit, answers: Answers) -> Foreseen:
        del answers
        hint = visit.voice.say("approver.narrow_hint")
        return Foreseen(lines=(hint, *trail.cut(visit.office, request, visit.voice)))

    title = Label("缩小范围后同意", "Approve a part")
    form = Form(id="narrow", title=title, fields=(*bounds, *extra, words))
    return Errand(form=form, finish=finish, preview=preview)


def fields_of(kind: Kind) -> tuple[Field, ...]:
    return kind.form.fields if kind.form else ()


def bounding(request: Request) -> dict[str, Any]:
    """What stands, of the questions that were asked."""
    limits = scope_of(request).limits
    return {k: v for k, v in limits.items() if v or request.narrows[k] == FieldKind.CAMERAS}


def narrower(field: Field) -> Field:
    """Asked of an approver, who sees what stands and changes what he wants."""
    optional = field.kind is FieldKind.CAMERAS
    return replace(field, when={}, default=None, required=not optional)


def standing_scope(request: Request) -> dict[str, Any]:
    """What the form begins with."""
    return {k: v for k, v in bounding(request).items() if v}


# ------------------------------------------------------------------ back to an earlier step


def sending_back(visit: Visit, request_id: str, token: str) -> Errand:
    request = finding.request_seen(visit.work, visit.office, int(request_id))
    kind = visit.office.kind(request.kind)
    ask = Label("请写明需要重新考虑什么。", "What should be thought over?")
    reason = reasons(kind, Verdict.RETURN, ask)

    def finish(visit: Visit, answers: Answers) -> Answer:
        return decided(
            visit,
            request,
            int(token),
            Verdict.RETURN,
            chosen(reason, answers, visit),
            to=int(answers[TO]),
        )

    title = Label("退回前面的环节", "Return to an earlier step")
    form = Form(id="back", title=title, fields=(whom(visit, request), reason))
    return Errand(form=form, finish=finish, at_once=True)


def whom(visit: Visit, request: Request) -> Field:
    """Everybody who has signed below, and the requester."""
    options = [
        Option(
            id=str(step),
            label=Label(stepping.signers(visit.office, request, step, visit.voice)),
        )
        for step in signed_before(request)
    ]
    requester = Label("申请人（补充材料）", "The applicant, to supply more")
    return Field(
        key=TO,
        kind=FieldKind.CHOICE,
        label=Label("退回给", "Return to"),
        ask=Label(
            "退回给谁？处理后会直接回到您这里。", "To whom? It comes straight back to you."
        ),
        options=(*options, Option(id=str(REQUESTER), label=requester)),
    )


# ------------------------------------------------------------------ how much it weighs


def flagging(visit: Visit, request_id: str, token: str) -> Errand:
    request = finding.request_seen(visit.work, visit.office, int(request_id))

    def finish(visit: Visit, answers: Answers) -> Answer:
        flagged = flag(visit, request, int(token), answers)
        return shown(visit, flagged, visit.voice.say("approver.flagged"))

    title = Label("敏感、重大标记", "Flags of the case")
    return Errand(form=Form(id="flags", title=title, fields=flag_fields(visit)), finish=finish)


def flag(visit: Visit, request: Request, token: int, answers: Answers) -> Request:
    return flagging_.reflag(
        visit.work,
        visit.office,
        visit.person,
        request.id,
        token=token,
        flags=answers.get(FLAGS) or (),
        reason=answers.get(REASON) or "",
    )


def flag_fields(visit: Visit) -> tuple[Field, ...]:
    options = tuple(Option(id=i, label=label) for i, label in visit.office.pack.flags.items())
    return (
        Field(
            key=FLAGS,
            kind=FieldKind.CHOICES,
            label=Label("标记", "Flags"),
            ask=Label("这件事属于哪些情况？", "What does the case touch?"),
            help=Label(
                "审批人都可以加标记，相应增加审批环节；取消标记只能由最后一级审批人，并写明理由。",
                "Any approver may raise one, which may add signatures; only the last lowers one.",
            ),
            options=options,
            required=False,
        ),
        Field(
            key=REASON,
            kind=FieldKind.TEXT,
            label=Label("说明", "Reason"),
            ask=Label(
                "请简单说明理由；取消标记时必填。", "Why? Needed where a flag is lowered."
            ),
            required=False,
            at_least=5,
            at_most=LONGEST,
        ),
    )


def flag_answers(request: Request) -> dict[str, Any]:
    """What stands, to be changed; where nothing does, the form begins with its question."""
    standing = list(standing_flags(request))
    return {FLAGS: standing} if standing else {}


# ------------------------------------------------------------------ taking an approval back


def revoking(visit: Visit, request_id: str) -> Errand:
    request = finding.request_seen(visit.work, visit.office, int(request_id))

    def finish(visit: Visit, answers: Answers) -> Answer:
        revoked = deciding.revoke(
            visit.work, visit.office, visit.person, request.id, reason=answers[REASON]
        )
        return shown(visit, revoked, visit.voice.say("approver.revoked"))

    title = Label("撤销批准", "Take the approval back")
    ask = Label(
        "为什么撤销批准？申请人和已签的人会看到。", "Why? The applicant and the signers see it."
    )
    field = Field(
        key=REASON,
        kind=FieldKind.TEXT,
        label=Label("理由", "Reason"),
        ask=ask,
        at_least=5,
        at_most=LONGEST,
    )
    return Errand(form=Form(id="revoke", title=title, fields=(field,)), finish=finish)
