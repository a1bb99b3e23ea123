"""A case by its number, for whoever may see it: /case 调阅〔2026〕0001, 查 调阅2026-1, 查 12.

Everybody else hears what he would hear of a number that was never given.
"""

import re
from collections.abc import Iterator

from bot.actions import finding
from bot.approvals.refusals import Refusal
from bot.approvals.request import Request
from bot.approvals.sight import Sight
from bot.cards import Card
from bot.conversation.numerals import plain, quoted
from bot.handlers.visit import Answer, Visit
from bot.writing import asking, ladder, looking
from storage import requests

COMMAND = re.compile(r"/case(?:@\w+)?(?:\s+(\S.*))?", re.IGNORECASE)
WORD = re.compile(r"(?:查询?|case)[\s:：]*(\S.*)", re.IGNORECASE)
# What the number is called, its year, its serial; the brackets and the zeros are nobody's to type.
NUMBER = re.compile(r"(\D*?)\D?(\d{4})\D{1,2}(\d{1,6})")
SERIAL = re.compile(r"\d{1,6}")


class NoSuchCase(Refusal):
    """There is none, or it is not for this person. values: number."""

    code = "no_such_case"


def asked(visit: Visit, text: str) -> Answer | None:
    said = text.strip()
    if command := COMMAND.fullmatch(said):
        return by_number(visit, command[1]) if command[1] else visit.says("looking.how")
    word = WORD.fullmatch(said)
    # 查看谁拿走了书包 is an answer to a form and no question for a case.
    return by_number(visit, word[1]) if word and is_number(plain(word[1])) else None


def is_number(said: str) -> bool:
    return bool(NUMBER.fullmatch(said) or SERIAL.fullmatch(said))


def by_number(visit: Visit, said: str) -> Answer:
    for number in meant(visit, plain(said)):
        found = requests.by_number(visit.work, visit.office.id, number)
        if found and (card := shown(visit, found)):
            return Answer(cards=(card,))
    raise NoSuchCase(number=quoted(said))


def meant(visit: Visit, said: str) -> Iterator[str]:
    """The numbers it can stand for, as they are written. A serial alone is of this year."""
    if match := NUMBER.fullmatch(said):
        name, year, serial = match[1].strip(), int(match[2]), int(match[3])
    elif SERIAL.fullmatch(said):
        name, year, serial = "", visit.office.now.year, int(said)
    else:
        return
    for kind in visit.office.pack.kinds.values():
        number = kind.number.format(year=year, serial=serial)
        if plain(number).startswith(name):
            yield number


def shown(visit: Visit, request: Request) -> Card | None:
    """Everybody the card he has of it anyway; None for whoever may not see it."""
    seen = finding.sees(visit.work, visit.office, visit.person, request)
    if seen is Sight.NOTHING:
        return None
    if visit.person.id in request.owners:
        return ladder.linked(visit.scene, request)
    if asking.may_decide(request, visit.person, request.step, request.round):
        about = (str(request.id), str(request.step), str(request.round))
        return asking.card(visit.scene, about)
    return looking.card(visit.scene, request, visit.person, seen)
