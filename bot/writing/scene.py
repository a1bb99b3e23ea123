"""Who reads a card, in which chat, in which transaction: what every writer is given."""

from dataclasses import dataclass

from bot.actions.office import Office
from bot.people.person import Person, Platform
from bot.speech import Voice
from bot.writing import links
from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`person` None: a group, where names are masked and reasons are not told."""

    person: Person | None
    platform: Platform
    address: str
    on_page: bool = False  # where nothing is typed, and a look leaves no trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    work: Work
    office: Office
    reader: Reader
    voice: Voice

    def page(self, where: str) -> str:
        """The address of one of the reader's own pages; empty where he can open none."""
        rules, reader = self.office.rules, self.reader
        if reader.person is None:
            return ""
        return links.own(rules.public_url, rules.school, rules.link_key, where, reader.platform)
