"""一并处理: a list of what waits, ticked by number, decided in one go with a result for each."""

from collections.abc import Iterable

from bot.actions import finding, together
from bot.actions.together import Item, Result
from bot.approvals.request import Request, Verdict
from bot.cards import Button, Card
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.handlers.errand import OWN_WORDS, Answers, Errand
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import case

WHICH, VERDICT, REASON = "which", "verdict", "reason"


def offer(visit: Visit) -> tuple[Card, ...]:
    """A card under the waiting ones, where at least two can be decided together."""
    pile = together.pile(visit.work, visit.office, visit.person)
    if len(pile.together) < 2:
        return ()
    say = visit.voice.say
    button = Button(
        text=say("batch.begin"), tap=Tap(Verb.BATCH), typed=say("batch.begin_typed")
    )
    title = say("batch.offer", n=len(pile.together))
    return (Card(title=title, buttons=((button,),)),)


def purpose(visit: Visit) -> str:
    """The list is written into the draft: a number typed later means the case it meant."""
    pile = together.pile(visit.work, visit.office, visit.person)
    return ":".join(("batch", *(f"{r.id}.{r.token}" for r in pile.together)))


def read(items: Iterable[str]) -> tuple[Item, ...]:
    parts = (item.partition(".") for item in items)
    return tuple(Item(request=int(number), token=int(token)) for number, _, token in parts)


def errand(visit: Visit, *listed: str) -> Errand:
    items = read(listed)
    cases = [finding.request_seen(visit.work, visit.office, i.request) for i in items]

    def finish(visit: Visit, answers: Answers) -> Answer:
        wanted = set(answers[WHICH])
        made = Verdict(answers[VERDICT])
        results = together.decide_each(
            visit.work,
            visit.office,
            visit.person,
            [item for item in items if str(item.request) in wanted],
            made,
            reason_given(visit, form, answers),
        )
        return told(visit, results, made)

    form = form_of(visit, cases)
    return Errand(form=form, finish=finish, at_once=True)


def form_of(visit: Visit, cases: list[Request]) -> Form:
    title = Label("一并处理", "Decide together")
    return Form(id="batch", title=title, fields=(which(visit, cases), VERDICTS, reasons(visit)))


def which(visit: Visit, cases: list[Request]) -> Field:
    return Field(
        key=WHICH,
        kind=FieldKind.CHOICES,
        label=Label("申请", "Requests"),
        ask=Label(
            "一并处理哪几份？可以回复序号，如 1 3 4。", "Which ones? Numbers will do: 1 3 4."
        ),
        help=left_out(visit),
        options=tuple(Option(id=str(r.id), label=line(visit, r)) for r in cases),
        at_least=1,
    )


def line(visit: Visit, request: Request) -> Label:
    return Label(case.in_a_line(visit.office, request, visit.voice))


def left_out(visit: Visit) -> Label:
    alone = together.pile(visit.work, visit.office, visit.person).alone
    numbers = [request.number for request in alone]
    return Label(visit.voice.say("batch.alone", numbers=numbers) if numbers else "")


VERDICTS = Field(
    key=VERDICT,
    kind=FieldKind.CHOICE,
    label=Label("意见", "Decision"),
    ask=Label("这几份的意见是？", "What do you decide?"),
    options=(
        Option(id=Verdict.APPROVE, label=Label("同意", "Approve")),
        Option(id=Verdict.REJECT, label=Label("不同意", "Reject")),
    ),
)


def reasons(visit: Visit) -> Field:
    quick = visit.office.kind("footage").reject_reasons
    return Field(
        key=REASON,
        kind=FieldKind.CHOICE,
        label=Label("理由", "Reason"),
        ask=Label("不同意的理由是？对选中的各份都适用。", "Why? It is given for each of them."),
        options=(
            *(Option(id=f"r{n}", label=label) for n, label in enumerate(quick, 1)),
            OWN_WORDS,
        ),
        at_least=5,
        at_most=300,
        when={VERDICT: Verdict.REJECT.value},
    )


def reason_given(visit: Visit, form: Form, answers: Answers) -> str:
    own: str = answers.get(f"{REASON}_text", "")
    labels = {o.id: visit.voice(o.label) for f in form.fields for o in f.options}
    return own or labels.get(answers.get(REASON, ""), "")


def told(visit: Visit, results: tuple[Result, ...], made: Verdict) -> Answer:
    say = visit.voice.say
    lines = tuple(
        say("batch.failed", number=r.number, why=visit.refusal(r.refusal.saying))
        if r.refusal
        else say(f"batch.done_{made}", number=r.number)
        for r in results
    )
    done = sum(not r.refusal for r in results)
    title = say("batch.title", n=done, of=len(results))
    return Answer(cards=(Card(title=title, body=lines),), toast=title)
