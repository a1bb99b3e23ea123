"""What nobody may write into a form: numbers of identity cards and of mobile phones.

The last four digits are enough to tell two people apart, and no more is kept.
"""

import re
import unicodedata

from bot.cards import Saying
from bot.conversation.asked import problem

_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_GAP = r"[ \-]?"
# Area, birthday, serial and check digit; wrongly copied digits are as private as right ones.
_IDENTITY = re.compile(
    rf"(?<!\d)[1-9]\d{{5}}{_GAP}(?:(?:19|20)\d\d{_DAY}{_GAP}\d{{3}}[\dXx]|\d\d{_DAY}{_GAP}\d{{3}})(?!\d)"
)
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)")


def private_number(text: str) -> Saying | None:
    """Why this text cannot be taken, if it holds such a number, however it is spaced."""
    said = unicodedata.normalize("NFKC", text)
    if _IDENTITY.search(said):
        return problem("identity_number")
    if _MOBILE.search(said):
        return problem("mobile_number")
    return None


def holds_number(text: str) -> bool:
    """Whether nothing of it may be kept, whatever was answered to it."""
    return private_number(text) is not None


def without_numbers(text: str) -> str:
    """The same with the last four digits left, where a name cannot be asked back (a file's)."""
    said = unicodedata.normalize("NFKC", text)
    kept = said
    for number in (_IDENTITY, _MOBILE):
        kept = number.sub(lambda found: f"…{found[0][-4:]}", kept)
    return text if kept == said else kept
