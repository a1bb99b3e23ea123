"""More hands on a signature: added, passed on, asked, told; sent back, flagged, revoked."""

from dataclasses import replace

import pytest

from bot.approvals import flags, opinions
from bot.approvals.chain import Chain, Mode, Place, Seat
from bot.approvals.events import FlagsChanged
from bot.approvals.refusals import (
    AlreadyAnswered,
    CannotBeAsked,
    FlagFixed,
    LoweringIsForTheLast,
    NotAskedOf,
    NotLast,
    NotSigned,
    NotYourTurn,
    OnlyWhoAdded,
    OwnSeatOnly,
    ReasonMissing,
    StaleCard,
    TooLate,
)
from bot.approvals.request import Move, State, Turn, standing
from bot.people.person import PersonId
from tests.core.people import NOW, WHY, case, deputy, directory, everyone, person, step

LADDER = (step("chief"), step("director"), step("vice"))


def with_extra(*steps, **more):
    """The usual ladder and two colleagues without a post."""
    usual = everyone().persons.values()
    return case(*(steps or LADDER), who=directory(*usual, person("x"), person("y")), **more)


# ------------------------------------------------------------------ a signer is added


@pytest.mark.parametrize(
    "place, first, then",
    [
        (Place.BEFORE, ["x"], ["c"]),
        (Place.BESIDE, ["c", "x"], ["c"]),
        (Place.AFTER, ["c"], ["x"]),
    ],
)
def test_who_is_asked_when_a_signer_is_added(place, first, then):
    story = with_extra().adds("c", "x", place)
    assert story.asked == first
    story.approve("c" if place is Place.AFTER else "x")
    assert (story.asked, story.request.step) == (then, 0)
    story.approve(*then)
    assert story.asked == ["d"]


@pytest.mark.parametrize("place", list(Place))
def test_an_added_signer_may_say_no(place):
    story = with_extra().adds("c", "x", place)
    if place is Place.AFTER:
        story.approve("c")
    assert story.rejects("x").request.state is State.REJECTED


def test_in_a_step_of_any_the_no_of_an_added_signer_is_the_no_of_his_seat():
    story = with_extra(step("chief", "director", mode=Mode.ANY), step("vice"))
    story.adds("c", "x", Place.BEFORE).rejects("x")
    assert story.asked == ["d"]
    assert story.approve("d").asked == ["v"]


def test_one_beside_the_other_needs_no_new_card():
    story = with_extra().adds("c", "x", Place.BESIDE)
    token = story.request.token
    story.says("x", token=token).says("c", token=token)
    assert story.asked == ["d"]


def test_a_signer_is_taken_back_before_he_has_signed_and_by_nobody_else():
    story = with_extra().adds("c", "x", Place.BEFORE)
    with pytest.raises(OnlyWhoAdded):
        story.takes_back("x", 1)
    story.takes_back("c", 1)
    assert (story.asked, story.heard[0]) == (["c"], "signer_removed")
    story.adds("c", "y", Place.BEFORE).approve("y")
    with pytest.raises(OnlyWhoAdded):
        story.takes_back("c", 2)


def test_taking_back_the_last_one_awaited_lets_the_case_go_on():
    story = with_extra().adds("c", "x", Place.AFTER).approve("c").takes_back("c", 1)
    assert (story.asked, story.request.step) == (["d"], 1)


@pytest.mark.parametrize(
    "to, why", [("teacher", "requester"), ("y", "party"), ("c", "asked"), ("x", "asked")]
)
def test_who_may_not_be_added(to, why):
    story = with_extra(parties=["y"]).adds("c", "x")
    with pytest.raises(CannotBeAsked) as refused:
        story.adds("c", to)
    assert refused.value.values["why"] == why


def test_an_added_signer_only_signs():
    story = with_extra().adds("c", "x")
    for act in (lambda: story.adds("x", "y"), lambda: story.passes_on("x", "d")):
        with pytest.raises(OwnSeatOnly):
            act()


def test_who_was_added_and_left_holds_nothing_up():
    story = with_extra().adds("c", "x", Place.BEFORE).reseated(everyone())
    assert story.asked == ["c"]


def test_an_added_signer_does_not_stand_in_for_the_last_step():
    story = with_extra(step("vice"), step("head")).approve("v").adds("h", "x")
    gone = directory(person("teacher"), person("v", "vice"), person("x"))
    story.reseated(gone)
    assert (story.asked, story.heard) == ([], ["stuck"])


def test_what_was_added_outlives_a_return():
    story = with_extra(step("chief", "director"), step("vice")).adds("c", "x", Place.BEFORE)
    story.approve("x").returns("d").resubmitted()
    assert sorted(story.asked) == ["c", "d"]
    assert story.approve("c", "d").asked == ["v"]


# ------------------------------------------------------------------ a seat is passed on


@pytest.mark.parametrize("to", ["d", "v", "h"])
def test_a_seat_goes_to_somebody_above(to):
    story = with_extra(step("chief"), step("head")).passes_on("c", to)
    assert story.asked == [to]
    made = story.approve(to).request.decisions[-1]
    assert (made.by, made.acting_for) == (to, "c")


@pytest.mark.parametrize("to", ["x", "k", "teacher", "y"])
def test_a_seat_goes_to_nobody_lower_or_concerned(to):
    story = with_extra(parties=["y"])
    before = story.request
    with pytest.raises(CannotBeAsked):
        story.passes_on("c", to)
    assert story.request is before


def test_a_seat_passed_up_may_come_down_again_to_its_post_or_the_deputy_of_the_day():
    who = directory(*everyone().persons.values(), person("z"), deputies=[deputy("c", "z")])
    for to in ("c", "z"):
        story = case(step("chief"), step("head"), who=who).passes_on("c", "v")
        assert story.asked == ["v"]
        assert to in story.passes_on("v", to).asked


def test_when_whoever_took_it_over_leaves_the_post_is_asked_again():
    story = with_extra(step("chief"), step("head")).passes_on("c", "v")
    story.reseated(directory(person("teacher"), person("c", "chief"), person("h", "head")))
    assert story.asked == ["c"]


def test_an_older_card_of_a_seat_passed_on_is_stale():
    story = with_extra().passes_on("c", "v")
    with pytest.raises(StaleCard):
        story.says("c", token=1)
    with pytest.raises(NotYourTurn):
        story.says("c")


# ------------------------------------------------------------------ back to an earlier step


def test_sent_back_to_an_earlier_step_it_comes_straight_back():
    story = case(*LADDER, step("head")).approve("c", "d", "v").returns("h", to=0)
    assert (story.asked, story.heard[1]) == (["c"], "sent_back")
    story.approve("c")
    assert (story.asked, story.request.step) == (["h"], 3)
    assert story.approve("h").request.state is State.APPROVED


@pytest.mark.parametrize("mode, needed", [(Mode.ALL, 0), (Mode.QUORUM, 2), (Mode.IN_ORDER, 0)])
def test_signatures_beside_the_one_who_sent_it_back_hold(mode, needed):
    chain = (step("clerk"), step("chief", "director", "vice", mode=mode, needed=needed))
    story = case(*chain).approve("k", "c").returns("d", to=0).approve("k")
    assert "c" not in story.asked
    assert story.asked[0] == "d"


def test_sent_back_twice_it_finds_its_way():
    story = case(*LADDER).approve("c", "d").returns("v", to=1).returns("d", to=0)
    for who in "cdv":
        assert story.asked == [who]
        story.approve(who)
    assert story.request.state is State.APPROVED


def test_the_earlier_step_may_send_it_on_to_the_requester():
    story = case(*LADDER).approve("c", "d").returns("v", to=0).returns("c").resubmitted()
    assert story.asked == ["c"]
    assert story.approve("c").asked == ["d"]  # who has not read the new answers


@pytest.mark.parametrize("to", [1, 2, 7])
def test_it_goes_back_only_to_who_has_signed(to):
    with pytest.raises(NotSigned):
        case(*LADDER).approve("c").returns("d", to=to)


# ------------------------------------------------------------------ taken back, flagged


def test_the_last_approver_revokes_with_a_reason():
    story = case(*LADDER).approve("c", "d", "v")
    for who, reason, refused in (("d", WHY, NotLast), ("v", "不行", ReasonMissing)):
        with pytest.raises(refused):
            story.revoked(who, reason)
    assert story.revoked("v").request.state is State.REVOKED
    assert story.request.moves[-1].words == WHY
    for again in (lambda: story.revoked("v"), story.carried_out, story.withdrawn):
        with pytest.raises(TooLate):
            again()


def reflagged(story, by, *wanted, reason="", chain=LADDER, fixed=()):
    return story._then(
        flags.reflag(
            story.request,
            token=story.request.token,
            by=PersonId(by),
            flags=wanted,
            fixed=fixed,
            reason=reason,
            facts={"flags": list(wanted)},
            routed_chain=Chain(steps=chain),
            now=NOW,
            seating=story.seating,
        )
    )


def test_a_raised_flag_lengthens_the_ladder_ahead_and_loses_no_signature():
    story = case(*LADDER).approve("c")
    reflagged(story, "d", "sensitive", chain=(*LADDER, step("head")))
    assert (story.asked, story.heard[0]) == (["d"], "flags_changed")
    assert list(standing(story.request, 0)) == [0]
    assert story.approve("d", "v").asked == ["h"]


def test_what_was_weighed_is_written_down_with_its_reason():
    story = reflagged(case(*LADDER).approve("c"), "d", "s")
    assert story.request.facts == {"flags": ["s"]}
    raised = Move(what=Turn.RAISED, step=1, by=PersonId("d"), at=NOW, flags=("s",), words="")
    assert story.request.moves == (raised,)
    assert story.events[0] == FlagsChanged(step=1, raised=("s",), lowered=())
    with pytest.raises(LoweringIsForTheLast):
        reflagged(story, "d", reason=WHY)
    reflagged(story.approve("d"), "v", "zone", reason=f" {WHY} ")
    last = {"step": 2, "by": PersonId("v"), "at": NOW, "words": WHY}
    assert story.request.moves[1:] == (
        Move(what=Turn.RAISED, flags=("zone",), **last),
        Move(what=Turn.LOWERED, flags=("s",), **last),
    )
    assert story.events[0] == FlagsChanged(step=2, raised=("zone",), lowered=("s",))


def test_a_lowered_flag_takes_no_step_away():
    story = reflagged(case(*LADDER).approve("c", "d"), "v", "s")
    climbed = story.request.chain
    reflagged(story, "v", reason=WHY, chain=LADDER[:1])
    assert story.request.chain == climbed


def test_above_the_open_step_the_new_route_counts_and_below_it_what_was_signed():
    told = (Seat(role="clerk"),)
    routed = Chain(steps=(step("director"), step("head")), tells=told)
    grown = flags.grown(Chain(steps=LADDER), 1, routed)
    assert grown == Chain(steps=(*LADDER[:2], step("head")), tells=told)


def test_raised_by_the_last_one_it_goes_further_up():
    story = case(*LADDER).approve("c", "d")
    assert reflagged(story, "v", "s", chain=(*LADDER, step("head"))).approve("v").asked == ["h"]


def test_only_the_last_lowers_a_flag_and_says_why():
    story = case(*LADDER)
    story.request = replace(story.request, facts={"flags": ["s", "zone"]})
    with pytest.raises(LoweringIsForTheLast):
        reflagged(story, "c", "zone", reason=WHY)
    story.approve("c", "d")
    with pytest.raises(ReasonMissing):
        reflagged(story, "v", "zone")
    with pytest.raises(FlagFixed):
        reflagged(story, "v", reason=WHY, fixed=["zone"])
    reflagged(story, "v", "zone", reason=WHY)
    assert story.asked == ["v"]  # whoever lowers it still signs
    assert story.request.moves[-1].flags == ("s",)


# ------------------------------------------------------------------ asked and told


def test_an_opinion_is_asked_and_given_once_and_nothing_else_moves():
    story = case(*LADDER)
    token = story.request.token
    asked = {"token": token, "by": PersonId("c"), "now": NOW, "seating": story.seating}
    after, (news,) = opinions.consult(story.request, to=PersonId("k"), question="在吗", **asked)
    assert (news.name, after.token, after.open_seats) == (
        "consulted",
        token,
        story.request.open_seats,
    )
    with pytest.raises(NotAskedOf):
        opinions.answer(after, number=0, by=PersonId("d"), words="在", now=NOW)
    given, _ = opinions.answer(after, number=0, by=PersonId("k"), words="在的", now=NOW)
    assert given.opinions[0].answer == "在的"
    with pytest.raises(AlreadyAnswered):
        opinions.answer(given, number=0, by=PersonId("k"), words="在", now=NOW)
    for nobody in ("teacher", "c"):
        with pytest.raises(CannotBeAsked):
            opinions.consult(story.request, to=PersonId(nobody), question="?", **asked)


# ------------------------------------------------------------------ vacancies


def test_a_step_passed_over_for_a_vacancy_comes_back_when_the_post_is_filled():
    """Two posts are empty at once: both steps fall to the vice principal above them."""
    who = directory(person("teacher"), person("v", "vice"), person("h", "head"))
    story = case(*LADDER, who=who)
    assert (story.asked, story.heard) == (
        ["v"],
        ["filed", "step_skipped", "step_skipped", "step_opened"],
    )
    filled = directory(*who.persons.values(), person("c", "chief"))
    story.reseated(filled)
    assert (story.asked, story.request.step, story.heard) == (
        ["c"],
        0,
        ["step_held", "step_opened"],
    )
    story.approve("c")
    assert story.asked == ["v"]
    assert story.approve("v").request.state is State.APPROVED


def test_a_step_passed_over_for_a_conflict_stays_so_until_somebody_else_holds_the_post():
    story = case(step("chief"), step("director"), by="c")
    assert story.asked == ["d"]
    assert story.reseated(everyone()).heard == []
    second = directory(*everyone().persons.values(), person("c2", "chief"))
    assert story.reseated(second).asked == ["c2"]


def test_what_is_passed_does_not_come_back():
    """The chief's seat fell to the director's step; the clerk beside him has signed."""
    who = directory(person("teacher"), person("k", "clerk"), person("d", "director"))
    story = case(step("chief", "clerk"), step("director"), who=who).approve("k")
    filled = directory(*who.persons.values(), person("c", "chief"))
    assert story.reseated(filled).heard == []
    assert story.asked == ["d"]


def test_who_was_added_goes_with_the_seat_that_falls_away():
    """The chief left and the director signs the next step anyway: nobody is left to add to."""
    story = with_extra(step("chief", "clerk"), step("director")).adds("c", "x", Place.BEFORE)
    left = [p for p in story.who.persons.values() if p.id != "c"]
    story.reseated(directory(*left))
    assert story.asked == ["k"]
    assert story.approve("k").asked == ["d"]


def test_the_yes_of_an_added_signer_alone_passes_no_step():
    """He has signed before the chief, who then left."""
    story = with_extra(step("chief", "clerk", mode=Mode.ANY), step("director"))
    story.adds("c", "x", Place.BEFORE).approve("x")
    left = [p for p in story.who.persons.values() if p.id != "c"]
    story.reseated(directory(*left))
    assert (story.request.step, story.asked) == (0, ["k"])
