"""Addresses of the pages for phones.

A link names a card and a person and is signed, so that it cannot be guessed or changed. It selects
and never authenticates: the page asks the platform who is looking (wechat.md §3).
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from bot.people.person import PersonId

BITS = 128


def token(key: bytes, subject: str, person: PersonId) -> str:
    named = f"{subject.replace('/', '.')}~{person}"
    return f"{named}~{_sign(key, named)}"


def read(key: bytes, given: str) -> tuple[str, PersonId] | None:
    """The subject and the person a link names; None for anything that is not ours."""
    named, _, sign = given.rpartition("~")
    if not key or not hmac.compare_digest(_sign(key, named).encode(), sign.encode()):
        return None
    subject, _, person = named.partition("~")
    return subject.replace(".", "/"), PersonId(person)


def _sign(key: bytes, named: str) -> str:
    digest = hmac.digest(key, named.encode(), sha256)[: BITS // 8]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def url(public_url: str, school: str, key: bytes, subject: str, person: PersonId) -> str:
    """Empty where the school has no pages."""
    if not public_url or not key:
        return ""
    return f"{public_url.rstrip('/')}/h5/{school}/r/{token(key, subject, person)}"
