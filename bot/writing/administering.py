"""The administrator's card: one button for each thing he looks after."""

from collections.abc import Iterable

from bot.cards import Button, Card
from bot.speech import Voice
from bot.taps import Tap, Verb


def card(voice: Voice, rooms: Iterable[str]) -> Card:
    buttons = [door(room, voice) for room in rooms]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return Card(
        title=voice.say("admin.title"), buttons=tuple(rows), hint=voice.say("admin.hint")
    )


def door(room: str, voice: Voice, page: int = 0) -> Button:
    said = word(room, voice)
    return Button(text=said, tap=Tap(Verb.ADMIN, about=page, arg=room), typed=said)


def back(voice: Voice) -> Button:
    typed = voice.say("admin.word")
    return Button(text=voice.say("admin.back"), tap=Tap(Verb.ADMIN), typed=typed)


def word(room: str, voice: Voice) -> str:
    return voice.say(f"admin.room_{room}")
