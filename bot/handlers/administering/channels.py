"""通道 in chat: switching a platform off is asked for with an end and a reason; on is one tap."""

from datetime import datetime, time, timedelta

from bot.actions import switching
from bot.actions.office import Office
from bot.approvals.refusals import StaleCard
from bot.cards import Card
from bot.conversation.form import Field, FieldKind, Form, Label, Option
from bot.handlers.errand import Answers, Errand, Foreseen
from bot.handlers.visit import Answer, Visit
from bot.people.person import Platform
from bot.taps import Tap
from bot.writing import channels

UNTIL, AT, REASON = "until", "at", "reason"
HOURS = {"h2": 2, "h24": 24}
MORNING = time(7)


def room(visit: Visit, _page: int = 0) -> Answer:
    return Answer(cards=(channels.listing(visit.scene),))


def switched(visit: Visit, tap: Tap) -> Answer:
    switching.must_administer(visit.person)
    which, _, platform = tap.arg.partition(".")
    if platform not in list(Platform) or which not in ("on", "off"):
        raise StaleCard
    return turned(visit, which, Platform(platform))


def turned(visit: Visit, which: str, platform: Platform) -> Answer:
    if which == "off":
        switching.may_switch_off(visit.office, visit.person, platform)
        return Answer(opens=f"channel:{platform}")
    switching.switch_on(visit.work, visit.office, visit.person, platform)
    said = visit.voice.say("channel.is_on_again", channel=channels.name(platform, visit.voice))
    return Answer(cards=(Card(title=said),), toast=said)


def typed(visit: Visit, text: str) -> Answer | None:
    """The words of a button of the listing."""
    for platform in switching.used(visit.office):
        for which in ("on", "off"):
            if text == channels.turning(platform, which, visit.voice).typed:
                return turned(visit, which, platform)
    return None


def errand(visit: Visit, named: str) -> Errand:
    """Raises the refusal that switching it off would raise."""
    platform = Platform(named)
    switching.may_switch_off(visit.office, visit.person, platform)

    def preview(visit: Visit, answers: Answers) -> Foreseen:
        del answers
        return Foreseen(lines=channels.foreseen(visit.scene, platform))

    def finish(visit: Visit, answers: Answers) -> Answer:
        switch = switching.switch_off(
            visit.work,
            visit.office,
            visit.person,
            platform,
            until=meant(visit.office, answers),
            reason=answers[REASON],
        )
        key = "channel.done_until" if switch.until else "channel.done"
        until = visit.voice.brief(switch.until) if switch.until else ""
        channel = channels.name(platform, visit.voice)
        said = visit.voice.say(key, channel=channel, until=until)
        on = channels.turning(platform, "on", visit.voice)
        return Answer(cards=(Card(title=said, buttons=((on,),)),), toast=said)

    return Errand(form=FORM, finish=finish, preview=preview)


def meant(office: Office, answers: Answers) -> datetime | None:
    now = office.now
    match answers[UNTIL]:
        case "open":
            return None
        case "at":
            return datetime.fromisoformat(answers[AT]).astimezone(now.tzinfo)
        case "morning":
            day = now.date() + timedelta(days=now.time() >= MORNING)
            return datetime.combine(day, MORNING, tzinfo=now.tzinfo)
        case hours:
            return now + timedelta(hours=HOURS[hours])


FORM = Form(
    id="channel",
    title=Label("关闭通道", "Switching a channel off"),
    fields=(
        Field(
            key=UNTIL,
            kind=FieldKind.CHOICE,
            label=Label("到何时", "Until"),
            ask=Label("关闭到什么时候？", "Until when?"),
            help=Label(
                "关闭期间不向该平台发送消息；对方在该平台发来的内容照常办理。",
                "Nothing is sent there meanwhile; what people say there still counts.",
            ),
            options=(
                Option(id="open", label=Label("重新开启为止", "Until switched on again")),
                Option(id="h2", label=Label("2 小时", "Two hours")),
                Option(id="morning", label=Label("明早 7 点", "Until 7 in the morning")),
                Option(id="h24", label=Label("24 小时", "A day")),
                Option(id="at", label=Label("指定时间", "Another time")),
            ),
        ),
        Field(
            key=AT,
            kind=FieldKind.MOMENT,
            label=Label("截止时间", "End"),
            ask=Label("到几月几日几点？", "To which day and hour?"),
            ahead=True,
            when={UNTIL: "at"},
        ),
        Field(
            key=REASON,
            kind=FieldKind.TEXT,
            label=Label("原因", "Reason"),
            ask=Label("为什么关闭？", "Why?"),
            at_least=2,
            at_most=100,
        ),
    ),
)
