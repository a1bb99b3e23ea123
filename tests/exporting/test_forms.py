"""The approval form of any kind, of both schools: every answer, every signature, room for ink."""

from dataclasses import replace
from pathlib import Path
from random import Random

from bot.actions import deciding, filing
from bot.actions.office import Office, Rules
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request, Verdict
from bot.exporting import forms
from bot.speech import Voice
from bot.writing import paper
from bot.writing.paper import Line, Paper
from storage import requests
from storage.store import Store, Work
from tests.actions.lives import players
from tests.actions.test_preview import anything
from tests.exporting.reading import fonts, readable, words

SCHOOL = "演示学校"


def filed(work: Work, rules: Rules) -> Request:
    """The first of many random forms that the school accepts, with two signatures to come."""
    office, chance = Office.open(work, rules), Random(3)
    while True:
        by = chance.choice(players(office))
        try:
            with work.savepoint():
                made = filing.file(work, office, by, "footage", anything(office, chance))
        except Refusal:
            continue
        if len(made.chain.steps) > 1 and made.open_seats:
            return made


def signed(work: Work, rules: Rules) -> Request:
    """The first seat returned it, and after that agreed with a word."""
    office, request = Office.open(work, rules), filed(work, rules)
    person = office.directory[request.open_seats[0].persons[0]]

    def decide(verdict: Verdict, reason: str) -> None:
        token = requests.peek(work, request.id).token
        deciding.decide(
            work, office, person, request.id, token=token, verdict=verdict, reason=reason
        )

    decide(Verdict.RETURN, "请写明桌号")
    owner = office.directory[request.requester]
    filing.amend(work, office, owner, request.id, request.answers)
    decide(Verdict.APPROVE, "")
    return requests.peek(work, request.id)


def printed(work: Work, rules: Rules) -> Paper:
    office = Office.open(work, rules)
    return paper.filled(office, signed(work, rules), voice(rules), school=SCHOOL)


def voice(rules: Rules) -> Voice:
    return Voice("zh", rules.zone)


async def test_it_holds_every_answer_and_every_signature(store: Store, rules: Rules) -> None:
    def job(work: Work) -> tuple[Paper, Request]:
        office, request = Office.open(work, rules), signed(work, rules)
        return paper.filled(office, request, voice(rules), school=SCHOOL), request

    form, request = await store.transact(job)
    kind = rules.pack.kinds["footage"]
    assert form.title == kind.paper.zh
    assert request.number in form.number
    assert rules.pack.document in form.basis
    said = {line.label: line.value for line in form.lines}
    answered = [f for f in kind.form.fields if request.answers.get(f.key)] if kind.form else []
    assert len(answered) > 3
    assert all(said[field.label.zh] for field in answered)
    assert "年" in said[next(f.label.zh for f in answered if f.key == "span")]

    first, *others = form.signatures
    assert (first.opinion, bool(first.name), bool(first.at)) == ("同意", True, True)
    assert len(form.signatures) == sum(len(step.seats) for step in request.chain.steps)
    assert all(one.role and not one.name and not one.at for one in others)
    what = [line.value for line in form.trail]
    assert what[0].endswith("提交申请")
    assert any(line.endswith("退回补充：请写明桌号") for line in what)
    assert what[-1].endswith("同意")
    assert form.approved == ()


async def test_what_was_cut_down_is_printed_as_approved(store: Store, rules: Rules) -> None:
    def job(work: Work) -> Paper:
        office, request = Office.open(work, rules), filed(work, rules)
        zone = request.answers["zones"][0]
        asked = replace(request, answers={**request.answers, "zones": [zone]})
        cut = {"span": {"from": "2026-03-02T15:00:00+08:00", "to": "2026-03-02T15:30:00+08:00"}}
        return paper.filled(office, asked, voice(rules), school=SCHOOL, approved=cut)

    form = await store.transact(job)
    assert [line.value for line in form.approved] == ["2026年3月2日 15:00–15:30"]


@readable
async def test_the_page_says_all_of_it_and_leaves_room(
    store: Store, rules: Rules, tmp_path: Path
) -> None:
    form = await store.transact(lambda work: printed(work, rules))
    pdf = forms.written(form, voice(rules))
    pages = words(pdf, tmp_path)
    text = "".join(pages)
    told = [form.title, form.number, SCHOOL, *form.inks]
    told += [signature.role for signature in form.signatures]
    told += [line.value for line in (*form.lines, *form.trail)]
    missing = [one for one in told if "".join(one.split()) not in text]
    assert missing == []
    assert rules.pack.document in text
    assert "第1页" in pages[0]
    assert set(fonts(pdf, tmp_path)) == {"yes"}


def test_short_answers_share_a_row_and_keep_their_order() -> None:
    lines = [Line(label=str(n), value=v) for n, v in enumerate(["短", "短", "短", "长" * 40])]
    rows = forms.paired([*lines, lines[0]])
    assert [[line.label for line in row] for row in rows] == [["0", "1"], ["2"], ["3"], ["0"]]
