"""Acts that many stories share: typing a form through, and people beyond the stage's six phones."""

from sandbox.player import Actor
from sandbox.schools.demo import phone
from sandbox.town import Town


async def fills(person: Actor, *turns: tuple[str, str]) -> None:
    """Each answer, and a word of the question it brings."""
    for words, then in turns:
        await person.says(words)
        await person.sees(then, fresh=True)


async def attaches(person: Actor, name: str, then: str) -> None:
    """One paper where files are asked for."""
    await person.photo(name)
    await person.sees("完成（1）")
    await person.says("完成")
    await person.sees(then, fresh=True)


def other(here: Town, name: str, zh: str, en: str) -> Actor:
    return Actor(here.stage, phone(here.platforms.school.people, name, zh, en))
