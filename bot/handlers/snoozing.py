"""稍后提醒: whoever is asked chooses when he is reminded again. 延期: the next in line gives him
more time."""

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


def giving_time(visit: Visit, request_id: str) -> Errand:
    """Raises the refusal that giving it would raise."""
    hurrying.may_give_time(visit.work, visit.office, visit.person, int(request_id))

    def finish(visit: Visit, answers: Answers) -> Answer:
        given = hurrying.give_time(
            visit.work,
            visit.office,
            visit.person,
            int(request_id),
            days=DAYS[answers[LATER]],
            reason=answers[REASON],
        )
        said = visit.voice.say("until.time_given", number=given.number)
        return Answer(cards=(Card(title=said),), toast=said)

    return Errand(form=TIME, finish=finish, at_once=True)


REASON = "reason"
DAYS = {"d1": 1, "d2": 2, "d3": 3}
TIME = Form(
    id="time",
    title=Label("延期办理", "More time"),
    fields=(
        Field(
            key=LATER,
            kind=FieldKind.CHOICE,
            label=Label("延期", "Time"),
            ask=Label("给原办理人延长多久？", "How much more time for those who were asked?"),
            options=(
                Option(id="d1", label=Label("1 个工作日", "One working day")),
                Option(id="d2", label=Label("2 个工作日", "Two working days")),
                Option(id="d3", label=Label("3 个工作日", "Three working days")),
            ),
        ),
        Field(
            key=REASON,
            kind=FieldKind.TEXT,
            label=Label("理由", "Reason"),
            ask=Label("延期的理由是？申请人会看到。", "Why? The applicant sees it."),
            at_least=5,
            at_most=200,
        ),
    ),
)
