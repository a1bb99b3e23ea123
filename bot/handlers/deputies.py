"""代理: who stands in for me and for whom I stand in; naming somebody, ending his time."""

from datetime import datetime, timedelta
from hashlib import sha256

from bot.actions import deputising
from bot.approvals.deputising import check, may_name
from bot.cards import Button, Card, Style
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.handlers.errand import Answers, Errand, Foreseen, NotOnTheList
from bot.handlers.visit import Answer, Visit
from bot.people.person import Person, PersonId
from bot.people.roles import Deputy
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.deputies import line

OF, BY, FROM, TO, KINDS, WHY = "of", "by", "from", "to", "kinds", "why"


def listing(visit: Visit) -> Answer:
    known = deputising.concerning(visit.office, visit.person)
    say = visit.voice.say
    lines = tuple(line(visit.office, deputy, visit.voice) for deputy in known)
    rows = [(button(visit, deputy),) for deputy in known]
    return Answer(
        cards=(
            Card(
                title=say("deputy.title"),
                body=lines or (say("deputy.none"),),
                buttons=(*rows, *naming(visit)),
            ),
        )
    )


def button(visit: Visit, deputy: Deputy) -> Button:
    names = {"of": case.name(visit.office, deputy.of), "by": case.name(visit.office, deputy.by)}
    word = visit.voice.say("deputy.end", **names)
    return Button(text=word, tap=Tap(Verb.UNDEPUTISE, arg=mark(deputy)), typed=word)


def naming(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """His own, and for others where his role lets him."""
    own = may_name(visit.office.pack, visit.person, visit.person)
    offered = (("mine", own), ("other", names_others(visit)))
    return tuple(
        (
            Button(
                text=(word := visit.voice.say(f"deputy.name_{which}")),
                tap=Tap(Verb.DEPUTISE, arg=which),
                style=Style.GO,
                typed=word,
            ),
        )
        for which, allowed in offered
        if allowed
    )


def names_others(visit: Visit) -> bool:
    pack, person = visit.office.pack, visit.person
    leads = any(pack.roles[p.role].proxies for p in person.posts if p.role in pack.roles)
    return leads or person.holds("admin")


def mark(deputy: Deputy) -> str:
    """Names a period on a button: ids may be longer than a button carries."""
    return sha256(f"{deputy.of}\n{deputy.by}".encode()).hexdigest()[:24]


def end(visit: Visit, tap: Tap) -> Answer:
    known = deputising.concerning(visit.office, visit.person)
    deputy = next((d for d in known if mark(d) == tap.arg), None)
    return ended(visit, deputy) if deputy else Answer(toast=visit.voice.say("deputy.gone"))


def ended(visit: Visit, deputy: Deputy) -> Answer:
    deputising.end(visit.work, visit.office, visit.person, deputy)
    names = {"of": case.name(visit.office, deputy.of), "by": case.name(visit.office, deputy.by)}
    said = visit.voice.say("deputy.over", **names)
    return Answer(cards=(Card(title=said),), toast=said)


def typed(visit: Visit, text: str) -> Answer | None:
    """The words of a button of the listing."""
    wanted = text.strip()
    for deputy in deputising.concerning(visit.office, visit.person):
        if wanted == button(visit, deputy).typed:
            return ended(visit, deputy)
    return None


# -- the form --------------------------------------------------------------------------------------


def errand(visit: Visit, which: str) -> Errand:
    form = form_of(visit, other=which == "other")

    def preview(visit: Visit, answers: Answers) -> Foreseen:
        deputy = meant(visit, answers)
        of = visit.office.directory[deputy.of]
        check(visit.office.pack, visit.person, of, deputy, visit.office.now)
        return Foreseen()

    def finish(visit: Visit, answers: Answers) -> Answer:
        deputy = meant(visit, answers)
        deputising.name(visit.work, visit.office, visit.person, deputy)
        said = line(visit.office, deputy, visit.voice)
        title = visit.voice.say("deputy.named")
        return Answer(cards=(Card(title=title, body=(said,)),), toast=title)

    return Errand(form=form, finish=finish, preview=preview)


def form_of(visit: Visit, *, other: bool) -> Form:
    fields = (
        *((OF_FIELD,) if other else ()),
        BY_FIELD,
        FROM_FIELD,
        TO_FIELD,
        *kinds_field(visit),
        WHY_FIELD if other else OWN_WHY_FIELD,
    )
    return Form(id="deputy", title=Label("代理", "Deputy"), fields=fields)


def somebody(key: str, label: Label, ask: Label) -> Field:
    return Field(key=key, kind=FieldKind.PEOPLE, label=label, ask=ask, at_least=1, at_most=1)


OF_FIELD = somebody(
    OF, Label("本人", "For"), Label("为谁指定代理人？请输入姓名。", "Deputy for whom?")
)
BY_FIELD = somebody(
    BY, Label("代理人", "Deputy"), Label("由谁代理？请输入姓名。", "Who stands in?")
)
FROM_FIELD = Field(
    key=FROM,
    kind=FieldKind.DAY,
    label=Label("开始", "From"),
    ask=Label("从哪一天开始？", "From which day?"),
)
TO_FIELD = Field(
    key=TO,
    kind=FieldKind.DAY,
    label=Label("结束", "Until"),
    ask=Label("到哪一天为止（含当天）？", "Until which day, included?"),
)
OWN_WHY_FIELD = Field(
    key=WHY,
    kind=FieldKind.TEXT,
    label=Label("原因", "Reason"),
    ask=Label("有什么要说明的吗？如出差、休假。", "A word about why? Travel, leave."),
    required=False,
    at_most=100,
)
WHY_FIELD = Field(
    key=WHY,
    kind=FieldKind.TEXT,
    label=Label("原因", "Reason"),
    ask=Label("请写明原因，如请假、为当事人须回避。", "Why? Leave, or being a party."),
    at_least=2,
    at_most=100,
)


def kinds_field(visit: Visit) -> tuple[Field, ...]:
    kinds = [kind for kind in visit.office.pack.kinds.values() if kind.form]
    if len(kinds) < 2:
        return ()
    return (
        Field(
            key=KINDS,
            kind=FieldKind.CHOICES,
            label=Label("事项", "Kinds"),
            ask=Label("只代理其中几类吗？全部代理就跳过。", "Only some kinds? Skip for all."),
            required=False,
            options=tuple(Option(id=kind.id, label=kind.title) for kind in kinds),
        ),
    )


def meant(visit: Visit, answers: Answers) -> Deputy:
    now, own = visit.office.now, visit.person
    of = whom(visit, answers[OF]) if OF in answers else own
    start = midnight(answers[FROM], now)
    return Deputy(
        of=of.id,
        by=whom(visit, answers[BY]).id,
        start=max(start, now) if start.date() == now.date() else start,
        end=midnight(answers[TO], now) + timedelta(days=1),
        kinds=tuple(answers.get(KINDS, ())),
        reason=answers.get(WHY, ""),
        named_by=PersonId("") if of.id == own.id else own.id,
    )


def midnight(day: str, now: datetime) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=now.tzinfo)


def whom(visit: Visit, named: list[dict[str, str]]) -> Person:
    found = visit.office.directory.get(PersonId(named[0]["id"]))
    if found is None or not found.active:
        raise NotOnTheList
    return found
