"""What a tapped card becomes: its own new state, a greyed question, or what it was."""

from bot.cards import Card
from bot.platforms.ports import Tapped
from bot.platforms.tencent.layout import buttons_of, cut, language_of
from bot.platforms.wecom.render import CASE, DEAD
from bot.speech import Voice
from bot.taps import Tap, UnreadableTap, Verb

_OF_A_CASE = CASE | {Verb.SHOW}
# Answered once: their buttons are greyed when the next question stands below. A decision keeps
# its buttons until it is decided, whatever else was answered to a tap on it.
_QUESTION = frozenset(
    {
        Verb.AFRESH,
        Verb.ANSWER,
        Verb.BACK,
        Verb.CANCEL,
        Verb.CHANGE,
        Verb.DONE,
        Verb.PAGE,
        Verb.SKIP,
        Verb.SUBMIT,
    }
)


def is_same(tapped: Tapped, before: Card | None, card: Card) -> bool:
    """Whether `card` is the tapped one in its new state: settled, the same case, or the same
    question once more. A next question is a message of its own, as people expect of a chat."""
    if card.closed or (before is not None and before.title == card.title):
        return True
    tap = _read(tapped)
    if tap is None:
        return False
    return tap.verb is Verb.PAGE or (tap.verb in _OF_A_CASE and _is_about(card, tap.about))


def is_answered(tapped: Tapped) -> bool:
    tap = _read(tapped)
    return tap is not None and tap.verb in _QUESTION


def chosen(tapped: Tapped, before: Card | None, after: Card) -> str:
    """What the greyed button says; `before` is unknown after a restart."""
    voice = Voice(language_of(after))
    for button in buttons_of(before) if before else ():
        if button.tap and button.tap.packed() == tapped.payload:
            return cut(voice.say("wecom.chosen_this", option=button.text), DEAD)
    return voice.say("wecom.chosen")


def _read(tapped: Tapped) -> Tap | None:
    try:
        return Tap.read(tapped.payload)
    except UnreadableTap:
        return None


def _is_about(card: Card, number: int) -> bool:
    taps = [button.tap for button in buttons_of(card) if button.tap]
    return any(tap.verb in _OF_A_CASE and tap.about == number for tap in taps)
