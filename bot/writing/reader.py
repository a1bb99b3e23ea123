"""Who reads a card, and in which chat."""

from dataclasses import dataclass

from bot.people.person import Person, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`person` None: a group, where names are masked and reasons are not told."""

    person: Person | None
    platform: Platform
    address: str
