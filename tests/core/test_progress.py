"""The life of a request, told as stories."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.approvals import progress
from bot.approvals.chain import Mode
from bot.approvals.refusals import (
    AlreadySettled,
    NobodyToAsk,
    NotApproved,
    NotYours,
    NotYourTurn,
    OwnRequest,
    PartyConcerned,
    ReasonMissing,
    StaleCard,
    TooLate,
)
from bot.approvals.request import Said, State, Verdict, standing
from bot.people.person import PersonId
from tests.core.people import NOW, case, deputy, directory, everyone, person, request, step

LADDER = (step("chief"), step("director"), step("vice"))


def test_the_ladder_is_climbed_and_the_case_carried_out():
    story = case(*LADDER)
    assert (story.asked, story.request.token) == (["c"], 1)
    story.approve("c")
    assert story.heard == ["decided", "step_passed", "step_opened"]
    story.approve("d")
    story.approve("v")
    assert story.heard == ["decided", "step_passed", "approved"]
    assert (story.request.state, story.request.settled_at) == (State.APPROVED, NOW)
    story.carried_out()
    assert (story.request.state, story.heard) == (State.CLOSED, ["carried"])


def test_every_change_of_what_is_asked_has_its_own_version():
    story = case(*LADDER)
    seen = [story.request.token]
    for act in (
        lambda: story.approve("c"),
        lambda: story.returns("d"),
        story.resubmitted,
        lambda: story.approve("d"),
        story.withdrawn,
    ):
        act()
        seen.append(story.request.token)
    assert seen == sorted(set(seen))


def test_one_no_ends_it():
    story = case(*LADDER).approve("c").rejects("d")
    assert story.request.state is State.REJECTED
    assert story.heard == ["decided", "rejected"]
    assert story.request.decisions[-1].reason
    assert not story.request.open_seats


@pytest.mark.parametrize("verdict", [Verdict.REJECT, Verdict.RETURN])
@pytest.mark.parametrize("reason", ["", "    ", "不行", "不同意。 "])
def test_a_no_needs_a_reason(verdict, reason):
    story = case(*LADDER)
    before = story.request
    with pytest.raises(ReasonMissing) as refused:
        story.says("c", verdict, reason=reason)
    assert refused.value.values == {"at_least": 5}
    assert story.request is before


def test_a_yes_may_carry_a_comment():
    assert (
        case(*LADDER).says("c", reason=" 注意隐私 ").request.decisions[0].reason == "注意隐私"
    )


def test_the_same_tap_twice_has_one_effect():
    story = case(*LADDER).says("c", token=1)
    with pytest.raises(AlreadySettled) as refused:
        story.says("c", token=1)
    told = refused.value.values
    assert (told["who"], told["verdict"], told["at"]) == ("c", Verdict.APPROVE, NOW)
    assert len(story.request.decisions) == 1


def test_of_a_hundred_taps_one_counts_and_the_others_hear_whose():
    names = [f"p{n}" for n in range(100)]
    story = case(step("chief"), step("vice"), who=everyone_and(names))
    story.says("p41", token=1)
    for name in names:
        with pytest.raises(AlreadySettled) as refused:
            story.says(name, Verdict.REJECT, token=1)
        assert refused.value.values["who"] == "p41"
    assert len(story.request.decisions) == 1


def everyone_and(chiefs):
    return directory(
        person("teacher"), person("v", "vice"), *(person(name, "chief") for name in chiefs)
    )


def test_two_who_sign_in_parallel_need_no_new_card():
    story = case(step("chief", "director"), step("vice"))
    story.says("c", token=1).says("d", token=1)
    assert story.asked == ["v"]


def test_a_stale_tap_changes_nothing_and_says_so():
    """After a return the same persons are asked anew; their old cards show old answers."""
    story = case(step("chief", "director")).returns("c", token=1).resubmitted()
    before = story.request
    with pytest.raises(StaleCard):
        story.says("d", token=1)
    with pytest.raises(StaleCard):
        story.says("d", token=99)
    assert story.request is before


def test_a_card_of_a_decided_step_tells_who_decided():
    story = case(step("chief", "director", mode=Mode.ANY), step("vice")).says("c", token=1)
    with pytest.raises(AlreadySettled) as refused:
        story.says("d", token=1)
    assert refused.value.values["who"] == "c"


def test_a_card_of_a_withdrawn_request_says_it_was_withdrawn():
    story = case(*LADDER).withdrawn()
    with pytest.raises(TooLate) as refused:
        story.says("c", token=1)
    assert refused.value.values == {"state": State.WITHDRAWN}


def test_only_who_is_asked_may_sign():
    story = case(*LADDER)
    for stranger in ("v", "d", "nobody"):
        with pytest.raises(NotYourTurn):
            story.says(stranger)
    with pytest.raises(OwnRequest):
        story.says("teacher")


def test_who_gave_his_post_away_signs_no_more_though_his_card_still_stands():
    """The lists are read every minute; the card of the chief of this morning is a minute old."""
    story = case(*LADDER)
    story.who = directory(person("new", "chief"), person("c"), person("d", "director"))
    for act in (story.says, story.rejects, story.returns):
        with pytest.raises(NotYourTurn):
            act("c")
    with pytest.raises(NotYourTurn):
        story.adds("c", "d")
    with pytest.raises(NotYourTurn):
        story.passes_on("c", "new")
    assert not story.request.decisions
    story.reseated(story.who).approve("new")
    assert story.request.decisions[0].by == "new"


def test_a_deputy_signs_until_the_minute_his_time_is_over():
    story = case(*LADDER, who=everyone(deputy("c", "k")))
    story.who = everyone(deputy("c", "k", days=0))
    with pytest.raises(NotYourTurn):
        story.says("k")
    story.says("c")
    assert story.request.decisions[0].by == "c"


def test_whoever_was_a_deputy_and_now_holds_the_post_signs_for_himself():
    story = case(*LADDER, who=everyone(deputy("c", "k")))
    story.who = directory(person("k", "chief"), person("d", "director"))
    story.says("k")
    assert story.request.decisions[0].acting_for == ""


def test_a_seat_named_by_a_tap_must_be_the_persons_own():
    story = case(step("chief", "director"))
    with pytest.raises(NotYourTurn):
        story.says("c", seat=1)
    assert story.says("c", seat=0).asked == ["d"]


def test_in_order_asks_one_after_the_other():
    story = case(step("chief", "director", "vice", mode=Mode.IN_ORDER))
    assert story.asked == ["c"]
    with pytest.raises(NotYourTurn):
        story.says("d")
    story.approve("c")
    assert (story.asked, story.heard) == (["d"], ["decided", "step_opened"])
    assert story.approve("d", "v").request.state is State.APPROVED


# ------------------------------------------------------------------ return and resubmit (C25)


def test_a_returned_request_goes_straight_to_the_step_that_returned_it():
    story = case(*LADDER).approve("c").returns("d")
    assert (story.request.state, story.heard) == (State.RETURNED, ["decided", "returned"])
    story.resubmitted(span="narrower")
    assert story.heard == ["resubmitted", "step_opened"]
    assert (story.asked, story.request.round) == (["d"], 1)
    assert story.request.answers == {"span": "narrower"}
    assert story.approve("d", "v").request.state is State.APPROVED


@pytest.mark.parametrize(
    "mode, needed", [(Mode.ALL, 0), (Mode.QUORUM, 3), (Mode.QUORUM, 2), (Mode.IN_ORDER, 0)]
)
def test_inside_a_step_the_signatures_given_beside_the_return_are_kept(mode, needed):
    chain = (step("clerk"), step("chief", "director", "vice", mode=mode, needed=needed))
    who = directory(
        person("teacher"),
        person("k", "clerk"),
        person("c", "chief"),
        person("d", "director"),
        person("v", "vice"),
    )
    story = case(*chain, who=who).approve("k", "c").returns("d").resubmitted()
    assert "c" not in story.asked
    assert story.asked[0] == "d"
    story.approve("d")
    if story.request.state is State.IN_APPROVAL:
        story.approve("v")
    assert story.request.state is State.APPROVED
    assert [d.by for d in story.request.decisions].count("c") == 1


def test_a_no_inside_a_quorum_may_be_thought_over_after_a_return():
    story = case(step("chief", "director", "vice", mode=Mode.QUORUM, needed=2))
    story.rejects("c").returns("d").resubmitted()
    assert sorted(story.asked) == ["c", "d", "v"]


def test_a_changed_ladder_starts_again_at_the_first_step_affected():
    story = case(*LADDER).approve("c", "d").returns("v")
    story.resubmitted(step("chief"), step("clerk"), step("director"), step("vice"))
    assert (story.request.step, story.asked) == (1, ["k"])
    assert story.heard == ["resubmitted", "step_opened"]
    assert [d.undone for d in story.request.decisions] == [False, True, True]
    assert not standing(story.request, 2)


def test_a_longer_ladder_keeps_what_was_signed():
    story = case(*LADDER).approve("c", "d").returns("v")
    story.resubmitted(*LADDER, step("head"))
    assert story.asked == ["v"]
    assert story.approve("v").asked == ["h"]


def test_on_a_shorter_ladder_the_last_step_is_signed_again():
    """Everybody left on it has signed, but nobody has read the new answers."""
    story = case(*LADDER).approve("c", "d").returns("v").resubmitted(*LADDER[:2])
    assert (story.request.state, story.asked) == (State.IN_APPROVAL, ["d"])


def test_the_signature_of_somebody_who_turns_out_to_be_a_party_is_taken_back():
    story = case(*LADDER).approve("c", "d").returns("v").resubmitted(parties=["c"])
    assert story.request.step == 1  # the chief's superior signs for him, and is the next step
    assert story.asked == ["d"]
    with pytest.raises(PartyConcerned):
        story.says("c")


def test_a_party_beside_the_return_is_replaced_too():
    story = (
        case(step("chief", "vice"), who=everyone(deputy("c", "k"))).approve("c").returns("v")
    )
    story.resubmitted(parties=["c"])
    assert 0 not in standing(story.request, 0)
    assert "c" not in story.asked


def test_who_signed_beside_a_return_cannot_become_the_only_reader():
    """The one who returned it left, and his post went to the one who had signed beside him."""
    story = case(step("chief", "director")).approve("c").returns("d")
    story.who = directory(person("teacher"), person("c", "chief", "director"))
    story.resubmitted()
    assert (story.request.state, story.asked) == (State.IN_APPROVAL, ["c"])
    assert story.approve("c").request.state is State.APPROVED


def test_only_the_requester_resubmits_and_only_what_was_returned():
    story = case(*LADDER)
    with pytest.raises(StaleCard):
        story.resubmitted()
    story.returns("c")
    with pytest.raises(NotYours):
        story.resubmitted(by="d")
    story.withdrawn()
    with pytest.raises(TooLate):
        story.resubmitted()


# ------------------------------------------------------------------ withdraw, carry out


def test_it_is_withdrawn_at_any_time_before_the_end():
    for story in (
        case(*LADDER),
        case(*LADDER).approve("c").returns("d"),
        case(*LADDER).approve("c", "d", "v"),
    ):
        with pytest.raises(NotYours):
            story.withdrawn("c")
        assert story.withdrawn().request.state is State.WITHDRAWN
        assert story.request.open_seats == ()
        with pytest.raises(TooLate):
            story.withdrawn()
    for ended in (
        case(*LADDER).rejects("c"),
        case(*LADDER).approve("c", "d", "v").carried_out(),
    ):
        with pytest.raises(TooLate):
            ended.withdrawn()


def test_nothing_is_carried_out_before_the_last_signature():
    story = case(*LADDER).approve("c", "d")
    with pytest.raises(NotApproved):
        story.carried_out()
    story.approve("v").carried_out()
    with pytest.raises(TooLate):
        story.carried_out()


# ------------------------------------------------------------------ persons change


def test_a_decision_is_kept_although_the_next_step_has_nobody():
    story = case(step("chief"), step("head"))
    story.who = directory(person("teacher"), person("c", "chief"))
    story.approve("c")
    assert story.heard == ["decided", "step_passed", "stuck"]
    assert (story.request.step, story.asked) == (1, [])
    story.reseated(everyone())
    assert (story.asked, story.heard) == (["h"], ["step_opened"])


def test_what_nobody_could_sign_is_not_filed():
    with pytest.raises(NobodyToAsk) as refused:
        case(step("head"), who=directory(person("teacher")))
    assert refused.value.values["role"].zh == "head"


def test_drawing_up_the_same_signers_again_changes_nothing():
    story = case(*LADDER)
    before = story.request
    assert story.reseated(everyone()).request is before
    assert story.heard == []
    ended = case(*LADDER).rejects("c")
    assert ended.reseated(everyone()).heard == []


def test_a_new_signer_makes_older_cards_stale():
    story = case(*LADDER).reseated(everyone(deputy("c", "h")))
    assert story.asked == ["c", "h"]
    with pytest.raises(StaleCard):
        story.says("c", token=1)
    decided = story.says("h", token=2).request.decisions[0]
    assert (decided.by, decided.acting_for, decided.asked) == ("h", "c", ("c", "h"))


def test_time_does_not_start_anew_with_a_new_signer():
    """Reminders count from when the step opened."""
    story = case(*LADDER)
    story.request = replace(story.request, opened_at=NOW - timedelta(days=1))
    assert story.reseated(everyone(deputy("c", "h"))).request.opened_at < NOW


def test_a_seat_that_falls_away_later_lets_the_rest_count():
    """Both were asked; then one became a party without anybody to stand in below the next step."""
    story = case(step("chief", "director"), step("vice")).approve("c")
    story.who = directory(person("teacher"), person("c", "chief"), person("v", "vice"))
    story.reseated(story.who)
    assert (story.request.step, story.heard) == (1, ["step_passed", "step_opened"])


def test_a_ladder_without_steps_is_only_registered():
    story = case()
    assert (story.request.state, story.heard) == (State.APPROVED, ["filed", "approved"])


def test_a_seating_that_leaves_everybody_out_is_not_an_approval():
    with pytest.raises(NobodyToAsk):
        progress.open_first(request(*LADDER), lambda _request, _step: (), NOW)


def test_events_tell_the_journal_ids_and_verdicts_but_no_reasons():
    story = case(*LADDER)
    _, events = progress.decide(
        story.request,
        token=1,
        seat=None,
        by=PersonId("c"),
        said=Said(verdict=Verdict.REJECT, reason="张三与此事无关"),
        now=NOW,
        seating=story.seating,
    )
    written = json.dumps([dict(e.record()) for e in events], ensure_ascii=False)
    assert "reject" in written
    assert "张三" not in written
