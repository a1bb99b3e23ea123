"""XML as cameras write it: any namespace, tags left open.

A parser that keeps the rules would refuse half of what recorders send, and one that forgives may
fetch and unfold what a stranger names. So tags are only looked for, one after the other: nothing
nests, nothing is unfolded, and a document with declarations of its own is refused.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.alerts.reading.outcome import Odd

_TAG = re.compile(r"<(/?)(?:[\w.-]{1,40}:)?([\w.-]{1,80})((?:\s[^<>]*)?)>([^<]*)")
_ATTRIBUTE = re.compile(
    r"(?:[\w.-]{1,40}:)?([\w.-]{1,80})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)')"
)


@dataclass(frozen=True, slots=True)
class Tag:
    """`text` is what follows it, up to the next tag. `ends`: it closes something."""

    name: str  # without its namespace
    ends: bool = False
    text: str = ""
    said: dict[str, str] = field(default_factory=dict)


def tags(document: str) -> Iterator[Tag]:
    """`&amp;` and its like are read: each stands for one sign, as nothing can be declared."""
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", document, re.IGNORECASE):
        raise Odd("declares")
    for ends, name, attributes, text in _TAG.findall(document):
        said = {
            found[0]: html.unescape(found[1] or found[2])
            for found in _ATTRIBUTE.findall(attributes)
        }
        yield Tag(name, bool(ends), html.unescape(text.strip()), said)
