"""An approver brings somebody in by a form: who, for what, and a few words."""

from collections.abc import Iterable

from bot.actions import finding, handing
from bot.actions.office import Office
from bot.approvals import hands as seats
from bot.approvals.chain import Place
from bot.approvals.refusals import NoSuchPerson, SeveralSuch
from bot.approvals.request import Request
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.conversation.people import called
from bot.handlers.approver import LONGEST, shown
from bot.handlers.errand import Answers, Errand
from bot.handlers.visit import Answer, Visit
from bot.people.person import Person, PersonId
from bot.speech import both
from storage.store import Work

ACT, PLACE, WHO, TAKER, WORDS, QUESTION, SEAT = (
    "act",
    "place",
    "who",
    "taker",
    "words",
    "question",
    "seat",
)
ADD, PASS, CONSULT, INFORM, REMOVE = "add", "pass", "consult", "inform", "remove"

OTHER = Option(
    id="other", label=Label("其他人（请输入姓名）", "Somebody else (type a name)"), other=True
)


def hands(visit: Visit, request_id: str, token: str) -> Errand:
    request = finding.request_seen(visit.work, visit.office, int(request_id))

    def finish(visit: Visit, answers: Answers) -> Answer:
        after = brought(visit.work, visit.office, visit.person, request, int(token), answers)
        return shown(visit, after, visit.voice.say(f"hands.done_{answers[ACT]}"))

    title = Label("请人参与", "Bring somebody in")
    return Errand(
        form=Form(id="hands", title=title, fields=fields(visit, request)), finish=finish
    )


def fields(visit: Visit, request: Request) -> tuple[Field, ...]:
    takers = handing.takers(visit.office, request, visit.person)
    added = seats.removable(request, visit.person.id)
    return (
        acts(bool(takers), bool(added)),
        when({ACT: REMOVE}, SEAT, SEAT_LABEL, REMOVE_ASK, added_options(visit, request, added)),
        when({ACT: PASS}, TAKER, WHO_LABEL, PASS_ASK, tuple(map(option, takers))),
        when({ACT: [ADD, CONSULT, INFORM]}, WHO, WHO_LABEL, WHO_ASK, others(visit, request)),
        when({ACT: ADD}, PLACE, PLACE_LABEL, PLACE_ASK, PLACES),
        question({ACT: CONSULT}),
        words({ACT: [ADD, PASS]}),
    )


SEAT_LABEL, REMOVE_ASK = (
    Label("加签人", "Signer"),
    Label("不用谁签了？", "Whose signature is not needed?"),
)
WHO_LABEL = Label("人员", "Who")
PASS_ASK = Label(
    "转交给谁？只能转给同一岗位、其代理人或上级岗位的人。",
    "To whom? The same post, its deputy, or a post above.",
)
WHO_ASK = Label("请谁？可以直接输入姓名。", "Whom? A name may be typed.")
PLACE_LABEL, PLACE_ASK = Label("顺序", "Order"), Label("他在什么时候签？", "When does he sign?")
PLACES = (
    Option(id=Place.BEFORE, label=Label("在我之前", "Before me")),
    Option(id=Place.BESIDE, label=Label("和我同时", "Beside me")),
    Option(id=Place.AFTER, label=Label("在我之后", "After me")),
)


def acts(passable: bool, removable: bool) -> Field:
    options = [
        Option(id=ADD, label=Label("加签：请他也签字", "Add a signer")),
        Option(id=PASS, label=Label("转交：由他代我签", "Pass it on")) if passable else None,
        Option(id=CONSULT, label=Label("征求意见：听听他的看法", "Ask an opinion")),
        Option(id=INFORM, label=Label("抄送：让他知道", "Let somebody know")),
        Option(id=REMOVE, label=Label("取消加签", "Take a signer back")) if removable else None,
    ]
    return Field(
        key=ACT,
        kind=FieldKind.CHOICE,
        label=Label("做什么", "What"),
        ask=Label("请人做什么？", "What should somebody do?"),
        options=tuple(o for o in options if o),
    )


def when(
    shown: dict[str, object], key: str, label: Label, ask: Label, options: Iterable[Option]
) -> Field:
    return Field(
        key=key,
        kind=FieldKind.CHOICE,
        label=label,
        ask=ask,
        options=tuple(options),
        when=shown,
        at_least=1,
        at_most=20,
    )


def words(shown: dict[str, object]) -> Field:
    return Field(
        key=WORDS,
        kind=FieldKind.TEXT,
        label=Label("说明", "A word with it"),
        ask=Label("要对他说什么吗？", "Anything to tell him?"),
        required=False,
        at_most=LONGEST,
        when=shown,
    )


def question(shown: dict[str, object]) -> Field:
    return Field(
        key=QUESTION,
        kind=FieldKind.TEXT,
        label=Label("问题", "Question"),
        ask=Label("想问他什么？", "What do you want to ask?"),
        at_least=2,
        at_most=LONGEST,
        when=shown,
    )


def added_options(visit: Visit, request: Request, added: list[int]) -> list[Option]:
    here = request.chain.steps[request.step].seats
    known = visit.office.directory
    return [Option(id=str(n), label=Label(known[here[n].person].name)) for n in added]


def others(visit: Visit, request: Request) -> tuple[Option, ...]:
    """Whoever signs or is signed above anywhere in the regulation comes first; anybody else is
    typed."""
    taken = {visit.person.id, *request.askers, *request.parties}
    near = (p for p in signers(visit.office) if p.id not in taken)
    return (*map(option, near), OTHER)


def signers(office: Office) -> list[Person]:
    kinds = tuple(office.pack.kinds.values())
    steps = [s for kind in kinds for rule in kind.base for s in rule.steps]
    steps += [s for kind in kinds for rule in kind.addons for s in rule.steps]
    return list(office.directory.holders_of(role for step in steps for role in step.roles))


def option(person: Person) -> Option:
    who = Label(person.name)
    if person.unit:
        who = both("hands.colleague", name=person.name, unit=person.unit)
    return Option(id=str(person.id), label=who)


def brought(
    work: Work, office: Office, by: Person, request: Request, token: int, answers: Answers
) -> Request:
    """Do what the form says. Raises what the actions raise, `NoSuchPerson` and `SeveralSuch`."""
    at = (work, office, by, request.id)
    said = answers.get(WORDS) or ""
    match answers[ACT]:
        case "remove":
            return handing.remove(*at, token=token, seat=int(answers[SEAT]))
        case "pass":
            return handing.pass_on(*at, token=token, to=PersonId(answers[TAKER]), words=said)
        case "add":
            to, place = named(office, answers), Place(answers[PLACE])
            return handing.add(*at, token=token, to=to, place=place, words=said)
        case "consult":
            asks = answers[QUESTION]
            return handing.consult(*at, token=token, to=named(office, answers), question=asks)
    return handing.inform(*at, token=token, to=named(office, answers))


def named(office: Office, answers: Answers) -> PersonId:
    """Who was picked, or the one colleague of the typed name."""
    own: str = answers.get(f"{WHO}_text", "")
    typed = own or answers[WHO] == OTHER.id
    return somebody(office, own) if typed else PersonId(answers[WHO])


def somebody(office: Office, name: str) -> PersonId:
    found = called(office.directory.persons.values(), name)
    if not found:
        raise NoSuchPerson(name=name)
    if len(found) > 1:
        raise SeveralSuch(names=[f"{p.unit}{p.name}" for p in found])
    return found[0].id


# ------------------------------------------------------------------ whose opinion was asked


def opinion(visit: Visit, request_id: str, number: str) -> Errand:
    request = finding.request_seen(visit.work, visit.office, int(request_id))

    def finish(visit: Visit, answers: Answers) -> Answer:
        handing.answer(
            visit.work,
            visit.office,
            visit.person,
            request.id,
            number=int(number),
            words=answers[WORDS],
        )
        return visit.says("opinion.sent")

    ask = Label("请写下您的意见。", "Please write what you think.")
    field = Field(
        key=WORDS,
        kind=FieldKind.TEXT,
        label=Label("意见", "Opinion"),
        ask=ask,
        at_least=2,
        at_most=LONGEST,
    )
    return Errand(form=Form(id="opinion", title=ask, fields=(field,)), finish=finish)
