"""One update being handled: who speaks, in which school, in which transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.actions.office import Office
from bot.actions.proving import account_of
from bot.cards import Card, Saying
from bot.notices import Reason
from bot.people.naming import masked
from bot.people.person import Person, PersonId
from bot.platforms.ports import Inbound, Tapped
from bot.speech import Voice
from bot.taps import Tap
from bot.writing.scene import Reader, Scene
from storage.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to whoever spoke. On a tap the first card replaces the tapped one."""

    why: Reason = Reason.REPLIED
    cards: tuple[Card, ...] = ()
    toast: str = ""
    start: str = ""  # in a group: leads into the private chat, where this payload arrives
    opens: str = ""  # the purpose of the form that follows at once
    # What that form begins with; None: one that was left unfinished goes on.
    known: Mapping[str, Any] | None = None
    secret: bool = False  # what was said is taken out of the chat, where the platform lets us

    def in_(self, language: str) -> "Answer":
        """Its cards say what they are written in; one that says so already keeps it."""
        cards = (replace(c, language=c.language or language) for c in self.cards)
        return replace(self, cards=tuple(cards))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    work: Work
    office: Office
    person: Person
    inbound: Inbound
    voice: Voice = field(default_factory=Voice)
    on_page: bool = False  # he reads a page of ours, not a chat

    def says(self, key: str, /, **values: object) -> Answer:
        """One plain sentence."""
        return Answer(cards=(Card(title=self.voice.say(key, **values)),))

    def refusal(self, saying: Saying) -> str:
        """The sentence, with a name where the core only knew who; masked where a group reads."""
        values = dict(saying.values)
        person = self.office.directory.get(PersonId(str(values.get("who", ""))))
        if person:
            values["who"] = person.name if self.inbound.private else masked(person.name)
        return self.voice.say(saying.key, **values)

    def refuses(self, saying: Saying) -> Answer:
        """A refusal: on a tap as the tap's own answer, so that the card stays; else a sentence."""
        if self.tapped:
            return Answer(toast=self.refusal(saying), why=Reason.REFUSED)
        return self.says_no(saying)

    def says_no(self, saying: Saying) -> Answer:
        """As a message, whatever he did: a question of ours is over with it."""
        return Answer(cards=(Card(title=self.refusal(saying)),), why=Reason.REFUSED)

    @property
    def scene(self) -> Scene:
        at = self.inbound
        return Scene(
            work=self.work,
            office=self.office,
            reader=Reader(
                person=self.person,
                platform=at.platform,
                address=at.sender,
                on_page=self.on_page,
            ),
            voice=self.voice,
        )

    @property
    def read_here(self) -> Scene:
        """As whoever reads this chat may: a group in the school's language, names masked."""
        if self.inbound.private:
            return self.scene
        at, rules = self.inbound, self.office.rules
        group = Reader(person=None, platform=at.platform, address=at.chat)
        voice = Voice(rules.language, rules.zone, self.office.now)
        return replace(self.scene, reader=group, voice=voice)

    def leads_to(self, tap: Tap) -> Answer:
        """From a group into the private chat, where this tap goes on."""
        return Answer(toast=self.voice.say("group.go_on_alone"), start=tap.linked())

    @property
    def account(self) -> str:
        return account_of(self.inbound.platform, self.inbound.sender)

    @property
    def tapped(self) -> bool:
        return isinstance(self.inbound.what, Tapped)
