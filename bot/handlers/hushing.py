"""静默: which devices or places, until when and why, asked in private."""

from datetime import datetime, time, timedelta

from bot.actions import handling, silencing
from bot.actions.office import Office
from bot.alerts.outage import Outage, Stage
from bot.cards import Card
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.handlers.errand import Answers, Errand
from bot.handlers.visit import Answer, Visit
from bot.speech import both
from bot.taps import Tap
from bot.writing import outage_words
from storage import faults

SCOPE, UNTIL, AT, REASON = "scope", "until", "at", "reason"
HOURS = {"h1": 1, "h4": 4, "h24": 24}
MORNING = time(7)


def asked(visit: Visit, tap: Tap) -> Answer:
    found(visit, tap.about)
    return Answer(opens=f"silence:{tap.about}")


def ended(visit: Visit, tap: Tap) -> Answer:
    silencing.end(visit.work, visit.office, visit.person, tap.about)
    return Answer(toast=visit.voice.say("silence.ended_toast"))


def found(visit: Visit, number: int) -> Outage:
    """Raises the refusal that silencing it would raise."""
    silencing.must_be_competent(visit.office, visit.person)
    outage = handling.find(visit.work, visit.office, number)
    if outage.stage is not Stage.OPEN:
        raise handling.Recovered
    return outage


def errand(visit: Visit, number: str) -> Errand:
    outage = found(visit, int(number))
    here = [fault for fault in faults.of_outage(visit.work, outage.id) if fault.open]
    devices = tuple(dict.fromkeys((*filter(None, (outage.cause,)), *(f.device for f in here))))
    zones = tuple(dict.fromkeys(f.zone for f in here if f.zone))

    def finish(visit: Visit, answers: Answers) -> Answer:
        whole = answers[SCOPE] == "zones"
        kept = silencing.silence(
            visit.work,
            visit.office,
            visit.person,
            devices=() if whole else devices,
            zones=zones if whole else (),
            ends=meant(visit.office, answers),
            reason=answers[REASON],
        )
        until = visit.voice.brief(kept.ends)
        said = visit.voice.say("silence.begun", until=until)
        return Answer(cards=(Card(title=said),), toast=said)

    return Errand(form=form_of(visit.office, devices, zones), finish=finish, at_once=True)


def meant(office: Office, answers: Answers) -> datetime:
    now = office.now
    match answers[UNTIL]:
        case "at":
            return datetime.fromisoformat(answers[AT]).astimezone(now.tzinfo)
        case "morning":
            day = now.date() + timedelta(days=now.time() >= MORNING)
            return datetime.combine(day, MORNING, tzinfo=now.tzinfo)
        case hours:
            return now + timedelta(hours=HOURS[hours])


def form_of(office: Office, devices: tuple[str, ...], zones: tuple[str, ...]) -> Form:
    return Form(
        id="silence",
        title=Label("静默", "Silence"),
        fields=(scope_field(office, devices, zones), UNTIL_FIELD, AT_FIELD, REASON_FIELD),
    )


def scope_field(office: Office, devices: tuple[str, ...], zones: tuple[str, ...]) -> Field:
    named = [outage_words.zone(office, zone) for zone in zones]
    places = both("silence.places_many" if named[3:] else "silence.places", names=named[:3])
    these = both("silence.these", n=len(devices))
    options = [Option(id="devices", label=these)]
    return Field(
        key=SCOPE,
        kind=FieldKind.CHOICE,
        label=Label("范围", "Scope"),
        ask=Label(
            "哪些不再通知？记录照常。", "What shall be kept quiet? It is still recorded."
        ),
        options=(*options, *((Option(id="zones", label=places),) if zones else ())),
    )


UNTIL_FIELD = Field(
    key=UNTIL,
    kind=FieldKind.CHOICE,
    label=Label("到何时", "Until"),
    ask=Label("静默到什么时候？", "Until when?"),
    options=(
        Option(id="h1", label=Label("1 小时", "An hour")),
        Option(id="h4", label=Label("4 小时", "Four hours")),
        Option(id="morning", label=Label("明早 7 点", "Until 7 in the morning")),
        Option(id="h24", label=Label("24 小时", "A day")),
        Option(id="at", label=Label("指定时间", "Another time")),
    ),
)
AT_FIELD = Field(
    key=AT,
    kind=FieldKind.MOMENT,
    label=Label("截止时间", "End"),
    ask=Label("到几月几日几点？最长 7 天。", "To which day and hour? At most 7 days."),
    ahead=True,
    when={UNTIL: "at"},
)
REASON_FIELD = Field(
    key=REASON,
    kind=FieldKind.TEXT,
    label=Label("原因", "Reason"),
    ask=Label("为什么静默？", "Why?"),
    at_least=2,
    at_most=100,
)
