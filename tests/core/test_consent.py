"""What a yes has to say besides, by the pack of 泰山: of the copy, and to the principal."""

from dataclasses import replace

import pytest

from bot.approvals.chain import Chain, Seat, Step
from bot.approvals.consent import complete, report_due, wish_of
from bot.approvals.policy import named
from bot.approvals.progress import SHORTEST_REASON
from bot.approvals.refusals import ConsentMissing, ReportMissing
from bot.approvals.request import Consent, OpenSeat, Request, Said, State, Verdict
from bot.approvals.rules import route
from bot.people.person import PersonId
from tests.core.people import request

PACK = named("k12_ta_2024")
FOOTAGE = PACK.kinds["footage"]
LADDER = ("security_chief", "student_affairs_director", "vice_principal", "principal")
REPORT = "字" * SHORTEST_REASON
YES = Said(verdict=Verdict.APPROVE)


def at(role: str, *, copy: bool = True, flags: tuple[str, ...] = ()) -> Request:
    """A teacher's request whose card now lies with this role; everybody is called by his role."""
    facts = {"applicant": "staff", "owner": "public", "copy": copy, "flags": list(flags)}
    steps = route(PACK, "footage", facts).chain.steps
    here = next(n for n, s in enumerate(steps) if any(seat.role == role for seat in s.seats))
    seats = tuple(
        OpenSeat(seat=n, persons=(PersonId(seat.role),), acting={})
        for n, seat in enumerate(steps[here].seats)
    )
    answers = {"copy": copy}
    of = replace(request(*steps), step=here, open_seats=seats, answers=answers)
    return replace(of, state=State.IN_APPROVAL, narrows={"copy": "yes_no"})


def wish(of: Request, by: str) -> str:
    return wish_of(FOOTAGE, of, PersonId(by))


def due(of: Request, by: str) -> bool:
    return report_due(FOOTAGE, of, PersonId(by))


def said(of: Request, by: str, words: Said = YES) -> Said:
    return complete(FOOTAGE, of, PersonId(by), words)


@pytest.mark.parametrize("role", LADDER)
def test_only_the_vice_principal_says_whether_a_copy_is_made(role: str) -> None:
    of = at(role, flags=("sensitive_matter",))
    assert wish(of, role) == ("copy" if role == "vice_principal" else "")
    assert wish(at(role, copy=False, flags=("sensitive_matter",)), role) == ""


@pytest.mark.parametrize("role", LADDER)
def test_what_is_sensitive_the_vice_principal_reports_to_the_principal(role: str) -> None:
    of = at(role, flags=("sensitive_matter",))
    assert due(of, role) is (role == "vice_principal")
    if role != "principal":
        assert not due(at(role), role)


@pytest.mark.parametrize("who", ["principal", "security_chief", "stranger"])
def test_of_whoever_is_not_asked_now_nothing_is_wanted(who: str) -> None:
    of = at("vice_principal", flags=("sensitive_matter",))
    assert (wish(of, who), due(of, who)) == ("", False)


@pytest.mark.parametrize("state", [s for s in State if s is not State.IN_APPROVAL])
def test_of_a_case_that_is_not_being_decided_nothing_is_wanted(state: State) -> None:
    of = replace(at("vice_principal", flags=("sensitive_matter",)), state=state)
    assert (wish(of, "vice_principal"), due(of, "vice_principal")) == ("", False)


def test_a_copy_that_was_struck_already_needs_no_word() -> None:
    of = replace(at("vice_principal"), dropped=("copy",))
    assert wish(of, "vice_principal") == ""
    assert said(of, "vice_principal") == YES


def test_a_yes_that_leaves_the_copy_open_is_asked_again() -> None:
    of = at("vice_principal")
    with pytest.raises(ConsentMissing):
        said(of, "vice_principal")
    with pytest.raises(ConsentMissing):
        said(of, "vice_principal", replace(YES, scope={"copy": True}))


def test_a_copy_that_is_refused_by_word_is_struck_and_all_else_stays() -> None:
    of = at("vice_principal")
    given = replace(YES, consent=Consent.GIVEN)
    assert said(of, "vice_principal", given) == given
    cut = {"zones": ["B-Z04"]}
    withheld = replace(
        YES, reason="可看不可拷", scope=cut, consent=Consent.WITHHELD, report=REPORT
    )
    assert said(of, "vice_principal", withheld) == replace(
        withheld, scope={**cut, "copy": False}
    )


def test_who_cuts_the_copy_himself_has_spoken() -> None:
    cut = replace(YES, scope={"copy": False})
    assert said(at("vice_principal"), "vice_principal", cut) == cut


def test_a_report_is_written_in_words() -> None:
    of = at("vice_principal", copy=False, flags=("major_matter",))
    for short in ("", REPORT[1:], f"  {REPORT[1:]}  "):
        with pytest.raises(ReportMissing) as missing:
            said(of, "vice_principal", replace(YES, report=short))
        assert missing.value.values == {"at_least": SHORTEST_REASON}
    enough = replace(YES, report=REPORT)
    assert said(of, "vice_principal", enough) == enough


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.APPROVE])
def test_a_no_needs_neither_copy_nor_report(verdict: Verdict) -> None:
    of = at("vice_principal", flags=("sensitive_matter",))
    no = Said(verdict=verdict, reason="理由不充分")
    assert said(of, "vice_principal", no) == no


def test_a_step_in_between_takes_the_report_away_from_the_wrong_neighbour() -> None:
    """The report goes to the next step: two steps below the principal nobody owes one yet."""
    of = at("vice_principal", flags=("sensitive_matter",))
    between = Step(seats=(Seat(role="security_chief"),))
    steps = (*of.chain.steps[: of.step + 1], between, *of.chain.steps[of.step + 1 :])
    assert not due(replace(of, chain=Chain(steps=steps)), "vice_principal")
