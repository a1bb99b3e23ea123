"""What is written down of each act: who did what, when, and what the journal is told of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals import events as happened
from bot.approvals import hands
from bot.approvals.chain import NOBODY, Mode, Place
from bot.approvals.refusals import (
    AlreadySettled,
    CannotBeAsked,
    NotYours,
    NotYourTurn,
    NudgedAlready,
    OwnRequest,
    PartyConcerned,
    ReasonMissing,
    StaleCard,
    TooLate,
)
from bot.approvals.request import REQUESTER, Consent, Ending, Move, State, Turn
from bot.approvals.scope import scope_of
from bot.people.person import PersonId
from tests.core.people import NOW, WHY, case, deputy, directory, everyone, person, step

LADDER = (step("chief"), step("director"), step("vice"))
LATER = NOW + timedelta(hours=30)
C, D, H, V, X = map(PersonId, "cdhvx")


def under_way(*steps, **more):
    """The usual ladder, a colleague without a post, and the next day's clock."""
    there = directory(*everyone().persons.values(), person("x"))
    story = case(*(steps or LADDER), who=there, **more)
    story.now = LATER
    return story


def approved():
    return under_way().approve("c", "d", "v")


# ------------------------------------------------------------------ how it goes on


def test_each_step_that_passes_opens_or_is_left_out_is_told_by_its_number():
    story = under_way(by="d")
    assert story.events == (
        happened.Filed(),
        happened.StepOpened(step=0, seats=story.request.open_seats),
    )
    story.approve("c")
    decided, *after = story.events
    assert after == [
        happened.StepPassed(step=0),
        happened.StepSkipped(step=1),  # the vice principal signs for the director anyway
        happened.StepOpened(step=2, seats=story.request.open_seats),
    ]
    assert (decided.decision.by, decided.decision.at) == (C, LATER)


def test_a_step_that_nobody_can_sign_is_open_from_now_on():
    story = under_way()
    story.who = directory(person("c", "chief"))
    story.approve("c")
    assert story.events[-2:] == (happened.StepSkipped(step=1), happened.Stuck(step=2))
    assert (story.request.opened_at, story.request.open_seats) == (LATER, ())


def test_whoever_signs_before_another_ends_it_with_his_no_or_lets_it_pass():
    story = under_way(*LADDER).approve("c").adds("d", "x", Place.BEFORE)
    refused = story.request
    assert story.rejects("x").events[-1] == happened.Rejected(step=1)
    assert story.request.settled_at == LATER
    story.request = refused
    assert story.approve("x", "d").events[1] == happened.StepPassed(step=1)
    assert [d.acting_for for d in story.request.decisions] == ["", "", ""]


def test_all_that_goes_with_a_yes_stands_in_the_trail():
    story = under_way()
    answers = {"zones": ["gate", "yard"], "copy": True}
    story.request = replace(story.request, answers=answers)
    story.says(
        "c",
        scope={"zones": ["gate"]},
        reason=" 只看校门 ",
        consent=Consent.GIVEN,
        report=" 情况属实 ",
        second="h",
    )
    (made,) = story.request.decisions
    assert (made.reason, made.report, made.consent) == ("只看校门", "情况属实", Consent.GIVEN)
    assert (made.confirmed_by, made.to, made.asked) == (H, REQUESTER, (C,))
    assert made.cut == story.request.approved == {"zones": ["gate"]}
    assert scope_of(story.request).zones == ("gate",)
    story.says("d", scope={"copy": False})
    assert story.request.approved == {"zones": ["gate"], "copy": False}
    story.rejects("v", scope={"zones": []})  # a no leaves the scope as it is
    assert story.request.decisions[-1].cut == {}


def test_a_return_to_the_requester_makes_the_old_cards_stale():
    story = under_way().approve("c").returns("d")
    after = story.request
    assert (after.state, after.token, after.round) == (State.RETURNED, 3, 0)
    assert (after.open_seats, after.settled_at) == ((), None)
    assert story.events[1:] == (happened.Returned(step=1),)
    assert after.decisions[-1].to == REQUESTER
    beside = under_way(step("chief", "director")).returns("c")
    assert beside.request.open_seats == ()  # nobody goes on asking the director either


def test_a_return_to_an_earlier_step_opens_it_now_for_another_round():
    story = under_way().approve("c", "d").returns("v", to=1)
    after = story.request
    assert (after.step, after.round, after.opened_at) == (1, 1, LATER)
    assert (after.token, after.back_to) == (4, 2)
    assert story.events[1:] == (
        happened.SentBack(step=2, to=1),
        happened.StepOpened(step=1, seats=after.open_seats),
    )
    assert [d.undone for d in after.decisions] == [False, True, False]
    assert after.decisions[-1].to == 1


def test_five_characters_are_a_reason():
    assert under_way().rejects("c", reason=" 范围太大了 ").request.state is State.REJECTED


def test_who_has_signed_beside_others_hears_that_he_has_and_so_does_his_deputy():
    there = everyone(deputy("c", "k"))
    story = case(step("chief", "director"), who=there).approve("c")
    for tap in (
        lambda: story.says("c", token=1),
        lambda: story.says("c", token=1, seat=0),
        lambda: story.rejects("k", token=1),
    ):
        with pytest.raises(AlreadySettled) as refused:
            tap()
        assert refused.value.values["who"] == "c"
    with pytest.raises(NotYourTurn):
        story.says("c", token=1, seat=1)  # somebody else's


def test_beside_a_no_of_whoever_was_added_his_host_is_asked_no_more():
    quorum = step("chief", "director", "vice", mode=Mode.QUORUM, needed=2)
    story = under_way(step("clerk"), quorum).approve("k").adds("c", "x").rejects("x")
    assert story.asked == ["d", "v"]


def test_at_the_last_step_whoever_was_added_after_it_is_still_waited_for():
    story = under_way(step("vice")).adds("v", "x", Place.AFTER).approve("v")
    assert (story.request.state, story.asked) == (State.IN_APPROVAL, ["x"])
    assert story.approve("x").request.state is State.APPROVED


# ------------------------------------------------------------------ how it ends


@pytest.mark.parametrize(
    "ends, state, event",
    [
        (lambda s: s.withdrawn(), State.WITHDRAWN, happened.Withdrawn()),
        (lambda s: s.expired(), State.EXPIRED, happened.Expired(step=1)),
        (lambda s: s.rejects("d"), State.REJECTED, happened.Rejected(step=1)),
    ],
)
def test_a_case_under_way_ends_now_and_says_at_which_step(ends, state, event):
    story = under_way().approve("c")
    version = story.request.token
    ends(story)
    after = story.request
    assert (after.state, after.settled_at, after.open_seats) == (state, LATER, ())
    assert after.token == version + 1
    assert story.events[-1] == event
    with pytest.raises(TooLate) as refused:
        story.expired()
    assert refused.value.values == {"state": state}


def test_an_approval_is_carried_out_by_somebody_who_is_named():
    story = approved()
    assert story.request.settled_at == LATER
    story.carried_out()
    assert (story.request.state, story.request.settled_at) == (State.CLOSED, LATER)
    assert story.events == (happened.Carried(by=PersonId("officer")),)
    for late in (story.carried_out, story.withdrawn, lambda: story.revoked("v")):
        with pytest.raises(TooLate) as refused:
            late()
        assert refused.value.values == {"state": State.CLOSED}


def test_what_was_filed_in_his_name_is_disowned_now():
    story = under_way()
    story.request = replace(story.request, filed_by=PersonId("k"))
    story.disowned()
    assert (story.request.settled_at, story.request.ending) == (LATER, Ending.DISOWNED)
    with pytest.raises(TooLate) as refused:
        story.disowned()
    assert refused.value.values == {"state": State.WITHDRAWN}


def test_an_approval_taken_back_is_a_line_of_the_trail_at_the_last_step():
    story = approved().revoked("v", f"  {WHY} ")
    move = Move(what=Turn.REVOKED, step=2, by=V, at=LATER, words=WHY)
    assert (story.request.moves, story.request.settled_at) == ((move,), LATER)
    assert story.events == (happened.Revoked(step=2),)


# ------------------------------------------------------------------ more hands


def test_a_signer_added_and_taken_back_are_two_lines_of_the_trail():
    story = under_way(step("chief", "director")).adds("c", "x", Place.BEFORE)
    story.adds("d", "h", Place.AFTER).takes_back("c", 2)
    added, beside, removed = story.request.moves
    assert added == Move(what=Turn.ADDED, step=0, by=C, to=X, at=LATER, place=Place.BEFORE)
    assert (beside.by, beside.to, beside.place) == (D, H, Place.AFTER)
    assert removed == Move(what=Turn.REMOVED, step=0, by=C, to=X, at=LATER)
    assert story.events[0] == happened.SignerRemoved(step=0, seat=2, to=X)
    assert [seat.removed for seat in story.request.chain.steps[0].seats] == [
        False,
        False,
        True,
        False,
    ]
    assert story.asked == ["c", "d"]


def test_neither_an_older_card_nor_one_of_a_case_that_ended_takes_a_signer_back():
    story = under_way().adds("c", "x", Place.BEFORE)
    for version in (-1, 1):
        with pytest.raises(StaleCard):
            story.takes_back("c", 1, token=story.request.token + version)
    story.withdrawn()
    with pytest.raises(StaleCard):
        story.takes_back("c", 1)


def test_a_seat_passed_on_is_a_line_of_the_trail_and_keeps_the_others_of_its_step():
    story = under_way(step("chief", "director", "vice")).passes_on("d", "h", words=" 请代签 ")
    move = Move(what=Turn.PASSED_ON, step=0, by=D, to=H, at=LATER, words="请代签")
    assert story.request.moves == (move,)
    assert story.events[0] == happened.PassedOn(step=0, seat=1, to=H)
    chief, passed, vice = story.request.chain.steps[0].seats
    assert (passed.person, passed.by, passed.words) == (H, D, "请代签")
    assert (chief.person, vice.person) == (NOBODY, NOBODY)
    assert story.asked == ["c", "h", "v"]
    assert story.request.opened_at == NOW


def test_a_signer_added_to_one_seat_of_several_belongs_to_it():
    story = under_way(step("clerk"), step("chief", "director", "vice")).approve("k")
    story.adds("d", "x", words=" 请复核 ")
    added = story.request.chain.steps[1].seats[3]
    assert (added.person, added.by, added.host, added.words) == (X, D, 1, "请复核")
    assert story.events[0] == happened.SignerAdded(step=1, seat=3, to=X, place=Place.BESIDE)
    assert story.request.moves[0].words == "请复核"
    assert story.request.chain.steps[0].seats[0].role == "clerk"
    assert story.request.opened_at == LATER


@pytest.mark.parametrize(
    "to, why",
    [("teacher", "requester"), ("y", "party"), ("c", "asked"), ("v", "asked"), ("k", "lower")],
)
def test_to_whom_a_seat_is_not_passed_on_and_why(to, why):
    story = under_way(step("chief", "vice"), step("director"), parties=["y"])
    with pytest.raises(CannotBeAsked) as refused:
        story.passes_on("c", to)
    assert refused.value.values == {"who": to, "why": why}


def test_who_has_a_part_in_the_open_step_is_busy_and_who_was_taken_back_is_not():
    story = under_way(step("clerk"), step("chief", "director"), step("vice")).approve("k")
    story.adds("c", "x", Place.AFTER).approve("d")
    assert hands.busy(story.request) == {"c", "d", "x"}
    story.takes_back("c", 2)
    assert hands.busy(story.request) == {"c", "d"}


@pytest.mark.parametrize("party", ["parties", "requester"])
def test_who_turns_out_to_be_concerned_hands_nothing_on(party):
    story = under_way()
    who = (C,) if party == "parties" else C
    story.request = replace(story.request, **{party: who})
    for act in (lambda: story.adds("c", "x"), lambda: story.passes_on("c", "d")):
        with pytest.raises(PartyConcerned if party == "parties" else OwnRequest):
            act()


def test_when_the_last_one_awaited_is_taken_back_the_next_steps_time_begins():
    story = under_way().adds("c", "x", Place.AFTER).approve("c").takes_back("c", 1)
    assert (story.request.step, story.request.opened_at) == (1, LATER)


# ------------------------------------------------------------------ time passes


def test_when_time_ran_out_the_next_in_line_is_asked_as_well_and_once():
    story = under_way().ran_out()
    assert (story.asked, story.heard) == (["c", "d"], ["ran_out", "step_opened"])
    assert story.events[0] == happened.RanOut(step=0)
    assert story.request.opened_at == NOW  # its time does not start anew
    again = story.request
    assert story.ran_out().request is again
    assert story.heard == []
    over = approved()
    assert over.ran_out().heard == []


def test_whoever_is_next_in_line_may_leave_it_to_those_who_were_asked():
    story = under_way().ran_out().gives_time("d", f" {WHY} ")
    assert (story.asked, story.request.ran_out) == (["c"], None)
    move = Move(what=Turn.GAVE_TIME, step=0, by=D, at=LATER, words=WHY)
    assert story.request.moves == (move,)
    assert story.events[0] == happened.TimeGiven(step=0)
    assert story.request.opened_at == NOW
    assert story.ran_out().asked == ["c", "d"]


def test_only_the_next_in_line_gives_time_and_says_why():
    story = under_way()
    with pytest.raises(NotYourTurn):
        story.gives_time("c")  # it has not run out
    story.ran_out()
    for who in ("c", "v", "teacher"):
        with pytest.raises(NotYourTurn):
            story.gives_time(who)
    with pytest.raises(ReasonMissing):
        story.gives_time("d", "不急")
    story.who = directory(person("c", "chief"), person("d"))
    with pytest.raises(NotYourTurn):
        story.gives_time("d")  # his post went since


def test_a_deputy_of_somebody_else_is_not_next_in_line():
    """He is asked for the ordinary reason: the time is not his to give."""
    story = under_way()
    seat = replace(story.request.open_seats[0], acting={C: "k"}, why="deputy")
    story.request = replace(story.request, open_seats=(seat,), ran_out=(0, 0))
    with pytest.raises(NotYourTurn):
        story.gives_time("c")


def test_the_requester_asks_for_haste_once_in_a_while():
    story = under_way().nudged()
    assert (story.request.nudged_at, story.events) == (LATER, (happened.Nudged(step=0),))
    story.now = LATER + timedelta(hours=3)
    with pytest.raises(NudgedAlready) as refused:
        story.nudged()
    assert refused.value.values == {"at": LATER + timedelta(hours=4)}
    story.now = LATER + timedelta(hours=4)
    assert story.nudged().request.nudged_at == story.now


def test_haste_is_asked_for_by_the_requester_and_while_somebody_can_hurry():
    story = under_way()
    with pytest.raises(NotYours):
        story.nudged("c")
    story.approve("c", "d", "v")
    with pytest.raises(TooLate) as refused:
        story.nudged()
    assert refused.value.values == {"state": State.APPROVED}


# ------------------------------------------------------------------ persons change


def test_a_step_passed_over_that_nobody_could_sign_now_does_not_come_back():
    """The head asks for himself, then leaves: his own step has nobody at all by now."""
    story = under_way(step("head"), step("vice"), by="h")
    assert story.asked == ["v"]
    assert story.reseated(directory(person("v", "vice"))).heard == []
    assert story.asked == ["v"]


def test_a_card_that_still_stands_when_nobody_at_all_is_left_signs_nothing():
    story = under_way(step("chief"))
    story.who = directory(person("teacher"))
    with pytest.raises(NotYourTurn):
        story.says("c")


def test_who_sent_it_back_and_left_is_missed_though_the_one_beside_him_has_signed():
    """The chief signed before the director asked the clerk again, and then had his post as well."""
    story = under_way(step("clerk"), step("chief", "director")).approve("k", "c")
    story.returns("d", to=0)
    story.who = directory(person("k", "clerk"), person("c", "chief", "director"))
    story.approve("k")
    assert (story.request.state, story.asked) == (State.IN_APPROVAL, ["c"])
    assert story.approve("c").request.state is State.APPROVED


@pytest.mark.parametrize("notices", ["reseated", "ran_out"])
def test_a_step_whose_post_is_filled_late_is_asked_and_those_above_keep_their_word(notices):
    """Sent back from the head to the clerk; meanwhile the vacant director's post is filled."""
    ladder = (step("clerk"), step("director"), step("vice"), step("head"))
    there = [person(n[0], n) for n in ("vice", "head")] + [person("k", "clerk")]
    story = case(*ladder, who=directory(*there)).approve("k", "v")
    story.returns("h", to=0).approve("k")
    assert story.asked == ["h"]
    story.who, story.now = directory(*there, person("d", "director")), LATER
    story.ran_out() if notices == "ran_out" else story.reseated(story.who)
    assert happened.StepHeld(step=3) in story.events
    assert (story.asked, story.request.step, story.request.opened_at) == (["d"], 1, LATER)
    story.approve("d")
    assert (story.asked, story.request.step) == (["h"], 3)


def test_where_a_seat_falls_away_the_next_step_opens_now_though_nobody_is_there_either():
    """Everybody left; then the chief's post went to the requester himself."""
    story = under_way(step("chief"), step("clerk")).reseated(directory(person("teacher")))
    assert (story.request.step, story.asked) == (0, [])
    story.now = LATER + timedelta(hours=1)
    story.reseated(directory(person("teacher", "chief")))
    assert (story.request.step, story.heard) == (1, ["step_skipped", "stuck"])
    assert story.request.opened_at == story.now
