"""Until when something that is switched off stays so, and why: asked alike of a silence and of a
channel."""

from datetime import datetime, time, timedelta

from bot.actions.office import Office
from bot.conversation.form import Field, FieldKind, Label, Option
from bot.handlers.errand import Answers

UNTIL, AT, REASON = "until", "at", "reason"
HOURS = {"h1": 1, "h2": 2, "h4": 4, "h24": 24}
MORNING = time(7)
LATER = (
    Option(id="morning", label=Label("明早 7 点", "Until 7 in the morning")),
    Option(id="h24", label=Label("24 小时", "A day")),
    Option(id="at", label=Label("指定时间", "Another time")),
)


NOTHING_MORE = Label("")


def until_field(ask: Label, *sooner: Option, help_: Label = NOTHING_MORE) -> Field:
    """`sooner`: what is offered before `LATER`."""
    return Field(
        key=UNTIL,
        kind=FieldKind.CHOICE,
        label=Label("到何时", "Until"),
        ask=ask,
        help=help_,
        options=(*sooner, *LATER),
    )


def at_field(ask: Label) -> Field:
    return Field(
        key=AT,
        kind=FieldKind.MOMENT,
        label=Label("截止时间", "End"),
        ask=ask,
        ahead=True,
        when={UNTIL: "at"},
    )


def reason_field(ask: Label) -> Field:
    return Field(
        key=REASON,
        kind=FieldKind.TEXT,
        label=Label("原因", "Reason"),
        ask=ask,
        at_least=2,
        at_most=100,
    )


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
