"""What else people do, and what time does, beside the acts of `lives`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from bot.actions import (
    carrying_out,
    correcting,
    deciding,
    deputising,
    extending,
    filing,
    handing,
    hurrying,
    listing,
    passing_on,
    reseating,
    ringing,
    seconding,
    switching,
    taking_back,
    tasking,
    together,
)
from bot.actions.office import Office, Rules
from bot.approvals.extension import WHY
from bot.approvals.request import Consent, Request, State, Verdict, awaiting_second
from bot.people.person import Person
from bot.people.roles import Deputy
from storage import books, requests, tasks
from storage.store import Work
from tests.actions.answers import WORDS, filled
from tests.actions.lives import PHONE, files, gives_his_pin, guards_of, players, some_task

Act = Callable[[Work, Office, Random, Person, int], object]


def somebody(office: Office, chance: Random) -> Person:
    return chance.choice(players(office))


def asked(office: Office, request: Request, chance: Random, by: Person) -> Person:
    """Mostly one of those who are asked."""
    people = [p for seat in request.open_seats for p in seat.persons]
    return office.directory[chance.choice(people)] if people and chance.random() < 0.8 else by


# -- requests of every kind ------------------------------------------------------------------------


def files_anything(
    work: Work, office: Office, chance: Random, by: Person, _number: int
) -> Request:
    """Any kind he may file; the calendar's own stay out."""
    kind = chance.choice(filing.kinds_for(office, by))
    if kind.id == "footage":
        return files(work, office, chance, by, 0)
    assert kind.form
    return filing.file(work, office, by, kind.id, filled(office, by, kind.form, chance, {}))


def amends_anything(
    work: Work, office: Office, chance: Random, by: Person, number: int
) -> Request:
    """Answers as they were, with other words, by whoever filed it or by anybody."""
    request = requests.peek(work, number)
    if chance.random() < 0.9:
        by = office.directory[request.filed_by or request.requester]
    if request.extends:
        return extending.amend(work, office, by, number, wider(office, request, chance))
    return filing.amend(work, office, by, number, {**request.answers, "purpose": WORDS})


def extends(work: Work, office: Office, chance: Random, by: Person, number: int) -> Request:
    """Mostly of a case whose footage somebody may look at just now."""
    looked_at = [
        one
        for one in requests.in_state(work, office.id, State.APPROVED)
        if extending.offered(work, office, office.directory[one.requester], one)
    ]
    request = requests.peek(work, number)
    if looked_at and chance.random() < 0.9:
        request = chance.choice(looked_at)
    if chance.random() < 0.8:
        by = office.directory[request.requester]
    return extending.ask(work, office, by, request.id, wider(office, request, chance))


def wider(office: Office, request: Request, chance: Random) -> dict[str, Any]:
    asked_for = request.answers.get("zones", ())
    others = [zone for zone in office.places.zones if zone not in asked_for]
    return {"zones": [*asked_for, chance.choice(others)], WHY: "拿包的人往那边走了"}


def disowns(work: Work, office: Office, _chance: Random, by: Person, number: int) -> Request:
    request = requests.peek(work, number)
    by = office.directory[request.requester] if request.filed_by else by
    return deciding.disown(work, office, by, number)


# -- approvers -------------------------------------------------------------------------------------


def agrees(work: Work, office: Office, chance: Random, _by: Person, number: int) -> object:
    """One of those who are asked says yes, with all that is wanted of him."""
    request = requests.load(work, number)
    if not request.open_seats:
        return None
    by = office.directory[chance.choice(chance.choice(request.open_seats).persons)]
    gives_his_pin(work, office, by, request)
    return deciding.decide(
        work,
        office,
        by,
        number,
        account=PHONE,
        token=request.token,
        verdict=Verdict.APPROVE,
        consent=Consent.GIVEN,
        report="情况属实，建议同意",
    )


def returns(work: Work, office: Office, chance: Random, by: Person, number: int) -> object:
    """One of those who are asked wants to know more."""
    request = requests.load(work, number)
    return deciding.decide(
        work,
        office,
        asked(office, request, chance, by),
        number,
        account=PHONE,
        token=request.token,
        verdict=Verdict.RETURN,
        reason="请补充说明具体位置",
    )


def decides_many(work: Work, office: Office, chance: Random, by: Person, number: int) -> object:
    """All that waits for somebody, at the versions he was shown or at older ones."""
    by = asked(office, requests.peek(work, number), chance, by)
    verdict = chance.choice([Verdict.APPROVE, Verdict.APPROVE, Verdict.REJECT, Verdict.RETURN])
    late = chance.choice([0, 0, 0, 1])
    pile = together.pile(work, office, by)
    items = [
        together.Item(request=one.id, token=one.token - late)
        for one in (*pile.together, *pile.alone)
    ]
    return together.decide_each(work, office, by, items, verdict, "请补充说明具体位置")


def consults(work: Work, office: Office, chance: Random, by: Person, number: int) -> object:
    request = requests.peek(work, number)
    by, to = asked(office, request, chance, by), somebody(office, chance).id
    if request.opinions and chance.random() < 0.5:
        which = chance.randrange(len(request.opinions))
        he = office.directory[request.opinions[which].to]
        return handing.answer(work, office, he, number, number=which, words="没有意见")
    if request.informed and chance.random() < 0.5:
        which = chance.randrange(len(request.informed))
        he = office.directory[request.informed[which].to]
        return handing.read(work, office, he, number, number=which)
    act = chance.choice([handing.consult, handing.inform])
    return act(work, office, by, number, token=request.token, to=to)


def confirms(work: Work, office: Office, chance: Random, by: Person, number: int) -> object:
    """The second person's word, or that of somebody who was not asked for it."""
    request = requests.peek(work, number)
    noted = awaiting_second(request)
    if not noted:
        return None
    levels = seconding.levels(office, request, noted[0].by)
    if levels and chance.random() < 0.8:
        by = office.directory[chance.choice(levels[0])]
    yes = chance.random() < 0.7
    at = (noted[0].token, noted[0].seat)
    return seconding.answer(work, office, by, number, *at, yes=yes)


def deputises(work: Work, office: Office, chance: Random, by: Person, _number: int) -> object:
    """From now or from tomorrow on, for an hour or for days, for all kinds or for one."""
    start = office.now + timedelta(hours=chance.choice([0, 0, 20]))
    deputy = Deputy(
        of=by.id,
        by=somebody(office, chance).id,
        start=start,
        end=start + timedelta(hours=chance.choice([1, 30, 200])),
        kinds=chance.choice([(), (), ("footage",)]),
        named_by=by.id,
        reason="出差",
    )
    return deputising.name(work, office, by, deputy)


def ends_a_deputy(
    work: Work, office: Office, chance: Random, by: Person, _number: int
) -> object:
    if not office.directory.deputies:
        return None
    deputy = chance.choice(office.directory.deputies)
    by = office.directory[deputy.of] if chance.random() < 0.7 else by
    return deputising.end(work, office, by, deputy)


def hurries(work: Work, office: Office, chance: Random, by: Person, number: int) -> object:
    """The requester asks for haste; an approver puts his reminder off, or leaves it to others."""
    request = requests.peek(work, number)
    he = asked(office, request, chance, by)
    match chance.randint(0, 2):
        case 0:
            return hurrying.nudge(work, office, office.directory[request.requester], number)
        case 1:
            until = office.now + timedelta(hours=chance.choice([1, 30]))
            return hurrying.snooze(work, office, he, number, until)
    return hurrying.give_time(work, office, he, number, days=2, reason="经办人明天回来")


# -- the duty room ---------------------------------------------------------------------------------


def reports(work: Work, office: Office, chance: Random, by: Person, number: int) -> object:
    """On any task, with the form of the pack; what is known already is only confirmed."""
    found = some_task(work, office, chance, by, number)
    if found is None:
        return None
    task, actor = found
    request = requests.peek(work, number)
    kind = carrying_out.kind_of(office, request, task)
    form = carrying_out.form_of(office, request, kind)
    if kind.begins:
        return begins(work, office, chance, actor, request, task.id)
    known = carrying_out.expected(office, tasking.case_of(work, request), form)
    known |= usual(office, task.kind)
    answers = filled(office, actor, form, chance, known)
    return carrying_out.record(work, office, actor, task.id, answers)


def usual(office: Office, task: str) -> dict[str, Any]:
    """Whoever is in the room when footage is looked at; else few would come so far."""
    security = [{"id": p.id, "name": p.name} for p in guards_of(office)]
    told: dict[str, dict[str, Any]] = {
        "appointment": {"when": "now"},
        "undertaking": {"signed": "yes"},
        "check_in": {"security": security, "identified": True},
    }
    return told.get(task, {})


def begins(
    work: Work, office: Office, chance: Random, by: Person, request: Request, task: int
) -> object:
    """The request by whose filing a task is done."""
    one = next(t for t in tasking.case_of(work, request).tasks if t.id == task)
    kind = carrying_out.kind_of(office, request, one)
    form = office.kind(kind.begins).form
    assert form
    known = carrying_out.to_begin(office, tasking.case_of(work, request), kind, form)
    new = filing.file(work, office, by, kind.begins, filled(office, by, form, chance, known))
    number = {field.key: new.number for field in kind.form.fields}
    carrying_out.record(work, office, by, task, number)
    return new


def corrects(work: Work, office: Office, chance: Random, by: Person, _number: int) -> object:
    filled_in = {
        book.id: entries
        for book in office.pack.books.values()
        if (entries := books.newest(work, office.id, book.id, 5))
    }
    if not filled_in:
        return None
    book = office.pack.books[chance.choice(list(filled_in))]
    keepers = [p for p in players(office) if correcting.keeps(office, p, book.id)]
    by = chance.choice([*keepers, by])
    cells = {chance.choice(book.columns).source: f"更正{chance.randint(1, 9)}"}
    entry = chance.choice(filled_in[book.id]).id
    return correcting.correct(work, office, by, entry, cells, "登记时写错了")


def takes_back(work: Work, office: Office, _chance: Random, by: Person, number: int) -> object:
    return taking_back.take_back(work, office, by, number)


# -- people come and go ----------------------------------------------------------------------------


def leaves(work: Work, office: Office, chance: Random, _by: Person, number: int) -> object:
    """The next list is without him; mostly without somebody who is waited for."""
    listed = [p for p in office.directory.persons.values() if p.active]
    request = requests.find(work, number) if number else None
    leaver = somebody(office, chance)
    if request:
        leaver = asked(office, request, chance, leaver)
    if leaver.holds("admin"):
        return None  # a school without administrators has nobody left to tell
    return listing.people(work, office.id, [p for p in listed if p.id != leaver.id])


def comes_back(work: Work, office: Office, chance: Random, _by: Person, _number: int) -> object:
    """Everybody who ever left is on the list again."""
    people = office.directory.persons.values()
    if all(p.active for p in people):
        return None
    return listing.people(work, office.id, [replace(p, active=True) for p in people])


def changes_posts(
    work: Work, office: Office, chance: Random, _by: Person, _number: int
) -> object:
    """Somebody gives his posts to somebody else."""
    listed = [p for p in office.directory.persons.values() if p.active]
    one, other = somebody(office, chance), somebody(office, chance)
    if one.id == other.id or one.holds("admin") or other.holds("admin"):
        return None
    posts = {one.id: other.posts, other.id: (*other.posts, *one.posts)}
    moved = [replace(p, posts=posts.get(p.id, p.posts)) for p in listed]
    return listing.people(work, office.id, moved)


# -- time ------------------------------------------------------------------------------------------


def rings(work: Work, rules: Rules) -> None:
    """All that the bell does for requests. (What the calendar files has tests of its own, and would
    bury everything else under its cases.)"""
    reseating.reseat_all(work, rules)
    for act in (tasking.overdue, passing_on.pass_on, switching.over):
        act(work, Office.open(work, rules))
    while ringing.ring(work, Office.open(work, rules)):
        pass


def up_to_date(work: Work, rules: Rules) -> bool:
    """Whether the bell has seen to what the lists and the clock changed."""
    office = Office.open(work, rules)
    left = (passing_on.abandoned(work, office, t) for t in tasks.unfinished(work, office.id))
    return not reseating.outdated(work, rules) and not any(left)
