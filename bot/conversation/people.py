"""People and names: viewers from the directory or from outside, parties as typed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.cards import Saying, Words
from bot.conversation.asked import Asked, Choice, Offer, Ongoing, Reply, Settled, problem
from bot.conversation.matching import key
from bot.conversation.numerals import plain, quoted
from bot.conversation.picks import settled, token, too_many
from bot.conversation.private import private_number
from bot.conversation.replies import ME, NONE
from bot.people.person import Person, PersonId

LONGEST_NAME = 20
_TITLES = ("班主任", "老师", "主任", "科长", "处长", "校长", "同学")
_SEPARATORS = re.compile(r"[、,，;；\n/]+")
_HAN = re.compile(r"[\u3400-\u9fff·]+")


def split(text: str) -> list[str]:
    """乔木 舒望 are two people, Anna Smith is one: spaces part only what is written in Han."""
    pieces = [" ".join(p.split()) for p in _SEPARATORS.split(text)]
    parted: list[str] = []
    for piece in filter(None, pieces):
        words = piece.split(" ")
        parted += words if all(_HAN.fullmatch(w) for w in words) else [piece]
    return parted


def name_wrong(name: str) -> Saying | None:
    if private := private_number(name):
        return private
    if len(name) > LONGEST_NAME:
        return problem("name_too_long", text=quoted(name), at_most=LONGEST_NAME)
    if not any(c.isalpha() for c in name) or re.search(r"[?!？！。<>{}\[\]@#$%^&*=|\\]", name):
        return problem("not_a_name", text=name)
    return None


def _entry(person: Person) -> dict[str, str]:
    return {"id": str(person.id), "name": person.name}


def _meant(asked: Asked, name: str) -> dict[str, str] | Saying:
    """A colleague if exactly one is called that, else a person from outside, as typed."""
    if plain(name) in ME:
        return _entry(asked.world.requester)
    staff = called(asked.world.directory.persons.values(), name)
    if len(staff) == 1:
        return _entry(staff[0])
    if staff:
        return problem("which_person", text=name, names=[f"{p.unit}{p.name}" for p in staff])
    return name_wrong(name) or {"id": "", "name": name}


def called(persons: Iterable[Person], name: str) -> list[Person]:
    active = [p for p in persons if p.active]
    wanted = key(name)
    for form in (wanted, *(wanted.removesuffix(t) for t in _TITLES if wanted.endswith(t))):
        found = [p for p in active if form in (key(p.name), key(p.unit + p.name), key(p.id))]
        if found:
            return found
    return []


def _unique(people: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    seen = {(p["id"] or key(p["name"])): dict(p) for p in people}
    return list(seen.values())


class People:
    """Viewers. Options: 本人 and whoever is named already, to be taken out by a tap."""

    def offer(self, asked: Asked) -> Offer:
        here = _people(asked)
        me = _entry(asked.world.requester)
        listed = [me, *(p for p in here if p["id"] != me["id"])]
        options = tuple(
            Choice(
                id="me" if p is me else _person_token(p),
                text=problem("me", name=p["name"]) if p is me else p["name"],
                picked=any(p["id"] == h["id"] and p["name"] == h["name"] for h in here),
                typed=str(i) if i < 10 else "",
            )
            for i, p in enumerate(listed, 1)
        )
        return Offer(
            options=options, count=len(here), placeholder=problem("placeholder.people")
        )

    def typed(self, asked: Asked, text: str) -> Reply:
        if plain(text) in NONE:
            return settled(asked, [])
        if option := next(
            (c.id for c in self.offer(asked).options if c.typed == plain(text)), ""
        ):
            return self.chosen(asked, option)
        meant = [_meant(asked, name) for name in split(text)]
        if wrong := next((m for m in meant if isinstance(m, Saying)), None):
            return wrong
        people = [m for m in meant if not isinstance(m, Saying)]
        if "picked" not in asked.partial:
            return _settled_people(asked, people)
        joined = _unique([*_people(asked), *people])
        return too_many(asked, joined) or Ongoing({"picked": _sorted(asked, joined)})

    def chosen(self, asked: Asked, option: str) -> Reply:
        here = _people(asked)
        if option == "me":
            tapped: Mapping[str, str] | None = _entry(asked.world.requester)
        else:
            tapped = next((p for p in here if _person_token(p) == option), None)
        if tapped is None:
            return problem("no_such_option")
        if asked.field.at_most == 1:
            return Settled([dict(tapped)])
        after = [p for p in here if p["id"] != tapped["id"] or p["name"] != tapped["name"]]
        if len(after) == len(here):
            after = [*here, dict(tapped)]
        return too_many(asked, after) or Ongoing({"picked": _sorted(asked, after)})

    def done(self, asked: Asked) -> Reply:
        return _settled_people(asked, _people(asked))

    def check(self, asked: Asked, value: Any) -> Saying | None:
        gone = [p["name"] for p in value if p["id"] and not self._here(asked, p["id"])]
        return problem("person_gone", names=gone) if gone else None

    @staticmethod
    def _here(asked: Asked, wanted: str) -> bool:
        person = asked.world.directory.get(PersonId(wanted)) or (
            asked.world.requester if asked.world.requester.id == wanted else None
        )
        return person is not None and person.active

    def render(self, asked: Asked, value: Any) -> Words:
        del asked
        return problem("listed", items=[p["name"] for p in value])

    def fewer(self, partial: Mapping[str, Any]) -> None:
        del partial


def _people(asked: Asked) -> list[dict[str, str]]:
    here = asked.partial.get("picked", asked.value or ())
    return [dict(p) for p in here]


def _person_token(person: Mapping[str, str]) -> str:
    # 本人 has the word "me"; a colleague who happens to have that id keeps his by the mark.
    return token(f"p-{person['id'] or person['name']}")


def _sorted(asked: Asked, people: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """本人 first, then as named: the order of taps makes no difference."""
    me = asked.world.requester.id
    return sorted(_unique(people), key=lambda p: p["id"] != me)


def _settled_people(asked: Asked, people: Sequence[Mapping[str, str]]) -> Reply:
    return settled(asked, _sorted(asked, people))
