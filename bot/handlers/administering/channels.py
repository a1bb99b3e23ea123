"""通道 in chat: switching a platform off is asked for with an end and a reason; on is one tap."""

from bot.actions import switching
from bot.approvals.refusals import StaleCard
from bot.cards import Card
from bot.conversation.form import Form, Label, Option
from bot.handlers.endings import REASON, UNTIL, at_field, meant, reason_field, until_field
from bot.handlers.errand import Answers, Errand, Foreseen
from bot.handlers.visit import Answer, Visit
from bot.people.person import Platform
from bot.taps import Tap
from bot.writing import channels

OPEN = "open"  # without an end


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
            until=None if answers[UNTIL] == OPEN else meant(visit.office, answers),
            reason=answers[REASON],
        )
        key = "channel.done_until" if switch.until else "channel.done"
        until = visit.voice.brief(switch.until) if switch.until else ""
        channel = channels.name(platform, visit.voice)
        said = visit.voice.say(key, channel=channel, until=until)
        on = channels.turning(platform, "on", visit.voice)
        return Answer(cards=(Card(title=said, buttons=((on,),)),), toast=said)

    return Errand(form=FORM, finish=finish, preview=preview)


FORM = Form(
    id="channel",
    title=Label("关闭通道", "Switching a channel off"),
    fields=(
        until_field(
            Label("关闭到什么时候？", "Until when?"),
            Option(id=OPEN, label=Label("重新开启为止", "Until switched on again")),
            Option(id="h2", label=Label("2 小时", "Two hours")),
            help_=Label(
                "关闭期间不向该平台发送消息；对方在该平台发来的内容照常办理。",
                "Nothing is sent there meanwhile; what people say there still counts.",
            ),
        ),
        at_field(Label("到几月几日几点？", "To which day and hour?")),
        reason_field(Label("为什么关闭？", "Why?")),
    ),
)
