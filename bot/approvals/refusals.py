"""The expected no: every refusal has a code, a sentence in the catalogue, and often an article.

`Refusal` and its children are the only errors people ever read; everything else is a bug and shows
a number. The sentence stands in the catalogue under `refusal.<code>`; a test holds it complete.
"""

from typing import Any, ClassVar

from bot.cards import Saying


class Refusal(Exception):
    code: ClassVar[str]

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code, values)
        self.values = values

    @property
    def saying(self) -> Saying:
        return Saying(f"refusal.{self.code}", self.values)


class RefusedByRule(Refusal):
    """The school's regulation says no. `message` is the pack's sentence, in both languages."""

    code = "by_rule"  # values: rule, article, message


class NotYourTurn(Refusal):
    code = "not_your_turn"


class NudgedAlready(Refusal):
    """values: at (from then on he may again)"""

    code = "nudged_already"


class AlreadySettled(Refusal):
    """Somebody has decided, or the same tap came twice.

    values: who (a person's id; who speaks puts the name in), verdict, at.
    """

    code = "already_settled"

    @property
    def saying(self) -> Saying:
        done = Saying(f"refusal.done.{self.values['verdict']}")
        return Saying(f"refusal.{self.code}", {**self.values, "verdict": done})


class StaleCard(Refusal):
    """The card belongs to an earlier state of the case."""

    code = "stale_card"


class OwnRequest(Refusal):
    code = "own_request"


class NotWithdrawable(Refusal):
    """What was reported is dealt with. values: kind."""

    code = "not_withdrawable"


class PartyConcerned(Refusal):
    code = "party_concerned"


class ReasonMissing(Refusal):
    code = "reason_missing"  # values: at_least


class NotYours(Refusal):
    """Only the requester may do this."""

    code = "not_yours"


class TooLate(Refusal):
    """The request has reached its end. values: state."""

    code = "too_late"

    @property
    def saying(self) -> Saying:
        state = Saying(f"refusal.state.{self.values['state']}")
        return Saying(f"refusal.{self.code}", {**self.values, "state": state})


class UnderWay(Refusal):
    """Somebody has come and looked, or the like: it is entered now, and not taken back any more.

    values: task (its title).
    """

    code = "under_way"


class NotApproved(Refusal):
    """Nothing is carried out before the last signature."""

    code = "not_approved"


class NobodyToAsk(Refusal):
    """No person could sign a seat, and no one above either; the administrator is told.

    values: role (its name, a label).
    """

    code = "nobody_to_ask"


class NotForYou(Refusal):
    """The pack names others who file this kind. values: kind (its title)."""

    code = "not_for_you"


class NotSigned(Refusal):
    """A return goes to a step that has signed, or to the requester."""

    code = "not_signed"


class NotLast(Refusal):
    """An approval is taken back by whoever gave the last signature, nobody else."""

    code = "not_last"


class CarriedOutAlready(Refusal):
    """Something was viewed or handed over; it cannot be made undone."""

    code = "carried_out_already"


class CannotBeAsked(Refusal):
    """values: who (a person's id; who speaks puts the name in), why: "requester", "party", "asked",
    "lower", "left"."""

    code = "cannot_be_asked"

    @property
    def saying(self) -> Saying:
        why = Saying(f"refusal.unfit.{self.values['why']}")
        return Saying(f"refusal.{self.code}", {**self.values, "why": why})


class OwnSeatOnly(Refusal):
    """An added signer signs, and that is all."""

    code = "own_seat_only"


class OnlyWhoAdded(Refusal):
    """A signer is taken back by who added him, before he has signed."""

    code = "only_who_added"


class NotAskedOf(Refusal):
    """Somebody else's opinion was asked, or somebody else was to know."""

    code = "not_asked_of"


class AlreadyAnswered(Refusal):
    code = "already_answered"


class FlagFixed(Refusal):
    """The places of the request bring this flag with them."""

    code = "flag_fixed"


class LoweringIsForTheLast(Refusal):
    code = "lowering_is_for_the_last"


class ConsentMissing(Refusal):
    """The rule wants an express word on the copy, and a plain yes is none."""

    code = "consent_missing"


class ReportMissing(Refusal):
    """values: at_least."""

    code = "report_missing"


class NoSuchPerson(Refusal):
    """values: name."""

    code = "no_such_person"


class SeveralSuch(Refusal):
    """values: names."""

    code = "several_such"
