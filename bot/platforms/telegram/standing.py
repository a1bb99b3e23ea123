"""Which question stands where: a form is one message, and what stood above loses its buttons."""

from bot.cards import Card
from bot.platforms.ports import Said, SentFile
from bot.taps import Tap, UnreadableTap, Verb

REMEMBERED = 10_000  # private chats and split cards kept in mind; older ones are only less tidy

TIDIED = 200  # old questions that lose their buttons at once …
TIDIED_PER_SECOND = 5.0  # … and in the long run

FORM = {
    Verb.AFRESH,
    Verb.ANSWER,
    Verb.BACK,
    Verb.SKIP,
    Verb.DONE,
    Verb.PAGE,
    Verb.CHANGE,
    Verb.SUBMIT,
}


class Allowance:
    """So many at once, and so many a second in the long run."""

    def __init__(self, most: int, per_second: float) -> None:
        self._most = most
        self._pace = per_second
        self._left = float(most)
        self._at = 0.0

    def grants(self, now: float) -> bool:
        """`now` in seconds of a monotonic clock. What is granted counts as used."""
        self._left = min(self._most, self._left + self._pace * (now - self._at))
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def is_question(card: Card) -> bool:
    return any(b.tap is not None and b.tap.verb in FORM for row in card.buttons for b in row)


def asks(payload: str) -> bool:
    """Whether this button stood under a question."""
    try:
        return Tap.read(payload).verb in FORM
    except UnreadableTap:
        return False


def settles_question(what: object, cards: tuple[Card, ...]) -> bool:
    """A typed answer does; /help in the middle of a form only if the form goes on below."""
    match what:
        case Said(text) if text.startswith("/"):
            return any(is_question(card) for card in cards)
        case Said() | SentFile():
            return bool(cards)
    return False
