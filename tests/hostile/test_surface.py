"""The description of our surface, taken at its word: what it allows is sent, and what comes back
must be what it says. By nobody, and by people who have a session, a seal or a token.

`DIAOYUE_SURFACE_CASES` says how many of each kind at each address; a few unless told otherwise.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode
from starlette.datastructures import URL

from bot.config import Settings
from bot.connecting import sessions_key
from bot.web.logins import READER
from bot.web.sessions import Signer
from bot.web.telegram import SECRET_HEADER
from sandbox.clock import SCHOOL_DAY, PushedClock
from sandbox.schools import load
from sandbox.town import ALARM_TOKEN, Town, opened, outside, tree_for
from tests.hostile.doors import still_serves
from tests.house.test_openapi import FILE
from tests.stories.cases import approved_up_to, filed

pytestmark = pytest.mark.slow

CASES = int(os.environ.get("DIAOYUE_SURFACE_CASES", "4"))
SECRET = "only-telegram-knows_0"
HOW = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
# What anybody may ask.
OPEN = {"style", "script", "alive", "ready", "metrics"}
PURPOSES = ("file:footage", "amend:1", "extend:1", "outcome:1", "begin:footage:1", "file:none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody with what he has in his hands. `seal` is given the path of a form."""

    base: str
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    seal: Callable[[str], str] = lambda _: ""

    def send(self, http: requests.Session, case: schemathesis.Case) -> Any:
        url = URL(self.base + unquote(case.formatted_path))
        if isinstance(case.body, dict) and self.cookies:
            case.body["seal"] = self.seal(url.path)
        return case.call(
            base_url=self.base,
            session=http,
            headers=dict(self.headers),
            cookies=dict(self.cookies),
            allow_redirects=False,
            timeout=60,
        )


BENT, RIGHT = GenerationMode.NEGATIVE, GenerationMode.POSITIVE


def believed(
    operation: schemathesis.APIOperation,
    caller: Caller,
    named: Mapping[str, Any],
    modes: Sequence[GenerationMode] = (RIGHT, BENT),
) -> set[int]:
    """The statuses that were answered, each of them as described."""
    told: set[int] = set()
    load_all_checks()
    checks = CHECKS.get_by_names(list(CHECKED))

    def one(case: schemathesis.Case) -> None:
        answer = caller.send(http, case)
        told.add(answer.status_code)
        if not of_no_route(answer):
            case.validate_response(answer, checks=checks)

    with requests.Session() as http:
        http.trust_env = False
        for mode in modes:
            offered = operation.as_strategy(mode, path_parameters=dict(named))
            with contextlib.suppress(Unsatisfiable):  # nothing of it can be bent
                HOW(given(offered)(one))()
    assert told, operation.label
    return told


def of_no_route(answer: Any) -> bool:
    """As the description says of all that it does not list."""
    status = answer.status_code
    return status in (404, 405) and answer.content == f"{status}\n".encode()


def operations() -> dict[str, schemathesis.APIOperation]:
    document = schemathesis.openapi.from_path(FILE)
    every = [found.ok() for found in document.get_all_operations()]
    return {one.definition.raw["operationId"]: one for one in every}


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Town]:
    async with outside(load("taishan"), PushedClock(SCHOOL_DAY)) as platforms:
        tree = tree_for(platforms, f"sqlite:///{tmp_path}/demo.db")
        tree["schools"]["taishan"]["telegram"] |= {"mode": "webhook", "secret": SECRET}
        async with opened(platforms, Settings.read(tree)) as here:
            yield here


def base(here: Town) -> str:
    return here.settings.web.public_url


async def test_what_anybody_sends_is_answered_as_described(hooked: Town) -> None:
    """Nobody with a session or a token: nothing but what is open says yes."""
    some, nobody = operations(), Caller(base=base(hooked))
    assert len(some) > 25
    for name, operation in some.items():
        named = {"school": "taishan"} if "{school}" in operation.path else {}
        told = await asyncio.to_thread(believed, operation, nobody, named)
        assert name in OPEN or not {one for one in told if one < 300}, name
    await still_serves(hooked)


async def test_what_platforms_and_monitoring_send_is_answered_as_described(
    hooked: Town,
) -> None:
    some = operations()
    telegram = Caller(base=base(hooked), headers={SECRET_HEADER: SECRET})
    told = await asyncio.to_thread(
        believed, some["telegramUpdate"], telegram, {"school": "taishan"}
    )
    assert told >= {200, 400}
    monitoring = Caller(base=base(hooked), headers={"Authorization": f"Bearer {ALARM_TOKEN}"})
    told = await asyncio.to_thread(believed, some["alarm"], monitoring, {"school": "taishan"})
    assert 422 in told
    await still_serves(hooked)


async def reading(here: Town, name: str) -> tuple[Caller, str]:
    """Somebody with his session, able to fill any form; and where his page is."""
    page = await here.stage[name].opens()
    kept = {c.key: c.value for c in page.browser._http.cookie_jar}[READER]
    signer = Signer(sessions_key(here.settings))
    caller = Caller(
        base=base(here),
        headers={"Origin": base(here)},
        cookies={READER: kept},
        seal=lambda path: signer.mark("form", f"{kept}\n{path}"),
    )
    return caller, urlsplit(page.url).path.rsplit("/", 1)[-1]


async def test_what_people_with_a_session_send_is_answered_as_described(
    hooked: Town,
) -> None:
    await filed(hooked)
    await approved_up_to(hooked, "牧星野", "雷默言", "温若谷")
    caller, token = await reading(hooked, "裴云旗")
    told: set[int] = set()
    for operation in operations().values():
        if not operation.path.startswith("/h5/{school}"):
            continue
        named: dict[str, Any] = {"school": "taishan"}
        real = {"token": token, "number": 1, "paper": 1}
        named |= {gap: value for gap, value in real.items() if f"{{{gap}}}" in operation.path}
        told |= await asyncio.to_thread(believed, operation, caller, named)
        for purpose in PURPOSES if "{purpose}" in operation.path else ():
            asked = named | {"purpose": purpose}
            told |= await asyncio.to_thread(believed, operation, caller, asked, [RIGHT])
    assert told >= {200, 303, 403, 422}
    await still_serves(hooked)


PATHS = (
    "mine/{n}",
    "mine/{n}/form.pdf",
    "mine/1/papers/{n}",
    "t/{n}",
    "r/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/papers/{n}",
    "f/amend:{n}",
    "f/outcome:{n}/check",
)


async def test_a_number_longer_than_any_case_has_is_no_case(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    for number in ("9" * 18, "9" * 19, "9" * 4400):
        for path in PATHS:
            url = f"{base(taishan)}/h5/taishan/{path.format(n=number)}"
            for method in ("GET", "POST"):
                async with stranger.request(method, url, allow_redirects=False) as answer:
                    assert answer.status < 500, (method, path, len(number))


async def test_whoever_names_another_host_is_not_led_there(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    url, elsewhere = f"{base(taishan)}/h5/taishan?in=wechat", {"Host": "evil.example"}
    async with stranger.get(url, headers=elsewhere, allow_redirects=False) as answer:
        assert answer.status == 307
        assert answer.headers["location"] == "/h5/taishan/?in=wechat"
