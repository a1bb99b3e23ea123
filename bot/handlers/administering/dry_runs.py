"""试算 in chat: a kind's own form, filled in somebody's place, that files nothing; and an alarm."""

import re
from collections.abc import Iterable

from bot.actions import rehearsing, switching
from bot.approvals.pack import Kind
from bot.approvals.refusals import StaleCard
from bot.cards import Button, Card
from bot.conversation.form import Field, FieldKind, Form, Label
from bot.handlers.errand import Answers, Errand, NotOnTheList
from bot.handlers.visit import Answer, Visit
from bot.people.person import Person, PersonId
from bot.taps import Tap, Verb
from bot.writing import rehearsals
from bot.writing.administering import back
from bot.writing.posts import turning

PAGE = 4
WHOM = "whom"
TYPED = re.compile(r"(?:试算|dry run)\s+(\S.*)", re.IGNORECASE)


def room(visit: Visit, page: int = 0) -> Answer:
    kinds = [kind for kind in visit.office.pack.kinds.values() if kind.form]
    pages = -(-len(kinds) // PAGE)
    page = min(page, pages - 1)
    shown = kinds[page * PAGE : (page + 1) * PAGE]
    say = visit.voice.say
    return Answer(
        cards=(
            Card(
                title=say("trial.title"),
                body=(say("trial.body"),),
                notes=(say("people.page", page=page + 1, pages=pages),) if pages > 1 else (),
                buttons=(
                    *((opening(visit, kind),) for kind in shown),
                    *turning("trial", page, pages, visit.voice),
                    (back(visit.voice),),
                ),
                hint=say("trial.hint"),
            ),
        )
    )


def opening(visit: Visit, kind: Kind) -> Button:
    title = visit.voice(kind.title)
    typed = visit.voice.say("trial.typed", what=title)
    return Button(text=title, tap=Tap(Verb.ADMIN, arg=f"trial.{kind.id}"), typed=typed)


def begun(kind: str) -> Answer:
    return Answer(opens=f"trial:{kind}")


def typed(visit: Visit, text: str) -> Answer | None:
    """A kind by its name, or a device of the camera list."""
    said = TYPED.fullmatch(text)
    if said is None:
        return None
    kind = named(visit.office.pack.kinds.values(), said[1])
    return begun(kind.id) if kind else dark(visit, said[1])


def named(kinds: Iterable[Kind], said: str) -> Kind | None:
    word = said.strip().lower()
    return next(
        (k for k in kinds if k.form and word in (k.title.zh, k.title.in_("en").lower())), None
    )


def dark(visit: Visit, device: str) -> Answer:
    found = rehearsing.dark(visit.work, visit.office, device)
    body = "\n".join(rehearsals.alarm(looking(visit), found))
    return Answer(cards=(Card(title=visit.voice.say("trial.alarm_title"), body=(body,)),))


# ------------------------------------------------------------------ a case


def in_whose_place(visit: Visit, kind: str) -> Errand:
    switching.must_administer(visit.person)
    visit.office.kind(kind)
    field = Field(
        key=WHOM,
        kind=FieldKind.PEOPLE,
        label=Label("申请人", "Applicant"),
        ask=Label(
            "以谁的身份试算？请输入姓名；跳过则以您自己。",
            "In whose place? Type the name, or skip for yourself.",
        ),
        required=False,
        at_most=1,
    )

    def finish(visit: Visit, answers: Answers) -> Answer:
        given = answers.get(WHOM) or [{"id": visit.person.id}]
        return Answer(opens=f"trying:{kind}:{somebody(visit, given[0]['id']).id}", known={})

    title = Label("试算", "Dry run")
    return Errand(form=Form(id="trial", title=title, fields=(field,)), finish=finish)


def trying(visit: Visit, kind: str, *person: str) -> Errand:
    """Nothing is sent: the summary's button shows what would be."""
    switching.must_administer(visit.person)
    asker = somebody(visit, ":".join(person))
    form = visit.office.kind(kind).form
    if form is None:
        raise StaleCard
    title = Label(f"试算：{form.title.zh}", f"Dry run: {form.title.in_('en')}")

    def finish(visit: Visit, answers: Answers) -> Answer:
        found = rehearsing.filed(visit.work, visit.office, asker, kind, answers)
        body = "\n".join(rehearsals.lines(looking(visit), found))
        said = visit.voice.say("trial.done", kind=visit.voice(visit.office.kind(kind).title))
        return Answer(cards=(Card(title=said, body=(body,)),))

    shown = Form(id=form.id, title=title, fields=form.fields)
    return Errand(form=shown, finish=finish, asker=asker)


def somebody(visit: Visit, person: str) -> Person:
    found = visit.office.directory.get(PersonId(person))
    if found is None or not found.active:
        raise NotOnTheList
    return found


def looking(visit: Visit) -> rehearsals.Looking:
    return rehearsals.Looking(
        work=visit.work,
        office=visit.office,
        voice=visit.voice,
        connected=switching.used(visit.office),
    )
