"""Addresses of the pages for phones.

A link names a card and a person and is signed, so that it cannot be guessed or changed. It selects
and never authenticates: the page asks the platform who is looking (wechat.md §3).
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from urllib.parse import quote

from bot.people.person import PersonId, Platform

WITH_WECHAT = "?in=wechat"
SIGN = 16  # bytes: nobody guesses 128 bits


def token(key: bytes, subject: str, person: PersonId) -> str:
    named = f"{subject}~{person}".encode()
    return urlsafe_b64encode(_sign(key, named) + named).rstrip(b"=").decode()


def read(key: bytes, given: str) -> tuple[str, PersonId] | None:
    """The subject and the person a link names; None for anything that is not ours."""
    try:
        raw = urlsafe_b64decode(given + "=" * (-len(given) % 4))
        sign, named = raw[:SIGN], raw[SIGN:]
        if not key or not hmac.compare_digest(_sign(key, named), sign):
            return None
        subject, _, person = named.decode().partition("~")
    except ValueError:
        return None
    return subject, PersonId(person)


def _sign(key: bytes, named: bytes) -> bytes:
    return hmac.digest(key, named, sha256)[:SIGN]


HOME = ""


def request(number: int) -> str:
    """The page of a request, behind the school's own address; as the two below."""
    return f"mine/{number}"


def task(number: int) -> str:
    return f"t/{number}"


def form(purpose: str) -> str:
    return f"f/{quote(purpose, safe=':')}"


def own(
    public_url: str, school: str, key: bytes, where: str, read_on: Platform = Platform.WECOM
) -> str:
    """A page of one's own. Empty where the school has no pages, or the chat no login of theirs."""
    if not public_url or not key or read_on is Platform.TELEGRAM:
        return ""
    asked = WITH_WECHAT if read_on is Platform.WECHAT else ""
    return f"{public_url.rstrip('/')}/h5/{school}/{where}{asked}"


def url(
    public_url: str,
    school: str,
    key: bytes,
    subject: str,
    person: PersonId,
    read_on: Platform = Platform.WECOM,
) -> str:
    """Empty where the school has no pages. `read_on` only chooses whose login is asked first."""
    if not public_url or not key:
        return ""
    asked = WITH_WECHAT if read_on is Platform.WECHAT else ""
    return f"{public_url.rstrip('/')}/h5/{school}/r/{token(key, subject, person)}{asked}"
