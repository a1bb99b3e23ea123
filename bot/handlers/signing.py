"""What an approver taps on the card that asks him: his right is checked before he is asked more."""

from bot.actions import deciding, finding, handing, proving, seconding
from bot.approvals import hands, opinions
from bot.approvals.progress import last_signers
from bot.approvals.refusals import NotLast, TooLate
from bot.approvals.request import Consent, Request, State, Verdict
from bot.handlers import approver, forms
from bot.handlers.visit import Answer, Visit
from bot.taps import Tap, Verb
from bot.writing import asking, beside
from bot.writing import seconding as seconding_card


def approve(visit: Visit, tap: Tap) -> Answer:
    """At once, unless a rule wants more than a yes; then that is asked."""
    request = finding.request(visit.work, visit.office, tap.about)
    consent = tap.arg if tap.arg in set(Consent) else ""
    if tap.version == request.token and approver.wanted(
        visit, request, consent=consent, comment=False
    ):
        ready(visit, tap)
        return forms.opened(visit, f"approve:{tap.about}:{tap.version}:{consent}:")
    word = Consent(consent) if consent else None
    return approver.decided(visit, request, tap.version, Verdict.APPROVE, consent=word)


def comment(visit: Visit, tap: Tap) -> Answer:
    ready(visit, tap)
    return forms.opened(visit, f"approve:{tap.about}:{tap.version}::comment")


def ready(visit: Visit, tap: Tap) -> Request:
    """Before he is asked what his approval says: that it is his to give, and that he has a PIN
    where one will be wanted."""
    request = deciding.may(visit.work, visit.office, visit.person, tap.about, token=tap.version)
    proving.require_set(visit.work, visit.office, visit.person, request)
    return request


def with_reason(visit: Visit, tap: Tap) -> Answer:
    """不同意 and 退回补充 ask for a reason first; the right to decide is checked before that."""
    made = approver.WITH_REASON[tap.verb]
    deciding.may(visit.work, visit.office, visit.person, tap.about, token=tap.version)
    return forms.opened(visit, f"verdict:{tap.about}:{tap.version}:{made}")


def more(visit: Visit, tap: Tap) -> Answer:
    """The rest of what he may do, on the same card."""
    request = deciding.may(visit.work, visit.office, visit.person, tap.about, token=tap.version)
    card = asking.more(visit.scene, request)
    return Answer(cards=(card,) if card else ())


def narrow(visit: Visit, tap: Tap) -> Answer:
    request = ready(visit, tap)
    begun = approver.standing_scope(request)
    return forms.opened(visit, f"narrow:{tap.about}:{tap.version}", begun)


def send_back(visit: Visit, tap: Tap) -> Answer:
    deciding.may(visit.work, visit.office, visit.person, tap.about, token=tap.version)
    return forms.opened(visit, f"back:{tap.about}:{tap.version}")


def bring_in(visit: Visit, tap: Tap) -> Answer:
    request = deciding.may(visit.work, visit.office, visit.person, tap.about, token=tap.version)
    hands.own_seat(request, tap.version, visit.person.id)
    return forms.opened(visit, f"hands:{tap.about}:{tap.version}")


def take_back(visit: Visit, tap: Tap) -> Answer:
    seat = int(tap.arg) if tap.arg.isdecimal() else -1
    request = handing.remove(
        visit.work, visit.office, visit.person, tap.about, token=tap.version, seat=seat
    )
    return approver.shown(visit, request, visit.voice.say("hands.done_remove"))


def weigh(visit: Visit, tap: Tap) -> Answer:
    request = deciding.may(visit.work, visit.office, visit.person, tap.about, token=tap.version)
    hands.own_seat(request, tap.version, visit.person.id)
    begun = approver.flag_answers(request)
    return forms.opened(visit, f"flags:{tap.about}:{tap.version}", begun)


def revoke(visit: Visit, tap: Tap) -> Answer:
    request = finding.request_seen(visit.work, visit.office, tap.about)
    if request.state is not State.APPROVED:
        raise TooLate(state=request.state)
    if visit.person.id not in last_signers(request):
        raise NotLast
    return forms.opened(visit, f"revoke:{tap.about}")


def opine(visit: Visit, tap: Tap) -> Answer:
    request = finding.request_seen(visit.work, visit.office, tap.about)
    number = int(tap.arg) if tap.arg.isdecimal() else -1
    opinions.answerable(request, number, visit.person.id)
    return forms.opened(visit, f"opinion:{tap.about}:{number}")


def read(visit: Visit, tap: Tap) -> Answer:
    number = int(tap.arg) if tap.arg.isdecimal() else -1
    handing.read(visit.work, visit.office, visit.person, tap.about, number=number)
    card = beside.informed(visit.scene, (str(tap.about), str(number)))
    return Answer(cards=(card,) if card else (), toast=visit.voice.say("informed.thanks"))


def second_person(visit: Visit, tap: Tap) -> Answer:
    yes = tap.verb is Verb.CONFIRM
    seat = int(tap.arg or 0)
    request = seconding.answer(
        visit.work, visit.office, visit.person, tap.about, tap.version, seat, yes=yes
    )
    card = seconding_card.closed(visit.scene, request, seat, tap.version)
    toast = visit.voice.say("second.done_yes" if yes else "second.done_no")
    return Answer(cards=(card,), toast=toast)
