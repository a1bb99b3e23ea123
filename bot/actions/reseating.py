"""People and posts change while requests wait: whoever may sign now is asked.

A request whose step was left without anybody waits here until somebody is named.
"""

from bot.actions import finding
from bot.actions.announcing import announce, asking, still_asked
from bot.actions.filing import seating
from bot.actions.office import Office, Rules
from bot.actions.owing import owe
from bot.approvals import progress
from bot.approvals.request import Request, State, unheard
from bot.notices import Reason, ToPerson
from bot.people.person import Person, PersonId
from storage import journal, requests
from storage.store import Work

NOBODY = PersonId("")  # the calendar and the lists act for no person


def outdated(work: Work, rules: Rules) -> list[int]:
    """Requests whose open step would be seated otherwise today. Only looks."""
    office = Office.open(work, rules)
    waiting = requests.in_state(work, office.id, State.IN_APPROVAL)
    return [request.id for request in waiting if again(office, request)[1]]


def again(office: Office, request: Request) -> progress.Outcome:
    return progress.reseat(request, seating(office), office.now)


def reseat(work: Work, rules: Rules, request_id: int) -> bool:
    """False where nothing was to be changed after all."""
    office = Office.open(work, rules)
    request = finding.request(work, office, request_id)
    seated, events = again(office, request)
    if not events:
        return False
    requests.keep(work, seated)
    data = {"request": request.id, "number": request.number}
    journal.append(work, office.id, "request.reseated", data)
    announce(work, office, seated, events, by=NOBODY, asked=still_asked(request, seated))
    return True


def reseat_all(work: Work, rules: Rules) -> int:
    """How many requests are asked of somebody else from now on."""
    return sum(reseat(work, rules, number) for number in outdated(work, rules))


def ask_again(work: Work, office: Office, person: Person) -> None:
    """He can be reached again, perhaps elsewhere: what waits for him is put before him anew."""
    for one in requests.waiting_on(work, office.id, person.id):
        if unheard(one.request, office.now):
            continue  # he is asked when the time comes
        card = asking(one.request, one.request.step)
        key = f"{card}/{one.request.token}/{person.id}/{work.now.isoformat()}"
        owe(work, office, ToPerson(person.id), Reason.ASKED, card, key, fresh=True)
