"""What a browser brings back counts as what it was given for: here, now, by us."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from bot.people.person import Platform
from bot.web.desk import Login
from bot.web.logins import READER, TOLD, UNDER_WAY, Logins
from bot.web.sessions import SESSION, Signer

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
SIGNER = Signer(b"of this house alone, and secret..")
PERSON = {"platform": "wecom", "address": "peiyunqi", "nonce": "a1"}


async def _nobody(*_: object) -> str:
    return ""


async def _nothing(*_: object) -> None:
    return None


LOGINS = Logins(
    identify=_nobody,
    reads_links=_nothing,
    authorize=lambda *_: "",
    public_url="https://bot.example.edu",
    signer=SIGNER,
    now=lambda: NOW,
)


def brought(cookie: str, school: str = "taishan", path: str = "", **headers: str) -> Request:
    sent = {"host": "bot.example.edu", "cookie": f"{READER}={cookie}", **headers}
    return Request(
        {
            "type": "http",
            "method": "POST",
            "path": path or f"/h5/{school}/",
            "path_params": {"school": school},
            "query_string": b"",
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        }
    )


def given_as(
    name: str, school: str = "taishan", by: Signer = SIGNER, ago: timedelta = timedelta()
) -> str:
    return by.sealed(f"{name}/{school}", PERSON, NOW + SESSION - ago)


def test_a_session_names_its_person() -> None:
    assert LOGINS.reader(brought(given_as(READER))) == Login(Platform.WECOM, "peiyunqi")


@pytest.mark.parametrize(
    "cookie",
    [
        given_as(READER, "lingnan"),  # of another school
        given_as(UNDER_WAY),  # given for something else
        given_as(TOLD),
        given_as(READER, by=Signer(b"of another house, as long as ours")),
        given_as(READER, ago=SESSION),  # of this morning
        "",
        ".",
        "e30.",
        SIGNER.mark("form", "e30"),
    ],
)
def test_whatever_was_given_for_something_else_names_nobody(cookie: str) -> None:
    assert LOGINS.reader(brought(cookie)) is None


@given(st.integers(min_value=0), st.integers(1, 127))
def test_a_bent_session_names_nobody(at: int, bit: int) -> None:
    whole = bytearray(given_as(READER).encode())
    whole[at % len(whole)] ^= bit
    cookie = bytes(whole).decode("latin-1")
    if not set(cookie) & set(';, "\\\r\n\0') and cookie.isprintable():
        assert LOGINS.reader(brought(cookie)) is None


def test_a_seal_is_good_for_its_page_and_its_session_alone() -> None:
    session, page = given_as(READER), "/h5/taishan/mine/1"
    seal = LOGINS.seal(brought(session, path=page))
    assert LOGINS.is_ours(brought(session, path=page), seal)
    other = SIGNER.sealed(f"{READER}/taishan", {**PERSON, "nonce": "b2"}, NOW + SESSION)
    for foreign in (
        brought(session, path="/h5/taishan/mine/2"),
        brought(session, path="/h5/lingnan/mine/1", school="lingnan"),
        brought(other, path=page),  # the same person after another login
        brought("", path=page),
        brought(session, path=page, origin="https://evil.example"),
        brought(session, path=page, origin="null"),
        brought(session, path=page, origin="https://bot.example.edu.evil.example"),
    ):
        assert not LOGINS.is_ours(foreign, seal)
