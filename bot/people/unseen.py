"""Characters nobody sees: with one of them a name looks like another's and is not it.

Marks that turn the direction of writing, joiners, controls, fillers. A line break counts too: it
would put words of one person on a line of their own in somebody else's card.
"""

import unicodedata

_KINDS = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Letters and symbols by their kind, and nothing on the screen.
_FILLERS = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def first(text: str) -> str:
    """The first of them as U+202E, or ""."""
    found = next((c for c in text if is_unseen(c)), "")
    return f"U+{ord(found):04X}" if found else ""


def without(text: str) -> str:
    """The same with its lines left as they are."""
    return "".join(c for c in text if c == "\n" or not is_unseen(c))


def is_unseen(character: str) -> bool:
    return character in _FILLERS or unicodedata.category(character) in _KINDS
