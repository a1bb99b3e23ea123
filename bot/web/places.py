"""Addresses of a person's own pages, behind `/h5/{school}/`."""

from urllib.parse import quote

from bot.handlers.visit import Visit
from bot.notices import About, subject
from bot.writing import links

FORMS = ("file", "amend", "extend", "outcome", "begin")  # what a page can ask
IN_STEPS = (
    "file",
    "amend",
    "extend",
    "begin",
)  # what is looked through once more before it goes


def form(purpose: str) -> str:
    return f"f/{quote(purpose, safe=':')}"


def has_page(purpose: str) -> bool:
    return purpose.partition(":")[0] in FORMS


def in_steps(purpose: str) -> bool:
    return purpose.partition(":")[0] in IN_STEPS


def request(number: int) -> str:
    return f"mine/{number}"


def task(number: int) -> str:
    return f"t/{number}"


def decision(visit: Visit, number: int, step: int, round_: int) -> str:
    name = subject(About.ASK, number, step, round_)
    return f"r/{links.token(visit.office.rules.link_key, name, visit.person.id)}"
