"""The page's templates, filled with a scene in one language."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from bot.people.naming import plain
from bot.people.person import Platform
from bot.registers.books import Printed
from bot.speech import WEEKDAYS, Voice, catalogue
from sandbox.phones.directing import PACES, State
from sandbox.phones.looks import Chat, chats, shown, skin
from sandbox.phones.registers import JOURNAL, Link, Verified
from sandbox.phones.theatre import Scene
from sandbox.player import Act
from sandbox.schools import SCHOOLS, Phone
from sandbox.stories import Story
from sandbox.stories.english import headings
from sandbox.stories.shelves import shelved

HERE = Path(__file__).parent
STATIC = HERE / "static"
ON_PAGE = (Platform.TELEGRAM, Platform.WECOM, Platform.WECHAT)
FIRST_STORY = "lost_phone"

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


class Drawing:
    """One scene as one visitor reads it."""

    def __init__(self, scene: Scene, voice: Voice, generation: int) -> None:
        self.scene, self.voice, self.generation = scene, voice, generation

    def page(self) -> str:
        return self._filled(
            "page.html",
            language=self.voice.language,
            desk=Markup(self.desk()),  # noqa: S704 — a template of ours
            status=self.status(),
            schools=SCHOOLS.values(),
            shelves=tuple(shelved()),
            titled=self._titled,
            platforms=ON_PAGE,
            paces=tuple(PACES),
            first=FIRST_STORY,
            words={key: self.voice.say(f"phones.{key}") for key in SPOKEN_BY_SCRIPT},
        )

    def desk(self) -> str:
        """What a new scene replaces: the phones, and the tabs of the books."""
        return self._filled(
            "desk.html",
            language=self.voice.language,
            phones=[self._phone(n, phone) for n, phone in enumerate(self.scene.phones)],
            books=self.scene.registers.books,
            journal=JOURNAL,
            now=self.now(),
        )

    def logs(self) -> Iterator[tuple[str, str]]:
        """Each chat of each phone, by the id its place on the page has."""
        for n, phone in enumerate(self.scene.phones):
            for c, chat in enumerate(self._chats(phone)):
                yield f"{n}-{c}", self._log(n, phone, chat)

    def links(self, links: Sequence[Link]) -> str:
        return self._filled("links.html", links=links)

    def book(self, book: Printed, name: str) -> str:
        return self._filled("book.html", book=book, name=name)

    def verified(self, verified: Verified) -> str:
        return self._filled("verified.html", verified=verified)

    def status(self) -> dict[str, Any]:
        """Everything that may change beside the chats."""
        scene, directing = self.scene, self.scene.directing
        alive = "starting" if scene.starting else "alive" if scene.alive else "dead"
        return {
            "generation": self.generation,
            "school": scene.town.platforms.school.id,
            "story": scene.story.id if scene.story else "",
            "title": self._title(),
            "state": directing.state,
            "pace": directing.pace,
            "line": self._line(),
            "act": self._act(directing.act),
            "acts": directing.acts,
            "note": self._note(),
            "bot": alive,
            "out": [str(p) for p in ON_PAGE if scene.aerials[p].out],
            "clock": self.now(),
            "due": self._due(),
            "entries": scene.entries,
        }

    def now(self) -> dict[str, str]:
        town = self.scene.town
        now = town.clock.now().astimezone(town.rules.zone)
        weekday = WEEKDAYS[self.voice.language][now.weekday()]
        return {"day": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}", "weekday": weekday}

    def _title(self) -> str:
        return self._titled(self.scene.story) if self.scene.story else ""

    def _titled(self, story: Story) -> str:
        """Its short title, or the long one while it has none."""
        key = f"stories.{story.id}"
        return self.voice.say(key) if key in catalogue("zh") else story.title

    def _line(self) -> str:
        line = self.scene.directing.line
        return headings().get(line, line) if self.voice.language == "en" else line

    def _note(self) -> str:
        """What a visitor should know now, in a line."""
        directing, say = self.scene.directing, self.voice.say
        if not self.scene.alive and not self.scene.starting:
            return say("phones.bot.note")
        match directing.state:
            case State.ENDED:
                return say("phones.story.ended")
            case State.BROKEN:
                return say("phones.story.broken")
            case State.IDLE if self.scene.story is None:
                return say("phones.hint")
        return ""

    def _act(self, act: Act | None) -> dict[str, Any] | None:
        if act is None:
            return None
        on = [n for n, p in enumerate(self.scene.phones) if p.address == act.phone.address]
        return {
            "phone": on[0] if on else -1,
            "told": told(act, self.voice),
            "words": "" if act.words[:1] in "[↗☰▣" else act.words,
            "chat": act.chat or act.phone.address,
            "bubble": act.bubble,
            "key": act.key,
            "url": act.url,
            "opens": act.words.startswith("↗"),
        }

    def _due(self) -> dict[str, str] | None:
        due, zone = self.scene.due, self.scene.town.rules.zone
        if due is None:
            return None
        at, now = due.at.astimezone(zone), self.scene.town.clock.now().astimezone(zone)
        when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%m-%d %H:%M}"
        return {"at": when, "what": due.told(self.voice)}

    def _phone(self, n: int, phone: Phone) -> dict[str, Any]:
        exchange = self.scene.aerials[phone.platform]
        return {
            "at": n,
            "phone": phone,
            "skin": skin(phone),
            "platform": str(phone.platform),
            "chats": self._chats(phone),
            "menu": exchange.menu(),
        }

    def _log(self, n: int, phone: Phone, chat: Chat) -> str:
        exchange = self.scene.aerials[phone.platform]
        return self._filled(
            "log.html",
            at=n,
            skin=skin(phone),
            chat=chat,
            bubbles=shown(exchange, phone, chat, self._names),
            unsent=exchange.kept(phone.address, chat.id),
            first=n == 0 and not chat.group and self.scene.story is None,
            zone=self.scene.town.rules.zone,
        )

    @property
    def _names(self) -> dict[str, str]:
        return self.scene.town.names

    def _chats(self, phone: Phone) -> tuple[Chat, ...]:
        return chats(phone, self.scene.groups, self.voice.say("phones.private"))

    def _filled(self, template: str, **values: Any) -> str:
        return _templates.get_template(template).render(
            say=self.voice.say, scene=self.scene, plain=plain, **values
        )


# What the page's script says without asking the server.
SPOKEN_BY_SCRIPT = ("copied", "lost", "nonet", "beginning", "starting", "verifying")


def told(act: Act, voice: Voice) -> str:
    """An act in plain words: 乔木 点“提交”."""
    mark, _, rest = act.words.partition(" ")
    name, words = act.phone.name, act.words
    if mark == "↗":
        return voice.say("phones.act.opens", name=name, words=rest.strip("[]"))
    if mark == "☰":
        return voice.say("phones.act.taps", name=name, words=rest)
    if mark == "▣":
        return voice.say("phones.act.photo", name=name)
    if words.startswith("[") and words.endswith("]"):
        return voice.say("phones.act.taps", name=name, words=words[1:-1])
    return voice.say("phones.act.says", name=name, words=words)
