"""Names as typed: parties concerned, and students, whom some schools write as codes."""

import re
from collections.abc import Mapping
from typing import Any

from bot.approvals.refusals import Refusal
from bot.cards import Saying, Words
from bot.conversation.asked import Asked, Offer, Ongoing, Reply, Settled, problem
from bot.conversation.matching import key
from bot.conversation.numerals import clean, plain
from bot.conversation.people import LONGEST_NAME, called, name_wrong, split
from bot.conversation.picks import settled
from bot.conversation.private import private_number
from bot.conversation.replies import NONE
from bot.people import naming
from bot.people.person import Person
from bot.people.students import teachers_of

# A full name, unless a word says that it is none: 王某, 学生甲, 校外司机.
_FULL_NAME = re.compile(r"[\u3400-\u9fff·]{2,5}")
_NO_NAME = re.compile("某|学生|家长|校外|外来|陌生|不明|不详|无名|[甲乙丙丁]$")
SHORTEST_REASON = 2  # characters: 产假


class Names:
    """Names or student codes. With `codes` in the field only codes are taken; who files for the
    class of another teacher is asked why."""

    def offer(self, asked: Asked) -> Offer:
        if "codes" in asked.partial:
            teachers = [teacher.name for teacher in _others(asked, asked.partial["codes"])]
            step = problem("step.stand_in", teachers=teachers)
            return Offer(step=step, placeholder=problem("placeholder.text"))
        codes = asked.world.students
        if asked.field.codes and codes:
            return Offer(placeholder=problem("placeholder.codes", example=codes.example))
        return Offer(placeholder=problem("placeholder.names"))

    def typed(self, asked: Asked, text: str) -> Reply:
        if "codes" in asked.partial:
            return _with_reason(asked.partial["codes"], text)
        if plain(text) in NONE:
            return settled(asked, [])
        if asked.field.codes:
            return self._codes(asked, [code for name in split(text) for code in name.split()])
        once: dict[str, str] = {}
        for name in split(text):
            meant = _as_listed(asked, name)
            once.setdefault(key(meant), meant)
        names = list(once.values())
        if wrong := next(filter(None, (_party_wrong(asked, name) for name in names)), None):
            return wrong
        return settled(asked, names) if names else problem("blank")

    def _codes(self, asked: Asked, names: list[str]) -> Reply:
        if wrong := self.check(asked, names):
            return wrong
        codes = asked.world.students
        read = list(dict.fromkeys(codes.must_read(n) for n in names)) if codes else names
        reply = settled(asked, read)
        others = _others(asked, read) if isinstance(reply, Settled) and reply.value else []
        if not others:
            return reply
        known = _known_reason(asked, others)
        return _with_reason(read, known) if known else Ongoing({"codes": read})

    def chosen(self, asked: Asked, option: str) -> Reply:
        del asked, option
        return problem("no_such_option")

    def done(self, asked: Asked) -> Reply:
        return settled(asked, list(asked.value or ()))

    def check(self, asked: Asked, value: Any) -> Saying | None:
        if not asked.field.codes or asked.world.students is None:
            return None
        try:
            _others(asked, value)
        except Refusal as refusal:
            return refusal.saying
        return None

    def render(self, asked: Asked, value: Any) -> Words:
        listed = problem("listed", items=list(value))
        reason = asked.answers.get(f"{asked.field.key}_text")
        return problem("stood_in", items=listed, reason=reason) if reason else listed

    def fewer(self, partial: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return {} if "codes" in partial else None


def _others(asked: Asked, codes: list[str]) -> list[Person]:
    """The homeroom teachers, other than who files, whose students these are. Raises the refusal
    that is due."""
    shape, me = asked.world.students, asked.world.requester.id
    if shape is None:
        return []
    if asked.field.codes == "own":
        teachers = teachers_of(shape, codes, asked.world.classes())
        return [teacher for teacher in teachers if teacher.id != me]
    for code in codes:
        shape.must_read(code)
    return []


def _known_reason(asked: Asked, teachers: list[Person]) -> str:
    """Why he stands in, where it was written down when he was named; empty unless of all."""
    me, now = asked.world.requester.id, asked.world.now
    reasons = {
        d.of: d.reason
        for d in asked.world.directory.deputies
        if d.by == me and d.start <= now < d.end and d.reason
    }
    found = [reasons.get(teacher.id, "") for teacher in teachers]
    return "；".join(dict.fromkeys(found)) if all(found) else ""


def _with_reason(codes: list[str], text: str) -> Reply:
    words = clean(text)
    if private := private_number(words):
        return private
    if len(words) < SHORTEST_REASON or not any(c.isalpha() for c in words):
        return problem("own_words_needed")
    return Settled(codes, own_words=words)


def _as_listed(asked: Asked, name: str) -> str:
    """A colleague by his bare name, whatever title or unit was typed with it: so he is known for
    a party where cards are dealt out and at the door. Digits are a student's number."""
    if name.isdecimal():
        return name
    staff = called(asked.world.directory.persons.values(), name)
    names = {naming.plain(person.name) for person in staff}
    return names.pop() if len(names) == 1 else name


def _party_wrong(asked: Asked, name: str) -> Saying | None:
    """Student numbers of some schools are digits alone; a digit or two is a slip."""
    if private := private_number(name):
        return private
    if name.isdecimal() and 4 <= len(name) <= LONGEST_NAME:
        return None
    return name_wrong(name) or _student_named(asked, name)


def _student_named(asked: Asked, name: str) -> Saying | None:
    """Where students have codes, a full name that nobody on the staff has may be a child's."""
    codes = asked.world.students
    if codes is None or codes.read(name) or not _FULL_NAME.fullmatch(name):
        return None
    if _NO_NAME.search(name) or called(asked.world.directory.persons.values(), name):
        return None
    return problem("students_by_code", text=name, example=codes.example)
