"""稍后提醒: whoever is asked chooses when he is reminded again."""

from datetime import datetime, time, timedelta

from bot.actions import hurrying
from bot.cards import Card
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.handlers.errand import Answers, Errand
from bot.handlers.visit import Answer, Visit

LATER = "later"
HOURS = {"h1": 1, "h3": 3}
MORNING = time(8)


def snoozing(_visit: Visit, request_id: str) -> Errand:
    def finish(visit: Visit, answers: Answers) -> Answer:
        until = wished(visit.office.now, answers[LATER])
        at = hurrying.snooze(visit.work, visit.office, visit.person, int(request_id), until)
        said = visit.voice.say("until.snoozed", at=visit.voice.brief(at))
        return Answer(cards=(Card(title=said),), toast=said)

    return Errand(form=FORM, finish=finish)


FORM = Form(
    id="snooze",
    title=Label("稍后提醒", "Remind me later"),
    fields=(
        Field(
            key=LATER,
            kind=FieldKind.CHOICE,
            label=Label("何时提醒", "When"),
            ask=Label(
                "什么时候再提醒您？不会晚于办理期限。",
                "When shall we remind you? Never later than the deadline.",
            ),
            options=(
                Option(id="h1", label=Label("1 小时后", "In an hour")),
                Option(id="h3", label=Label("3 小时后", "In three hours")),
                Option(id="morning", label=Label("明早 8 点", "Tomorrow at 8")),
            ),
        ),
    ),
)


def wished(now: datetime, choice: str) -> datetime:
    if choice in HOURS:
        return now + timedelta(hours=HOURS[choice])
    return datetime.combine(now.date() + timedelta(days=1), MORNING, tzinfo=now.tzinfo)
