"""/fault 餐厅东门 黑屏: whoever keeps the cameras reports with one line, in a group or alone; for
everybody else the line fills the form as far as it says something."""

import re
from collections.abc import Mapping
from typing import Any

from bot.actions import filing, handling, joining
from bot.approvals.pack import Kind
from bot.approvals.refusals import Refusal
from bot.cards import Card
from bot.conversation import fault_phrase
from bot.handlers import forms
from bot.handlers.errands import known_already
from bot.handlers.visit import Answer, Visit

LINE = re.compile(
    r"(?:/fault(?:@\w+)?|报障|report fault)[\s:：]+(\S.*)", re.IGNORECASE | re.DOTALL
)


class NoSuchPlace(Refusal):
    """The line does not begin with a place of the school."""

    code = "fault_no_such_place"


def asked(visit: Visit, text: str) -> Answer | None:
    line = LINE.fullmatch(text.strip())
    kind = visit.office.pack.ticket
    if line is None or kind is None or kind.form is None:
        return None
    classes = next((f for f in kind.form.fields if f.key == "fault_class"), None)
    said = fault_phrase.read(line[1].strip(), visit.office.places, classes)
    if said is None:
        raise NoSuchPlace
    answers = answers_of(said)
    if keeps_cameras(visit, kind):
        return filed(visit, kind, answers)
    if not visit.inbound.private:
        return visit.says("outage.report_alone")
    return forms.opened(visit, f"file:{kind.id}", answers)


def answers_of(said: fault_phrase.FaultSaid) -> dict[str, Any]:
    told: dict[str, Any] = {"zones": [said.zone], "symptom": said.text}
    if said.camera:
        told["cameras"] = [said.camera]
    if said.fault_class == fault_phrase.OTHER:
        return {**told, "fault_class": said.fault_class, "fault_class_text": said.text}
    return {**told, "fault_class": said.fault_class}


def keeps_cameras(visit: Visit, kind: Kind) -> bool:
    """Whoever reports faults for repair need not be asked anything: he will fill the rest in."""
    roles = [r for r in handling.roles_of(visit.office) if visit.person.holds(r)]
    return bool(roles) and filing.may_file(kind, visit.person)


def filed(visit: Visit, kind: Kind, answers: Mapping[str, Any]) -> Answer:
    if joined := joining.join(visit.work, visit.office, visit.person, kind.id, answers):
        return known_already(visit, joined)
    request = filing.file(visit.work, visit.office, visit.person, kind.id, answers)
    said = visit.voice.say("outage.filed", number=request.number)
    return Answer(cards=(Card(title=said),))
