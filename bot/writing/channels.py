"""通道: which platforms are on, what it would mean to switch one off, and the news of it."""

from bot.actions import switching
from bot.cards import Button, Card, Style
from bot.people.channels import Switch
from bot.people.naming import plain
from bot.people.person import Platform
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import case
from bot.writing.administering import back
from bot.writing.scene import Scene
from storage import waking

NAMED = 5  # people named; the rest is counted


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """The news, as far as it is still true."""
    what, platform = about[0], Platform(about[1])
    switch = scene.office.school.off.get(platform)
    if scene.reader.person is None or (what == "off") is not (switch is not None):
        return None
    channel = name(platform, scene.voice)
    if switch is None:
        return Card(title=scene.voice.say("channel.is_on_again", channel=channel))
    return Card(
        title=scene.voice.say("channel.is_off", channel=channel),
        body=(line(scene, switch), *after(scene)),
        buttons=((turning(platform, "on", scene.voice),),),
    )


def listing(scene: Scene) -> Card:
    """Every platform somebody uses, with the tap that switches it."""
    off, say = scene.office.school.off, scene.voice.say
    used = switching.used(scene.office)
    lines = [
        line(scene, off[p])
        if p in off
        else say("channel.line_on", channel=name(p, scene.voice))
        for p in used
    ]
    buttons = [turning(p, "on" if p in off else "off", scene.voice) for p in used]
    return Card(
        title=say("channel.title"),
        body=("\n".join(lines), *after(scene)) if lines else (say("channel.none"),),
        buttons=(*((button,) for button in buttons), (back(scene.voice),)),
    )


def after(scene: Scene) -> tuple[str, ...]:
    """What waits because of it."""
    waiting = waking.waiting_for(scene.work, scene.office.id)
    return (scene.voice.say("channel.waiting", n=waiting),) if waiting else ()


def line(scene: Scene, switch: Switch) -> str:
    say, brief = scene.voice.say, scene.voice.brief
    key = "channel.line_off_until" if switch.until else "channel.line_off"
    return say(
        key,
        channel=name(switch.platform, scene.voice),
        since=brief(switch.since),
        until=brief(switch.until) if switch.until else "",
        reason=switch.reason,
        who=case.name(scene.office, switch.by) if switch.by else say("channel.console"),
    )


def foreseen(scene: Scene, platform: Platform) -> tuple[str, ...]:
    """Said before it is done: who hears elsewhere, who would not hear, what would wait."""
    seen = switching.foresee(scene.work, scene.office, platform)
    return tuple(said(seen, name(platform, scene.voice), scene.voice))


def said(seen: switching.Foreseen, channel: str, voice: Voice) -> list[str]:
    say = voice.say
    named = [plain(person.name) for person in seen.stranded[:NAMED]]
    lines = [say("channel.would_move", n=seen.moved, channel=channel)]
    if seen.stranded:
        key = "channel.would_wait_more" if seen.stranded[NAMED:] else "channel.would_wait"
        lines.append(say(key, n=len(seen.stranded), names=named))
    if seen.waiting:
        lines.append(say("channel.would_hold", n=seen.waiting))
    if seen.groups:
        groups = [say(f"stuck.group_{group}") for group in seen.groups]
        lines.append(say("channel.would_silence", groups=groups))
    if not seen.admins:
        lines.append(say("channel.no_admin"))
    return lines


def turning(platform: Platform, which: str, voice: Voice) -> Button:
    word = voice.say(f"channel.turn_{which}", channel=name(platform, voice))
    tap = Tap(Verb.SWITCH, arg=f"{which}.{platform}")
    return Button(
        text=word, tap=tap, typed=word, style=Style.GO if which == "on" else Style.STOP
    )


def name(platform: Platform, voice: Voice) -> str:
    return voice(switching.named(platform))
