"""A proposed camera point: the request is begun from what is known."""

from bot.actions import blind_spots as spots
from bot.approvals.refusals import StaleCard
from bot.handlers import forms
from bot.handlers.visit import Answer, Visit
from bot.speech import Voice
from bot.taps import Tap
from bot.writing.blind_spots import why
from storage import blind_spots


def begun(visit: Visit, tap: Tap) -> Answer:
    spot = blind_spots.peek(visit.work, tap.about)
    kind = visit.office.pack.kinds.get(spots.NEW_CAMERA)
    if spot is None or spot.school != visit.office.id or kind is None or kind.form is None:
        raise StaleCard
    if visit.person not in spots.answering(visit.office, spot.zone):
        raise StaleCard
    # The paper is the school's own, whoever begins it.
    purpose = why(visit.scene, spot, Voice("zh", visit.office.rules.zone, visit.office.now))
    known = {"zones": [spot.zone], "purpose": purpose}
    asked = {field.key for field in kind.form.fields}
    answers = {key: value for key, value in known.items() if key in asked}
    return forms.again(visit, f"file:{kind.id}", answers)
